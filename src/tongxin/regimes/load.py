"""Reads packs: a folder of files, or one text that somebody pasted."""

import re
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.constructor import SafeConstructor

from tongxin.regimes.faults import Problem, in_words
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.schema.promise import AnyPromise, CasePromise, Promise

FOLDERS = ("posts", "duties", "records", "reports", "cases", "triggers")
PROMISES = TypeAdapter(tuple[AnyPromise, ...])
TAGGED = ("guards", "effects")  # lists whose entries pydantic tells by their kind
ALIAS = re.compile(r"(^|[\s,\[{:])\*\S", re.MULTILINE)
LONGEST = 200_000  # characters of a pasted pack
# What the reader of YAML says, for people.
SAID_BY_YAML = {
    "expected ',' or": "括号没有合上，或者少了逗号",
    "expected the node content": "括号没有合上，或者少写了内容",
    "mapping values are not allowed": "冒号用错了地方，或者上一行没写完",
    "could not find expected ':'": "少了冒号，冒号后面要空一格",
    "expected <block end>": "缩进和上面的对不齐",
    "cannot start any token": "有不能用的字符，比如制表符；缩进请用空格",
    "while scanning a quoted scalar": "引号没有合上",
    "unexpected end of stream": "引号或括号没有合上",
}


class PackError(Exception):
    """A pack that cannot be read; `problems` name file, place, fault and what is expected."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class OnceEach(SafeConstructor):
    """Refuses a key that is written twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | bool):
                raise yaml.MarkedYAMLError(problem="键要写成一个词", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key}”写了两次", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


class StrictLoader(OnceEach, yaml.SafeLoader):
    """Refuses aliases, too, which can blow a small text up."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="不能用 * 引用别处的内容，请写全", problem_mark=mark)
        return super().compose_node(parent, index)


class QuickLoader(OnceEach, yaml.CSafeLoader):
    """Reads five times as fast, but cannot say in our words where something is wrong."""


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`; raises PackError that names file, place and fault."""
    problems: list[Problem] = []
    raw: dict[str, Any] = {"meta": _file(folder / "pack.yaml", problems)}
    files: dict[tuple[str, int], str] = {}
    for name in FOLDERS:
        paths = sorted((folder / name).glob("*.yaml"))
        raw[name] = [_file(path, problems) for path in paths]
        files.update({(name, index): f"{name}/{path.name}" for index, path in enumerate(paths)})
    if problems:
        raise PackError(problems)
    return _pack(raw, folder.name, files)


def parse_pack(text: str) -> Pack:
    """A company's own pack, written as one text with `meta`, `duties`, `records`, `reports` and `cases`."""
    file = "粘贴的内容"
    if len(text) > LONGEST:
        raise PackError([Problem(file, "", f"有 {len(text)} 字，太长", f"不超过 {LONGEST} 字")])
    problems: list[Problem] = []
    raw = _parse(text, file, problems)
    if not problems and not isinstance(raw, dict):
        problems.append(Problem(file, "", "不是一张键和值的表", "以 meta: 开头"))
    if problems:
        raise PackError(problems)
    return _pack(raw, file, None)


@dataclass(frozen=True, slots=True)
class Written:
    """A promise, and where it stands."""

    file: str
    where: str
    promise: Promise | CasePromise


def load_promises(folder: Path) -> list[Written]:
    """What the pack promises, from `expect/`."""
    problems: list[Problem] = []
    found: list[Written] = []
    for path in sorted((folder / "expect").glob("*.yaml")):
        try:
            promises = PROMISES.validate_python(_file(path, problems) or ())
        except ValidationError as error:
            problems += in_words(error, partial(_in, _short(path)))
            continue
        found += [Written(_short(path), f"[{index}]", one) for index, one in enumerate(promises)]
    if problems:
        raise PackError(problems)
    return found


def _in(file: str, where: tuple[Any, ...]) -> tuple[str, str]:
    """Without the word for duty or case, which stands second."""
    return file, dotted((*where[:1], *where[2:]))


def _file(path: Path, problems: list[Problem]) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        return _quickly(text) or _parse(text, _short(path), problems)
    except FileNotFoundError:
        problems.append(Problem(_short(path), "", "没有这个文件", "每个制度包都有一个 pack.yaml"))
    except UnicodeDecodeError:
        problems.append(Problem(_short(path), "", "不是 UTF-8 编码", "另存为 UTF-8"))
    return None


def _quickly(text: str) -> Any:
    """Nothing where the strict reader has to look: a fault, or what may be an alias."""
    try:
        return None if ALIAS.search(text) else yaml.load(text, QuickLoader)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _parse(text: str, file: str, problems: list[Problem]) -> Any:
    try:
        return yaml.load(text, StrictLoader)  # noqa: S506  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else ""
        problems.append(
            Problem(file, where, f"YAML 写法不对：{_said(error)}", "检查缩进、冒号后的空格和引号")
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(Problem(file, "", f"YAML 读不了：{type(error).__name__}", "检查缩进、日期和引号"))
    return None


def _said(error: yaml.MarkedYAMLError) -> str:
    words = f"{error.context or ''} {error.problem or ''}"
    if not words.isascii():
        return error.problem or ""  # one of our own
    return next((said for mark, said in SAID_BY_YAML.items() if mark in words), "从这里起读不通")


def _short(path: Path) -> str:
    """Pack, folder and file: enough to find it."""
    parts = path.parts
    return "/".join(parts[-3:] if parts[-2] in (*FOLDERS, "expect") else parts[-2:])


def _pack(raw: Any, name: str, files: dict[tuple[str, int], str] | None) -> Pack:
    def place(where: tuple[Any, ...]) -> tuple[str, str]:
        if files is None:
            return name, dotted(where)
        if where[0] == "meta":
            return f"{name}/pack.yaml", dotted(where[1:])
        file = files.get((where[0], where[1]), where[0]) if len(where) > 1 else where[0]
        return f"{name}/{file}", dotted(where[2:])

    try:
        return Pack.model_validate(raw)
    except ValidationError as error:
        raise PackError(in_words(error, place)) from None


def dotted(where: tuple[Any, ...]) -> str:
    """met_by[0].record."""
    parts = [part for index, part in enumerate(where) if not _is_tag(where, index)]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")


def _is_tag(where: tuple[Any, ...], index: int) -> bool:
    """guards[0].waited.after: `waited` is written nowhere."""
    return index > 1 and where[index - 2] in TAGGED and isinstance(where[index - 1], int)


@cache
def library(folder: Path) -> dict[str, Pack]:
    """All packs of a folder by key; read once, since packs on disk change only with a release."""
    packs = (load_pack(path.parent) for path in sorted(folder.glob("*/pack.yaml")))
    return {pack.meta.key: pack for pack in packs}


@cache
def posts(folder: Path) -> dict[str, PostSpec]:
    """Every post that any pack of `folder` describes."""
    return {post.key: post for pack in library(folder).values() for post in pack.posts}
