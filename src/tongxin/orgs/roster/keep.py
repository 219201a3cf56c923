"""Where an uploaded roster lies until it is written, and how far the work is: files outside the web root.

Progress is a small file because the import is one transaction: what it has done is seen by
nobody before it is all done, on either database.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.roster.container import LARGEST_FILE

SILENT_SECONDS = 120  # a worker that has said nothing for so long is dead


@dataclass(frozen=True, slots=True)
class Progress:
    phase: str
    done: int
    rows: int

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.rows) if self.rows else 0


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "roster"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def file_of(import_id: int) -> Path:
    return folder() / f"{import_id}.upload"


def receive(chunks: Iterable[bytes]) -> Path:
    """Takes an upload piece by piece; refuses one that is too large, and a full disk in a sentence."""
    size = 0
    handle, name = tempfile.mkstemp(prefix="in-", dir=folder())
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST_FILE:
                    raise Invalid("文件超过 20 MB。请删掉图片和多余的表再上传")
                file.write(chunk)
    except OSError:
        path.unlink(missing_ok=True)
        raise Refused("文件没有存下来，服务器的磁盘可能满了。请告诉系统管理员，稍后再上传") from None
    except Invalid:
        path.unlink(missing_ok=True)
        raise
    return path


def drop(import_id: int) -> None:
    file_of(import_id).unlink(missing_ok=True)
    _progress_file(import_id).unlink(missing_ok=True)


def report(import_id: int, phase: str, done: int, rows: int) -> None:
    """Written aside and moved into place, so that nobody reads half of it. Losing it loses nothing."""
    path = _progress_file(import_id)
    try:
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps([phase, done, rows]), encoding="utf-8")
        aside.replace(path)
    except OSError:
        return


def progress(import_id: int) -> Progress | None:
    try:
        return Progress(*json.loads(_progress_file(import_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def silent_for(import_id: int) -> float | None:
    """Seconds since the last word about an import; None if there never was one."""
    try:
        return time.time() - _progress_file(import_id).stat().st_mtime
    except OSError:
        return None


def _progress_file(import_id: int) -> Path:
    return folder() / f"{import_id}.progress"


def sweep(*, before: datetime) -> int:
    """Files left over by a server that stopped in the middle: no roster lies here so long."""
    old = [
        path for path in folder().iterdir() if path.is_file() and path.stat().st_mtime < before.timestamp()
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
