"""Sign a record: for oneself, or for a colleague at one screen with both names."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, Refused
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.queries import seen
from tongxin.records.rules.signing import signers
from tongxin.regimes.schema.record import RecordSpec


def sign(record_id: int, *, by: Actor, at: datetime, person_id: int | None = None) -> Fact:
    """`person_id` is the one whose signature it is; left out, it is `by`'s own."""
    record = seen.get_record(record_id, viewer=by)
    spec = seen.spec_of(record)
    signer = person_id or by.person_id
    if record.state not in (RecordState.CLOSED, RecordState.UNHELD):
        raise Refused("记完了才能签字")
    _check(record, spec, signer, by=by, at=at)
    rows = Presence.objects.filter(record=record, person=signer, present=True).order_by("sitting")
    first = rows.values_list("id", flat=True)[:1]
    via = None if signer == by.person_id else by.person_id
    with transaction.atomic():
        unsigned = Presence.objects.filter(id__in=list(first)).exclude(signed_version=record.version)
        if not unsigned.update(signed_at=at, signed_via_id=via, signed_version=record.version):
            raise Refused("已经签过了，不用再签")
        return facts.record(
            "record.signed", subject=("record", record.id), by=by, at=at, unit_id=record.unit_id,
            data={"person_id": signer, "via_id": via, "version": record.version},
        )  # fmt: skip


def _check(record: Record, spec: RecordSpec, signer: int | None, *, by: Actor, at: datetime) -> None:
    present = set(Presence.objects.filter(record=record, present=True).values_list("person", flat=True))
    asked = signers(
        spec.signatures,
        chair_id=record.chair_id,
        recorder_id=record.recorder_id,
        present=present,
        on_paper=bool(record.came_from),
    )
    if signer not in asked or signer not in present:
        raise NotAllowed(f"{spec.title}这一份不用{'您' if signer == by.person_id else '他'}签字")
    if signer == by.person_id:
        return
    helps = by.person_id in (record.chair_id, record.recorder_id)
    if not helps and not seen.may_write(spec, record.unit, by=by, on=timezone.localdate(at)):
        raise NotAllowed("代签要由主持人、记录人或者写这份记录的人来办，两个名字都会留下")
