"""What came before what it needs: kept, and gone on with when that is there, or when it has waited enough."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tongxin.sync.commands import applying
from tongxin.sync.commands.applying import Authors, body_of
from tongxin.sync.models import Need, Operation, Outcome
from tongxin.sync.rules import flags, outcomes

MOST = 500


def release(applied: Sequence[UUID], *, at: datetime) -> list[UUID]:
    """Go on with what waited for these alone; what that releases in turn, too."""
    done: list[UUID] = []
    ready = list(applied)
    while ready:
        waiting = Need.objects.filter(key__in=ready)
        ids = sorted(set(waiting.values_list("operation", flat=True)))
        if ids:
            waiting.delete()
        ready = [one for one in ids if _go_on(one, at=at)]
        done += ids
    return done


def apply_held(*, at: datetime) -> int:
    """The worker's round: whatever was missed when both came at the same moment."""
    applied = Operation.objects.filter(id=OuterRef("key"), outcome=Outcome.APPLIED)
    Need.objects.filter(Exists(applied)).delete()
    return _go_on_with(_held().exclude(Exists(Need.objects.filter(operation=OuterRef("id")))), at=at)


def expire_held(*, at: datetime) -> int:
    """Five days are enough: taken as far as it goes, and flagged."""
    ripe = _held().filter(held_until__lte=at)
    ids = list(ripe.order_by("seq").values_list("id", flat=True)[:MOST])
    return sum(_go_on(one, at=at, alone=True) for one in ids)


def _held() -> QuerySet[Operation]:
    return Operation.objects.filter(outcome=Outcome.HELD)


def _go_on_with(rows: QuerySet[Operation], *, at: datetime) -> int:
    ids: Iterable[UUID] = rows.order_by("seq").values_list("id", flat=True)[:MOST]
    return sum(_go_on(one, at=at) for one in list(ids))


def _go_on(key: UUID, *, at: datetime, alone: bool = False) -> bool:
    """Whether it has taken effect now. `alone`: without what it needs."""
    with transaction.atomic():
        row = Operation.objects.select_for_update().filter(id=key, outcome=Outcome.HELD).first()
        if row is None or (not alone and Need.objects.filter(operation=row).exists()):
            return False
        if alone:
            Need.objects.filter(operation=row).delete()
            row.flags = [*row.flags, flags.WITHOUT_PARENTS]
        if not applying.is_known(row):
            applying.leave(row, outcomes.NEEDS_REVIEW, outcomes.UNKNOWN_TYPE, at=at)
        else:
            applying.apply(row, body_of(row), Authors(row.person_id or 0), at=at)
        row.save()
        return row.outcome == Outcome.APPLIED
