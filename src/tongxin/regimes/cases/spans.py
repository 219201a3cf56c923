"""Lengths of time on the calendar: when one is over, by when one ends."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel

from tongxin.kernel.periods import DAY, add_months, add_years
from tongxin.kernel.workdays import Calendar
from tongxin.regimes.schema.guard import Span

WORDS = {
    "minutes": "分钟", "hours": "小时", "days": "天", "workdays": "个工作日", "months": "个月", "years": "年",
}  # fmt: skip
LAST_MINUTE = time(23, 59)
MOST_MONTHS = 600


def months_in(value: object) -> int:
    """The whole months that a field says, never more than a life of work has."""
    return max(0, min(MOST_MONTHS, int(float(str(value or 0)))))


def by_workdays(told: object) -> bool:
    """Whether any span in it, a kind or a part of one, is counted in working days."""
    if isinstance(told, Span):
        return told.unit == "workdays"
    if isinstance(told, BaseModel):
        return any(by_workdays(value) for _, value in told)
    if isinstance(told, Mapping):
        return by_workdays(tuple(told.values()))
    return isinstance(told, tuple | list) and any(by_workdays(one) for one in told)


def in_words(span: Span) -> str:
    return f"{span.count} {WORDS[span.unit]}"


def over_from(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """The first moment at which the span has wholly passed.

    Days begin at midnight: a year after 5 March is over on 5 March, five working days on the day after
    the fifth, since the fifth counts only when it is over. The first day does not count (DV-43).
    """
    match span.unit:
        case "minutes" | "hours":
            return start + timedelta(**{span.unit: span.count})
        case "workdays":
            day = calendar.add_workdays(start.date(), span.count) + DAY
        case _:
            day = later(start.date(), span)
    return datetime.combine(day, time.min, tzinfo=start.tzinfo)


def ends_at(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """The last moment that is in time: of days the last minute, the same day of the month later (DV-42)."""
    match span.unit:
        case "minutes" | "hours":
            return start + timedelta(**{span.unit: span.count})
        case "workdays":
            day = calendar.add_workdays(start.date(), span.count)
        case _:
            day = later(start.date(), span)
    return end_of(day, start)


def end_of(day: date, like: datetime) -> datetime:
    """The last minute of a day, in the zone of `like`."""
    return datetime.combine(day, LAST_MINUTE, tzinfo=like.tzinfo)


def later(day: date, span: Span) -> date:
    """Days, months or years later (DV-42)."""
    if span.unit == "days":
        return day + span.count * DAY
    return add_months(day, span.count) if span.unit == "months" else add_years(day, span.count)
