"""Giving, taking and refusing a shift."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from tests.clock import TODAY, moment
from tests.factories import make_shift
from tests.meanwhile import fail, meanwhile
from tests.records.preshift.world import fill_team, make_task
from tests.world import Mine
from tongxin.duties.commands import raise_duties
from tongxin.duties.queries import items_met_by
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.records.handover.commands import give, open_handover, refuse, take
from tongxin.records.handover.queries import due_handovers, given_to, view_handover
from tongxin.records.models import Presence, Record, Task, Version
from tongxin.records.preshift.commands import open_meeting
from tongxin.records.preshift.queries.page import view_meeting

Act = Callable[..., Actor]
END = moment(11, 20, 15, 40)
VALUES: dict[str, Any] = {
    "tasks_done": "任务都干完了",
    "equipment": "设备正常",
    "site": "现场正常",
    "hazards": "机尾 72 架处片帮，已打临时支护",
    "papers": "yes",
}


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    make_shift(mine.other_team, moment(11, 20, 16), moment(11, 21), key="middle", name="中班")
    return mine


def handed(team: Mine, act: Act, **given: Any) -> int:
    leader = act(team.leader)
    record_id = open_handover(team.shift.id, by=leader, at=END).record_id
    carried = list(Task.objects.filter(unit=team.team).values_list("id", flat=True))
    give(
        record_id,
        {**VALUES, **given},
        to_team=team.other_team.id,
        passed_on=carried,
        by=leader,
        at=END,
    )
    return record_id


def test_both_sign_and_what_is_open_goes_to_the_next_team(team: Mine, act: Act) -> None:
    raise_duties(company_id=team.company.id, day=TODAY, by=NOBODY, at=END)
    record_id = handed(team, act)

    fact = take(record_id, team.other_leader.id, by=act(team.other_leader), at=moment(11, 20, 15, 50))
    answer_fact(fact, at=moment(11, 20, 15, 50))

    record = Record.objects.get(id=record_id)
    assert (record.state, record.chair, record.recorder) == ("closed", team.leader, team.other_leader)
    signed = Presence.objects.filter(record=record).order_by("id")
    assert [(row.person, row.signed_at, row.signed_via) for row in signed] == [
        (team.leader, END, None),
        (team.other_leader, moment(11, 20, 15, 50), None),
    ]
    assert not Task.objects.filter(unit=team.team).exists()
    theirs = Task.objects.filter(unit=team.other_team).order_by("id").values_list("text", flat=True)
    assert list(theirs) == [
        "38 号支架漏液，已挂牌，不得升降",
        "皮带机头护栏缺一段",
        "机尾浮煤清到 60 架，剩 12 架",
        "机尾 72 架处片帮，已打临时支护",
    ]
    counted = items_met_by(record_id, viewer=act(team.leader), at=END)
    assert [item.title for item in counted] == ["交接班每班一次"]


def test_the_next_teams_meeting_shows_who_handed_over_and_what(team: Mine, act: Act) -> None:
    take(handed(team, act), team.other_leader.id, by=act(team.leader), at=END)
    shift = team.other_team
    middle = due_handovers(viewer=act(team.other_leader), at=moment(11, 20, 23))[0]
    record_id = open_meeting(middle.shift_id, by=act(team.other_leader), at=END).record_id

    page = view_meeting(record_id, viewer=act(team.other_leader), at=END)

    assert page.handed_by == "早班 赵建军"
    assert [point.text for point in page.points][-1] == "机尾 72 架处片帮，已打临时支护"
    assert shift.name == page.record.unit.name


def test_on_the_givers_phone_both_names_are_kept(team: Mine, act: Act) -> None:
    record_id = handed(team, act)

    take(record_id, team.other_leader.id, by=act(team.leader), at=END)

    taker = Presence.objects.get(record=record_id, person=team.other_leader)
    assert taker.signed_via == team.leader


def test_it_is_taken_once(team: Mine, act: Act) -> None:
    record_id = handed(team, act)
    take(record_id, team.other_leader.id, by=act(team.leader), at=END)

    with pytest.raises(Refused, match="已经交接完了"):
        take(record_id, team.other_leader.id, by=act(team.other_leader), at=END)
    assert Fact.objects.filter(kind="record.closed").count() == 1


def test_only_who_leads_the_taking_team_takes(team: Mine, act: Act) -> None:
    record_id = handed(team, act)

    with pytest.raises(Invalid, match="班组长或小政委签"):
        take(record_id, team.worker.id, by=act(team.leader), at=END)
    assert Record.objects.get(id=record_id).state == "draft"


def test_nothing_is_taken_that_was_not_given(team: Mine, act: Act) -> None:
    record_id = open_handover(team.shift.id, by=act(team.leader), at=END).record_id

    with pytest.raises(Refused, match="还没有交出来"):
        take(record_id, team.other_leader.id, by=act(team.leader), at=END)
    with pytest.raises(NotFound):
        view_handover(record_id, viewer=act(team.other_leader))


def test_the_taking_side_sees_it_once_given_and_writes_nothing_in_it(team: Mine, act: Act) -> None:
    other = act(team.other_leader)
    assert given_to(viewer=other, at=END) == []
    record_id = handed(team, act)

    assert [waiting.id for waiting in given_to(viewer=other, at=END)] == [record_id]
    assert view_handover(record_id, viewer=other).giving is False
    with pytest.raises(NotAllowed):
        give(record_id, VALUES, to_team=team.other_team.id, passed_on=[], by=other, at=END)


def test_a_handover_without_what_is_asked_stays_open(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = open_handover(team.shift.id, by=leader, at=END).record_id

    with pytest.raises(Invalid, match="还差 1 项"):
        give(record_id, {**VALUES, "site": ""}, to_team=team.other_team.id, passed_on=[], by=leader, at=END)
    with pytest.raises(Invalid, match="选一下交给哪个班组"):
        give(record_id, VALUES, to_team=team.team.id, passed_on=[], by=leader, at=END)
    assert "given_at" not in Record.objects.get(id=record_id).data


def test_nobody_passes_on_another_teams_points(team: Mine, act: Act) -> None:
    theirs = make_task(team.other_team)
    leader = act(team.leader)
    record_id = open_handover(team.shift.id, by=leader, at=END).record_id

    give(record_id, VALUES, to_team=team.other_team.id, passed_on=[theirs.id], by=leader, at=END)

    assert Record.objects.get(id=record_id).data["passed_on"] == []


def test_a_refusal_reaches_the_chief_as_a_task_of_today(team: Mine, act: Act) -> None:
    record_id = handed(team, act)

    fact = refuse(record_id, "unclear", ["equipment", "nonsense"], by=act(team.other_leader), at=END)

    task = Task.objects.get(unit=team.section)
    assert (task.owner, task.due_date) == (team.chief, TODAY)
    assert task.text == "采煤一班早班没有交成班：没交清楚（设备状况）。请到现场定"
    assert fact.kind == "handover.refused"
    assert (fact.data["code"], fact.data["items"]) == ("unclear", ["equipment"])
    assert Record.objects.get(id=record_id).state == "refused"


def test_that_somebody_was_unfit_is_not_on_the_record_that_stays(team: Mine, act: Act) -> None:
    record_id = handed(team, act)

    refuse(record_id, "drunk", [], by=act(team.leader), at=END)

    record = Record.objects.get(id=record_id)
    version = Version.objects.get(record=record)
    assert "drunk" not in str(record.data) + str(version.content)
    assert Task.objects.get(unit=team.section).text.endswith("接班人今天不能接。请另派人接班")


def test_the_taking_side_cannot_say_that_it_is_drunk(team: Mine, act: Act) -> None:
    record_id = handed(team, act)

    with pytest.raises(Invalid, match="只能因为没交清楚不接"):
        refuse(record_id, "drunk", [], by=act(team.other_leader), at=END)
    assert not Fact.objects.filter(kind="handover.refused").exists()


def test_after_a_refusal_it_is_given_again_and_taken_as_a_new_version(team: Mine, act: Act) -> None:
    record_id = handed(team, act)
    refuse(record_id, "unclear", ["equipment"], by=act(team.other_leader), at=END)
    with pytest.raises(Refused, match="已经有了结果"):
        refuse(record_id, "unclear", [], by=act(team.leader), at=END)

    give(
        record_id,
        {**VALUES, "equipment": "3 号泵漏液，已停"},
        to_team=team.other_team.id,
        passed_on=[],
        by=act(team.leader),
        at=END,
    )
    take(record_id, team.other_leader.id, by=act(team.other_leader), at=END)

    assert list(
        Version.objects.filter(record=record_id).order_by("number").values_list("number", "reason")
    ) == [
        (1, ""),
        (2, "没交清楚，重新交"),
        (3, "交清楚以后接班"),
    ]
    assert Record.objects.get(id=record_id).state == "closed"


def test_it_is_opened_once_by_its_own_team_and_not_too_early(team: Mine, act: Act) -> None:
    first = open_handover(team.shift.id, by=act(team.leader), at=END)

    assert open_handover(team.shift.id, by=act(team.instructor), at=END).record_id == first.record_id
    with pytest.raises(NotFound):
        open_handover(team.shift.id, by=act(team.other_leader), at=END)
    shift = due_handovers(viewer=act(team.other_leader), at=moment(11, 20, 23))[0]
    with pytest.raises(Refused, match="还没到交班的时候"):
        open_handover(shift.shift_id, by=act(team.other_leader), at=END)


def test_nothing_new_to_tell_passes_on_only_what_was_open(team: Mine, act: Act) -> None:
    before = set(Task.objects.values_list("id", flat=True))

    take(handed(team, act, hazards=""), team.other_leader.id, by=act(team.other_leader), at=END)

    assert set(Task.objects.filter(unit=team.other_team).values_list("id", flat=True)) == before
    assert not Fact.objects.filter(kind="task.opened").exists()


@pytest.mark.parametrize("verb", ["give", "take", "refuse"])
def test_when_the_other_side_was_quicker_one_is_told_and_changes_nothing(
    team: Mine, act: Act, verb: str
) -> None:
    """Quicker by giving again with other words; here in the same transaction, so those go with the rest."""
    record_id = handed(team, act)
    leader, taker = act(team.leader), act(team.other_leader)

    def again(site: str) -> None:
        give(record_id, {**VALUES, "site": site}, to_team=team.other_team.id, passed_on=[], by=leader, at=END)

    steps: dict[str, Callable[[], object]] = {
        "give": lambda: again("第三次"),
        "take": lambda: take(record_id, team.other_leader.id, by=taker, at=END),
        "refuse": lambda: refuse(record_id, "unclear", ["site"], by=taker, at=END),
    }
    told = pytest.raises(Refused, match="对方刚刚也动了这次交接班，请刷新看看")
    with meanwhile('UPDATE "records_record"', lambda: again("第二次")), told:
        steps[verb]()

    record = Record.objects.get(id=record_id)
    assert (record.state, record.version, record.data["site"]) == ("draft", 0, "现场正常")
    assert [fact.kind for fact in Fact.objects.all()] == ["record.opened"]
    assert not Version.objects.exists()
    assert not Task.objects.filter(unit=team.section).exists()


def test_given_again_is_kept_with_its_version_or_not_at_all(team: Mine, act: Act) -> None:
    record_id = handed(team, act)
    refuse(record_id, "unclear", ["site"], by=act(team.other_leader), at=END)

    with meanwhile('INSERT INTO "records_version"', fail), pytest.raises(OperationalError):
        give(
            record_id,
            {**VALUES, "site": "已清理"},
            to_team=team.other_team.id,
            passed_on=[],
            by=act(team.leader),
            at=END,
        )

    record = Record.objects.get(id=record_id)
    assert (record.version, record.data["site"], Version.objects.count()) == (1, "现场正常", 1)
