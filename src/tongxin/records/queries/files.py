"""A record's attachment, for whoever may see the record and it."""

from dataclasses import dataclass

from tongxin.files import storage
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.queries import seen


@dataclass(frozen=True, slots=True)
class Download:
    name: str
    content_type: str
    content: bytes


def get_attachment(record_id: int, attachment_id: int, *, viewer: Actor) -> Download:
    record = seen.get_record(record_id, viewer=viewer)
    rows = seen.attachments_seen_by(viewer, record).select_related("file")
    found = rows.filter(id=attachment_id).first()
    if found is None:
        raise NotFound("没有找到这个附件")
    return Download(found.file.name, found.file.content_type, storage.get(found.file.sha256))
