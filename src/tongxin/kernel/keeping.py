"""How long things are kept: the sentence that a person reads, and the rule that the worker follows."""

from dataclasses import dataclass
from datetime import date

from tongxin.kernel.periods import DAY, add_years


@dataclass(frozen=True, slots=True)
class Keep:
    """`words` for the person; what is older than `years` and `days` goes."""

    words: str
    years: int = 0
    days: int = 0

    def ends_before(self, on: date) -> date:
        """On `on`, what dates from before this day has been kept long enough."""
        return add_years(on, -self.years) - self.days * DAY

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Until:
    """Kept until somebody does something, or for good; `words` says what."""

    words: str

    def __str__(self) -> str:
        return self.words
