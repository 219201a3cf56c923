"""When a duty falls due: periods with their first and last day. No database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from tongxin.kernel import periods
from tongxin.kernel.periods import DAY, Period
from tongxin.regimes.schema.duty import DutySpec

LOOK_BACK = timedelta(days=400)  # no period is longer than a year and its days after


class Workdays(Protocol):
    """What is asked of a calendar here; `kernel.workdays.Calendar` is one."""

    def is_workday(self, day: date, /) -> bool: ...

    def provisional(self, year: int, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """`due_date` is the last day in time; the day before `starts_date` nothing counts yet.

    `provisional`: counted in working days of a year whose notice is not known yet.
    """

    key: str
    starts_date: date
    due_date: date
    provisional: bool = False

    @property
    def begins_by(self) -> date:
        """Who begins later does not owe it; up to here at least half of the time is left."""
        return self.starts_date + timedelta(days=(self.due_date - self.starts_date).days // 2)


def owed_periods(spec: DutySpec, since: date, until: date, calendar: Workdays) -> Iterator[DuePeriod]:
    """What is owed by who follows `spec` since a day, as far as it begins before `until`.

    The period that is running then is owed too, if at least half of its time is left.
    """
    for period in due_periods(spec, since - LOOK_BACK, until, calendar):
        if since <= period.begins_by:
            yield period


def due_periods(spec: DutySpec, since: date, until: date, calendar: Workdays) -> Iterator[DuePeriod]:
    """The periods of `spec` that begin in [since, until), each once, in order.

    A duty of each shift has none here, its items hang on the shifts.
    """
    by_workdays = spec.every == "workday" or spec.workdays_back
    for period in _periods(spec, since, until, calendar):
        if since <= period.start < until:
            due = _due_date(spec, period, calendar)
            provisional = by_workdays and calendar.provisional(due.year)
            yield DuePeriod(period.key, period.start, due, provisional)


def _periods(spec: DutySpec, since: date, until: date, calendar: Workdays) -> Iterator[Period]:
    if spec.every == "shift":
        return
    if spec.every == "workday":
        days = periods.periods("day", since=since, until=until)
        yield from (day for day in days if calendar.is_workday(day.start))
    elif spec.every == "year":
        years = periods.periods("year", since=date(since.year, 1, 1), until=until)
        yield from (_window(spec, year) for year in years)
    else:
        yield from periods.periods(spec.every, since=since, until=until)


def _window(spec: DutySpec, year: Period) -> Period:
    """The months of the year in which a yearly duty is done (Q4-only)."""
    first = date(year.start.year, spec.from_month, 1)
    after = spec.to_month % 12 + 1
    end = date(year.start.year + (after == 1), after, 1)
    return Period(year.key, first, end)


def _due_date(spec: DutySpec, period: Period, calendar: Workdays) -> date:
    due = period.last + timedelta(days=spec.due_after_days)
    if spec.due_day is not None:
        due = min(period.start + timedelta(days=spec.due_day - 1), period.last)
    return _workday_back(due, period.start, calendar) if spec.workdays_back else due


def _workday_back(due: date, first: date, calendar: Workdays) -> date:
    """The last working day up to `due`, but never one before the period."""
    day = due
    while day > first and not calendar.is_workday(day):
        day -= DAY
    return day if calendar.is_workday(day) else due
