"""When duties fall due."""

from datetime import date
from typing import Any

import pytest

from tests.regimes.specs import duty
from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.schedule import due_periods

CALENDAR = Calendar({day.day: str(day.kind) for day in noticed_days()})


def due(since: date, until: date, **given: Any) -> list[tuple[str, date, date]]:
    periods = due_periods(duty(**given), since, until, CALENDAR)
    return [(one.key, one.starts_date, one.due_date) for one in periods]


def test_a_month_is_due_on_its_last_day() -> None:
    assert due(date(2026, 11, 1), date(2026, 12, 1)) == [("2026-M11", date(2026, 11, 1), date(2026, 11, 30))]


def test_a_month_that_began_before_is_not_owed_in_part() -> None:
    assert due(date(2026, 11, 2), date(2026, 12, 1)) == []


def test_the_due_day_is_a_day_of_the_period_and_never_after_it() -> None:
    assert due(date(2026, 2, 1), date(2026, 3, 1), due_day=30)[0][2] == date(2026, 2, 28)
    assert due(date(2026, 3, 1), date(2026, 4, 1), due_day=5)[0][2] == date(2026, 3, 5)


def test_a_report_is_due_after_the_period_that_it_looks_back_on() -> None:
    assert due(date(2026, 12, 1), date(2027, 1, 1), due_after_days=3)[0][2] == date(2027, 1, 3)


def test_a_due_day_off_is_drawn_back_to_a_working_day_within_the_period() -> None:
    # 2026-10-31 is a Saturday; the first seven days of October are off.
    assert due(date(2026, 10, 1), date(2026, 11, 1), workdays_back=True)[0][2] == date(2026, 10, 30)
    assert due(date(2026, 10, 1), date(2026, 11, 1), due_day=3, workdays_back=True)[0][2] == date(2026, 10, 3)


def test_a_yearly_duty_may_keep_to_a_window() -> None:
    assert due(date(2026, 1, 1), date(2027, 1, 1), every="year", from_month=10, to_month=12) == [
        ("2026", date(2026, 10, 1), date(2026, 12, 31))
    ]
    assert due(date(2026, 10, 2), date(2027, 6, 1), every="year", from_month=10, to_month=12) == []
    assert due(date(2026, 3, 1), date(2026, 4, 1), every="year", from_month=3, to_month=5) == [
        ("2026", date(2026, 3, 1), date(2026, 5, 31))
    ]


def test_working_days_follow_the_notice() -> None:
    days = [key for key, _, _ in due(date(2026, 10, 8), date(2026, 10, 12), every="workday")]

    assert days == ["2026-10-08", "2026-10-09", "2026-10-10"]


def test_a_duty_of_each_shift_has_no_periods() -> None:
    assert due(date(2026, 11, 1), date(2026, 12, 1), every="shift") == []


@pytest.mark.parametrize(
    "every", ["day", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year"]
)
def test_day_by_day_gives_the_same_as_a_whole_year(every: str) -> None:
    whole = due(date(2026, 1, 1), date(2027, 1, 1), every=every)
    daily = [
        one
        for day in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
        for one in due(date.fromordinal(day), date.fromordinal(day + 1), every=every)
    ]

    assert daily == whole
