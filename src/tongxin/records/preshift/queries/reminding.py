"""Who deserves a word at a shift: whoever is new, or back after a long leave."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from tongxin.orgs.models import Membership, Person, Shift
from tongxin.orgs.shifts.queries import first_shifts_back
from tongxin.records.preshift import rules


def reminders_of(people: Sequence[Person], shifts: Sequence[Shift]) -> dict[int, list[rules.Reminder]]:
    """At each of the shifts, which are one team's and follow each other; asked once for all of them."""
    if not people or not shifts:
        return {one.id: [] for one in shifts}
    ids = [one.id for one in people]
    back, joined = first_shifts_back(ids, shifts), _joined(shifts[0].team_id, ids, shifts[0].day)
    return {
        shift.id: rules.reminders(
            [
                rules.Worker(one.id, one.hired_date, joined.get(one.id), back[shift.id].get(one.id, 0))
                for one in people
            ],
            on=shift.day,
        )
        for shift in shifts
    }


def _joined(team_id: int, people: Collection[int], on: date) -> dict[int, date]:
    new = Membership.objects.filter(
        unit_id=team_id, person_id__in=people, starts_date__gte=on - timedelta(days=rules.NEWCOMER_DAYS)
    )
    return {one.person_id: one.starts_date for one in new}
