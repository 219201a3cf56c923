"""What is wrong with a pack, in words for the person who wrote it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

Place = Callable[[tuple[Any, ...]], tuple[str, str]]  # where pydantic found it -> file and place


@dataclass(frozen=True, slots=True)
class Problem:
    """In which file, at which place, what is wrong, and what is expected instead.

    `line` counts from 1; 0 where the pack is no file or the place is not in it.
    """

    file: str
    where: str
    fault: str
    expected: str
    line: int = 0

    def __str__(self) -> str:
        file = f"{self.file} 第 {self.line} 行" if self.line else self.file
        place = f"{file}：{self.where}" if self.where else file
        return f"{place}：{self.fault}。应当：{self.expected}"


def in_words(error: ValidationError, place: Place) -> list[Problem]:
    """What pydantic found, in Chinese."""
    return [
        Problem(*place(item["loc"]), *_words(item["type"], item.get("input"), item.get("ctx") or {}))
        for item in error.errors(include_url=False)
    ]


def _words(kind: str, given: Any, context: dict[str, Any]) -> tuple[str, str]:
    if kind in TAGS:
        return _named(kind, context)
    shown = repr(given)[:60]
    if kind in ("missing", "extra_forbidden"):
        return FAULTS[kind]
    if kind in LIMITS:
        name, limit = LIMITS[kind]
        return f"写的是 {shown}", f"{name} {_plain(str(context[limit]))}"
    if kind == "value_error":
        reason = str(context.get("error", ""))
        return VALUE_ERRORS.get(reason, reason), "改成合用的写法，见制度包编写指南"
    return f"写的是 {shown}", EXPECTED.get(kind, "照制度包编写指南的写法")


def _named(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """A guard or an effect that does not exist, or is not named at all."""
    word = str(context["discriminator"]).strip("'")
    fault = TAGS[kind].format(word=word, tag=context.get("tag", ""))
    names = context.get("expected_tags")
    return fault, f"是其中之一：{_plain(str(names)).replace(', ', '、')}" if names else f"写上 {word}"


def _plain(text: str) -> str:
    """A list of words as a Chinese reader expects it."""
    return text.replace("', '", "、").replace("' or '", "、").strip("'")


TAGS = {
    "union_tag_invalid": "没有“{tag}”这个 {word}",
    "union_tag_not_found": "没有写 {word}",
}
FAULTS = {
    "missing": ("没有写", "补上这一项"),
    "extra_forbidden": ("不认识这个词", "照制度包编写指南里的词，检查拼写"),
}
LIMITS = {
    "literal_error": ("是其中之一：", "expected"),
    "greater_than_equal": ("不小于", "ge"),
    "less_than_equal": ("不大于", "le"),
    "too_short": ("个数至少", "min_length"),
    "string_too_short": ("字数至少", "min_length"),
    "string_too_long": ("字数最多", "max_length"),
    "string_pattern_mismatch": ("符合写法", "pattern"),
}
TIME = "是日期和时间，如 2026-01-31 08:00"
EXPECTED = {
    "datetime_type": TIME,
    "datetime_parsing": TIME,
    "datetime_from_date_parsing": TIME,
    "timezone_naive": TIME + "，不写时区",
    "string_type": "是一段文字；数字和 yes、no 要加引号",
    "int_type": "是一个整数",
    "int_parsing": "是一个整数",
    "bool_type": "是 true 或 false",
    "bool_parsing": "是 true 或 false",
    "tuple_type": "是一个列表",
    "list_type": "是一个列表",
    "dict_type": "是键和值",
    "model_type": "是键和值",
    "date_type": "是日期，如 2026-01-31",
    "date_from_datetime_parsing": "是日期，如 2026-01-31",
    "date_parsing": "是日期，如 2026-01-31",
}
VALUE_ERRORS = {
    "a refused step leaves everything as it is": "不让办的一步什么也不改，不写 state 和 due",
    "from_month comes after to_month": "起始月份在截止月份后面",
    "from_month and to_month belong to a duty of the year": "只有每年一次的职责能写起止月份",
    "due_day and due_after_days exclude each other": "due_day 和 due_after_days 只能写一个",
    "name either a record, a report or a case": "record、report、case 写一个",
    "having and present belong to a record": "having 和 owner: present 只用于记录",
    "a promise ends after it begins": "between 的第二天要在第一天之后",
}
