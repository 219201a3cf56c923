"""A case moves by one decision, one transaction, one fact; a refusal leaves no trace."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.cases.kinds import FAULT, follow
from tests.clock import NOW
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, climb_overdue, move_by_code, move_case, open_case
from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries import Asked, list_cases, view_by_code, view_case
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person

Act = Callable[..., Actor]
STAY = "- {key: look, title: 去看了, source: [reported], by: {posts: [section_chief]}}\n"


def report(mine: Mine, by: Actor, **given: Any) -> Case:
    opening = Opening("fault", mine.team.id, {"what": "皮带跑偏", "place": "三号皮带", **given})
    return Case.objects.get(id=open_case(opening, by=by, at=NOW).case_id)


def assign(case: Case, fixer: Person, by: Actor, day: str = "2026-11-25") -> Fact:
    return move_case(case.id, Making("assign", {"fixer": [fixer.id], "fix_by": day}), by=by, at=NOW)


@pytest.fixture
def followed(mine: Mine) -> Mine:
    follow(mine.root)
    return mine


def test_a_case_goes_from_its_report_to_its_end(followed: Mine, act: Act) -> None:
    mine = followed
    chief, leader = act(mine.chief), act(mine.leader)
    case = report(mine, act(mine.worker))

    assert (case.state, case.title, case.due_at) == ("reported", "皮带跑偏", NOW + timedelta(hours=24))
    assign(case, mine.leader, chief)
    move_case(case.id, Making("fix"), by=leader, at=NOW)
    move_case(case.id, Making("accept"), by=chief, at=NOW)

    case.refresh_from_db()
    assert (case.state, case.ended_at, case.due_at) == ("closed", NOW, None)
    assert list(
        Deed.objects.filter(case=case).order_by("number").values_list("move", "target", "by__name")
    ) == [
        ("", "reported", "张伟"),
        ("assign", "assigned", "胡永胜"),
        ("fix", "fixed", "赵建军"),
        ("accept", "closed", "胡永胜"),
    ]
    assert list(
        Fact.objects.filter(subject_type="case").order_by("id").values_list("kind", "data__state")
    ) == [
        ("case.opened", "reported"),
        ("case.moved", "assigned"),
        ("case.moved", "fixed"),
        ("case.moved", "closed"),
    ]


def test_nobody_accepts_their_own_work_and_the_refusal_leaves_no_trace(followed: Mine, act: Act) -> None:
    mine = followed
    case = report(mine, act(mine.worker))
    assign(case, mine.leader, act(mine.chief))
    move_case(case.id, Making("fix"), by=act(mine.leader), at=NOW)
    facts, deeds = Fact.objects.count(), Deed.objects.count()

    with pytest.raises(NotAllowed, match="“报完工”是您办的，“验收”要由另一个人来办"):
        move_case(case.id, Making("accept"), by=act(mine.leader), at=NOW)

    case.refresh_from_db()
    assert (case.state, Fact.objects.count(), Deed.objects.count()) == ("fixed", facts, deeds)


def test_what_is_late_is_moved_only_with_a_reason(followed: Mine, act: Act) -> None:
    mine = followed
    case = report(mine, act(mine.worker))
    assign(case, mine.leader, act(mine.chief), day="2026-11-21")
    later = NOW + timedelta(days=3)

    with pytest.raises(Invalid) as refused:
        move_case(case.id, Making("fix"), by=act(mine.leader), at=later)
    move_case(case.id, Making("fix", late_reason="等配件"), by=act(mine.leader), at=later)

    assert refused.value.fields == {"late_reason": "2026-11-21 到期，已经晚了，请写晚的原因"}
    assert Deed.objects.get(case=case, move="fix").late_reason == "等配件"


def test_of_two_who_saw_the_same_one_wins_and_the_other_is_told(followed: Mine, act: Act) -> None:
    mine = followed
    case = report(mine, act(mine.worker))
    given = {"fixer": [mine.leader.id], "fix_by": "2026-11-25"}
    move_case(case.id, Making("assign", given, revision=0), by=act(mine.chief), at=NOW)

    with pytest.raises(Refused, match="请刷新后再看"):
        move_case(case.id, Making("refuse", {"answer": "没有"}, revision=0), by=act(mine.chief), at=NOW)


def test_whoever_opened_without_a_name_follows_by_code(followed: Mine, act: Act) -> None:
    mine = followed
    opening = Opening("fault", mine.team.id, {"what": "皮带跑偏"}, anonymous=True)

    opened = open_case(opening, by=act(mine.worker), at=NOW)
    move_case(opened.case_id, Making("refuse", {"answer": "看过了，没有跑偏"}), by=act(mine.chief), at=NOW)
    view = view_by_code(opened.code.lower(), viewer=Actor(None, "", None), at=NOW)

    assert not Part.objects.exists()
    assert not Fact.objects.exclude(by_id=mine.chief.id).exclude(by_id=None).exists()
    assert (view.line.state_title, [one.value for one in view.deeds[-1].fields]) == (
        "不属实",
        ["看过了，没有跑偏"],
    )
    assert view.deeds[-1].by == ""
    with pytest.raises(NotFound):
        view_by_code("AAAA-BBBB-CCCC", viewer=Actor(None, "", None), at=NOW)
    with pytest.raises(Refused):
        move_by_code(Making("refuse", {"answer": "x"}, code=opened.code), by=Actor(None, "", None), at=NOW)


def test_what_is_overdue_climbs_once_and_its_holder_sees_it(followed: Mine, act: Act) -> None:
    mine = followed
    case = report(mine, act(mine.worker))

    assert [fact.data["rung"] for fact in climb_overdue(at=NOW + timedelta(hours=47))] == []
    told = climb_overdue(at=NOW + timedelta(hours=73))
    again = climb_overdue(at=NOW + timedelta(hours=73))

    case.refresh_from_db()
    assert ([fact.data["rung"] for fact in told], again, case.rung) == ([2], [], 2)
    assert Part.objects.get(case=case, role="climbed").person == mine.secretary


def test_the_same_problem_in_the_same_place_is_marked(followed: Mine, act: Act) -> None:
    first = report(followed, act(followed.worker))
    second = report(followed, act(followed.worker), what="又跑偏了", place="3# 皮带")
    third = report(followed, act(followed.worker), place="四号皮带")

    assert (second.recurs, third.recurs) == (first, None)
    assert second.data["place"] == "3# 皮带"


def test_the_reporter_sees_how_it_goes_and_strangers_see_nothing(followed: Mine, act: Act) -> None:
    mine = followed
    case = report(mine, act(mine.worker))
    assign(case, mine.leader, act(mine.chief))

    mine_view = view_case(case.id, viewer=act(mine.worker), at=NOW)

    assert (mine_view.full, mine_view.parts, mine_view.moves) == (False, [], [])
    assert [deed.state for deed in mine_view.deeds] == ["待核实", "整改中"]
    assert [line.id for line in list_cases(Asked(), viewer=act(mine.worker), at=NOW).lines] == [case.id]
    with pytest.raises(NotFound):
        view_case(case.id, viewer=act(mine.other_leader), at=NOW)


def test_what_is_still_overdue_stays_where_it_has_climbed_to(mine: Mine, act: Act) -> None:
    follow(mine.root, FAULT.replace("- {key: again,", STAY + "      - {key: again,"))
    case = report(mine, act(mine.worker))
    climb_overdue(at=NOW + timedelta(hours=49))

    move_case(case.id, Making("look"), by=act(mine.chief), at=NOW + timedelta(hours=50))

    case.refresh_from_db()
    assert (case.rung, case.climbs_at) == (1, NOW + timedelta(hours=72))
    given = {"fixer": [mine.leader.id], "fix_by": "2026-11-25"}
    move_case(case.id, Making("assign", given), by=act(mine.chief), at=NOW + timedelta(hours=50))
    case.refresh_from_db()
    assert case.rung == 0
