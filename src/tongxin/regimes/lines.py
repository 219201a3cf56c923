"""In which line of its file a problem of a pack stands."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from tongxin.regimes.faults import Problem

PART = re.compile(r"\[(\d+)\]|([^.\[]+)")


def located(folder: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The problems with their lines, where the file is there and the place is found in it."""
    roots: dict[Path, yaml.Node | None] = {}
    return [
        replace(problem, line=_line(folder.parent / problem.file, problem.where, roots))
        for problem in problems
    ]


def located_in(text: str, problems: Iterable[Problem]) -> list[Problem]:
    """The same for a pack that is one text; a text that cannot be read says its line in its words."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return list(problems)
    return [replace(problem, line=_line_in(root, problem.where)) for problem in problems]


def _line(path: Path, where: str, roots: dict[Path, yaml.Node | None]) -> int:
    if not where or not path.is_file():
        return 0
    if path not in roots:
        try:
            roots[path] = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            roots[path] = None  # its problem says the line in words
    return _line_in(roots[path], where)


def _line_in(node: yaml.Node | None, where: str) -> int:
    line = 0
    for index, name in PART.findall(where):
        found = _child(node, index, name)
        if found is None:
            return line
        line, node = found
    return line


def _child(node: yaml.Node | None, index: str, name: str) -> tuple[int, yaml.Node] | None:
    """One step into a mapping by its key, or into a list by place or by the `key` of an entry."""
    if isinstance(node, yaml.MappingNode):
        return next(
            ((key.start_mark.line + 1, value) for key, value in node.value if key.value == name), None
        )
    if isinstance(node, yaml.SequenceNode):
        entries = (
            node.value[int(index) : int(index) + 1]
            if index
            else [one for one in node.value if _key(one) == name]
        )
        return next(((one.start_mark.line + 1, one) for one in entries), None)
    return None


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    return next((str(value.value) for key, value in node.value if key.value == "key"), "")
