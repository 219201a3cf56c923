"""A record of any kind that is filled in alone: a checklist, an inspection."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongxin.adoption.queries import record_specs
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.orgs.models import Unit
from tongxin.records.commands import close_record, open_record, save_draft
from tongxin.records.content import Content, Mark
from tongxin.records.models import Record
from tongxin.regimes.load import library
from tongxin.regimes.schema.record import RecordSpec
from tongxin.sync.handlers.registry import (
    HANDLERS,
    Brought,
    Conflict,
    Effect,
    Handler,
    OnlineOnly,
    mapping,
    maybe_number,
    number,
    text,
    unit_in,
)
from tongxin.sync.rules.flags import UNFINISHED


def answer(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    """Written whole; what is still missing leaves a draft, to be gone on with online."""
    given, unit = brought.given, number(brought.given, "unit", "单位")
    kind = text(given, "kind", 60)
    spec = _spec(kind, unit, timezone.localdate(brought.done_at))
    _check_open(spec)
    if spec is not None and _has_a_way_of_its_own(spec):
        raise Invalid(f"“{spec.title}”有自己的记法，不能当检查表交。请从它自己的页面记")
    opened = open_record(
        kind,
        unit_id=unit,
        by=by,
        at=at,
        held_at=brought.done_at,
        shift_id=maybe_number(given, "shift"),
        key=brought.object,
    )
    record = Record.objects.get(id=opened.record_id)
    if record.state != "draft" or (
        record.revision and record.saved_by_id != by.person_id and not brought.anyway
    ):
        raise Conflict(f"“{record.title}”已经有人在记，两份都留着，请对一下", subject=("record", record.id))
    save_draft(record.id, Content(data=mapping(given, "fields"), marks=_marks(given)), by=by, at=at)
    return _closed(record, by=by, at=at)


def _closed(record: Record, *, by: Actor, at: datetime) -> Effect:
    subject, data = ("record", record.id), {"record": record.id}
    try:
        with transaction.atomic():
            close_record(record.id, by=by, at=at)
    except Invalid as error:
        told = next(iter(error.fields.values()), error.message)
        sentence = f"{error.message}：{told}。联网后打开补上"
        return Effect(
            subject, record.unit_id, {**data, "state": "draft"}, sentence=sentence, flags=(UNFINISHED,)
        )
    return Effect(subject, record.unit_id, {**data, "state": "closed"})


def _marks(given: Mapping[str, Any]) -> dict[int, Mark]:
    marks = mapping(given, "marks")
    return {
        int(key): Mark(one.get("present") is True, text(one, "reason"))
        for key, one in marks.items()
        if key.isdecimal() and isinstance(one, dict)
    }


def _spec(kind: str, unit_id: int | None, on: date) -> RecordSpec | None:
    unit = Unit.objects.filter(id=unit_id).first() if unit_id else None
    found = record_specs(unit, on=on).get(kind) if unit else None
    if found:
        return found[0]
    shipped = (one for pack in library(settings.PACKS_DIR).values() for one in pack.records)
    return next((one for one in shipped if one.key == kind), None)


def _check_open(spec: RecordSpec | None) -> None:
    """Votes and what is confidential are for those who are online."""
    if spec is not None and not may_be_written_offline(spec):
        raise OnlineOnly("这一种要联网写，手机里不存")


def _has_a_way_of_its_own(spec: RecordSpec) -> bool:
    """It asks more than its fields: when it may be begun, who was there, who takes it over."""
    return "fitness" in spec.steps or spec.signatures == "both_sides"


def may_be_written_offline(spec: RecordSpec) -> bool:
    open_fields = all(one.level in ("C0", "C1") for one in spec.fields)
    return spec.level in ("C0", "C1") and not spec.vote and open_fields and "decisions" not in spec.steps


def kept(given: Mapping[str, Any], company_id: int, on: date) -> Mapping[str, Any]:
    _check_open(_spec(text(given, "kind", 60), maybe_number(given, "unit"), on))
    return given


HANDLERS["checklist.answer"] = Handler(answer, unit_in("unit"), kept)
