"""What an archive says it holds, and whether it does."""

import hashlib
import json
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.management.base import CommandError

NAME = "manifest.json"
DATABASE = "database"
FORMAT = 1
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows`: how many rows each table had; `sha256`: of every other member, by its name. `synced`: what phones
    brought is in it up to this number."""

    vendor: str
    made_at: str
    migrations: list[str]
    rows: dict[str, int]
    sha256: dict[str, str]
    synced: int = 0
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def hash_of(lines: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := lines.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def hash_file(path: Path) -> str:
    with path.open("rb") as lines:
        return hash_of(lines)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Put the members into `folder`, having compared every one with the manifest; refuses any difference."""
    try:
        with tarfile.open(archive, "r:") as tar:
            manifest = _read_manifest(tar)
            seen = {member.name: _unpack_one(tar, member, folder, manifest) for member in tar}
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {archive}.") from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{archive} is damaged or no backup: {error}. Nothing was changed.") from error
    if missing := manifest.sha256.keys() - seen.keys():
        raise CommandError(
            f"{archive} is damaged: {len(missing)} of its files are missing. Nothing was changed."
        )
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != NAME or first.size > LARGEST_MANIFEST:
        raise ValueError("it has no list of contents")
    lines = tar.extractfile(first)
    manifest = Manifest(**json.loads(lines.read() if lines else b""))
    if manifest.format != FORMAT:
        raise ValueError(f"its format {manifest.format} is not known to this version")
    return manifest


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, manifest: Manifest) -> str:
    if member.name == NAME:
        return NAME
    path = PurePosixPath(member.name)
    if not member.isfile() or path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{member.name} does not belong into a backup")
    lines = tar.extractfile(member)
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as copy:
        while lines and (chunk := lines.read(CHUNK)):
            digest.update(chunk)
            copy.write(chunk)
    if digest.hexdigest() != manifest.sha256[member.name]:
        raise ValueError(f"{member.name} is not what it was")
    return member.name
