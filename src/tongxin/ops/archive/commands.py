"""Write an archive; read one back."""

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tongxin.access.models import Account
from tongxin.facts.models import Fact
from tongxin.files import storage
from tongxin.ops.archive.databases import copier, count_rows
from tongxin.ops.archive.manifest import DATABASE, NAME, Manifest, hash_file, unpack
from tongxin.orgs.models import Company
from tongxin.sync.queries import last_seq


def backup(target: Path, *, at: datetime) -> Manifest:
    """Everything into `target`, which appears only when it is whole."""
    if target.exists():
        raise CommandError(f"{target} is there already. Give a new name: a backup never replaces another.")
    if not target.parent.is_dir():
        raise CommandError(f"The folder {target.parent} does not exist.")
    part = target.with_name(f"{target.name}.part")
    try:
        with _workplace(target.parent) as folder:
            manifest = _write(part, folder, at)
            os.replace(part, target)
    except OSError as error:
        raise CommandError(f"The backup could not be written: {error.strerror}. Nothing was kept.") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(part: Path, folder: Path, at: datetime) -> Manifest:
    copied, synced = folder / DATABASE, last_seq()  # asked before: the copy holds that much at least
    # The database first: a file that comes while we copy is then at worst one too many.
    rows = copier().save(copied)
    members = {DATABASE: copied} | {
        f"files/{path.relative_to(storage.folder())}": path for path in _uploads()
    }
    manifest = Manifest(
        vendor=connection.vendor,
        made_at=at.isoformat(),
        migrations=sorted(_name(key) for key in MigrationLoader(connection).applied_migrations),
        rows=rows,
        sha256={name: hash_file(path) for name, path in members.items()},
        synced=synced,
    )
    with part.open("wb") as output:
        os.chmod(part, 0o600)
        with tarfile.open(fileobj=output, mode="w:") as tar:
            text = manifest.to_json()
            first = tarfile.TarInfo(NAME)
            first.size = len(text)
            tar.addfile(first, io.BytesIO(text))
            for name, path in members.items():
                tar.add(path, arcname=name, recursive=False)
        output.flush()
        os.fsync(output.fileno())
    return manifest


def verify(archive: Path) -> Manifest:
    """Read back from end to end, as a restore would before it touches anything."""
    try:
        with _workplace(archive.parent) as folder:
            manifest = unpack(archive, folder)
            _check(manifest, folder)
    except OSError as error:
        raise CommandError(f"The backup could not be read back: {error.strerror}.") from error
    return manifest


def restore(archive: Path, *, replace: bool = False) -> Manifest:
    """The archive in place of what is there, after it was compared with its own list from end to end."""
    if not replace and not _is_empty():
        raise CommandError(
            "This database is not empty. Add --replace to put the backup in its place; what is there is then lost."
        )
    try:
        with _workplace(Path(settings.DATA_DIR)) as folder:
            manifest = unpack(archive, folder)
            _check(manifest, folder)
            added = _add_files(folder / "files")
            try:
                copier().load(folder / DATABASE)
            except BaseException:
                for path in added:
                    path.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CommandError(
            f"The backup could not be unpacked: {error.strerror}. Nothing was changed."
        ) from error
    _compare(manifest.rows, count_rows())
    return manifest


def _check(manifest: Manifest, folder: Path) -> None:
    if manifest.vendor != connection.vendor:
        raise CommandError(
            f"This backup is of {manifest.vendor}, the database in use is {connection.vendor}. "
            "Set TONGXIN_DATABASE_URL to a database of that kind. Nothing was changed."
        )
    known = {_name(key) for key in MigrationLoader(connection).disk_migrations}
    if newer := set(manifest.migrations) - known:
        raise CommandError(
            f"This backup is of a newer version ({len(newer)} changes of tables are unknown here). "
            "Restore it with that version. Nothing was changed."
        )
    copier().check(folder / DATABASE, manifest.rows)


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    different = [
        f"{table}: {count} expected, {found.get(table, 0)} found"
        for table, count in expected.items()
        if found.get(table) != count
    ]
    if different:
        raise CommandError(
            f"Restored, but these tables differ: {'; '.join(different)}. Keep the backup and ask."
        )


def _is_empty() -> bool:
    tables = connection.introspection.table_names()
    return not any(
        model._meta.db_table in tables and model._default_manager.exists()
        for model in (Company, Account, Fact)
    )


def _add_files(unpacked: Path) -> list[Path]:
    """Uploads are named by their content: those that are there are the same."""
    added = []
    for source in sorted(path for path in unpacked.rglob("*") if path.is_file()):
        target = storage.folder() / source.relative_to(unpacked)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
            added.append(target)
    return added


def _uploads() -> list[Path]:
    return sorted(
        path for path in storage.folder().rglob("*") if path.is_file() and not path.name.startswith(".part-")
    )


def _name(key: tuple[str, str]) -> str:
    return ".".join(key)


@contextmanager
def _workplace(near: Path) -> Iterator[Path]:
    """A folder that only its owner can read, on the same disk."""
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tongxin-", dir=near) as folder:
        yield Path(folder)
