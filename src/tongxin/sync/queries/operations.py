"""What somebody handed in, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from tongxin.kernel.actor import Actor
from tongxin.sync.models import Operation, Photo

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
    rows = list(operations_of(viewer.person_id).order_by("-received_at", "-seq")[:MOST])
    photos = photos_of([one.id for one in rows])
    return [_line(one, *photos.get(one.id, (0, 0))) for one in rows]


def photos_of(keys: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many have arrived, and of how many; nothing for what has none."""
    found = Photo.objects.filter(operation__in=keys).values_list("operation")
    counted = found.annotate(arrived=Count("file"), every=Count("id"))
    return {key: (arrived, every) for key, arrived, every in counted}


def _line(one: Operation, photos: int, photos_of: int) -> OperationLine:
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
        photos=photos,
        photos_of=photos_of,
    )
