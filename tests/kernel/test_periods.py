"""Periods tile the calendar, and their keys sort and read as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.periods import DAY, KINDS, Period, add_months, add_years, covers, period_of, periods

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("every", "key", "start", "last"),
    [
        ("day", "2026-11-20", date(2026, 11, 20), date(2026, 11, 20)),
        ("week", "2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("ten_days", "2026-M11-T2", date(2026, 11, 11), date(2026, 11, 20)),
        ("half_month", "2026-M11-H2", date(2026, 11, 16), date(2026, 11, 30)),
        ("month", "2026-M11", date(2026, 11, 1), date(2026, 11, 30)),
        ("quarter", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("half_year", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("year", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_period_that_holds_a_day(every: str, key: str, start: date, last: date) -> None:
    period = period_of(every, date(2026, 11, 20))

    assert (period.key, period.start, period.last) == (key, start, last)


@pytest.mark.parametrize(
    ("every", "day", "key", "last"),
    [
        ("week", date(2027, 1, 2), "2026-W53", date(2027, 1, 3)),
        ("week", date(2024, 12, 30), "2025-W01", date(2025, 1, 5)),
        ("ten_days", date(2024, 2, 29), "2024-M02-T3", date(2024, 2, 29)),
        ("ten_days", date(2026, 12, 31), "2026-M12-T3", date(2026, 12, 31)),
        ("half_month", date(2026, 2, 15), "2026-M02-H1", date(2026, 2, 15)),
        ("month", date(2026, 12, 31), "2026-M12", date(2026, 12, 31)),
    ],
)
def test_the_edges_of_years_and_months(every: str, day: date, key: str, last: date) -> None:
    period = period_of(every, day)

    assert (period.key, period.last) == (key, last)


def test_a_period_is_given_where_it_begins() -> None:
    november = periods("week", since=date(2026, 11, 1), until=date(2026, 12, 1))

    assert [period.key for period in november] == ["2026-W45", "2026-W46", "2026-W47", "2026-W48", "2026-W49"]
    assert list(periods("year", since=date(2026, 1, 2), until=date(2026, 12, 31))) == []


@given(every=st.sampled_from(sorted(KINDS)), day=DAYS)
def test_each_day_is_in_one_period_and_the_next_begins_where_it_ends(every: str, day: date) -> None:
    period = period_of(every, day)

    assert day in period
    assert period_of(every, period.start) == period_of(every, period.last) == period
    assert period_of(every, period.end).start == period.end
    assert list(periods(every, since=period.start, until=period.end)) == [period]


@given(every=st.sampled_from(sorted(KINDS)), day=DAYS)
def test_later_periods_have_later_keys(every: str, day: date) -> None:
    period = period_of(every, day)

    assert period.key < period_of(every, period.end).key
    assert period.key != period_of(every, period.start - DAY).key


def test_a_period_knows_its_days() -> None:
    month = Period("2026-M11", date(2026, 11, 1), date(2026, 12, 1))

    assert date(2026, 11, 30) in month
    assert date(2026, 12, 1) not in month


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 11, 20), 2, date(2027, 1, 20)),
        (date(2026, 1, 15), -2, date(2025, 11, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_the_same_day_of_another_month_or_its_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_a_year_after_the_leap_day_is_the_last_of_february() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("ends", "day", "lasts"),
    [
        (None, date(2026, 11, 19), False),
        (None, date(2026, 11, 20), True),
        (None, date(2090, 1, 1), True),
        (date(2026, 11, 21), date(2026, 11, 21), True),
        (date(2026, 11, 21), date(2026, 11, 22), False),
    ],
)
def test_what_lasts_on_a_day_has_begun_and_not_ended_before(
    ends: date | None, day: date, lasts: bool
) -> None:
    assert covers(date(2026, 11, 20), ends, day) is lasts
