"""Whose answer a case waits for, though the answer alone does not lead on."""

from collections.abc import Iterator

from tongxin.regimes.schema.case import CaseSpec, Move
from tongxin.regimes.schema.guard import AnsweredOrSilent, Done


def answers(spec: CaseSpec, state: str) -> tuple[Move, ...]:
    """The moves that stay in the state and that a move which leads on from it waits for."""
    onward = [move for move in spec.moves if state in move.source and move.target]
    wanted = {key for move in onward for key in _wanted(move)}
    return tuple(
        move for move in spec.moves if state in move.source and not move.target and move.key in wanted
    )


def _wanted(move: Move) -> Iterator[str]:
    for guard in move.guards:
        if isinstance(guard, AnsweredOrSilent) or (isinstance(guard, Done) and not guard.any):
            yield from guard.moves
