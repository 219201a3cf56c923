"""Conditions that a duty's `applies_if` may name: each takes a unit's counts and one number."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit's people on a day, with those of all units below it in the same line."""

    full_members: int = 0
    members: int = 0  # full and probationary
    people: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """`words` says in Chinese when the duty applies; {n} is the number."""

    words: str
    holds: Callable[[UnitFacts, int], bool]


CONDITIONS: dict[str, Condition] = {
    "full_members_at_least": Condition("正式党员不少于 {n} 人", lambda unit, n: unit.full_members >= n),
    "full_members_below": Condition("正式党员少于 {n} 人", lambda unit, n: unit.full_members < n),
    "members_at_least": Condition("党员（含预备）不少于 {n} 人", lambda unit, n: unit.members >= n),
    "people_at_least": Condition("在册人数不少于 {n} 人", lambda unit, n: unit.people >= n),
}


def applies(wanted: dict[str, int], unit: UnitFacts) -> bool:
    """All of them hold; a name that is not known holds for nobody (a pack with one is never adopted)."""
    return all(name in CONDITIONS and CONDITIONS[name].holds(unit, n) for name, n in wanted.items())


def in_words(wanted: dict[str, int]) -> str:
    return "，".join(CONDITIONS[name].words.format(n=n) for name, n in wanted.items())
