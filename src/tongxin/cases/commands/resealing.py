"""Move what is sealed to the newest field key, so that an older one can be thrown away.

Each batch is a transaction of its own, and what the first key opens already is left alone: a run that was killed is taken
up by the next one. No `Reading` is written: the texts go from key to key, and nobody reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from tongxin.cases.models import Sealed
from tongxin.cases.sealing import reseal, under_first_key
from tongxin.kernel.errors import Refused

BATCH = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """How far it is: `looked_at` and `total` of all, `moved` in all so far; `lost`: rows of this batch that no key opens."""

    looked_at: int
    total: int
    moved: int
    lost: tuple[int, ...]


def reseal_texts(*, size: int = BATCH) -> Iterator[Batch]:
    total, looked_at, moved, last = Sealed.objects.count(), 0, 0, 0
    while rows := list(Sealed.objects.filter(id__gt=last).order_by("id")[:size]):
        changed, lost = _reseal(rows)
        looked_at, moved, last = looked_at + len(rows), moved + changed, rows[-1].id
        yield Batch(looked_at, max(total, looked_at), moved, tuple(lost))


def _reseal(rows: list[Sealed]) -> tuple[int, list[int]]:
    """How many were moved, and which no key opens; these stay as they are."""
    changed: list[Sealed] = []
    lost: list[int] = []
    for row in rows:
        if under_first_key(row.text):
            continue
        try:
            row.text = reseal(row.text)
        except Refused:
            lost.append(row.id)
        else:
            changed.append(row)
    with transaction.atomic():
        Sealed.objects.bulk_update(changed, ["text"])
    return len(changed), lost
