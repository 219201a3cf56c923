"""The row of what came: what is kept of it, and what never is."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from tongxin.orgs.models import Unit
from tongxin.sync.commands.epochs import next_seq
from tongxin.sync.handlers.registry import OnlineOnly, handler_of
from tongxin.sync.models import Need, Operation, Outcome, Photo, Twin
from tongxin.sync.queries.devices import Bearer
from tongxin.sync.queries.reviewers import place_of, reviewer_of
from tongxin.sync.rules import outcomes
from tongxin.sync.rules.moments import Corrected
from tongxin.sync.rules.reading import Sent
from tongxin.sync.rules.unnamed import about, is_unnamed


@dataclass(frozen=True, slots=True)
class Coming:
    sent: Sent
    when: Corrected
    by: Bearer
    at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A row that is not saved yet; what it waits for; why it may not be done on a phone at all."""

    row: Operation
    waits: list[UUID]
    refusal: str


def new_row(coming: Coming) -> Begun:
    sent, when, by, at = coming.sent, coming.when, coming.by, coming.at
    unnamed = is_unnamed(sent.type, sent.given)
    body, refusal = kept_body(sent, by.company_id, at=at)
    row = Operation(
        id=sent.id,
        company_id=by.company_id,
        type=sent.type,
        schema=sent.schema,
        base=sent.base,
        body=body,
        sha256=sent.sha256,
        received_at=about(at) if unnamed else at,
        happened_at=about(when.at) if unnamed else when.at,
        time_verified=when.verified,
        flags=list(when.flags),
        outcome=Outcome.NEEDS_REVIEW,
        unit_id=_unit(sent, by, unnamed=unnamed, on=timezone.localdate(at)),
    )
    if not unnamed:
        row.person_id, row.device_id, row.object = by.person_id, by.device_id, sent.object
        row.wall, row.mono, row.boot = sent.wall, sent.clock.mono, sent.clock.boot
    return Begun(row, _waits(sent), refusal)


def kept_body(sent: Sent, company_id: int, *, at: datetime) -> tuple[str, str]:
    """As it came, but for what may not lie in an inbox: who is not fit today, and what is confidential, of
    which nothing is kept but why."""
    handler = handler_of(sent.type)
    if handler is None or sent.fault:
        return sent.body, ""
    try:
        kept = handler.kept(sent.given, company_id, timezone.localdate(at))
    except OnlineOnly as error:
        return "", error.message
    return (sent.body if kept is sent.given else json.dumps(kept, ensure_ascii=False)), ""


def _unit(sent: Sent, by: Bearer, *, unnamed: bool, on: date) -> int | None:
    """Where it belongs; of what does not say so where its author does, so that somebody there looks at it."""
    handler = handler_of(sent.type)
    place = handler.place(sent.given, by.company_id) if handler and not sent.fault else None
    known = Unit.objects.filter(id=place or 0, company=by.company_id)
    found = known.values_list("id", flat=True).first() if place else None
    return found or place_of(None if unnamed else by.person_id, by.company_id, on=on)


def _waits(sent: Sent) -> list[UUID]:
    if not sent.after:
        return []
    applied = Operation.objects.filter(id__in=sent.after, outcome=Outcome.APPLIED)
    there = [str(one) for one in applied.values_list("id", flat=True)]
    return [UUID(one) for one in outcomes.waits([str(one) for one in sent.after], there)]


def keep_with(row: Operation, sent: Sent, waits: list[UUID]) -> None:
    """What hangs on the row, once it is there."""
    if waits:
        Need.objects.bulk_create(Need(operation=row, key=key) for key in waits)
    if sent.blobs:
        Photo.objects.bulk_create(Photo(operation=row, sha256=one) for one in sent.blobs)


def keep_twin(row: Operation, sent: Sent, *, by: Bearer, at: datetime) -> Twin:
    """In the caller's transaction. Sent again it is the same twin."""
    if found := Twin.objects.filter(operation=row, sha256=sent.sha256).first():
        return found
    unnamed = is_unnamed(sent.type, sent.given)
    twin = Twin(
        operation=row,
        person_id=None if unnamed else by.person_id,
        body=kept_body(sent, by.company_id, at=at)[0],
        sha256=sent.sha256,
        received_at=about(at) if unnamed else at,
        reviewer_id=reviewer_of(row.unit_id, but=row.person_id, at=at),
        review_by=at + outcomes.REVIEWED_WITHIN,
    )
    Twin.objects.bulk_create([twin], ignore_conflicts=True)
    twin = Twin.objects.get(operation=row, sha256=sent.sha256)
    if twin.seq is None:
        twin.seq = next_seq()
        Twin.objects.filter(id=twin.id).update(seq=twin.seq)
    return twin
