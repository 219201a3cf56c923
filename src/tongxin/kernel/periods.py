"""Weeks, ten-day spans, months, quarters, halves and years."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`end` is the first day after it."""

    key: str
    start: date
    end: date

    @property
    def last(self) -> date:
        return self.end - DAY

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def periods(every: str, *, since: date, until: date) -> Iterator[Period]:
    """The periods of kind `every` that begin in [since, until), in order."""
    period = period_of(every, since)
    if period.start < since:
        period = period_of(every, period.end)
    while period.start < until:
        yield period
        period = period_of(every, period.end)


def period_of(every: str, day: date) -> Period:
    """The period of kind `every` that holds `day`."""
    return KINDS[every](day)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day where it is missing (DV-42)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def covers(starts: date, ends: date | None, day: date) -> bool:
    """Whether something lasts on `day`, whose last day is `ends` or not known yet."""
    return starts <= day and (ends is None or ends >= day)


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def _day(day: date) -> Period:
    return Period(day.isoformat(), day, day + DAY)


def _week(day: date) -> Period:
    """Weeks begin on Monday and belong to the ISO year of their Thursday."""
    year, week, weekday = day.isocalendar()
    start = day - (weekday - 1) * DAY
    return Period(f"{year}-W{week:02}", start, start + 7 * DAY)


def _ten_days(day: date) -> Period:
    """旬: the 1st to 10th, 11th to 20th, and the rest of the month."""
    part = min((day.day - 1) // 10, 2)
    start = day.replace(day=10 * part + 1)
    end = _next_month(day) if part == 2 else start + 10 * DAY
    return Period(f"{day:%Y-M%m}-T{part + 1}", start, end)


def _half_month(day: date) -> Period:
    part = int(day.day > 15)
    start = day.replace(day=15 * part + 1)
    end = _next_month(day) if part else start + 15 * DAY
    return Period(f"{day:%Y-M%m}-H{part + 1}", start, end)


def _month(day: date) -> Period:
    return Period(f"{day:%Y-M%m}", day.replace(day=1), _next_month(day))


def _next_month(day: date) -> date:
    return add_months(day.replace(day=1), 1)


def _months(letter: str, length: int) -> Callable[[date], Period]:
    def period(day: date) -> Period:
        part = (day.month - 1) // length
        start = date(day.year, part * length + 1, 1)
        key = f"{day.year}-{letter}{part + 1}" if letter else str(day.year)
        return Period(key, start, add_months(start, length))

    return period


KINDS: dict[str, Callable[[date], Period]] = {
    "day": _day,
    "week": _week,
    "ten_days": _ten_days,
    "half_month": _half_month,
    "month": _month,
    "quarter": _months("Q", 3),
    "half_year": _months("H", 6),
    "year": _months("", 12),
}
