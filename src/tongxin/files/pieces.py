"""Pieces of uploads on the disk, until they are whole: each lies there entirely or not at all."""

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from tongxin.files import storage
from tongxin.kernel.errors import Refused


def folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def folder_of(person_id: int, digest: str, size: int) -> Path:
    """One person's pieces lie apart from everybody else's, of one size apart from another's."""
    return folder() / str(person_id) / f"{digest}-{size}"


def put(place: Path, number: int, content: bytes) -> None:
    """Again, or from two tabs at once, it is the same piece."""
    path = place / str(number)
    if path.exists():
        return
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        storage.write_whole(path, content)
    except OSError as error:
        raise Refused("照片没有存上，服务器的磁盘可能满了，过一会儿会自己再传") from error


def there(place: Path) -> set[int]:
    with suppress(FileNotFoundError):
        return {int(one.name) for one in place.iterdir() if one.name.isdecimal()}
    return set()


def whole(place: Path, count: int) -> bytes:
    return b"".join((place / str(number)).read_bytes() for number in range(count))


def drop(places: Iterable[Path]) -> None:
    for place in places:
        shutil.rmtree(place, ignore_errors=True)


def sweep(older: float) -> None:
    """What nobody has written to for so many seconds, and no row knows any more."""
    limit = time.time() - older
    for place in folder().glob("*/*"):
        with suppress(FileNotFoundError):
            if place.stat().st_mtime < limit:
                drop([place])
