"""What lies ahead of a case: the next step, the gate behind it, and from which day each is possible."""

from dataclasses import dataclass
from datetime import datetime

from tongxin.regimes.cases.guards import goes_this_way
from tongxin.regimes.cases.story import Around, Story, Wish
from tongxin.regimes.cases.waits import soonest
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import Move


@dataclass(frozen=True, slots=True)
class Ahead:
    """`gate` leads on from the state; `step` is what it still asks for here, or the gate itself.

    The moments are the first at which nothing waits any longer; empty where nothing waits.
    """

    step: Move
    step_from: datetime | None
    gate: Move
    gate_from: datetime | None


def ahead(story: Story, around: Around) -> Ahead | None:
    """Nothing of a case that has ended, or that only a warning leads on from."""
    gate = _gate(story, around)
    if gate is None:
        return None
    step = next((move for key in _missing(gate, story) if (move := _here(key, story))), gate)
    return Ahead(step, soonest(step, story, around), gate, soonest(gate, story, around))


def _gate(story: Story, around: Around) -> Move | None:
    """The main move that leads on; else the first that is no warning."""
    if story.spec.states[story.state].end:
        return None
    leading = [
        move
        for move in story.spec.moves
        if story.state in move.source
        and move.target not in ("", story.state)
        and move.tone != "warn"
        and goes_this_way(move, story, Wish(move.key, story.state_since), around)
    ]
    return next((move for move in leading if move.tone == "main"), leading[0] if leading else None)


def _missing(gate: Move, story: Story) -> list[str]:
    """What its guards ask to have been done and was not, in the pack's order."""
    found: list[str] = []
    for guard in gate.guards:
        if isinstance(guard, kinds.Done):
            made = {step.move for step in story.stay()} if guard.stay else set()
            left = [
                key
                for key in guard.moves
                if not (key in made if guard.stay else story.times(key, since=guard.since))
            ]
            found += [] if guard.any and len(left) < len(guard.moves) else left
    return found


def _here(key: str, story: Story) -> Move | None:
    move = story.spec.move(key)
    return move if move and story.state in move.source else None
