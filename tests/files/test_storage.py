"""Bytes lie whole or not at all, outside the web root, and are checked when read."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from tongxin.files import storage
from tongxin.kernel.errors import Refused


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path


def test_the_same_bytes_are_kept_once_and_come_back() -> None:
    digest = storage.put("班前会".encode())

    assert storage.put("班前会".encode()) == digest
    assert storage.get(digest).decode() == "班前会"
    files = [path for path in storage.folder().rglob("*") if path.is_file()]
    assert files == [storage.path_of(digest)]
    assert os.stat(files[0]).st_mode & 0o777 == 0o400


def test_files_lie_beside_the_static_files_never_inside() -> None:
    assert not storage.folder().is_relative_to(settings.STATIC_ROOT)


def test_a_full_disk_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(Refused, match="磁盘可能满了"):
        storage.put(b"evidence")

    assert [path for path in storage.folder().rglob("*") if path.is_file()] == []


def test_changed_or_missing_bytes_are_not_handed_out() -> None:
    digest = storage.put(b"evidence")
    os.chmod(storage.path_of(digest), 0o600)
    storage.path_of(digest).write_bytes(b"forged")

    with pytest.raises(Refused, match="和保存时不一样"):
        storage.get(digest)
    with pytest.raises(Refused, match="找不到了"):
        storage.get("0" * 64)
