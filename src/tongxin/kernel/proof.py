"""What a closed record proves to somebody who builds on it: who is named there, and how they were voted on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's own line, counted by the program: `rule` is BR-41 …, `sentence` the arithmetic."""

    rule: str
    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen in a choice of the record: its key, and question and answer in words."""

    key: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Proof:
    """`names`: who was present, was voted on, or was chosen in a field. `votes`: by person. `answers`: by field."""

    record_id: int
    kind: str
    title: str
    unit_id: int
    held_on: date
    names: frozenset[int]
    votes: Mapping[int, Vote] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
