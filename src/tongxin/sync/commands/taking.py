"""Take in what a phone brings: stored before it is judged, each in a transaction of its own."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction

from tongxin.sync.commands import applying
from tongxin.sync.commands.applying import Authors
from tongxin.sync.commands.epochs import epoch_now, next_seq, seq_after_now
from tongxin.sync.commands.holding import release
from tongxin.sync.commands.storing import Coming, keep_twin, new_row
from tongxin.sync.handlers.registry import handler_of
from tongxin.sync.models import Operation, Outcome
from tongxin.sync.queries.devices import Bearer
from tongxin.sync.queries.epochs import backed_up_through
from tongxin.sync.rules import outcomes
from tongxin.sync.rules.moments import UNSAID, Stamp, corrected
from tongxin.sync.rules.reading import Sent, read_sent

logger = logging.getLogger(__name__)

TRIES = 3
SAME_VISIT = timedelta(minutes=10)  # what a phone sends in several batches is one visit
DAMAGED = "damaged"
FAULTS = {DAMAGED: outcomes.DAMAGED, "too_large": outcomes.TOO_LARGE}


@dataclass(frozen=True, slots=True)
class Batch:
    """As it came: `operations` are not trusted to be anything. `clock`: the phone's at the moment of sending."""

    operations: Sequence[Any]
    clock: Stamp = UNSAID


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    outcome: str
    seq: int = 0
    sentence: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    epoch: UUID
    backed_up_through: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a phone: what is asked for all of its operations is asked once."""

    by: Bearer
    at: datetime
    clock: Stamp
    authors: Authors
    there: Mapping[UUID, Operation]

    @property
    def last_sync(self) -> datetime | None:
        last = self.by.last_sync
        return last if last and self.at - last > SAME_VISIT else None


def take_operations(batch: Batch, *, by: Bearer, at: datetime) -> Taken:
    """One answer to each, in their order. The person is whose token it is; their rights are those that they
    had when it was done."""
    epoch, brought = epoch_now(at=at), [(raw, read_sent(raw)) for raw in batch.operations]
    there = Operation.objects.in_bulk([sent.id for _, sent in brought if sent is not None])
    visit = Visit(by, at, batch.clock, Authors(by.person_id), there)
    answers = [_answer(raw, sent, visit) for raw, sent in brought]
    applied = [UUID(one.id) for one in answers if one.outcome == outcomes.APPLIED]
    released = {str(one) for one in release(applied, at=at)} if applied else set()
    answers = [_now(one) if one.id in released else one for one in answers]
    return Taken(epoch, backed_up_through(), tuple(answers))


def _now(answer: Answer) -> Answer:
    """What was held, and could go on since something later in the batch was what it waited for."""
    row = Operation.objects.get(id=answer.id)
    return Answer(answer.id, row.outcome, answer.seq, row.sentence, row.data)


def _answer(raw: Any, sent: Sent | None, visit: Visit) -> Answer:
    if sent is None:
        said = str(raw.get("id", ""))[:60] if isinstance(raw, dict) else ""
        return Answer(said, outcomes.REJECTED, sentence=outcomes.UNREADABLE)
    if sent.fault in FAULTS:  # under this id nothing is taken
        again = {"again": True} if sent.fault == DAMAGED else {}
        return Answer(str(sent.id), outcomes.REJECTED, sentence=FAULTS[sent.fault], data=again)
    return _try(sent, visit, TRIES)


def _try(sent: Sent, visit: Visit, tries: int) -> Answer:
    """Two that waited for each other: one goes on, and the other comes again."""
    try:
        return _take(sent, visit)
    except OperationalError:
        if tries == 1 or connection.in_atomic_block:
            raise
        logger.warning("operation %s is tried again", sent.id)
        return _try(sent, visit, tries - 1)


def _take(sent: Sent, visit: Visit) -> Answer:
    if found := visit.there.get(sent.id):
        return _again(found, sent, by=visit.by, at=visit.at)
    when = corrected(sent.clock, visit.clock, received_at=visit.at, last_sync=visit.last_sync)
    try:
        with transaction.atomic():
            return _first(Coming(sent, when, visit.by, visit.at), visit.authors)
    except _Known:
        return _again(Operation.objects.get(id=sent.id), sent, by=visit.by, at=visit.at)


class _Known(Exception):
    """Another copy was quicker by a moment."""


def _first(coming: Coming, authors: Authors) -> Answer:
    """The row, the effect, the facts: all or, where the effect is refused, the row alone."""
    begun = new_row(coming)
    row = begun.row
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _Known from None
    once = applying.begin(begun, coming.sent, authors, at=coming.at)
    seq = seq_after_now() if row.unnamed else next_seq()
    row.seq = None if row.unnamed else seq
    row.save()
    return Answer(str(row.id), row.outcome, seq, row.sentence, {**row.data, **once})


def _again(row: Operation, sent: Sent, *, by: Bearer, at: datetime) -> Answer:
    """The same again is told what became of it; another body is kept beside the first."""
    before = outcomes.Before(row.sha256, row.person_id in (None, by.person_id), row.body)
    if outcomes.met_before(before, sent.sha256, sent.given) == outcomes.DUPLICATE:
        outcome = outcomes.DUPLICATE if row.outcome == Outcome.APPLIED else row.outcome
        return Answer(str(row.id), outcome, _seq(row), row.sentence, {**row.data, **_once(row)})
    with transaction.atomic():
        twin = keep_twin(row, sent, by=by, at=at)
    return Answer(str(row.id), outcomes.CONFLICT, twin.seq or 0, outcomes.OTHER_BODY)


def _seq(row: Operation) -> int:
    if row.seq is not None:
        return row.seq
    with transaction.atomic():
        return seq_after_now()


def _once(row: Operation) -> Mapping[str, Any]:
    """What is told again though it is kept nowhere: the code of who gave no name."""
    handler = handler_of(row.type)
    if row.outcome != Outcome.APPLIED or handler is None or handler.again is None:
        return {}
    return handler.again(row.id, row.data)
