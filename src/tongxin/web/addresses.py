"""What stands in an address or a form: numbers of rows, and where a page of a list begins."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.utils import timezone

MOST_DIGITS = 17  # what every database takes
YEARS = range(1900, 2200)  # so that the month before and after is one too
Key = tuple[datetime, int]


def number(text: str | None) -> int | None:
    """A row's number; nothing where it is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def month_in(text: str | None, today: date) -> date:
    """The first day of a month such as 2026-11; of this one where it cannot be read."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if month.year in YEARS else today.replace(day=1)


def key_in(before: str | None) -> Key | None:
    """The last row of the page before; nothing, which is the first page, where it cannot be read."""
    text, _, row = (before or "").partition("|")
    try:
        moment, row_id = datetime.fromisoformat(text), number(row)
        if row_id is None or timezone.is_naive(moment):
            return None
        return moment.astimezone(UTC), row_id
    except (ValueError, OverflowError):
        return None


def next_page(key: Key | None, kept: Mapping[str, str]) -> str:
    """What follows the `?` of the next page, with all else that was asked; empty on the last page."""
    if key is None:
        return ""
    asked = {name: value for name, value in kept.items() if name != "before"}
    return urlencode({**asked, "before": f"{key[0].isoformat()}|{key[1]}"})
