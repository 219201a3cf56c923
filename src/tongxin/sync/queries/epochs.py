"""Which life of the database this is, and how much of it a backup holds."""

from uuid import UUID

from django.db.models import Max

from tongxin.sync.models import BackupMark, Counter, Epoch

OPERATIONS = "operations"


def current_epoch() -> UUID | None:
    return Epoch.objects.order_by("-number").values_list("key", flat=True).first()


def backed_up_through() -> int:
    """What is told to phones: up to here they may forget what they sent."""
    found: int | None = BackupMark.objects.aggregate(through=Max("through"))["through"]
    return found or 0


def last_seq() -> int:
    """All up to here is committed, since numbers are given at the end of a transaction."""
    return Counter.objects.filter(name=OPERATIONS).values_list("value", flat=True).first() or 0
