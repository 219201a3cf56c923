"""A case as its rules see it: plain values, no rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tongxin.kernel.proof import Proof
from tongxin.kernel.workdays import Calendar
from tongxin.regimes.schema.case import OPENER, CaseSpec, Move


@dataclass(frozen=True, slots=True)
class Step:
    """A move that was made. `by` is empty where nobody is known (anonymous, or made by the program)."""

    move: str
    at: datetime
    by: int | None
    target: str  # the state after it


@dataclass(frozen=True, slots=True)
class Story:
    """All that a rule may look at. Moments are in the company's zone; `data` are the fields as they stand."""

    spec: CaseSpec
    state: str
    opened_at: datetime
    state_since: datetime
    steps: Sequence[Step] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, frozenset[int]] = field(default_factory=dict)
    case_id: int | None = None

    def times(self, move: str, *, since: str = "") -> list[Step]:
        """The steps with that move, only those after the last time of `since`, the oldest first."""
        steps = self.steps
        if since and since != "opened":
            last = self.last(since)
            steps = steps[steps.index(last) + 1 :] if last else ()
        return [step for step in steps if step.move == move]

    def last(self, move: str) -> Step | None:
        return next((step for step in reversed(self.steps) if step.move == move), None)

    def moment(self, move: str, *, first: bool = False) -> datetime | None:
        """When the move was last (or first) made; `opened` is the opening."""
        if move == "opened":
            return self.opened_at
        found = self.times(move)
        return (found[0] if first else found[-1]).at if found else None

    def stay(self) -> Iterator[Step]:
        """The steps since the state was entered, those that stay in it."""
        for step in reversed(self.steps):
            move = self.spec.move(step.move)
            if move is None or move.target:
                return
            yield step

    @property
    def area_stopped(self) -> bool:
        """Whether work in the place was stopped and is not free again."""
        moves = (self.spec.move(step.move) for step in reversed(self.steps))
        last = next((move.area for move in moves if move and move.area), "")
        return last == "stops"

    def in_role(self, role: str) -> frozenset[int]:
        return self.roles.get(role, frozenset())


@dataclass(frozen=True, slots=True)
class Who:
    """Who wants to move: posts held at, above or beside the unit, and whether the opener's code was shown."""

    person: int | None = None
    posts: frozenset[str] = frozenset()
    of_unit: bool = False
    of_company: bool = False
    with_code: bool = False

    def roles(self, story: Story) -> frozenset[str]:
        mine = {
            role for role, people in story.roles.items() if self.person is not None and self.person in people
        }
        return frozenset(mine | {OPENER} if self.with_code else mine)


@dataclass(frozen=True, slots=True)
class Wish:
    """A move as somebody wants to make it; `at` is when it is said to have been done."""

    move: str
    at: datetime
    by: int | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    files: int = 0
    proof: Proof | None = None
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What is so outside of the case. `standing`: person -> standing and whether the rights are suspended.
    `held`: person -> posts around the unit. `open_from_here`: kind -> how many that were opened out of this case are still open."""

    calendar: Calendar
    standing: Mapping[int, tuple[str, bool]] = field(default_factory=dict)
    held: Mapping[int, frozenset[str]] = field(default_factory=dict)
    open_from_here: Mapping[str, int] = field(default_factory=dict)


def told(story: Story, move: Move, wish: Wish) -> Story:
    """The story once the move is made."""
    target = move.target or story.state
    roles = dict(story.roles)
    for asked in move.fields:
        if asked.fills and asked.key in wish.given:
            chosen = frozenset(wish.given[asked.key] or ())
            roles[asked.fills] = chosen | story.in_role(asked.fills) if asked.adds else chosen
    if move.joins and wish.by is not None:
        roles[move.joins] = story.in_role(move.joins) | {wish.by}
    return replace(
        story,
        state=target,
        state_since=wish.at if move.target else story.state_since,
        steps=(*story.steps, Step(move.key, wish.at, wish.by, target)),
        data={**story.data, **wish.given},
        roles=roles,
    )
