"""Take an upload, and find what a picture is like."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from tongxin.files import prints, rules, storage
from tongxin.files.content import check_content
from tongxin.files.models import Likeness, Picture, Print, StoredFile
from tongxin.files.queries.near import near_pictures, same_bytes
from tongxin.kernel.actor import Actor

MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class Look:
    """`source`: the hash of the bytes as they came."""

    source: str
    taken_at: datetime | None
    prints: list[int]


def store_file(
    name: str, content: bytes, *, by: Actor, at: datetime, taken_at: datetime | None = None
) -> StoredFile:
    """The row goes with the caller's transaction; the bytes, being named by their hash, may stay.

    `taken_at`: the camera's time as the phone told it, where the picture says none itself.
    """
    checked = check_content(content)
    stored = StoredFile.objects.create(
        company_id=by.company_id or 0,
        sha256=storage.put(checked.content),
        name=rules.clean_name(name, checked.content_type),
        content_type=checked.content_type,
        size=len(checked.content),
        uploaded_by_id=by.person_id,
        uploaded_at=at,
    )
    if checked.content_type in rules.PICTURES and by.person_id is not None:
        source = hashlib.sha256(content).hexdigest()
        when = checked.taken_at or taken_at
        _look_at(stored, Look(source, when, prints.prints_of(checked.content)), at=at)
    return stored


def _look_at(stored: StoredFile, look: Look, *, at: datetime) -> None:
    """Before its own prints are there: what is found is another's."""
    _find(stored, look, at=at)
    Picture.objects.create(
        file=stored, company_id=stored.company_id, source=look.source, taken_at=look.taken_at
    )
    Print.objects.bulk_create(
        Print(company_id=stored.company_id, file=stored, whole=prints.signed(one), **_bands(one))
        for one in look.prints
    )


def _bands(whole: int) -> dict[str, int]:
    return dict(zip("abc", prints.bands(whole), strict=True))


def _find(stored: StoredFile, look: Look, *, at: datetime) -> None:
    same = same_bytes(stored, look.source)
    alike = near_pictures(stored.company_id, look.prints) | dict.fromkeys(same, 0)
    nearest = sorted(alike, key=lambda file: (file not in same, alike[file], -file))[:MOST_ALIKE]
    Likeness.objects.bulk_create(
        Likeness(file=stored, other_id=other, same_bytes=other in same, distance=alike[other], found_at=at)
        for other in nearest
    )


def copy_file(stored: StoredFile, *, by: Actor, at: datetime) -> StoredFile:
    """The same bytes once more, for another thing: there they are found to be the same. By nobody,
    nothing is kept by which they could be joined to whoever brought them."""
    copy = StoredFile(
        company_id=stored.company_id, sha256=stored.sha256, name=stored.name, content_type=stored.content_type,
        size=stored.size, uploaded_by_id=by.person_id, uploaded_at=at,
    )  # fmt: skip
    copy.save(force_insert=True)
    picture = Picture.objects.filter(file=stored).first() if by.person_id else None
    if picture is not None:
        kept = Print.objects.filter(file=stored).order_by("id").values_list("whole", flat=True)
        own = [prints.unsigned(one) for one in kept]
        _look_at(copy, Look(picture.source, picture.taken_at, own), at=at)
    return copy
