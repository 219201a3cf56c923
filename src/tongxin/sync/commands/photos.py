"""Pictures come when they come: each joins what its operation made."""

from datetime import datetime

from django.db import transaction

from tongxin.files.models import StoredFile
from tongxin.sync.handlers.registry import handler_of
from tongxin.sync.models import Operation, Outcome, Photo


def join_photo(sha256: str, file_id: int, *, person_id: int, at: datetime) -> int:
    """A picture that this person brought is here: it joins each thing that waits for it. Gives how many.

    Of what was brought without a name whose it is is not known; whoever has the picture's hash has the picture.
    """
    waiting = Photo.objects.filter(sha256=sha256, file=None).select_related("operation")
    mine = [one for one in waiting if one.operation.person_id in (None, person_id)]
    for one in mine:
        with transaction.atomic():
            if Photo.objects.filter(id=one.id, file=None).update(file=file_id):
                row = Operation.objects.select_for_update().get(id=one.operation_id)
                join_arrived(row, at=at)
    return len(mine)


def join_arrived(row: Operation, *, at: datetime) -> None:
    """What has come of an operation that has taken effect; in the caller's transaction."""
    handler = handler_of(row.type)
    if row.outcome != Outcome.APPLIED or handler is None or handler.join is None or row.subject_id is None:
        return
    ready = Photo.objects.filter(operation=row, file__isnull=False, joined_at=None)
    for one in ready.select_related("file").order_by("id"):
        assert isinstance(one.file, StoredFile)
        handler.join(row.subject_id, one.file, row.data)
        Photo.objects.filter(id=one.id).update(joined_at=at)
