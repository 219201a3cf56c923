"""A case as its rules see it: plain values, no rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tongxin.kernel.periods import add_months
from tongxin.kernel.proof import Proof
from tongxin.kernel.workdays import Calendar
from tongxin.regimes.cases.spans import later, months_in
from tongxin.regimes.schema.case import OPENER, CaseSpec, Move
from tongxin.regimes.schema.guard import SetDay


@dataclass(frozen=True, slots=True)
class Step:
    """A move that was made. `by` is empty where nobody is known (anonymous, or made by the program)."""

    move: str
    at: datetime
    by: int | None
    target: str  # the state after it


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time in one state; `until` is empty for the one that goes on."""

    state: str
    since: datetime
    until: datetime | None


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
    came_by: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    case_id: int | None = None

    def times(self, move: str, *, since: str = "") -> list[Step]:
        """The steps with that move, only those after the last time of `since`, the oldest first."""
        return [step for step in self._after(since) if step.move == move]

    def _after(self, since: str) -> Sequence[Step]:
        """The steps after the last time of the move; none where it was never made."""
        if since in ("", "opened"):
            return self.steps
        made = [number for number, step in enumerate(self.steps) if step.move == since]
        return self.steps[made[-1] + 1 :] if made else ()  # by place: two steps of a day may be alike

    def makers(self, move: str, *, since: str = "") -> set[int | None]:
        """Who made the move, but for those who left since the role in which they made it, or which it gave."""
        made = self.spec.move(move)
        roles = {*made.by.roles, made.joins} if made else set()
        left, found = set(), set()
        for step in reversed(self._after(since)):
            other = self.spec.move(step.move)
            if other and step.by is not None and roles.intersection(other.leaves):
                left.add(step.by)
            if step.move == move and step.by not in left:
                found.add(step.by)
        return found

    def moment(self, move: str, *, first: bool = False) -> datetime | None:
        """When the move was last (or first) made; `opened` is the opening."""
        if move == "opened":
            return self.opened_at
        found = [step.at for step in self.times(move)]  # written up in any order
        return (min(found) if first else max(found)) if found else None

    def stay(self) -> Iterator[Step]:
        """The steps since the state was entered, those that stay in it."""
        for step in reversed(self.steps):
            move = self.spec.move(step.move)
            if move is None or move.target:
                return
            yield step

    def stays(self) -> list[Stay]:
        """Every state that the case was in, in order, with its time."""
        turns = [(self.spec.start, self.opened_at)]
        for step in self.steps:
            if step.target != turns[-1][0]:
                turns.append((step.target, step.at))
        ends = [at for _, at in turns[1:]]
        return [Stay(state, at, until) for (state, at), until in zip(turns, [*ends, None], strict=True)]

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
    """Who wants to move: posts held at, above or beside the unit, and whether the opener's code was shown.

    `held_at`: post -> the kinds of unit in which it is held, where that is known."""

    person: int | None = None
    posts: frozenset[str] = frozenset()
    held_at: Mapping[str, frozenset[str]] | None = None
    of_unit: bool = False
    of_company: bool = False
    with_code: bool = False

    def roles(self, story: Story) -> frozenset[str]:
        """What came by a post is its holder's of today: not any more of who held it, and of the successor.
        Into a role of a C3 case that reads its texts nobody succeeds: its people are named."""
        mine = {OPENER} if self.with_code else set()
        if self.person is None:
            return frozenset(mine)
        for role, people in story.roles.items():
            came_by = story.came_by.get(role, {})
            heirs = set(came_by.values()) & self.posts
            if (heirs and story.spec.succeeds(role, story.data)) or (
                self.person in people and came_by.get(self.person, "") in {"", *self.posts}
            ):
                mine.add(role)
        return frozenset(mine)


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
    open_from_here: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[int, frozenset[str]] = field(default_factory=dict)


def told(story: Story, move: Move, wish: Wish) -> Story:
    """The story once the move is made."""
    after = brought(story, move, wish)
    return replace(after, roles={**after.roles, **dict.fromkeys(move.clears, frozenset())})


def brought(story: Story, move: Move, wish: Wish) -> Story:
    """The story with what the move brings, before it clears any role: whom it asks about is still there."""
    target = move.target or story.state
    after = replace(
        story,
        state=target,
        state_since=wish.at if move.target else story.state_since,
        steps=(*story.steps, Step(move.key, wish.at, wish.by, target)),
        data={**story.data, **wish.given},
        roles=_roles_after(story, move, wish),
    )
    return replace(after, data={**after.data, **days_set(move, after)})


def _roles_after(story: Story, move: Move, wish: Wish) -> dict[str, frozenset[int]]:
    roles = dict(story.roles)
    for asked in move.fields:
        if asked.fills and asked.key in wish.given:
            chosen = frozenset(wish.given[asked.key] or ())
            roles[asked.fills] = chosen | roles.get(asked.fills, frozenset()) if asked.adds else chosen
    if wish.by is not None:
        if move.joins:
            roles[move.joins] = roles.get(move.joins, frozenset()) | {wish.by}
        roles |= {role: roles.get(role, frozenset()) - {wish.by} for role in move.leaves}
    return roles


def days_set(move: Move, after: Story) -> dict[str, str]:
    """The days that the move gives to fields, counted from what is known then (never typed in)."""
    found = {}
    for effect in move.effects:
        if not isinstance(effect, SetDay):
            continue
        start = after.moment(effect.since) if effect.since else after.data.get(effect.from_field)
        day = start.date() if isinstance(start, datetime) else date.fromisoformat(start) if start else None
        months = months_in(after.data.get(effect.months_field)) if effect.months_field else 0
        if day is not None:
            far = later(day, effect.span) if effect.span else add_months(day, months)
            found[effect.field] = far.isoformat()
    return found
