"""Gates that can never open: moves that wait for each other, or for what cannot be done before."""

from collections.abc import Iterator
from itertools import pairwise

from tongxin.regimes.check.cases.found import OPENED, Found, guards_of
from tongxin.regimes.check.cases.states import reachable
from tongxin.regimes.check.surroundings import Surroundings
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec, Move


def cycles(case: CaseSpec, around: Surroundings) -> Found:
    """Each circle is told once, at the first of its moves."""
    told: set[frozenset[str]] = set()
    for move in case.moves:
        circle = _circle(case, move.key)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            names = [_title(case, key) for key in (*circle, circle[0])]
            fault = "，".join(f"{one}要等{other}" for one, other in pairwise(names))
            yield f"moves.{move.key}.guards", f"{fault}，永远办不成", "去掉其中一个等待"


def impossible(case: CaseSpec, around: Surroundings) -> Found:
    """What a move waits for must be possible on some way from the start, before the move itself."""
    reached = reachable(case.moves, [case.start])
    for where, move, guard in guards_of(case):
        if reached.isdisjoint(move.source):
            continue  # told as a state that nobody reaches
        for key in needed(guard):
            before = case.move(key)
            if before and before != move and not _possible_before(case, before, move):
                fault = f"办“{move.title}”以前办不了“{before.title}”，永远等不到"
                yield where, fault, "等一步在它前面办得了的，或改两步的 source"


def needed(guard: kinds.Guard) -> tuple[str, ...]:
    """The moves that must have been made."""
    match guard:
        case kinds.Waited() | kinds.AnsweredOrSilent():
            found: tuple[str, ...] = (guard.after,)
        case kinds.Done():
            # Of several of which any will do, none is needed for itself.
            found = (guard.since,) if guard.any and len(guard.moves) > 1 else (*guard.moves, guard.since)
        case kinds.Latest():
            found = guard.one_of if len(guard.one_of) == 1 else ()
        case kinds.Counted() | kinds.EachOf():
            found = (guard.move, guard.since)
        case _:
            found = ()
    return tuple(key for key in found if key not in ("", OPENED))


def _possible_before(case: CaseSpec, before: Move, move: Move) -> bool:
    others = [one for one in case.moves if one != move]
    states = reachable(others, [case.start]).intersection(before.source)
    after = [before.target] if before.target else states
    return bool(states) and not reachable(others, after).isdisjoint(move.source)


def _circle(case: CaseSpec, start: str) -> list[str]:
    """The moves from `start` back to it, each waiting for the next; empty where there is no way back."""
    paths = [[start]]
    seen: set[str] = set()
    for path in paths:
        for key in _needs(case, path[-1]):
            if key == start:
                return path
            if key not in seen:
                seen.add(key)
                paths.append([*path, key])
    return []


def _needs(case: CaseSpec, key: str) -> Iterator[str]:
    move = case.move(key)
    for guard in move.guards if move else ():
        yield from needed(guard)


def _title(case: CaseSpec, key: str) -> str:
    move = case.move(key)
    return f"“{move.title if move else key}”"


CHECKS = (cycles, impossible)
