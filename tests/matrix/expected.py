"""The reviewed file: for each route, which relations open for which actors.

A line reads `actors: relations`; an actor without a line gets in nowhere. `any` means that the route
points at nobody's unit.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "expected.yaml"
HEAD = """\
# Who gets in where: route -> relations -> actors. Written by `python -m tests.matrix --write` and reviewed by
# a person: every line is a right that somebody has. Relations are counted from the actor's own unit;
# `private` is a C2 record of the own unit in which the actor has no part. Who is not named is refused.
"""
ADMINISTRATORS = ["admin system", "admin security", "admin audit"]
WITHOUT = ["subject", "term ended", "term to come"]
OTHERS = {"anonymous", *ADMINISTRATORS, *WITHOUT}
Seen = dict[str, list[str]]


def compact(seen: Seen) -> dict[str, str]:
    """Actors with the same relations on one line, whole groups by their name."""
    lines: dict[str, list[str]] = defaultdict(list)
    for asker, relations in seen.items():
        if relations:
            lines[" ".join(relations)].append(asker)
    posts = [asker for asker in seen if asker not in OTHERS]
    return {relations: ", ".join(_named(names, posts)) for relations, names in sorted(lines.items())}


def _named(names: list[str], posts: list[str]) -> list[str]:
    groups = {"all posts": posts, "administrators": ADMINISTRATORS, "without a post": WITHOUT}
    for group, members in groups.items():
        if set(members) <= set(names):
            names = [group, *(name for name in names if name not in members)]
    return names


def write(seen: dict[str, Seen]) -> None:
    whole = {route: compact(cells) for route, cells in seen.items()}
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=110)
    FILE.write_text(HEAD + text, encoding="utf-8")


@cache
def everything() -> dict[str, dict[str, str]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def of(route: str) -> dict[str, str] | None:
    return everything().get(route)
