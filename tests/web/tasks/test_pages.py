"""Tasks: mine first, finished where they stand, changed with a reason."""

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from tests.clock import NOW
from tests.factories import adopt
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Person
from tongxin.records import commands
from tongxin.records.models import Task

LogIn = Callable[[Person], Client]


@pytest.fixture
def task(mine: Mine) -> Task:
    by = actor_of(mine.leader.id, at=NOW)
    opened = commands.open_task(
        unit_id=mine.team.id,
        text="换两个喷雾头",
        owner_id=mine.worker.id,
        due_date=date(2026, 11, 22),
        by=by,
        at=NOW,
    )
    return Task.objects.get(id=opened.task_id)


def test_a_worker_finishes_with_a_word_on_how(mine: Mine, task: Task, log_in: LogIn) -> None:
    client = log_in(mine.worker)
    assert "您有 1 件要办" in client.get("/tasks").content.decode()

    page = client.post(f"/tasks/{task.id}/finish", {"note": "换好了"}, follow=True).content.decode()

    assert "没有要办的事" in page
    assert "换好了" in page


def test_the_leader_gives_it_to_somebody_else_with_a_reason(mine: Mine, task: Task, log_in: LogIn) -> None:
    client = log_in(mine.leader)
    page = client.get(f"/tasks/{task.id}").content.decode()
    assert "换人或者改期" in page

    client.post(f"/tasks/{task.id}/change", {"owner": "李明", "due": "2026-11-30", "reason": "张伟请假"})

    task.refresh_from_db()
    assert (task.owner.name, task.due_date) == ("李明", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"owner": "查无此人", "due": "", "reason": "x"}, "花名册里没有“查无此人”"),
        ({"owner": "李明", "due": "后天", "reason": "x"}, "“后天”不是一个日期"),
        ({"owner": "李明", "due": "2026-11-30", "reason": ""}, "请写为什么改"),
        ({"owner": "李明", "due": "2026-11-01", "reason": "x"}, "11-01 已经过了"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_changes(
    mine: Mine, task: Task, log_in: LogIn, sent: dict[str, str], told: str
) -> None:
    answer = log_in(mine.leader).post(f"/tasks/{task.id}/change", sent)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    task.refresh_from_db()
    assert task.owner == mine.worker


def test_a_task_is_set_by_hand_and_taken_up_again(mine: Mine, task: Task, log_in: LogIn) -> None:
    client = log_in(mine.leader)
    client.post("/tasks/new", {"unit": mine.team.id, "text": "修喇叭", "owner": "张伟", "due": "2026-11-25"})
    made = Task.objects.get(text="修喇叭")
    client.post(f"/tasks/{made.id}/finish")

    client.post(f"/tasks/{made.id}/reopen", {"reason": "还不响"})

    made.refresh_from_db()
    assert (made.done_at, made.owner) == (None, mine.worker)


@pytest.mark.parametrize("what", ["", "/finish", "/reopen", "/change"])
def test_a_task_of_others_is_not_found(mine: Mine, task: Task, log_in: LogIn, what: str) -> None:
    client = log_in(mine.other_leader)

    answer = (client.post if what else client.get)(f"/tasks/{task.id}{what}")

    assert answer.status_code == 404
    assert "喷雾" not in answer.content.decode()


def test_a_worker_sets_no_tasks(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.worker)

    assert "交办一件" not in client.get("/tasks").content.decode()
    assert client.post("/tasks/new", {"unit": mine.team.id, "text": "x"}).status_code == 404


@pytest.mark.row("SZ-2")
def test_a_task_is_taken_up_as_a_case_by_whoever_may_open_it(mine: Mine, task: Task, log_in: LogIn) -> None:
    adopt(mine.root, "party-branch-2018", "sz")
    leader = log_in(mine.leader).get(f"/tasks/{task.id}").content.decode()
    form = log_in(mine.leader).get(f"/cases/new/joint_task?unit={mine.team.id}&what=换两个喷雾头")

    assert (
        f'/cases/new/joint_task?unit={mine.team.id}&amp;what={quote("换两个喷雾头")}&amp;record="' in leader
    )
    assert 'value="换两个喷雾头"' in form.content.decode()
    assert "当成“共同任务”来办" not in log_in(mine.worker).get(f"/tasks/{task.id}").content.decode()
