"""Take an upload."""

from datetime import datetime

from tongxin.files import rules, storage
from tongxin.files.content import check_content
from tongxin.files.models import StoredFile
from tongxin.kernel.actor import Actor


def store_file(name: str, content: bytes, *, by: Actor, at: datetime) -> StoredFile:
    """The row goes with the caller's transaction; the bytes, being named by their hash, may stay."""
    checked = check_content(content)
    return StoredFile.objects.create(
        company_id=by.company_id or 0,
        sha256=storage.put(checked.content),
        name=rules.clean_name(name, checked.content_type),
        content_type=checked.content_type,
        size=len(checked.content),
        uploaded_by_id=by.person_id,
        uploaded_at=at,
    )
