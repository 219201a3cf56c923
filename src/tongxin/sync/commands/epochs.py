"""Count what is taken in; begin anew after a restore; note what a backup holds."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from tongxin.sync.models import BackupMark, Counter, Epoch
from tongxin.sync.queries.epochs import OPERATIONS, current_epoch, last_seq


def next_seq() -> int:
    """At the very end of the caller's transaction: until its commit nobody else gets a number, so that a
    backup which holds a number holds all before it."""
    mine = Counter.objects.filter(name=OPERATIONS)
    if not mine.update(value=F("value") + 1):
        Counter.objects.bulk_create([Counter(name=OPERATIONS)], ignore_conflicts=True)
        mine.update(value=F("value") + 1)
    return last_seq()


def seq_after_now() -> int:
    """For what is kept without a number, again at the end: a backup that holds this number was made later."""
    return next_seq_locked() + 1


def next_seq_locked() -> int:
    """The last number given, and nobody gets the next one before the caller's commit."""
    mine = Counter.objects.filter(name=OPERATIONS)
    if not mine.update(value=F("value")):
        Counter.objects.bulk_create([Counter(name=OPERATIONS)], ignore_conflicts=True)
        mine.update(value=F("value"))
    return last_seq()


def epoch_now(*, at: datetime) -> UUID:
    """The first one begins with the first phone."""
    found = current_epoch()
    if found is None:
        Epoch.objects.bulk_create([Epoch(number=1, began_at=at)], ignore_conflicts=True)
        found = current_epoch()
    return found or uuid.UUID(int=0)


@transaction.atomic
def new_epoch(*, at: datetime) -> UUID:
    """After a restore: all that phones still have is offered again, and the inbox knows what it has."""
    last: int | None = Epoch.objects.aggregate(last=Max("number"))["last"]
    return Epoch.objects.create(number=(last or 0) + 1, began_at=at).key


def mark_backed_up(through: int, *, made_at: datetime, at: datetime) -> None:
    """A backup made at `made_at` was read back whole, and holds everything up to `through`."""
    BackupMark.objects.create(through=through, made_at=made_at, verified_at=at)
