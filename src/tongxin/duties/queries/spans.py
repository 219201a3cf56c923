"""The spans of time that the board and lists look at."""

from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.duties.texts import period_words
from tongxin.kernel.periods import DAY, period_of

WEEK = timedelta(days=6)
CHARTED = {"week": 12, "month": 12, "quarter": 8}


@dataclass(frozen=True, slots=True)
class Span:
    """Both days are inside."""

    key: str
    title: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Bucket:
    """One period of a chart."""

    title: str
    since: date
    until: date


def span_of(key: str, on: date) -> Span:
    """The last seven days, this month, or this quarter, up to `on`; a week where the key is unknown."""
    if key in ("month", "quarter"):
        title = "本月" if key == "month" else "本季度"
        return Span(key, title, period_of(key, on).start, on)
    return Span("week", "近 7 天", on - WEEK, on)


def spans(on: date) -> list[Span]:
    return [span_of(key, on) for key in CHARTED]


def buckets(key: str, on: date) -> list[Bucket]:
    """The periods up to `on`, the oldest first: calendar weeks, months or quarters."""
    every = key if key in CHARTED else "week"
    period = period_of(every, on)
    found = []
    for _ in range(CHARTED[every]):
        found.append(Bucket(period_words(period.key), period.start, period.last))
        period = period_of(every, period.start - DAY)
    return found[::-1]
