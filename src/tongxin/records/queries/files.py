"""A record's attachment, for whoever may see the record."""

from dataclasses import dataclass

from tongxin.files import storage
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.models import Attachment
from tongxin.records.queries import seen


@dataclass(frozen=True, slots=True)
class Download:
    name: str
    content_type: str
    content: bytes


def get_attachment(record_id: int, attachment_id: int, *, viewer: Actor) -> Download:
    record = seen.get_record(record_id, viewer=viewer)
    found = Attachment.objects.select_related("file").filter(id=attachment_id, record=record).first()
    if found is None:
        raise NotFound("没有找到这个附件")
    return Download(found.file.name, found.file.content_type, storage.get(found.file.sha256))
