"""Take a file in pieces, in any order, however often they are sent."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from tongxin.files import pieces, rules
from tongxin.files.commands.storing import store_file
from tongxin.files.content import told_time
from tongxin.files.forgetting import forget_files
from tongxin.files.models import Blob, StoredFile
from tongxin.files.queries.blobs import is_kept, missing
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused

DAY = timedelta(days=1)
TOO_MUCH = "一天里传得太多了，明天会接着传"
NOT_ALL = "还有没传到的，会接着传"
NOT_THE_SAME = "传来的和手机里的对不上，请再传一次"


def take_piece(sha256: str, number: int, content: bytes, *, size: int, by: Actor, at: datetime) -> None:
    """What came before is not written again. A cut piece is asked for once more (409), never kept."""
    if fault := rules.piece_fault(number, len(content), size=size):
        wrong = not 0 < size <= rules.LARGEST or number >= rules.piece_count(size)
        raise Invalid(fault) if wrong else Refused(fault)
    row = _row(sha256, size, by=by, at=at)
    if is_kept(row):
        return
    pieces.put(pieces.folder_of(row.person_id, sha256, size), number, content)


@transaction.atomic
def _row(sha256: str, size: int, *, by: Actor, at: datetime) -> Blob:
    person_id = by.person_id or 0
    row = Blob.objects.filter(person_id=person_id, sha256=sha256).first()
    if row is None:
        _check_room(sha256, size, by=by, at=at)
        row, _ = Blob.objects.get_or_create(
            person_id=person_id,
            sha256=sha256,
            defaults={"company_id": by.company_id or 0, "size": size, "touched_at": at},
        )
    if row.size != size and row.done_at is None:  # whoever said it wrong before begins anew
        _check_room(sha256, size, by=by, at=at)
        pieces.drop([pieces.folder_of(person_id, sha256, row.size)])
        Blob.objects.filter(id=row.id).update(size=size)
        row.size = size
    if row.touched_at < at:
        Blob.objects.filter(id=row.id).update(touched_at=at)
    return row


def _check_room(sha256: str, size: int, *, by: Actor, at: datetime) -> None:
    """A phone in wrong hands must not fill the disk, by saying another size each time neither."""
    lately = Blob.objects.filter(person_id=by.person_id or 0, touched_at__gt=at - DAY)
    brought = lately.exclude(sha256=sha256).aggregate(all=Sum("size"))["all"] or 0
    if brought + size > rules.MOST_A_DAY:
        raise Refused(TOO_MUCH)


def finish_blob(sha256: str, size: int, *, by: Actor, at: datetime, taken: str = "") -> StoredFile | None:
    """Put together, checked and drawn anew; said twice, the file of the first time. None: forgotten since.

    `taken`: the camera's time, which the phone read before it drew the photo smaller.
    """
    try:
        return _finish(sha256, size, by=by, at=at, taken=taken)
    except (Invalid, _Other) as error:  # nothing that comes later would make it right
        pieces.drop([pieces.folder_of(by.person_id or 0, sha256, size)])
        Blob.objects.filter(person_id=by.person_id or 0, sha256=sha256, done_at=None).delete()
        raise Refused(error.message) if isinstance(error, _Other) else error from None


class _Other(Refused):
    """The bytes are not those of the name."""


@transaction.atomic
def _finish(sha256: str, size: int, *, by: Actor, at: datetime, taken: str) -> StoredFile | None:
    mine = Blob.objects.select_for_update(of=("self",)).select_related("file")
    row = mine.filter(person_id=by.person_id or 0, sha256=sha256).first()
    if row is None:
        raise NotFound("还没有开始传")
    if is_kept(row):
        return row.file
    if row.size != size or missing(row):
        raise Refused(NOT_ALL)
    place = pieces.folder_of(row.person_id, sha256, size)
    content = pieces.whole(place, rules.piece_count(size))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _Other(NOT_THE_SAME)
    stored = store_file("照片", content, by=by, at=at, taken_at=told_time(taken))
    Blob.objects.filter(id=row.id).update(file=stored, done_at=at, touched_at=at)
    transaction.on_commit(lambda: pieces.drop([place]))
    return stored


@transaction.atomic
def forget_blob(sha256: str, *, by: Actor, at: datetime) -> None:
    """Of what was brought without a name, once it has joined: neither who brought it stays, nor the file that
    has their name, which belongs to nothing."""
    rows = Blob.objects.filter(person_id=by.person_id or 0, sha256=sha256)
    files = list(rows.filter(file__isnull=False).values_list("file", flat=True))
    rows.delete()
    forget_files(files)
