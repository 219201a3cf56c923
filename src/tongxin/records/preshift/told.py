"""What a pre-shift meeting says beyond its fields, in words: who worked where, who watched what."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongxin.regimes.schema.fields import FieldSpec


def told(
    data: Mapping[str, Any], *, fields: Sequence[FieldSpec], names: Mapping[int, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """Titles with their lines; nothing for records that have none of it."""
    found = [
        ("任务", tuple(_task(line, names) for line in data.get("tasks") or ())),
        ("谁盯风险", tuple(_watchers(data, fields, names))),
    ]
    if data.get("told"):
        found.append(("上一班交来的", ("都讲了",)))
    return [(title, lines) for title, lines in found if lines]


def _task(line: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return f"{line['place']}：{'、'.join(names[one] for one in line['people'] if one in names)}"


def _watchers(data: Mapping[str, Any], fields: Sequence[FieldSpec], names: Mapping[int, str]) -> list[str]:
    risks = {choice.key: choice for field in fields if field.key == "risks" for choice in field.choices}
    watched = data.get("watchers") or {}
    return [
        f"{risks[key].title}：{risks[key].text or data.get('other_risk', '')}。{names[person]}盯"
        for key, person in watched.items()
        if key in risks and person in names
    ]
