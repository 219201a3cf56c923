"""Working days by the State Council's notices, checked against the figures of the regulations (CA-01…04)."""

from datetime import date

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.periods import periods
from tongxin.kernel.workdays import Calendar, Kind, noticed_days, statutory_days

CALENDAR = Calendar({day.day: day.kind for day in noticed_days()})
LAST = date(2050, 12, 1)


def test_2026_has_248_working_days() -> None:
    months = periods("month", since=date(2026, 1, 1), until=date(2027, 1, 1))

    counts = [len(list(CALENDAR.workdays(month.start, month.end))) for month in months]

    assert counts == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert sum(counts) == 248


@pytest.mark.parametrize("year", [2025, 2026])
def test_each_year_has_thirteen_statutory_days_off(year: int) -> None:
    noticed = [day.day for day in noticed_days() if day.kind == Kind.STATUTORY and day.day.year == year]

    assert noticed == sorted(statutory_days(year))
    assert len(noticed) == 13


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_days_off_agree_with_an_independent_table(year: int) -> None:
    theirs = {day for day in holidays.country_holidays("CN", years=year) if day.year == year}

    off = {Kind.STATUTORY, Kind.ADJUSTED_OFF}
    ours = {day.day for day in noticed_days() if day.day.year == year and day.kind in off}

    assert ours == theirs


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 2, 17), Kind.STATUTORY),
        (date(2026, 2, 20), Kind.ADJUSTED_OFF),
        (date(2026, 2, 21), Kind.WEEKEND),
        (date(2026, 2, 28), Kind.LIEU_WORKDAY),
        (date(2026, 11, 20), Kind.WORKDAY),
        (date(2026, 11, 21), Kind.WEEKEND),
    ],
)
def test_the_kinds_of_days(day: date, kind: Kind) -> None:
    assert CALENDAR.kind_of(day) == kind


def test_a_year_without_its_notice_is_provisional_but_knows_the_law() -> None:
    assert not CALENDAR.provisional(2026)
    assert CALENDAR.provisional(2027)
    assert CALENDAR.kind_of(date(2027, 2, 5)) == Kind.STATUTORY  # 除夕
    assert CALENDAR.kind_of(date(2027, 2, 10)) == Kind.WORKDAY  # the swapped days are not known yet


def test_mid_autumn_within_the_national_days_is_counted_once() -> None:
    assert len(statutory_days(2031)) == 12
    assert statutory_days(2031)[date(2031, 10, 1)] == "国庆节"


def test_after_the_lunar_table_only_the_fixed_days_are_known() -> None:
    assert len(statutory_days(2051)) == 6


def test_five_working_days_of_publicity_pass_over_the_spring_festival() -> None:
    start = date(2026, 2, 12)

    assert CALENDAR.add_workdays(start, 5) == date(2026, 2, 26)
    assert CALENDAR.add_workdays(start, 5, count_first=True) == date(2026, 2, 25)


def test_a_day_off_never_counts_as_the_first() -> None:
    assert CALENDAR.add_workdays(date(2026, 11, 21), 1, count_first=True) == date(2026, 11, 23)


def test_no_working_days_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.add_workdays(date(2026, 11, 20), 0)


def test_due_days_are_drawn_back_or_put_off_to_a_working_day() -> None:
    assert CALENDAR.previous_workday(date(2026, 10, 7)) == date(2026, 9, 30)
    assert CALENDAR.previous_workday(date(2026, 10, 8)) == date(2026, 10, 8)
    assert CALENDAR.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)


@given(start=st.dates(date(2025, 1, 1), LAST), count=st.integers(1, 60))
def test_counting_working_days_agrees_with_listing_them(start: date, count: int) -> None:
    end = CALENDAR.add_workdays(start, count, count_first=True)

    listed = [*CALENDAR.workdays(start, end), end]
    assert len(listed) == count
    assert CALENDAR.is_workday(end)
