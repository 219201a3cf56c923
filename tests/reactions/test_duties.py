"""What follows for duties when a record closes, a report is filed, a shift is cancelled, something ends."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests.clock import NOW, TODAY, moment
from tests.duties.world import duty, follow, items, nobody
from tests.factories import make_unit
from tests.world import Mine
from tongxin.duties.commands import raise_duties, tally_differences
from tongxin.duties.queries import standing_of, view_item
from tongxin.facts.commands import answer_fact, record
from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Appointment, Shift, Unit

Act = Callable[..., Actor]


def owe(mine: Mine, *duties: dict[str, Any], day: date = TODAY) -> None:
    follow(mine.root, *duties)
    raise_duties(company_id=mine.company.id, day=day, by=nobody(mine.root), at=NOW)


def tell(kind: str, subject: tuple[str, int], by: Actor, **given: Any) -> None:
    with transaction.atomic():
        fact = record(kind, subject=subject, by=by, at=NOW, **given)
    answer_fact(fact, at=NOW)


@pytest.mark.row("BY-1", "SX-7")
def test_a_closed_record_meets_and_a_correction_takes_back(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="day", met_by=[{"record": "team_meeting", "owner": "chair"}]))
    data = {"kind": "team_meeting", "shift_id": None, "chair_id": mine.leader.id, "present": [mine.worker.id],
            "written_at": NOW.isoformat(), "version": 1}  # fmt: skip
    place = {"unit_id": mine.team.id, "happened_at": moment(11, 20, 7), "by": act(mine.leader)}

    tell("record.closed", ("record", 5), data=data, **place)
    [item] = items(mine.team)
    assert (item.met_at, item.met_heard_at, item.met_by) == (moment(11, 20, 7), NOW, mine.leader)

    tell("record.corrected", ("record", 5), data={**data, "chair_id": mine.worker.id, "version": 2}, **place)
    [item] = items(mine.team)
    assert (item.met_at, item.met_times) == (None, 0)


@pytest.mark.row("BY-1")
@pytest.mark.parametrize(("days", "standing"), [(0, "done"), (3, "done_late")])
def test_a_record_that_says_it_was_written_late_is_not_in_time(
    mine: Mine, act: Act, days: int, standing: str
) -> None:
    owe(mine, duty("daily", every="day"), day=TODAY - 3 * DAY)
    data = {"kind": "team_meeting", "shift_id": None, "chair_id": None, "present": [],
            "written_at": NOW.isoformat(), "version": 1, "late_days": days}  # fmt: skip

    tell("record.closed", ("record", 5), act(mine.leader), data=data, unit_id=mine.team.id,
         happened_at=NOW - 3 * DAY)  # fmt: skip

    assert standing_of(items(mine.team)[0], at=NOW) == standing


def test_a_bare_signature_changes_nothing(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="day"))
    tell("record.signed", ("record", 5), act(mine.leader), unit_id=mine.team.id, data={"person_id": 1})
    assert [item.met_times for item in items()] == [0, 0]


@pytest.mark.row("XZW-8", "SZ-2")
def test_a_step_of_a_case_counts_and_a_later_step_takes_nothing_back(mine: Mine, act: Act) -> None:
    by_branch = {"post": "branch_secretary", "unit": "branch"}
    owe(
        mine,
        duty("submitted", every="month", met_by=[{"case": "idea", "move": "submit", "owner": "chair"}]),
        duty("opened", every="month", owed_by=by_branch, met_by=[{"case": "idea", "where": "below"}]),
    )
    place = {"unit_id": mine.team.id, "happened_at": NOW}
    tell("case.opened", ("case", 4), act(mine.worker), data={"kind": "idea"}, **place)
    tell("case.moved", ("case", 4), act(mine.leader), data={"kind": "idea", "move": "submit"}, **place)
    tell("case.moved", ("case", 4), act(mine.secretary), data={"kind": "idea", "move": "adopt"}, **place)

    [submitted], [opened] = items(mine.team), items(mine.branch)
    assert (submitted.met_at, submitted.met_by, opened.met_times) == (NOW, mine.leader, 1)
    counting = view_item(submitted.id, viewer=act(mine.leader), at=NOW).counting
    assert [(one.source, one.id, one.person_name) for one in counting] == [("case", 4, "赵建军")]


def test_a_step_written_up_later_counts_from_then_on(mine: Mine, act: Act) -> None:
    owe(mine, duty("opened", met_by=[{"case": "idea"}]))
    place = {"unit_id": mine.team.id, "happened_at": NOW - 3 * DAY}
    tell("case.opened", ("case", 4), act(mine.worker), data={"kind": "idea"}, **place)

    assert items(mine.team)[0].met_at == NOW


def test_a_filed_report_meets_the_duty_to_write_it(mine: Mine, act: Act) -> None:
    owe(mine, duty("report", every="month", met_by=[{"report": "monthly"}]))
    data = {"kind": "monthly", "unit_id": mine.team.id, "period": "2026-M11"}
    tell("report.filed", ("report", 3), act(mine.leader), unit_id=mine.team.id, data=data)

    assert items(mine.team)[0].met_by == mine.leader


def test_a_cancelled_shift_takes_its_duties_with_it(mine: Mine, act: Act) -> None:
    owe(mine, duty("pre_shift", every="shift"), duty("daily", every="day"))
    Shift.objects.filter(id=mine.shift.id).update(cancelled=True)

    data = {"shifts": [mine.shift.id]}
    tell("shift.cancelled", ("unit", mine.team.id), act(mine.leader), unit_id=mine.team.id, data=data)

    assert [item.duty for item in items(mine.team)] == ["daily"]
    assert tally_differences(mine.company.id) == []


def test_a_moved_team_takes_its_counts_along(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="day"))
    section = make_unit(mine.company, "section", mine.root)
    Unit.objects.filter(id=mine.team.id).update(parent=section, path=f"{section.path}{mine.team.id}.")
    assert tally_differences(mine.company.id) != []

    data = {"from": mine.section.id, "to": section.id, "on": "2026-11-20"}
    tell("unit.moved", ("unit", mine.team.id), act(mine.secretary), unit_id=mine.team.id, data=data)

    assert tally_differences(mine.company.id) == []


def test_what_was_raised_for_later_goes_with_what_ended(mine: Mine, act: Act) -> None:
    owed_by = {"post": "team_leader", "unit": "team", "each_holder": True}
    owe(mine, duty("talk", owed_by=owed_by, every="day"), duty("daily", every="day"))
    tomorrow = TODAY + DAY
    raise_duties(company_id=mine.company.id, day=tomorrow, by=nobody(mine.root), at=NOW)
    Unit.objects.filter(id=mine.other_team.id).update(ends_date=TODAY)
    Appointment.objects.filter(person=mine.leader).update(ends_date=TODAY)

    tell("unit.ended", ("unit", mine.other_team.id), act(mine.secretary), unit_id=mine.other_team.id)

    assert [(item.unit, item.duty) for item in items() if item.due_date == tomorrow] == [(mine.team, "daily")]
    assert len([item for item in items() if item.due_date == TODAY]) == 4
    assert tally_differences(mine.company.id) == []
