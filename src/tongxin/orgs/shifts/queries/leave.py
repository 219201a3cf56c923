"""Who is off work, who comes back after a while, who is new."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY, add_months
from tongxin.orgs.models import Leave, Membership, Person, Shift
from tongxin.orgs.queries import within
from tongxin.orgs.shifts.queries.shifts import previous_shift
from tongxin.orgs.shifts.rules import Absence, days_away

LONG_LEAVE = 7  # days, R8
MENTORED_MONTHS = 4  # R6
LOOK_BACK = timedelta(days=400)
OVERRUN = timedelta(days=3)


def leaves_seen_by(viewer: Actor) -> QuerySet[Leave]:
    """One's own, and those of people in the units whose shifts one edits."""
    member = Membership.objects.filter(
        within(viewer.scope("shift_edit")), person=OuterRef("person"), ends_date__isnull=True
    )
    return Leave.objects.filter(Q(person_id=viewer.person_id) | Exists(member))


def on_leave(person_ids: Collection[int], day: date) -> set[int]:
    """Those of the people who are off on `day`."""
    rows = Leave.objects.filter(person__in=person_ids, starts_date__lte=day, ends_date__gte=day)
    return set(rows.values_list("person_id", flat=True))


def leave_overrun(person_ids: Collection[int], day: date) -> set[int]:
    """Those whose leave was over a few days before `day`, and who have no other that covers it."""
    over = Leave.objects.filter(person__in=person_ids, ends_date__lt=day, ends_date__gte=day - OVERRUN)
    return set(over.values_list("person_id", flat=True)) - on_leave(person_ids, day)


def leave_kind(leave_id: int) -> str:
    """Empty where it was cancelled since."""
    return Leave.objects.filter(id=leave_id).values_list("kind", flat=True).first() or ""


def first_shift_back(person_ids: Collection[int], shift: Shift) -> dict[int, int]:
    """Whose first shift after a long leave `shift` is, with the days they were away (R8: a reminder,
    never a mark on the person)."""
    return first_shifts_back(person_ids, [shift])[shift.id]


def first_shifts_back(person_ids: Collection[int], shifts: Sequence[Shift]) -> dict[int, dict[int, int]]:
    """The same for each of one team's shifts that follow each other."""
    first, last = shifts[0], shifts[-1]
    rows = Leave.objects.filter(
        person__in=person_ids, ends_date__lt=last.day, starts_date__gte=first.day - LOOK_BACK
    )
    away: dict[int, list[Absence]] = defaultdict(list)
    for leave in rows:
        away[leave.person_id].append(Absence(leave.starts_date, leave.ends_date))
    before = previous_shift(first)
    days = [before.day if before else first.day - 14 * DAY, *(one.day for one in shifts)]
    return {shift.id: _back(away, since, shift.day) for since, shift in zip(days, shifts, strict=False)}


def _back(away: Mapping[int, Sequence[Absence]], since: date, on: date) -> dict[int, int]:
    found = {}
    for person_id, absences in away.items():
        over = [one for one in absences if one.last < on]
        until = max((one.last for one in over), default=date.min)
        if until >= since and (days := days_away(over, until=until)) >= LONG_LEAVE:
            found[person_id] = days
    return found


def newcomers(person_ids: Collection[int], day: date, *, months: int = MENTORED_MONTHS) -> set[int]:
    """Those of the people who were hired less than `months` ago (R6)."""
    rows = Person.objects.filter(id__in=person_ids, hired_date__gt=add_months(day, -months))
    return set(rows.values_list("id", flat=True))
