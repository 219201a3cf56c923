"""Weeks, ten-day spans, months, quarters, halves and years."""

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
