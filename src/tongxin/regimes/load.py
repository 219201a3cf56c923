"""Reads packs from disk."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.post import PostSpec

FOLDERS = ("posts", "duties", "records", "reports")


class PackError(Exception):
    """A pack that cannot be read; `problems` are (file, where, what is wrong)."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        super().__init__("\n".join(f"{file}: {where}: {what}" for file, where, what in problems))
        self.problems = problems


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`; raises PackError that names file, place and fault."""
    raw: dict[str, Any] = {"meta": _read(folder / "pack.yaml")}
    files: dict[tuple[str, int], str] = {}
    for name in FOLDERS:
        paths = sorted((folder / name).glob("*.yaml"))
        raw[name] = [_read(path) for path in paths]
        files.update({(name, index): f"{name}/{path.name}" for index, path in enumerate(paths)})
    try:
        return Pack.model_validate(raw)
    except ValidationError as error:
        raise PackError(
            [_problem(folder, files, item["loc"], item["msg"]) for item in error.errors()]
        ) from None


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackError([(str(path), "", "the file is missing")]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError([(str(path), "", f"not valid YAML: {error}")]) from None


def _problem(
    folder: Path, files: dict[tuple[str, int], str], where: tuple[Any, ...], message: str
) -> tuple[str, str, str]:
    if where[0] == "meta":
        return str(folder / "pack.yaml"), ".".join(map(str, where[1:])), message
    file = files.get((where[0], where[1]) if len(where) > 1 else (where[0], -1), str(where[0]))
    return str(folder / file), ".".join(map(str, where[2:])), message


@cache
def library(folder: Path) -> dict[str, Pack]:
    """All packs of a folder by key; read once, since packs on disk change only with a release."""
    packs = (load_pack(path.parent) for path in sorted(folder.glob("*/pack.yaml")))
    return {pack.meta.key: pack for pack in packs}


def posts(folder: Path) -> dict[str, PostSpec]:
    """Every post that any pack of `folder` describes."""
    return {post.key: post for pack in library(folder).values() for post in pack.posts}
