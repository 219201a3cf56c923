"""A task is set, done, taken up again, given to another; each with its trace, each refused to others."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.clock import NOW, TODAY
from tests.factories import make_company, make_person
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.records import commands, queries
from tongxin.records.models import Task

Act = Callable[..., Actor]


@pytest.fixture
def task(mine: Mine, act: Act) -> Task:
    opened = commands.open_task(
        unit_id=mine.team.id,
        text=" 换两个喷雾头 ",
        owner_id=mine.worker.id,
        due_date=date(2026, 11, 22),
        by=act(mine.leader),
        at=NOW,
    )
    return Task.objects.get(id=opened.task_id)


def test_a_task_is_set_with_its_trace(mine: Mine, task: Task) -> None:
    assert (task.text, task.unit, task.owner, task.opened_by) == (
        "换两个喷雾头",
        mine.team,
        mine.worker,
        mine.leader,
    )
    fact = Fact.objects.get()
    assert (fact.kind, fact.subject_id, fact.data) == (
        "task.opened", task.id, {"tasks": [task.id], "owners": [mine.worker.id]},
    )  # fmt: skip


def test_what_is_missing_or_past_is_told(mine: Mine, act: Act) -> None:
    with pytest.raises(Invalid) as told:
        commands.open_task(
            unit_id=mine.team.id, text=" ", due_date=date(2026, 11, 15), by=act(mine.leader), at=NOW
        )

    assert told.value.fields == {"text": "请写要办什么", "due_date": "11-15 已经过了，请选今天以后"}
    assert not Fact.objects.exists()


def test_nobody_sets_tasks_for_units_that_are_not_theirs(mine: Mine, act: Act) -> None:
    for person in (mine.worker, mine.other_leader):
        with pytest.raises(NotFound):
            commands.open_task(unit_id=mine.team.id, text="x", by=act(person), at=NOW)


def test_the_owner_finishes_it_once(mine: Mine, task: Task, act: Act) -> None:
    fact = commands.finish_task(task.id, note="换好了", by=act(mine.worker), at=NOW)

    task.refresh_from_db()
    assert (task.done_at, task.done_by, task.note) == (NOW, mine.worker, "换好了")
    assert (fact.kind, fact.data) == ("task.done", {"tasks": [task.id], "due": "2026-11-22"})
    with pytest.raises(Refused, match="已经有人办完了"):
        commands.finish_task(task.id, by=act(mine.leader), at=NOW)


def test_others_do_not_even_see_it(mine: Mine, task: Task, act: Act) -> None:
    with pytest.raises(NotFound):
        commands.finish_task(task.id, by=act(mine.other_leader), at=NOW)


def test_who_only_reads_does_not_finish_it(mine: Mine, task: Task, act: Act) -> None:
    from tests.factories import appoint, make_person

    reader = make_person(mine.company, mine.root)
    appoint(reader, "mine_leader", mine.root)

    with pytest.raises(NotAllowed):
        commands.finish_task(task.id, by=act(reader), at=NOW)


def test_whoever_set_it_takes_it_up_again_and_its_owner_does_not(mine: Mine, task: Task, act: Act) -> None:
    commands.finish_task(task.id, by=act(mine.worker), at=NOW)

    with pytest.raises(NotAllowed):
        commands.reopen_task(task.id, reason="没换", by=act(mine.worker), at=NOW)
    with pytest.raises(Invalid):
        commands.reopen_task(task.id, reason=" ", by=act(mine.leader), at=NOW)
    commands.reopen_task(task.id, reason="还漏水", by=act(mine.leader), at=NOW)

    task.refresh_from_db()
    assert (task.done_at, task.done_by, task.note) == (None, None, "重开：还漏水")
    with pytest.raises(Refused):
        commands.reopen_task(task.id, reason="再来", by=act(mine.leader), at=NOW)


def test_owner_and_day_change_with_a_reason_and_the_old_ones_in_the_fact(
    mine: Mine, task: Task, act: Act
) -> None:
    leader = act(mine.leader)
    with pytest.raises(NotAllowed):
        commands.change_task(
            task.id, owner_id=None, due_date=None, reason="不想办", by=act(mine.worker), at=NOW
        )
    with pytest.raises(Refused, match="都没有变"):
        commands.change_task(
            task.id, owner_id=mine.worker.id, due_date=date(2026, 11, 22), reason="x", by=leader, at=NOW
        )

    fact = commands.change_task(
        task.id,
        owner_id=mine.instructor.id,
        due_date=date(2026, 11, 30),
        reason="张伟请假",
        by=leader,
        at=NOW,
    )

    task.refresh_from_db()
    assert (task.owner, task.due_date) == (mine.instructor, date(2026, 11, 30))
    assert fact.data == {
        "tasks": [task.id],
        "owners": [mine.worker.id, mine.instructor.id],
        "due": ["2026-11-22", "2026-11-30"],
    }


def test_a_task_is_not_given_to_a_stranger(mine: Mine, task: Task, act: Act) -> None:
    stranger = make_person(make_company())

    with pytest.raises(Invalid) as told:
        commands.open_task(
            unit_id=mine.team.id, text="换喷头", owner_id=stranger.id, by=act(mine.leader), at=NOW
        )

    assert told.value.fields == {"owner_id": "这个人不在本单位的花名册里，请重新选"}
    assert (Task.objects.get(), Fact.objects.count()) == (task, 1)


def test_a_change_without_a_reason_is_refused(mine: Mine, task: Task, act: Act) -> None:
    with pytest.raises(Invalid) as told:
        commands.change_task(
            task.id, owner_id=mine.instructor.id, due_date=None, reason=" ", by=act(mine.leader), at=NOW
        )

    assert told.value.fields == {"reason": "请写为什么改"}
    assert (Task.objects.get().owner, Fact.objects.count()) == (mine.worker, 1)


def test_a_task_that_is_done_is_not_given_to_another(mine: Mine, task: Task, act: Act) -> None:
    commands.finish_task(task.id, by=act(mine.worker), at=NOW)

    with pytest.raises(Refused, match="这件事已经办完了，不用再改"):
        commands.change_task(
            task.id, owner_id=mine.instructor.id, due_date=None, reason="请假", by=act(mine.leader), at=NOW
        )

    task.refresh_from_db()
    assert (task.owner, task.due_date) == (mine.worker, date(2026, 11, 22))
    assert not Fact.objects.filter(kind="task.changed").exists()


def test_tasks_come_by_urgency_and_say_how_late(mine: Mine, task: Task, act: Act) -> None:
    Task.objects.filter(id=task.id).update(due_date=date(2026, 11, 16))
    leader = act(mine.leader)
    for text, due in (("今天的", TODAY), ("没期限的", None)):
        commands.open_task(unit_id=mine.team.id, text=text, due_date=due, by=leader, at=NOW)

    lines = queries.open_tasks(viewer=leader, on=TODAY)

    assert [(line.text, line.due.word) for line in lines] == [
        ("换两个喷雾头", "超期 4 天"),
        ("今天的", "今天"),
        ("没期限的", "没定期限"),
    ]
    mine_only = queries.open_tasks(viewer=act(mine.worker), on=TODAY, owner_id=mine.worker.id)
    assert [line.text for line in mine_only] == ["换两个喷雾头"]


def test_a_task_out_of_a_confidential_record_is_not_shown_to_the_team(
    mine: Mine, task: Task, act: Act
) -> None:
    Task.objects.filter(id=task.id).update(level="C2")

    assert queries.open_tasks(viewer=act(mine.instructor), on=TODAY) == []
    assert len(queries.open_tasks(viewer=act(mine.secretary), on=TODAY)) == 1
    assert len(queries.open_tasks(viewer=act(mine.worker), on=TODAY)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_one_query_however_long(
    number: int, mine: Mine, act: Act, django_assert_num_queries
) -> None:
    leader = act(mine.leader)
    for _ in range(number):
        commands.open_task(unit_id=mine.team.id, text="x", owner_id=mine.worker.id, by=leader, at=NOW)

    with django_assert_num_queries(1):
        assert len(queries.open_tasks(viewer=leader, on=TODAY)) == number
