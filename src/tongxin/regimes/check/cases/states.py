"""States: all known, all reached, none without a way on."""

from collections import Counter
from collections.abc import Collection

from tongxin.regimes.check.cases.found import OPENED, Found, guards_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema.case import CaseSpec, Move
from tongxin.regimes.schema.guard import Spent


def unknown(case: CaseSpec, around: Surroundings) -> Found:
    named = [("start", case.start)]
    for move in case.moves:
        named += [(f"moves.{move.key}.source", key) for key in move.source]
        named += [(f"moves.{move.key}.target", move.target)] if move.target else []
    for where, _, guard in guards_of(case):
        named += [(f"{where}.states", key) for key in guard.states] if isinstance(guard, Spent) else []
    for where, key in named:
        if key not in case.states:
            yield where, f"没有“{key}”这个状态", known_names(case.states)


def unreached(case: CaseSpec, around: Surroundings) -> Found:
    """Only said where every name is known, or one slip would be told many times."""
    if any(unknown(case, around)):
        return
    lost = set(case.states) - reachable(case.moves, [case.start])
    led = {move.target for move in case.moves if lost & (set(move.source) - {move.target})}
    for key, state in case.states.items():
        if key in (lost - led or lost):  # the first of a lost way, or all of a lost circle
            yield f"states.{key}", f"走不到“{state.title}”", f"写一步 target: {key} 的，或删掉这个状态"


def dead_ends(case: CaseSpec, around: Surroundings) -> Found:
    if any(unknown(case, around)):
        return
    ends = {key for key, state in case.states.items() if state.end}
    if not ends:
        yield "states", "没有结束的状态", "给最后的状态写 end: true"
        return
    stuck = [key for key in case.states if key not in ends and not _onward(case, key)]
    for key in stuck:
        title = case.states[key].title
        yield (
            f"states.{key}",
            f"到了“{title}”就走不下去",
            f"写一步 source 里有 {key}、走到别处的，或写 end: true",
        )
    for key, state in case.states.items():
        if not stuck and key not in ends and ends.isdisjoint(reachable(case.moves, [key])):
            yield f"states.{key}", f"从“{state.title}”走不到结束的状态", "写一步通到 end: true 的状态"


def moves_by_key(case: CaseSpec, around: Surroundings) -> Found:
    for key, count in Counter(move.key for move in case.moves).items():
        if count > 1:
            yield f"moves.{key}", f"“{key}”有 {count} 步", "每一步一个名"
        if key == OPENED:
            yield f"moves.{key}", f"“{key}”这个名留给了提出", "换一个名"


def _onward(case: CaseSpec, key: str) -> bool:
    return any(key in move.source and move.target not in ("", key) for move in case.moves)


def reachable(moves: Collection[Move], start: Collection[str]) -> set[str]:
    """Every state to which the moves lead from these, whatever their guards say."""
    found, todo = set(start), list(start)
    while todo:
        state = todo.pop()
        for move in moves:
            if state in move.source and move.target and move.target not in found:
                found.add(move.target)
                todo.append(move.target)
    return found


CHECKS = (unknown, unreached, dead_ends, moves_by_key)
