"""Judge an operation whose row is there, and let it take effect."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.sync.commands.photos import bring_arrived, join_arrived
from tongxin.sync.commands.storing import Begun, keep_with
from tongxin.sync.handlers.registry import Brought, Effect, handler_of
from tongxin.sync.models import Operation, Outcome
from tongxin.sync.queries.reviewers import reviewer_of
from tongxin.sync.rules import flags, outcomes
from tongxin.sync.rules.reading import Sent, read_body

logger = logging.getLogger(__name__)


@dataclass
class Authors:
    """The person with the rights of each day; within one request a day is asked once."""

    person_id: int
    known: dict[date, Actor] = field(default_factory=dict)

    def on(self, at: datetime) -> Actor:
        day = timezone.localdate(at)
        if day not in self.known:
            self.known[day] = actor_of(self.person_id, at=at)
        return self.known[day]


def begin(begun: Begun, sent: Sent, authors: Authors, *, at: datetime) -> Mapping[str, Any]:
    """The first time: hold it, leave it to a person, or apply it. Gives what is told once and never kept."""
    row, waits = begun.row, begun.waits
    if begun.refusal:  # nothing of it is kept, so nobody has anything to decide
        knows = _knows(row, sent.given, authors, at=at)
        row.outcome, row.sentence = Outcome.REJECTED, begun.refusal if knows else outcomes.NOT_FOUND
        return {}
    keep_with(row, sent, waits)
    if sent.blobs:
        bring_arrived(row, person_id=authors.person_id, at=at)
    if sent.fault or not is_known(row):
        leave(row, outcomes.NEEDS_REVIEW, outcomes.UNREADABLE if sent.fault else outcomes.UNKNOWN_TYPE, at=at)
        return {}
    if waits:
        row.outcome, row.sentence = Outcome.HELD, outcomes.WAITS
        row.held_until = at + outcomes.HELD_FOR
        return {}
    return apply(row, sent.given, authors, at=at)


def is_known(row: Operation) -> bool:
    """Of a type and of a form that this version takes in."""
    return handler_of(row.type) is not None and row.schema == 1


def apply(
    row: Operation, given: Mapping[str, Any], authors: Authors, *, at: datetime, anyway: bool = False
) -> Mapping[str, Any]:
    """As its author, with the rights of the day on which it was done. The caller saves the row."""
    try:
        effect = _run(row, given, authors, at=at, anyway=anyway)
    except Refused as error:
        row.subject_type, row.subject_id = error.details.get("subject") or ("", None)  # type: ignore[misc]
        leave(row, _refused(row, error), error.message, at=at)
        return {}
    except OperationalError:
        raise  # the database is away: nothing is known of the operation
    except Exception:
        return _broken(row, at=at)
    settle(row, effect, authors, at=at)
    return effect.once


def _knows(row: Operation, given: Mapping[str, Any], authors: Authors, *, at: datetime) -> bool:
    """Else they are told what they are told of what is not theirs: that it is confidential, is told to nobody."""
    handler = handler_of(row.type)
    return handler is None or handler.knows is None or handler.knows(given, authors.on(at))


def _run(row: Operation, given: Mapping[str, Any], authors: Authors, *, at: datetime, anyway: bool) -> Effect:
    handler = handler_of(row.type)
    if handler is None or not is_known(row):
        raise Refused(outcomes.UNKNOWN_TYPE)
    done_at = row.happened_at if row.time_verified else at
    by = authors.on(done_at)
    if row.unnamed:
        by = Actor(person_id=None, name="", company_id=row.company_id)
    brought = Brought(row.id, row.object, row.base, given, min(done_at, at), anyway)
    with transaction.atomic():
        return handler.run(brought, by=by, at=at)


def _refused(row: Operation, error: Refused) -> str:
    """Without a sure time nobody is turned away for what they were on that day."""
    found = outcomes.refused(error.status)
    unsure = found == outcomes.REJECTED and not row.time_verified and not row.unnamed
    return outcomes.NEEDS_REVIEW if unsure else found


def _broken(row: Operation, *, at: datetime) -> Mapping[str, Any]:
    """A fault of ours: with the body kept it can be mended, and taken in later."""
    logger.exception("operation %s of type %s failed", row.id, row.type)
    leave(row, outcomes.NEEDS_REVIEW, outcomes.BROKEN, at=at)
    return {}


def leave(row: Operation, outcome: str, sentence: str, *, at: datetime) -> None:
    """To a person, with a day."""
    row.outcome, row.sentence, row.held_until = outcome, sentence[:300], None
    if row.review_by is None:
        row.review_by = at + outcomes.REVIEWED_WITHIN
        row.reviewer_id = reviewer_of(row.unit_id, but=row.person_id, at=at)


def settle(row: Operation, effect: Effect, authors: Authors, *, at: datetime) -> None:
    row.outcome, row.sentence, row.held_until = Outcome.APPLIED, effect.sentence[:300], None
    row.subject_type, row.subject_id = effect.subject
    row.data, row.applied_at = dict(effect.data), None if row.unnamed else at
    row.unit_id = effect.unit_id or row.unit_id
    told = [*row.flags, *effect.flags, *_left(row, authors, at)]
    row.flags, row.review_by = list(dict.fromkeys(told)), None
    join_arrived(row, at=at)


def _left(row: Operation, authors: Authors, at: datetime) -> list[str]:
    """Their report of then; shown to be of somebody who is not there any more."""
    if row.unnamed or timezone.localdate(row.happened_at) == timezone.localdate(at):
        return []
    then, now = authors.on(row.happened_at), authors.on(at)
    posts = {(one.post, one.unit_id) for one in now.posts}
    gone = now.person_id is None or any((one.post, one.unit_id) not in posts for one in then.posts)
    return [flags.LEFT_POST] if gone else []


def body_of(row: Operation) -> dict[str, Any]:
    """What is kept of it; empty where nothing is."""
    return read_body(row.body) or {}
