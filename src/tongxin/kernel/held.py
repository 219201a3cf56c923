"""What is held on a person: each engine says it of its own tables, and the person reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongxin.kernel.keeping import Keep, Until


@dataclass(frozen=True, slots=True)
class Holding:
    """One table with personal columns.

    `paths` lead from a row to the person, any of them; `columns` are what the person reads,
    label -> field path. `source`, `readers` and `ends` say where it is from, who can see it and
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
