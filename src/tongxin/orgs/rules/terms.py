"""When a committee's term ends, and when it is time to say so."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongxin.kernel.periods import add_months

# Years in enterprises: BR-08, SO-02; for trade unions three or five, five unless a company differs.
TERM_YEARS = {
    "committee": 5,
    "general_branch": 3,
    "branch": 3,
    "joint_branch": 3,
    "union": 5,
    "section_union": 5,
}
REMIND_MONTHS = 6  # BR-10
LONGEST_DELAY_MONTHS = 12  # BR-09, as long as an election is usually brought forward
TOLD_MONTHS = 6  # for so long it is said that an election was early


class Term(StrEnum):
    """Where a committee stands in its term."""

    RUNNING = "running"
    DUE = "due"  # ends within six months
    OVERDUE = "overdue"
    TOO_LATE = "too_late"  # overdue by more than a year
    UNKNOWN = "unknown"  # no election is on record
    NONE = "none"  # this kind of unit elects nobody


@dataclass(frozen=True, slots=True)
class TermState:
    term: Term
    ends: date | None = None
    days: int = 0  # until the end; negative when past


def term_end(kind: str, elected: date) -> date:
    """The last day of the term."""
    return add_months(elected, 12 * TERM_YEARS[kind]) - timedelta(days=1)


def term_state(kind: str, elected: date | None, *, on: date) -> TermState:
    if kind not in TERM_YEARS:
        return TermState(Term.NONE)
    if elected is None:
        return TermState(Term.UNKNOWN)
    ends = term_end(kind, elected)
    days = (ends - on).days
    if on > add_months(ends, LONGEST_DELAY_MONTHS):
        return TermState(Term.TOO_LATE, ends, days)
    if on > ends:
        return TermState(Term.OVERDUE, ends, days)
    return TermState(Term.DUE if on >= add_months(ends, -REMIND_MONTHS) else Term.RUNNING, ends, days)


def days_early(kind: str, before: date | None, elected: date) -> int:
    """By how many days an election came before the end of the term that it ended; 0 if it did not."""
    if kind not in TERM_YEARS or before is None:
        return 0
    return max((term_end(kind, before) - elected).days, 0)


def much_too_early(kind: str, before: date, elected: date) -> bool:
    """BR-09: brought forward by more than a year."""
    return elected < add_months(term_end(kind, before), -LONGEST_DELAY_MONTHS)


def elected_before(kind: str, *, on: date) -> date:
    """Elections on this day or earlier need a reminder on `on`."""
    return add_months(add_months(on, REMIND_MONTHS) + timedelta(days=1), -12 * TERM_YEARS[kind])
