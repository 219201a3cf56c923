"""Signatures at the end of a meeting."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.records.models import Presence, RecordState
from tongxin.records.queries import get_record, seen, spec_of


def sign_rest(record_id: int, *, by: Actor, at: datetime) -> Fact:
    """One signs for all who were there and have not signed; both names stay on each signature."""
    record = get_record(record_id, viewer=by)
    seen.check_may_write(record, spec_of(record), by=by, on=timezone.localdate(at))
    if record.came_from:
        raise Refused("这份是照纸录的，签字在纸上，不用再签")
    if record.state != RecordState.CLOSED:
        raise Refused("记完了才能签字")
    with transaction.atomic():
        open_rows = Presence.objects.filter(record=record, present=True, sitting=1).exclude(
            signed_version=record.version
        )
        people = sorted(open_rows.values_list("person_id", flat=True))
        if not people:
            raise Refused("都已经签过了")
        others = open_rows.exclude(person=by.person_id)
        others.update(signed_at=at, signed_via_id=by.person_id, signed_version=record.version)
        open_rows.update(signed_at=at, signed_version=record.version)
        return facts.record(
            "record.signed", subject=("record", record.id), by=by, at=at, unit_id=record.unit_id,
            data={"people": people, "via_id": by.person_id, "version": record.version},
        )  # fmt: skip
