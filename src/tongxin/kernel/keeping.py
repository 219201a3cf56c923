"""How long things are kept: the sentence that a person reads, and the rule that the worker follows."""

from dataclasses import dataclass
from datetime import date

from tongxin.kernel.periods import DAY


@dataclass(frozen=True, slots=True)
class Keep:
    """`words` for the person; what is older than `years` and `days` goes."""

    words: str
    years: int = 0
    days: int = 0

    def ends_before(self, on: date) -> date:
        """On `on`, what dates from before this day has been kept long enough."""
        return years_before(on, self.years) - self.days * DAY

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Until:
    """Kept until somebody does something, or for good; `words` says what."""

    words: str

    def __str__(self) -> str:
        return self.words


def years_before(on: date, years: int) -> date:
    """The same day of an earlier year; the 28th for a 29th of February that is not there."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def years_after(on: date, years: int) -> date:
    return years_before(on, -years)
