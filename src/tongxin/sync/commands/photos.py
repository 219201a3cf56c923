"""Pictures come when they come: each joins what its operation made."""

from datetime import datetime

from django.db import transaction

from tongxin.files.commands import copy_file, finish_blob, forget_blob
from tongxin.files.models import StoredFile
from tongxin.files.queries import arrived
from tongxin.kernel.actor import Actor
from tongxin.sync.handlers.registry import handler_of
from tongxin.sync.models import Operation, Outcome, Photo
from tongxin.sync.queries.devices import Bearer


def finish_photo(sha256: str, size: int, *, by: Bearer, at: datetime, taken: str = "") -> None:
    """All its pieces are there: it becomes a file and joins what waits for it. Again, it joins what was missed."""
    person = Actor(person_id=by.person_id, name="", company_id=by.company_id)
    stored = finish_blob(sha256, size, by=person, at=at, taken=taken)
    if stored is None:
        return
    join_photo(sha256, stored.id, person_id=by.person_id, at=at)
    _forget_bringer(sha256, by.person_id, by.company_id, at=at)


def join_photo(sha256: str, file_id: int, *, person_id: int, at: datetime) -> int:
    """A picture that this person brought is here: it joins each thing that waits for it. Gives how many.

    Of what was brought without a name whose it is is not known; whoever has the picture's hash has the picture.
    """
    waiting = Photo.objects.filter(sha256=sha256, file=None).select_related("operation").order_by("id")
    mine = [one for one in waiting if one.operation.person_id in (None, person_id)]
    for one in mine:
        with transaction.atomic():
            row = Operation.objects.select_for_update().get(id=one.operation_id)
            if Photo.objects.filter(id=one.id, file=None).exists():
                _give(one, row, StoredFile.objects.get(id=file_id), at=at)
                join_arrived(row, at=at)
    return len(mine)


def bring_arrived(row: Operation, *, person_id: int, at: datetime) -> None:
    """What was there before the operation that it was taken for; in the caller's transaction."""
    waiting = list(Photo.objects.filter(operation=row, file=None).order_by("id"))
    there = arrived(person_id, [one.sha256 for one in waiting]) if waiting else {}
    files = StoredFile.objects.in_bulk(there.values())
    for one in waiting:
        if one.sha256 in there:
            _give(one, row, files[there[one.sha256]], at=at)
            _forget_bringer(one.sha256, person_id, row.company_id, at=at)


def _give(photo: Photo, row: Operation, stored: StoredFile, *, at: datetime) -> None:
    """Each thing has a file of its own, so that one picture for two things is found; of what was brought
    without a name a nameless one."""
    by = Actor(person_id=row.person_id, name="", company_id=row.company_id)
    if row.person_id is None or Photo.objects.filter(file=stored).exists():
        stored = copy_file(stored, by=by, at=row.received_at if row.unnamed else at)
    Photo.objects.filter(id=photo.id).update(file=stored)


def _forget_bringer(sha256: str, person_id: int, company_id: int, *, at: datetime) -> None:
    """Of what was taken for something without a name, and for nothing that has this person's."""
    owners = set(Photo.objects.filter(sha256=sha256).values_list("operation__person", flat=True))
    if None in owners and person_id not in owners:
        forget_blob(sha256, by=Actor(person_id=person_id, name="", company_id=company_id), at=at)


def join_arrived(row: Operation, *, at: datetime) -> None:
    """What has come of an operation that has taken effect; in the caller's transaction."""
    handler = handler_of(row.type)
    if row.outcome != Outcome.APPLIED or handler is None or handler.join is None or row.subject_id is None:
        return
    ready = Photo.objects.filter(operation=row, file__isnull=False, joined_at=None)
    for one in ready.select_related("file").order_by("id"):
        assert isinstance(one.file, StoredFile)
        handler.join(row.subject_id, one.file, row.data)
        Photo.objects.filter(id=one.id).update(joined_at=row.received_at if row.unnamed else at)
