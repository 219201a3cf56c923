"""What records and tasks hold on one person, for that person's own page."""

from dataclasses import dataclass
from datetime import datetime

from tongxin.records.models import Presence
from tongxin.records.queries.seen import DONE
from tongxin.records.queries.view import reason_word

MOST = 500


@dataclass(frozen=True, slots=True)
class WasAt:
    """`reason` is the word that stands there for an absence."""

    record_id: int
    title: str
    unit_name: str
    held_at: datetime
    expected: bool
    present: bool
    reason: str
    signed_at: datetime | None
    signed_via: str


def records_of(person_id: int) -> list[WasAt]:
    """Every closed record that lists the person, the latest first. Its text opens on the record's page."""
    rows = Presence.objects.filter(person=person_id, record__state__in=DONE)
    joined = rows.select_related("record__unit", "signed_via").defer("record__data")
    return [
        WasAt(
            row.record_id,
            row.record.title,
            row.record.unit.name,
            row.record.held_at,
            row.expected,
            row.present,
            reason_word(row.reason) if not row.present else "",
            row.signed_at,
            row.signed_via.name if row.signed_via else "",
        )
        for row in joined.order_by("-record__held_at", "id")[:MOST]
    ]
