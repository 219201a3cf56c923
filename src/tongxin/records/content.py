"""What a person fills in on a record, as values. None means: left as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """One person at one sitting."""

    present: bool
    reason: str = ""
    exclusion: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One decision (or, in an election, one candidate) with its votes and what follows."""

    text: str
    voted: bool = False  # by the rule of the record's kind
    secret: bool = False
    yes: int = 0
    no: int = 0
    abstain: int = 0
    written_yes: int = 0
    written_no: int = 0
    owner_id: int | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to do that became clear: a task once the record is closed."""

    text: str
    owner_id: int | None = None
    due_date: date | None = None
    kind: str = "measure"


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A later sitting for those who missed the first one (CA-21)."""

    held_at: datetime
    place: str = ""
    present: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A change of a record. `data` is merged field by field; lists replace what was there.

    `ended_at`: give `no_end=True` to empty it.
    """

    title: str | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    no_end: bool = False
    place: str | None = None
    guests: str | None = None
    chair_id: int | None = None
    recorder_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    agenda: tuple[str, ...] | None = None
    minutes: str | None = None
    ballot: Mapping[str, int] | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    visitors: tuple[int, ...] | None = None
    sittings: tuple[MakeUp, ...] | None = None
    decisions: tuple[Line, ...] | None = None
    measures: tuple[Measure, ...] | None = None
