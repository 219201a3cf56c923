"""What is held on a person: each engine says it of its own tables, and the person reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongxin.kernel.keeping import Keep, Until


@dataclass(frozen=True, slots=True)
class Way:
    """Rows with `only`, whose `column` is among the `ids` of rows of `model` that `path` leads to the person,
    of those only that are as `through` says."""

    column: str
    model: str
    path: str = "person_id"
    ids: str = "id"
    only: Mapping[str, Any] = field(default_factory=dict)
    through: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holding:
    """One table with personal columns.

    `paths` lead from a row to the person, any of them; where no column does, `ways` lead there. `columns`
    are what the person reads, label -> field path; `excerpts` what is about them in a column that is also
    about others, label -> the column and how to read it for a person's id. What the person in `but_by` did
    is told elsewhere. `part` tells two holdings of one table apart. `source`, `readers` and `ends` say where it is from, who can see it and
    when it is deleted, in sentences for the person; the worker keeps the promise of a `Keep`.
    """

    model: str
    title: str
    paths: tuple[str, ...]
    columns: Mapping[str, str]
    source: str
    readers: str
    ends: Keep | Until
    order: str = "-id"
    ways: tuple[Way, ...] = ()
    excerpts: Mapping[str, tuple[str, Callable[[Any, int], str]]] = field(default_factory=dict)
    but_by: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        return f"{self.model}-{self.part}" if self.part else self.model

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.columns, *self.excerpts)
