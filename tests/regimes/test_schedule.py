"""When duties fall due."""

from datetime import date
from typing import Any

import pytest

from tests.regimes.specs import duty
from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.schedule import due_periods, owed_periods

CALENDAR = Calendar({day.day: str(day.kind) for day in noticed_days()})


def due(since: date, until: date, **given: Any) -> list[tuple[str, date, date]]:
    periods = due_periods(duty(**given), since, until, CALENDAR)
    return [(one.key, one.starts_date, one.due_date) for one in periods]


def test_a_month_is_due_on_its_last_day() -> None:
    assert due(date(2026, 11, 1), date(2026, 12, 1)) == [("2026-M11", date(2026, 11, 1), date(2026, 11, 30))]


def test_of_the_periods_that_begin_in_a_time_none_began_before_it() -> None:
    assert due(date(2026, 11, 2), date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("since", "given", "first"),
    [
        (date(2026, 1, 2), {"every": "year"}, "2026"),
        (date(2026, 7, 2), {"every": "year"}, "2026"),
        (date(2026, 7, 3), {"every": "year"}, "2027"),
        (date(2026, 11, 15), {"every": "year", "from_month": 10}, "2026"),
        (date(2026, 11, 16), {"every": "year", "from_month": 10}, "2027"),
        (date(2026, 11, 15), {}, "2026-M11"),
        (date(2026, 11, 16), {}, "2026-M12"),
        (date(2026, 11, 3), {"due_day": 5}, "2026-M11"),
        (date(2026, 11, 4), {"due_day": 5}, "2026-M12"),
        (date(2026, 11, 19), {"every": "week"}, "2026-W47"),
        (date(2026, 11, 20), {"every": "week"}, "2026-W48"),
        (date(2026, 11, 20), {"every": "workday"}, "2026-11-20"),
    ],
)
def test_the_running_period_is_owed_if_half_of_the_time_to_its_due_day_is_left(
    since: date, given: dict[str, Any], first: str
) -> None:
    found = owed_periods(duty(**given), since, date(2027, 12, 1), CALENDAR)

    assert next(found).key == first


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"every": "workday"}, [("2026-12-31", False), ("2027-01-04", True)]),
        ({"workdays_back": True}, [("2027-M01", True)]),
        ({}, [("2027-M01", False)]),
    ],
)
def test_days_counted_in_a_year_without_a_notice_are_provisional(
    given: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    found = due_periods(duty(**given), date(2026, 12, 31), date(2027, 1, 5), CALENDAR)

    assert [(one.key, one.provisional) for one in found] == expected


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
