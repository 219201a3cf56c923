"""A worker's own days ahead."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Leave, Line, Membership, Shift

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class OwnShift:
    name: str
    starts_at: datetime
    ends_at: datetime

    @property
    def until(self) -> str:
        """16:00, 24:00, 次日 07:30."""
        starts, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        if ends.date() == starts.date():
            return f"{ends:%H:%M}"
        return f"次日 {ends:%H:%M}" if (ends.hour, ends.minute) != (0, 0) else "24:00"


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day with its shifts, none where the team rests; `off`: one's own leave is entered."""

    day: date
    word: str
    shifts: tuple[OwnShift, ...]
    off: bool


def own_week(*, viewer: Actor, on: date) -> list[OwnDay]:
    """Today and six days more; empty where no shift is planned at all. Two queries."""
    last = on + WEEK
    teams = Membership.objects.filter(
        person=viewer.person_id, line=Line.ADMINISTRATION, ends_date__isnull=True
    ).values("unit")
    planned = Shift.objects.filter(team__in=teams, cancelled=False, day__range=(on, last))
    found: dict[date, list[OwnShift]] = defaultdict(list)
    for shift in planned.order_by("starts_at"):
        found[shift.day].append(OwnShift(shift.name, shift.starts_at, shift.ends_at))
    if not found:
        return []
    leaves = Leave.objects.filter(person=viewer.person_id, starts_date__lte=last, ends_date__gte=on)
    away = list(leaves.values_list("starts_date", "ends_date"))
    days = [on + number * DAY for number in range(WEEK.days + 1)]
    words = {on: "今天", on + DAY: "明天", on + 2 * DAY: "后天"}
    return [
        OwnDay(day, words.get(day, ""), tuple(found[day]), any(first <= day <= end for first, end in away))
        for day in days
    ]
