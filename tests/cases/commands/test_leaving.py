"""Who leaves a role is seen in it no more; what they did stays in the history."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cases.kinds import follow
from tests.clock import NOW
from tests.factories import make_person
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.commands.retention import apply_retention
from tongxin.cases.models import Deed, Named, Part
from tongxin.cases.queries import view_case
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, Refused

Act = Callable[..., Actor]

CIRCLE = """
meta:
  {key: try-cases, version: "1.0", title: 试用, summary: 试用, effective_from: 2020-01-01, adopted_at: [company]}
cases:
  - key: circle
    title: 小组
    basis: {document: 试用, clause: 第一条}
    group: work
    level: C0
    opened_at: [team]
    opened_by: {everybody: unit}
    opening: [{key: members, title: 组员, type: people, required: true, fills: member}]
    roles: {member: {title: 组员}, chosen: {title: 选出的人}}
    start: open
    states: {open: {title: 开着}, over: {title: 结束, end: true}}
    moves:
      - {key: join, title: 我来, source: [open], by: {everybody: unit}, repeats: true, joins: member}
      - {key: choose, title: 选人, source: [open], by: {roles: [opener]}, repeats: true, fields: [{key: who, title: 选谁, type: people, fills: chosen}]}
      - {key: again, title: 重选, source: [open], by: {roles: [opener]}, repeats: true, clears: [chosen]}
      - key: leave
        title: 我退出
        source: [open]
        by: {roles: [member]}
        repeats: true
        leaves: [member]
        guards: [{check: how_many, role: member, least: 1}]
      - {key: close, title: 结束, source: [open], target: over, by: {roles: [opener]}}
    keep: {whole: {years: 4}, drop_names: {years: 3}, names: [member]}
"""


@pytest.fixture
def circle(mine: Mine, act: Act) -> int:
    follow(mine.root, CIRCLE)
    members = [mine.worker.id, mine.leader.id]
    return open_case(
        Opening("circle", mine.team.id, {"members": members}), by=act(mine.instructor), at=NOW
    ).case_id


def step(case: int, move: str, by: Actor, **given: object) -> Fact:
    return move_case(case, Making(move, given), by=by, at=NOW)


def members(case: int) -> set[int]:
    return set(Part.objects.filter(case=case, role="member").values_list("person", flat=True))


def test_who_leaves_is_no_member_and_the_history_keeps_them(circle: int, mine: Mine, act: Act) -> None:
    step(circle, "leave", act(mine.worker))

    assert members(circle) == {mine.leader.id}
    with pytest.raises(NotAllowed, match="“我退出”不由您来办"):
        step(circle, "leave", act(mine.worker))
    with pytest.raises(Refused, match="组员要 1 人，现在 0 人"):
        step(circle, "leave", act(mine.leader))
    seen = view_case(circle, viewer=act(mine.instructor), at=NOW)
    assert [deed.by for deed in seen.deeds][1:] == [mine.worker.name]
    assert Named.objects.filter(deed__case=circle, field="members").count() == 2
    step(circle, "join", act(mine.worker))
    assert members(circle) == {mine.worker.id, mine.leader.id}


def test_a_round_that_begins_anew_shows_nobody_who_was_chosen(circle: int, mine: Mine, act: Act) -> None:
    step(circle, "choose", act(mine.instructor), who=[mine.worker.id])
    step(circle, "again", act(mine.instructor))

    seen = view_case(circle, viewer=act(mine.instructor), at=NOW)
    assert "选出的人" not in [part.title for part in seen.parts]
    assert not Part.objects.filter(case=circle, role="chosen").exists()


def test_the_names_of_those_who_left_are_dropped_with_the_others(circle: int, mine: Mine, act: Act) -> None:
    late = make_person(mine.company, mine.team, name="郝志远")
    step(circle, "join", act(late))
    left = step(circle, "leave", act(late))
    step(circle, "close", act(mine.instructor))

    assert (left.by_id, left.data["move"]) == (None, "leave")
    apply_retention(by=act(mine.secretary), at=NOW + timedelta(days=4 * 365 - 30))
    assert list(
        Deed.objects.filter(case=circle, move__in=["join", "leave"]).values_list("by", flat=True)
    ) == [None, None]
