"""The 'three withouts' and the 'five earliest', team by team, with nobody ranked and few people hidden."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY
from tests.factories import make_person
from tests.packs.test_kq_safety import DANGER, VIOLATION, Pit, acting, five_points, move, pit
from tongxin.cases.queries.earliest import Timed
from tongxin.cases.queries.figures import Figures, view_figures
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person, Unit

__all__ = ["pit"]


def figures(pit: Pit, unit: Unit, viewer: Person | None = None, back: int = 0) -> Figures:
    return view_figures(
        unit.id,
        month=TODAY - timedelta(days=back),
        viewer=acting(viewer or pit.safety),
        at=NOW + timedelta(days=1),
    )


def closed(pit: Pit, hours: int, place: str) -> None:
    case = pit.hazard(place=place)
    at = NOW + timedelta(hours=hours)
    move(case, "verify_and_assign", pit.mine.chief, at=NOW + timedelta(hours=1), grade="general",
         **five_points(pit.mine.leader))  # fmt: skip
    move(case, "submit", pit.mine.leader, at=at, done_what="换了")
    move(case, "accept", pit.mine.instructor, at=at, result="牢了")


@pytest.mark.row("XZW-6")
def test_hours_from_stamp_to_stamp_team_by_team(pit: Pit) -> None:
    for hours, place in ((2, "一号皮带"), (4, "二号皮带"), (9, "三号皮带")):
        closed(pit, hours, place)
    pit.hazard(place="四号皮带")
    report = pit.open("direct_report", DANGER, pit.mine.worker)
    move(report, "take", pit.mine.chief, at=NOW + timedelta(minutes=12))

    found = figures(pit, pit.mine.section)

    row = next(one for one in found.rows if one.name == "采煤一班")
    assert row.earliest["found"] == Timed(3, 1, 1.0, 1.0)
    assert row.earliest["removed"] == Timed(3, 1, 4.0, 9.0)
    assert row.earliest["known"] == Timed(1, 0, 0.2, 0.2)
    assert (row.instructors, found.whole.earliest["removed"].count) == ("王建国", 3)
    assert next(one for one in found.rows if one.name == "采煤二班").earliest["removed"] == Timed()
    assert figures(pit, pit.mine.section, back=30).whole.earliest["removed"] == Timed()


@pytest.mark.row("KQ-6")
def test_the_three_withouts_count_members_accidents_and_open_hazards(pit: Pit) -> None:
    mine = pit.mine
    members(pit, team=4, other_team=5)
    about = {"worker": [mine.instructor.id]}
    case = pit.open("violation", {**VIOLATION, **about}, pit.watcher)
    pit.open("violation", {**VIOLATION, **about}, pit.watcher)
    pit.open("violation", {**VIOLATION, "worker": [mine.worker.id]}, pit.watcher)
    told = {"what": "矸石掉下来", "place": "二部溜子", "day": "2026-11-20", "harm": "near_miss"}
    pit.open("incident", told, mine.worker)
    move(pit.hazard(place="四号皮带"), "not_hazard", mine.chief, answer="看过了")
    pit.hazard(place="五号皮带")
    closed(pit, 2, "六号皮带")

    row = figures(pit, mine.team).whole

    assert (row.members, row.offended, row.accidents, row.hazards, row.spotless) == (6, 1, 1, 1, False)
    move(case, "dismiss", mine.chief, answer="不成立")


def members(pit: Pit, **counts: int) -> None:
    for unit, count in counts.items():
        for number in range(count):
            make_person(pit.mine.company, getattr(pit.mine, unit), name=f"党员{unit}{number}", party="full")


@pytest.mark.row("KQ-6")
def test_what_is_not_told_of_a_few_cannot_be_had_by_taking_away(pit: Pit) -> None:
    """The section is told 8 + 2 of its own: less the team's it would tell of these two."""
    members(pit, team=6)
    pit.open("violation", {**VIOLATION, "worker": [pit.mine.instructor.id]}, pit.watcher)

    section = figures(pit, pit.mine.section)

    assert (section.whole.members, section.whole.offended) == (10, 1)
    assert [(row.name, row.members, row.offended) for row in section.rows] == [
        ("采煤一班", 8, None),
        ("采煤二班", 0, None),
    ]
    assert figures(pit, pit.mine.team).whole.offended is None


@pytest.mark.row("KQ-6")
def test_of_fewer_than_five_members_no_number_is_told(pit: Pit) -> None:
    pit.open("violation", {**VIOLATION, "worker": [pit.mine.instructor.id]}, pit.watcher)

    row = figures(pit, pit.mine.team).whole

    assert (row.members, row.offended) == (2, None)


def test_a_team_is_seen_by_its_own_and_by_those_above(pit: Pit) -> None:
    assert figures(pit, pit.mine.team, pit.mine.instructor).above is None
    for viewer in (pit.mine.worker, pit.mine.other_leader):
        with pytest.raises(NotFound):
            figures(pit, pit.mine.team, viewer)


def test_the_number_of_questions_does_not_grow(pit: Pit) -> None:
    def asked() -> int:
        viewer = acting(pit.safety)
        with CaptureQueriesContext(connection) as context:
            view_figures(pit.mine.section.id, month=TODAY, viewer=viewer, at=NOW)
        return len(context)

    closed(pit, 2, "一号皮带")
    first = asked()
    for place in ("二号皮带", "三号皮带"):
        closed(pit, 2, place)

    assert asked() == first <= 12
