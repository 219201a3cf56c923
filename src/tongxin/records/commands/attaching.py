"""Put a file to a record or take it away; after closing, only as a correction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.files import commands as files
from tongxin.files.rules import MOST_PER_THING
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.records.commands import saving
from tongxin.records.commands.correcting import correct_record
from tongxin.records.content import Content
from tongxin.records.models import Attachment, Record, RecordState
from tongxin.records.queries import seen


def attach_file(
    record_id: int, name: str, content: bytes, *, by: Actor, at: datetime, reason: str = ""
) -> int:
    """Gives the attachment's id. `reason` is needed once the record is closed."""
    record = _writable(record_id, by=by, at=at)
    if Attachment.objects.filter(record=record, removed_in=None).count() >= MOST_PER_THING:
        raise Invalid(
            f"一份记录最多 {MOST_PER_THING} 个附件", fields={"file": f"已经有 {MOST_PER_THING} 个附件"}
        )
    with transaction.atomic():
        if record.state == RecordState.DRAFT:
            saving.take(record, RecordState.DRAFT, revision=None)
        stored = files.store_file(name, content, by=by, at=at)
        attachment = Attachment.objects.create(record=record, file=stored, attached_at=at)
        if record.state != RecordState.DRAFT:
            correct_record(record.id, Content(), reason=reason, by=by, at=at)
    return attachment.id


def detach_file(record_id: int, attachment_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Off a draft it goes for good; off a closed record it stays to be read in the versions before."""
    record = _writable(record_id, by=by, at=at)
    with transaction.atomic():
        rows = Attachment.objects.filter(id=attachment_id, record=record, removed_in=None)
        if record.state == RecordState.DRAFT:
            saving.take(record, RecordState.DRAFT, revision=None)
            found, _ = rows.delete()
        else:
            found = rows.update(removed_in=record.version + 1)
        if not found:
            raise NotFound("没有找到这个附件")
        if record.state != RecordState.DRAFT:
            correct_record(record.id, Content(), reason=reason, by=by, at=at)


def _writable(record_id: int, *, by: Actor, at: datetime) -> Record:
    record = seen.get_record(record_id, viewer=by)
    spec = seen.spec_of(record)
    seen.check_may_write(record, spec, by=by, on=timezone.localdate(at))
    if "attachments" not in spec.steps and not record.came_from:
        raise Refused(f"{spec.title}不收附件")
    return record
