"""Record a fact, and answer what follows from it."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tongxin.facts.models import Fact, Heartbeat, Pending
from tongxin.kernel.actor import Actor

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
LONGEST_BACK_OFF = 8

Answer = Callable[[Fact, datetime], None]
_answers: dict[str, Answer] = {}
_subscribed: dict[str, list[str]] = {}


def subscribe(kind: str, name: str, answer: Answer) -> None:
    """Let `answer` follow every fact of `kind`; called by `tongxin.reactions` at start-up."""
    if _answers.get(name, answer) is not answer:
        raise ValueError(f"two reactions are called {name}")
    _answers[name] = answer
    names = _subscribed.setdefault(kind, [])
    if name not in names:
        names.append(name)


def record(
    kind: str,
    *,
    subject: tuple[str, int],
    by: Actor,
    at: datetime,
    unit_id: int | None = None,
    happened_at: datetime | None = None,
    key: uuid.UUID | None = None,
    data: dict[str, Any] | None = None,
) -> Fact:
    """Write one fact and what it owes, in the caller's transaction.

    `at` is when we heard; `happened_at` when it happened, `at` if not given. A `key` seen
    before raises IntegrityError, which undoes the caller's change with it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is written in one transaction with its change")
    fact = Fact.objects.create(
        key=key or uuid.uuid4(),
        kind=kind,
        subject_type=subject[0],
        subject_id=subject[1],
        company_id=by.company_id,
        unit_id=unit_id,
        by_id=by.person_id,
        by_name=by.name,
        happened_at=happened_at or at,
        recorded_at=at,
        data=data or {},
    )
    Pending.objects.bulk_create(
        Pending(fact=fact, reaction=name, not_before=at) for name in _subscribed.get(kind, [])
    )
    return fact


def _due(at: datetime) -> QuerySet[Pending]:
    return Pending.objects.filter(not_before__lte=at).select_related("fact").order_by("id")


def answer_next(*, at: datetime) -> bool:
    """Answer one pending reaction; False when none is due."""
    pending = _due(at).first()
    if pending is None:
        return False
    _answer(pending, at)
    return True


def _answer(pending: Pending, at: datetime) -> None:
    lease = LEASE * 2 ** min(pending.attempts, LONGEST_BACK_OFF)
    taken = Pending.objects.filter(id=pending.id, attempts=pending.attempts).update(
        attempts=pending.attempts + 1, not_before=at + lease
    )
    if not taken:
        return  # another worker was quicker
    try:
        with transaction.atomic():
            # The row goes first: a second holder of an expired lease then finds nothing to do.
            deleted, _ = Pending.objects.filter(id=pending.id).delete()
            if deleted:
                _answers[pending.reaction](pending.fact, at)
    except Exception:
        logger.exception("reaction %s failed on fact %s", pending.reaction, pending.fact_id)


def answer_fact(fact: Fact, *, at: datetime) -> None:
    """Run what one fact owes now, so that its effects show on the next page; the worker is the net."""
    for pending in _due(at).filter(fact=fact):
        _answer(pending, at)


def beat(name: str, *, at: datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": at})


def claim(name: str, *, every: timedelta, at: datetime) -> bool:
    """Whether the round called `name` is due; of several workers one gets it. A clock put back is due."""
    beat, made = Heartbeat.objects.get_or_create(name=name, defaults={"beat_at": at})
    if made:
        return True
    if beat.beat_at <= at < beat.beat_at + every:
        return False
    return bool(Heartbeat.objects.filter(id=beat.id, beat_at=beat.beat_at).update(beat_at=at))


def draw_back(*, at: datetime) -> int:
    """Reactions put off beyond their lease, by a clock that has since been put back, are due now."""
    beyond = Q(attempts=0, not_before__gt=at)
    for taken in range(LONGEST_BACK_OFF + 1):
        longest = Q(attempts__gt=taken) if taken == LONGEST_BACK_OFF else Q(attempts=taken + 1)
        beyond |= longest & Q(not_before__gt=at + LEASE * 2**taken)
    return Pending.objects.filter(beyond).update(not_before=at)
