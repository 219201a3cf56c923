"""How far an upload has come, and what of one's own has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tongxin.files import pieces, rules, storage
from tongxin.files.models import Blob


@dataclass(frozen=True, slots=True)
class Progress:
    """`size` is None for what has never been begun: all of it is missing then."""

    size: int | None
    missing: tuple[int, ...]
    done: bool


def progress(sha256: str, *, person_id: int) -> Progress:
    """Of the person's own alone: what somebody else has brought is told to nobody."""
    row = Blob.objects.filter(person_id=person_id, sha256=sha256).select_related("file").first()
    if row is None:
        return Progress(None, (), False)
    if is_kept(row):
        return Progress(row.size, (), True)
    return Progress(row.size, missing(row), False)


def is_kept(row: Blob) -> bool:
    """Done, and its bytes lie there: after a restore they may not. What was forgotten since is done too."""
    if row.done_at is None:
        return False
    return row.file is None or storage.path_of(row.file.sha256).exists()


def missing(row: Blob) -> tuple[int, ...]:
    there = pieces.there(pieces.folder_of(row.person_id, row.sha256, row.size))
    return tuple(number for number in range(rules.piece_count(row.size)) if number not in there)


def arrived(person_id: int, digests: Collection[str]) -> Mapping[str, int]:
    """Which of these this person has brought already, whole: hash -> file."""
    rows = Blob.objects.filter(person_id=person_id, sha256__in=digests, file__isnull=False)
    return dict(rows.values_list("sha256", "file"))
