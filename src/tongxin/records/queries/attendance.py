"""How many of those expected came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import within
from tongxin.records.models import Presence, Record, RecordState


@dataclass(frozen=True, slots=True)
class Attendance:
    """Closed records of a unit (or of one person) in a period."""

    records: int
    expected: int
    present: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.present / self.expected) if self.expected else None


def attendance_of(
    unit_ids: Collection[int], *, viewer: Actor, since: datetime, until: datetime, kind: str = ""
) -> dict[int, Attendance]:
    """Unit -> attendance, of the units whose records the viewer looks after; one statement."""
    rows = Record.objects.filter(
        within(viewer.scope("record_view")),
        unit__in=unit_ids,
        company=viewer.company_id,
        state=RecordState.CLOSED,
        held_at__gte=since,
        held_at__lt=until,
    )
    rows = rows.filter(kind=kind) if kind else rows
    counted = rows.values("unit").annotate(
        records=Count("id"), expected=Sum("expected_count"), present=Sum("present_count")
    )
    return {row["unit"]: Attendance(row["records"], row["expected"], row["present"]) for row in counted}


def own_attendance(person_id: int, *, since: datetime, until: datetime) -> Attendance:
    """Of one person, for that person: each record once, whichever sitting they came to."""
    rows = Presence.objects.filter(
        person=person_id,
        record__state=RecordState.CLOSED,
        record__held_at__gte=since,
        record__held_at__lt=until,
    )
    counted = rows.aggregate(
        records=Count("record", distinct=True),
        expected=Count("record", distinct=True, filter=Q(expected=True)),
        present=Count("record", distinct=True, filter=Q(present=True)),
    )
    return Attendance(counted["records"], counted["expected"], min(counted["present"], counted["expected"]))
