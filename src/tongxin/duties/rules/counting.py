"""Counts of items, and how much a unit needs help."""

from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """What a unit's row on the board says."""

    BAD = "bad"
    WARN = "warn"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Count:
    """Items due in a span: those in time, late, waived; the rest are missed or not due yet."""

    due: int = 0
    done: int = 0
    done_late: int = 0
    waived: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.due + other.due,
            self.done + other.done,
            self.done_late + other.done_late,
            self.waived + other.waived,
        )

    @property
    def owed(self) -> int:
        """Waived items are nobody's debt."""
        return self.due - self.waived

    @property
    def unmet(self) -> int:
        return self.due - self.done - self.done_late - self.waived

    @property
    def met(self) -> int:
        return self.done + self.done_late

    @property
    def percent(self) -> int | None:
        """Share met, rounded down so that 100 means all; None where nothing was owed."""
        return 100 * self.met // self.owed if self.owed else None


NOTHING = Count()


def need(*, owed: int, missed: int, late: int, longest: int = 0) -> Need:
    """`missed` items are past due and not met; `longest` is the worst delay in days.

    A team needs the secretary at two misses or a delay of three days; a large unit at one in twenty.
    """
    if missed and (missed >= max(2, owed / 20) or (longest >= 3 and owed < 100)):
        return Need.BAD
    return Need.WARN if missed > owed / 100 or (late and owed < 100) else Need.OK
