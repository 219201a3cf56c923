"""What somebody handed in, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongxin.kernel.actor import Actor
from tongxin.sync.models import Operation

MOST = 100
TYPES = {
    "record.hold": "班前会",
    "case.open": "提一件事",
    "case.move": "办一步",
    "task.done": "办完事项",
    "handover.note": "交班",
    "checklist.answer": "检查表",
}


@dataclass(frozen=True, slots=True)
class OperationLine:
    """`photos` of `photos_of` have arrived."""

    id: UUID
    type: str
    outcome: str
    outcome_title: str
    sentence: str
    happened_at: datetime
    received_at: datetime
    time_verified: bool
    subject_type: str
    subject_id: int | None
    photos: int
    photos_of: int


def operations_of(person_id: int | None) -> QuerySet[Operation]:
    return Operation.objects.filter(person=person_id or 0)


def my_operations(*, viewer: Actor) -> list[OperationLine]:
    """One's own, the newest first; what was brought without a name is nobody's."""
    rows = operations_of(viewer.person_id).annotate(
        photos=Count("photo", filter=Q(photo__file__isnull=False)), photos_of=Count("photo")
    )
    return [_line(one) for one in rows.order_by("-received_at", "-seq")[:MOST]]


def _line(one: Operation) -> OperationLine:
    return OperationLine(
        id=one.id,
        type=TYPES.get(one.type, one.type),
        outcome=one.outcome,
        outcome_title=one.get_outcome_display(),
        sentence=one.sentence,
        happened_at=one.happened_at,
        received_at=one.received_at,
        time_verified=one.time_verified,
        subject_type=one.subject_type,
        subject_id=one.subject_id,
        photos=one.photos,  # type: ignore[attr-defined]
        photos_of=one.photos_of,  # type: ignore[attr-defined]
    )
