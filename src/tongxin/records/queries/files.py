"""A record's attachment, for whoever may see the record and it."""

from tongxin.files.queries import Download, download
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.queries import seen


def get_attachment(record_id: int, attachment_id: int, *, viewer: Actor) -> Download:
    record = seen.get_record(record_id, viewer=viewer)
    rows = seen.attachments_seen_by(viewer, record).select_related("file")
    found = rows.filter(id=attachment_id).first()
    if found is None:
        raise NotFound("没有找到这个附件")
    return download(found.file)
