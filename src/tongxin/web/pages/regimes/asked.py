"""Reads what was asked in an address or a form."""

from datetime import date

from django.http import QueryDict

from tongxin.kernel.errors import Invalid


def number(given: QueryDict, name: str) -> int | None:
    text = str(given.get(name, "")).strip()
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"“{text[:20]}”不是一个数，请改成数字", fields={name: "请填数字"}) from None


def day(given: QueryDict, name: str, otherwise: date) -> date:
    text = str(given.get(name, "")).strip()
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"“{text[:20]}”不是日期，请写成 2026-12-01 这样", fields={name: "请重选日期"}) from None
