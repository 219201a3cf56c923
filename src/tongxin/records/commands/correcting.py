"""Correct a closed record: a new version with a reason; the old one stays."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.records.commands import closing, saving
from tongxin.records.content import Content
from tongxin.records.models import RecordState
from tongxin.records.queries import seen


def correct_record(
    record_id: int, content: Content, *, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Fact:
    """Who was there may change whether it was held: then it counts from now on, or no longer.

    `written_at`, the day of first writing, never changes."""
    record = seen.get_record(record_id, viewer=by)
    spec = seen.spec_of(record)
    seen.check_may_write(record, spec, by=by, on=timezone.localdate(at))
    if not reason.strip():
        raise Invalid("更正要写为什么改", fields={"reason": "请写为什么改，例如“列席人名字写错”"})
    with transaction.atomic():
        was = RecordState.UNHELD if record.state == RecordState.UNHELD else RecordState.CLOSED
        saving.take(record, was, revision=revision)
        saving.apply(record, spec, content)
        whole = closing.read(record, spec)
        state = closing.complete(whole, at=at, unheld=whole.too_few)
        saving.keep(record, was, by=by, at=at, state=state, version=record.version + 1)
        closing.keep_version(whole, by=by, at=at, reason=reason.strip()[:200])
        fact = closing.tell("record.corrected", whole, by=by, at=at)
        closing.open_tasks(whole, by=by, at=at)
    return fact
