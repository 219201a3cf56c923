"""Terms end where they began, months have ends, and the search finds what the rule says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.periods import add_months
from tongxin.orgs.rules.terms import Term, elected_before, term_end, term_state


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 11, 20), 1, date(2026, 12, 20)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_a_month_has_its_end(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_a_branch_of_three_years_ends_the_day_before() -> None:
    assert term_end("branch", date(2023, 11, 21)) == date(2026, 11, 20)
    assert term_state("team", None, on=date(2026, 11, 20)).term is Term.NONE


@given(elected=st.dates(date(2015, 1, 1), date(2026, 1, 1)), ahead=st.integers(0, 2600))
def test_the_search_misses_no_reminder(elected: date, ahead: int) -> None:
    """`elected_before` is what the database is asked; a day more than the rule at month ends at most."""
    on = elected + timedelta(days=ahead)
    due = term_state("branch", elected, on=on).term in (Term.DUE, Term.OVERDUE, Term.TOO_LATE)

    assert not due or elected <= elected_before("branch", on=on) + timedelta(days=3)
    assert due or elected >= elected_before("branch", on=on) - timedelta(days=3)
