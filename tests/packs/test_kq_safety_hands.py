"""In every state of every safety kind, at every unit, somebody sees the case and may lead it on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from tests.clock import NOW
from tests.packs.test_kq_safety import DANGER, VIOLATION, WHAT, Pit, acting, pit
from tongxin.cases.commands import Opening, climb_overdue, open_case
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import view_case
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person, Unit
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import OPENER, SUBJECT, CaseSpec, Move

__all__ = ["pit"]

PACK = library(settings.PACKS_DIR)["kq-safety"]
OPENINGS: dict[str, dict[str, Any]] = {
    "hazard": WHAT,
    "incident": {"what": "矸石掉下来", "place": "二部溜子", "day": "2026-11-20", "harm": "near_miss"},
    "direct_report": DANGER,
    "violation": VIOLATION,
    "root_cause": {"what": "护栏又松了"},
    "corrective": {"what": "加防松垫", "act_by": "2026-11-25"},
}
# What can be done without leading anywhere.
STANDING_BY = {
    "inform", "report_up", "tell_congress", "stop_area", "resume_area", "resume_ungraded", "extend", "extend_major",
    "note", "know", "pass_on", "hand_over", "act",
}  # fmt: skip
PLACES = ("team", "section", "root")


def ways(spec: CaseSpec) -> list[tuple[str, str, str]]:
    """Every state that is no end, of each grade, at each unit."""
    grades = ("general", "major") if "grade" in spec.fields else ("",)
    states = [key for key, state in spec.states.items() if not state.end]
    return [(place, state, grade) for place in PLACES for state in states for grade in grades]


def opened(pit: Pit, spec: CaseSpec, unit: Unit) -> Case:
    by = pit.mine.worker if spec.opened_by.everybody else pit.safety
    people = {one.key: [pit.mine.leader.id] for one in spec.opening if one.type == "people"}
    opening = Opening(spec.key, unit.id, {**OPENINGS[spec.key], **people})
    return Case.objects.get(id=open_case(opening, by=acting(by), at=NOW).case_id)


def put(case: Case, spec: CaseSpec, state: str, grade: str, doer: Person) -> Case:
    """As if it had come there, with one person in every role that somebody names."""
    data = {**case.data, **({"grade": grade} if grade else {})}
    due = {"due_at": NOW, "climbs_at": NOW + timedelta(minutes=1), "rung": 0}
    Case.objects.filter(id=case.id).update(state=state, data=data, **due)
    for role in spec.roles:
        Part.objects.get_or_create(case=case, role=role, person=doer)
    case.refresh_from_db()
    return case


def able(pit: Pit, case: Case, onward: set[str]) -> bool:
    """Whether anybody of the mine is offered one of the moves."""
    mine = pit.mine
    people = (mine.chief, pit.safety, pit.head, mine.secretary, mine.other_leader, mine.leader, mine.worker)
    return any(one.key in onward for person in people for one in seen(case, person))


def seen(case: Case, person: Person) -> Any:
    """The moves that the person is offered, whatever is still in the way of them."""
    try:
        return view_case(case.id, viewer=acting(person), at=NOW).moves
    except NotFound:
        return ()


def stuck(
    pit: Pit,
    kind: str,
    onward: Callable[[Move, str], bool],
    first: Callable[[Case], None] = lambda case: None,
) -> list[tuple[str, str, str]]:
    """Where nobody is offered a move that leads on, after what happens `first`."""
    spec = PACK.case(kind)
    assert spec is not None
    cases = {place: opened(pit, spec, getattr(pit.mine, place)) for place in PLACES}
    found = []
    for place, state, grade in ways(spec):
        case = put(cases[place], spec, state, grade, pit.mine.other_leader)
        first(case)
        if not able(
            pit, case, {move.key for move in spec.moves if state in move.source and onward(move, state)}
        ):
            found.append((place, state, grade))
    return found


@pytest.mark.row("KQ-5", "KQ-6", "KQ-7", "DB-9")
@pytest.mark.parametrize("kind", list(OPENINGS))
def test_in_every_state_somebody_sees_it_and_may_lead_it_on(pit: Pit, kind: str) -> None:
    def onward(move: Move, state: str) -> bool:
        return move.target not in ("", state)

    assert stuck(pit, kind, onward) == []


@pytest.mark.row("KQ-5", "KQ-6", "KQ-7", "DB-9")
@pytest.mark.parametrize("kind", list(OPENINGS))
def test_where_those_in_it_are_gone_it_climbs_to_somebody_who_may_act(pit: Pit, kind: str) -> None:
    """Whoever was to do it is named anew; nobody speaks for the worker, whose silence is waited out."""

    def leave(case: Case) -> None:
        Part.objects.filter(case=case).exclude(role__in=(OPENER, SUBJECT)).delete()
        climb_overdue(at=NOW + timedelta(days=40))

    def onward(move: Move, state: str) -> bool:
        return move.target != state and move.key not in STANDING_BY

    assert stuck(pit, kind, onward, leave) == []
