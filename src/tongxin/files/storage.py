"""Bytes on the disk: by their hash, outside the web root, whole or not at all."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from tongxin.kernel.errors import Refused

MEANWHILE = 60.0  # seconds; an upload takes less between its bytes and its row


def folder() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(digest: str) -> Path:
    """Two levels of folders, so that none grows beyond what a file system likes."""
    return folder() / digest[:2] / digest[2:4] / digest


def put(content: bytes) -> str:
    """Write under a name of its own, flush to the disk, then rename: a cut leaves the old or the new."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists():
        path.touch()  # wanted again: see `drop`
        return digest
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, content)
    except OSError as error:
        raise Refused("附件没有存上，服务器的磁盘可能满了。其他内容都已保存，请联系管理员") from error
    return digest


def write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o400)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop(digests: Iterable[str]) -> None:
    """Bytes that nobody needs; not those that somebody has brought again in the meantime."""
    for digest in digests:
        path = path_of(digest)
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > MEANWHILE:
                path.unlink()


def get(digest: str) -> bytes:
    try:
        content = path_of(digest).read_bytes()
    except FileNotFoundError:
        raise Refused("附件的内容找不到了，请联系管理员从备份里取回") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused("附件的内容和保存时不一样，请联系管理员从备份里取回")
    return content
