"""Working days: the weekday, what the State Council's notice says, and the statutory days meanwhile.

The administrative calendar counts even for people on shifts (CA-04). A year whose notice is not
loaded is provisional: its thirteen statutory days are known by law, its swapped days are not.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from tongxin.kernel.periods import DAY


class Kind(StrEnum):
    """CA-04."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    STATUTORY = "statutory_holiday"
    ADJUSTED_OFF = "adjusted_off"
    LIEU_WORKDAY = "lieu_workday"


WORKING = {Kind.WORKDAY, Kind.LIEU_WORKDAY}


@dataclass(frozen=True, slots=True)
class NoticedDay:
    """A day that a yearly notice names."""

    day: date
    kind: Kind
    name: str


class Calendar:
    """`days`: the days that the notices name, with their kinds; every other day is as its weekday.

    `years`: those of the notices, left out where each names days of its own year only.
    """

    def __init__(self, days: Mapping[date, str], years: Collection[int] | None = None) -> None:
        self.days = {day: Kind(kind) for day, kind in days.items()}
        self.years = {day.year for day in days} if years is None else set(years)

    def kind_of(self, day: date) -> Kind:
        if kind := self.days.get(day):
            return kind
        if self.provisional(day.year) and day in statutory_days(day.year):
            return Kind.STATUTORY
        return Kind.WEEKEND if day.weekday() > 4 else Kind.WORKDAY

    def is_workday(self, day: date) -> bool:
        return self.kind_of(day) in WORKING

    def provisional(self, year: int) -> bool:
        """No notice for `year` is loaded: its swapped days are unknown."""
        return year not in self.years

    def workdays(self, since: date, until: date) -> Iterator[date]:
        """The working days in [since, until)."""
        for offset in range((until - since).days):
            if self.is_workday(day := since + offset * DAY):
                yield day

    def add_workdays(self, start: date, count: int, *, count_first: bool = False) -> date:
        """The day that completes `count` working days; `start` itself counts only with `count_first`."""
        if count < 1:
            raise ValueError("count at least one working day")
        day = start if count_first else start + DAY
        while not self.is_workday(day) or (count := count - 1):
            day += DAY
        return day

    def previous_workday(self, day: date) -> date:
        """`day`, or the last working day before it."""
        while not self.is_workday(day):
            day -= DAY
        return day

    def next_workday(self, day: date) -> date:
        """`day`, or the first working day after it."""
        while not self.is_workday(day):
            day += DAY
        return day


def noticed_days() -> list[NoticedDay]:
    """The days of the notices that come with the product: 2025 and 2026."""
    return [
        NoticedDay(date.fromisoformat(row["day"]), Kind(row["kind"]), row["name"])
        for row in _rows("holidays.csv")
    ]


@lru_cache
def statutory_days(year: int) -> Mapping[date, str]:
    """The thirteen days off by law (CA-01); the lunar ones come from a table that ends in 2050."""
    fixed = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节"}
    fixed |= {(10, day): "国庆节" for day in (1, 2, 3)}
    days = {date(year, month, day): name for (month, day), name in fixed.items()}
    lunar = _lunar().get(year)
    if lunar:
        first = date.fromisoformat(lunar["spring_festival"])
        days |= {first + offset * DAY: "春节" for offset in (-1, 0, 1, 2)}
        for key, name in (("qingming", "清明节"), ("dragon_boat", "端午节"), ("mid_autumn", "中秋节")):
            days.setdefault(date.fromisoformat(lunar[key]), name)
    return days


@lru_cache
def _lunar() -> Mapping[int, dict[str, str]]:
    return {int(row["year"]): row for row in _rows("lunar.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with files("tongxin.kernel").joinpath("data", name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
