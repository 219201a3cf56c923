"""What a check of one kind of case is given, and what it gives."""

from collections.abc import Callable, Iterator

from tongxin.regimes.check.surroundings import Check, Surroundings
from tongxin.regimes.faults import Problem
from tongxin.regimes.schema.case import CLIMBED, OPENER, OWNER, SUBJECT, CaseSpec, Move, Route
from tongxin.regimes.schema.guard import Effect, Guard

OPENED = "opened"  # the opening, where a move is named
BUILT_IN = (OPENER, OWNER, SUBJECT, CLIMBED)
Found = Iterator[tuple[str, str, str]]  # place, fault, what to write instead
CaseCheck = Callable[[CaseSpec, Surroundings], Found]


def of_each(check: CaseCheck) -> Check:
    """The check over every kind of the pack, with the file in which it is."""

    def over_all(around: Surroundings) -> Iterator[Problem]:
        for case in around.pack.cases:
            for where, fault, expected in check(case, around):
                yield Problem(around.file("cases", case.key), where, fault, expected)

    return over_all


def routes_of(case: CaseSpec) -> Iterator[tuple[str, Route]]:
    """To whom a choice of the opening goes, with the place."""
    if case.addressed:
        yield "addressed", case.addressed
        if case.addressed.also:
            yield "addressed.also", case.addressed.also


def effects_of(case: CaseSpec) -> Iterator[tuple[str, Effect]]:
    for move in case.moves:
        for index, effect in enumerate(move.effects):
            yield f"moves.{move.key}.effects[{index}]", effect


def guards_of(case: CaseSpec) -> Iterator[tuple[str, Move, Guard]]:
    """Each guard with its place."""
    for move in case.moves:
        for index, guard in enumerate(move.guards):
            yield f"moves.{move.key}.guards[{index}]", move, guard
