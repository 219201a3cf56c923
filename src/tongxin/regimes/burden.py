"""What a duty costs its owner: minutes a week, on an average over a year."""

from datetime import date, timedelta

from tongxin.regimes.schedule import Workdays, due_periods
from tongxin.regimes.schema.duty import DutySpec

YEAR = timedelta(days=364)
WEEKS = 52
USUAL_SHIFTS = 5.0  # a week, where no roster says otherwise


def times_a_week(duty: DutySpec, since: date, calendar: Workdays, shifts_a_week: float) -> float:
    """How often a week one unit owes `duty`; a yearly duty is spread over its year."""
    if duty.every == "shift":
        return shifts_a_week * duty.times
    return sum(1 for _ in due_periods(duty, since, since + YEAR, calendar)) / WEEKS


def minutes_a_week(
    duty: DutySpec, since: date, calendar: Workdays, shifts_a_week: float = USUAL_SHIFTS
) -> float:
    """`minutes` is what one item costs, however many records it asks for."""
    return times_a_week(duty, since, calendar, shifts_a_week) * duty.minutes
