"""The fields of a form: what was filled in, cleaned, in words, and what is still missing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tongxin.regimes.schema.fields import FieldSpec

# Nothing that people write down here was before or will be after; the calendar itself ends not much later.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
BIGGEST_ID = 2**63 - 1


class Unreadable(ValueError):
    """The sentence says what was expected."""


def kept(specs: Sequence[FieldSpec], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Cleaned values of the fields that were given, and a sentence for each that cannot be read."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for spec in specs:
        if spec.key not in given:
            continue
        try:
            values[spec.key] = CLEANERS[spec.type](spec, given[spec.key])
        except (ValueError, TypeError, ArithmeticError) as error:
            told = str(error) if isinstance(error, Unreadable) else "看不懂，请重填"
            wrong[spec.key] = f"“{spec.title}”{told}"
    return values, wrong


def missing(specs: Sequence[FieldSpec], data: Mapping[str, Any]) -> dict[str, str]:
    """Required fields that are empty."""
    return {
        spec.key: f"请{'确认' if spec.type == 'yes' else '填写'}“{spec.title}”"
        for spec in specs
        if spec.required and empty(data.get(spec.key))
    }


def empty(value: Any) -> bool:
    """Nought is an answer."""
    return value is False or value in ("", None, [])


def shown(spec: FieldSpec, value: Any, people: Mapping[int, str]) -> str:
    """The value in words."""
    titles = {choice.key: choice.title for choice in spec.choices}
    match spec.type:
        case "yes":
            return "已确认" if value else "没确认"
        case "choice":
            return titles.get(value, str(value or ""))
        case "choices":
            return "、".join(titles.get(key, key) for key in value or ())
        case "people":
            return "、".join(people.get(person, "") for person in value or ())
        case "steps":
            return "；".join(value or ())
        case _:
            return "" if value is None else str(value)


def _text(spec: FieldSpec, value: Any) -> str:
    text = str(value or "").replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > spec.longest:
        raise Unreadable(f"写了 {len(text)} 字，最多 {spec.longest} 字")
    return text


def _number(spec: FieldSpec, value: Any) -> int | str | None:
    if value in ("", None):
        return None
    number = Decimal(str(value).strip())
    if not number.is_finite():
        raise Unreadable("要填一个数")
    if not spec.smallest <= number <= spec.largest:
        raise Unreadable(f"要填 {spec.smallest} 到 {spec.largest} 之间的数")
    if number == number.to_integral_value():
        return int(number)
    if spec.whole:
        raise Unreadable("要填整数")
    if number != round(number, 6):
        raise Unreadable("最多六位小数")
    return str(number)


def _date(spec: FieldSpec, value: Any) -> str | None:
    if not value:
        return None
    day = date.fromisoformat(str(value))
    if not EARLIEST <= day <= LATEST:
        raise Unreadable(f"要填 {EARLIEST.year} 年到 {LATEST.year} 年的日子")
    return day.isoformat()


def _choice(spec: FieldSpec, value: Any) -> str:
    if value in ("", None):
        return ""
    if value not in {choice.key for choice in spec.choices}:
        raise Unreadable("没有这个选项，请重选")
    return str(value)


def _choices(spec: FieldSpec, value: Any) -> list[str]:
    known = {choice.key for choice in spec.choices}
    chosen = list(dict.fromkeys(value or ()))
    if any(key not in known for key in chosen):
        raise Unreadable("有一个选项不在单子上，请重选")
    return chosen


def _people(spec: FieldSpec, value: Any) -> list[int]:
    chosen = list(dict.fromkeys(int(person) for person in value or () if str(person).strip()))
    if any(not 0 < person <= BIGGEST_ID for person in chosen):
        raise Unreadable("有人不在花名册里，请重新选")
    _check_number(spec, len(chosen), "人")
    return chosen


def _steps(spec: FieldSpec, value: Any) -> list[str]:
    lines = value.splitlines() if isinstance(value, str) else value or ()
    texts = [str(line).replace("\x00", "").strip() for line in lines]
    found = [text for text in texts if text]
    if any(len(text) > spec.longest for text in found) or len(found) > 60:
        raise Unreadable(f"每条最多 {spec.longest} 字，最多 60 条")
    _check_number(spec, len(found), "条")
    return found


def _check_number(spec: FieldSpec, count: int, unit: str) -> None:
    if spec.most and count > spec.most:
        raise Unreadable(f"有 {count} {unit}，最多 {spec.most} {unit}")


CLEANERS: dict[str, Callable[[FieldSpec, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "date": _date,
    "yes": lambda spec, value: value in (True, "on", "true", "1", "yes", 1),
    "choice": _choice,
    "choices": _choices,
    "people": _people,
    "steps": _steps,
}
