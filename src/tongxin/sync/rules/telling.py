"""What came, in words for whoever has to decide about it: a line each, without numbers of rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongxin.sync.rules.reading import read_body

LONGEST = 500
LABELS = {
    "given": "填的",
    "values": "填的",
    "fields": "填的",
    "text": "交代",
    "note": "说明",
    "move": "哪一步",
    "done_on": "哪一天办的",
    "late_reason": "晚的原因",
    "risks": "风险",
    "guests": "外来的人",
    "moves": "换了地方",
    "watchers": "谁盯风险",
    "told": "上一班交来的讲了",
    "read": "文件念了",
    "anonymous": "没写名字",
}
# Numbers of rows say nothing to people; what they point at is told elsewhere on the page.
NUMBERS = {
    "team",
    "unit",
    "shift",
    "kind",
    "case",
    "task",
    "chair",
    "to_team",
    "passed_on",
    "files",
    "held_at",
}


def told(text: str, titles: Mapping[str, str] | None = None) -> tuple[tuple[str, str], ...]:
    """Label and words; what cannot be read is told as it came. `titles`: of fields and choices, by their keys."""
    if not text:
        return (("原文", "没有留"),)
    found = read_body(text)
    if found is None:
        return (("原文", text[:LONGEST]),)
    return tuple(_lines(found, titles or {})) or (("原文", text[:LONGEST]),)


def kind_of(text: str) -> str:
    """Which kind of case or record it is of, as far as it says so."""
    return str((read_body(text) or {}).get("kind") or "")


def _lines(found: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        if key == "marks" and isinstance(value, dict):
            yield "点名", _roll(value)
        elif key not in NUMBERS and value not in (None, "", [], {}, False):
            yield LABELS.get(key) or titles.get(key, key), _words(value, titles)


def _roll(marks: Mapping[str, Any]) -> str:
    there = sum(isinstance(one, dict) and one.get("present") is True for one in marks.values())
    return f"到 {there} 人，没到 {len(marks) - there} 人"


def _words(value: Any, titles: Mapping[str, str]) -> str:
    if value is True:
        return "是"
    if isinstance(value, list):
        return "、".join(_words(one, titles) for one in value)[:LONGEST]
    if isinstance(value, dict):
        parts = (one for one in value.values() if one not in (None, "", []))
        return "；".join(_words(one, titles) for one in parts)[:LONGEST]
    return titles.get(str(value), str(value))[:LONGEST]
