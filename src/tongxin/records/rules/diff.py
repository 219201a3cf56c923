"""What one version of a record changed against another, place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """Where, what stood there, what stands there now; empty means nothing stood there."""

    where: str
    before: str
    after: str


PLACES = {
    "title": "名称",
    "held_at": "开始",
    "ended_at": "结束",
    "place": "地点",
    "guests": "单位外列席",
    "chair": "主持",
    "recorder": "记录",
}


def changes(old: Mapping[str, Any], new: Mapping[str, Any], *, titles: Mapping[str, str]) -> list[Change]:
    """`titles` gives the words for the keys of `data`."""
    return [change for change in _all(old, new, titles) if change.before != change.after]


def _all(old: Mapping[str, Any], new: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Change]:
    for key, title in PLACES.items():
        yield Change(title, _words(old.get(key)), _words(new.get(key)))
    before, after = old.get("data", {}), new.get("data", {})
    for key in dict.fromkeys([*before, *after]):
        yield Change(titles.get(key, key), _words(before.get(key)), _words(after.get(key)))
    yield from _people(old, new)
    yield from _rows("决定", old.get("decisions", []), new.get("decisions", []))
    yield Change("附件", _names(old, "attachments"), _names(new, "attachments"))


def _people(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {(row["id"], row["sitting"]): row for row in old.get("presence", [])}
    after = {(row["id"], row["sitting"]): row for row in new.get("presence", [])}
    for key in dict.fromkeys([*before, *after]):
        one = before.get(key) or after[key]
        yield Change(one["name"], _came(before.get(key)), _came(after.get(key)))


def _came(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    where = "" if row["sitting"] == 1 else f"第 {row['sitting']} 场"
    as_what = "" if row["expected"] else "列席"
    return f"{where}{as_what}{'到' if row['present'] else '没到'}{_reason(row)}"


def _reason(row: Mapping[str, Any]) -> str:
    words = [word for word in (row["reason"], row["exclusion"]) if word]
    return f"（{'，'.join(words)}）" if words else ""


def _rows(title: str, old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[Change]:
    for index in range(max(len(old), len(new))):
        before = _line(old[index]) if index < len(old) else ""
        after = _line(new[index]) if index < len(new) else ""
        yield Change(f"{title} {index + 1}", before, after)


def _line(row: Mapping[str, Any]) -> str:
    yes, no, abstain, written_yes, written_no = row["votes"]
    votes = f"同意 {yes}，反对 {no}，弃权 {abstain}"
    if written_yes or written_no:
        votes += f"，书面同意 {written_yes}，书面反对 {written_no}"
    return "；".join(part for part in (row["text"], votes, _words(row["owner"]), row["due"] or "") if part)


def _names(content: Mapping[str, Any], key: str) -> str:
    return "、".join(row["name"] for row in content.get(key, []))


def _words(value: Any) -> str:
    match value:
        case None | "" | []:
            return ""
        case {"name": name}:
            return str(name)
        case list():
            return "；".join(_words(part) for part in value)
        case _:
            return str(value)
