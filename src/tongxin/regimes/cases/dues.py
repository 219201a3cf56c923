"""By when something is due in a case, and how far it has climbed."""

from datetime import date, datetime

from tongxin.regimes.cases import spans
from tongxin.regimes.cases.guards import goes_this_way
from tongxin.regimes.cases.story import Around, Story, Wish
from tongxin.regimes.schema.case import Move
from tongxin.regimes.schema.guard import Span


def due_at(move: Move, story: Story, around: Around) -> datetime | None:
    """The last moment in time for the move, if anything that it counts from has happened."""
    due = move.due
    if due is None:
        return None
    return _ends(move, due.span(story.data), story, around)


def longest(move: Move, story: Story, around: Around) -> datetime | None:
    """The last moment for special cases, where the kind knows of such."""
    return _ends(move, move.due.at_most, story, around) if move.due and move.due.at_most else None


def _ends(move: Move, span: Span | None, story: Story, around: Around) -> datetime | None:
    start = _start(move, story)
    if start and move.due and move.due.from_day and start.date() < move.due.from_day:
        return None
    return spans.ends_at(start, span, around.calendar) if start and span else start


def _start(move: Move, story: Story) -> datetime | None:
    """From the day in a field; from the state's beginning; from another move; from itself, when it comes
    again and again."""
    if move.due and move.due.on_field:
        day = story.data.get(move.due.on_field)
        return spans.end_of(date.fromisoformat(day), story.opened_at) if day else None
    after = move.due.after if move.due else ""
    if not after:
        return story.state_since
    since = story.moment(after)
    return story.state_since if since is None and after == move.key else since


def is_late(due: datetime | None, at: datetime) -> bool:
    """Whether the minute in which it was due is over."""
    return due is not None and at.replace(second=0, microsecond=0) > due


def next_due(story: Story, around: Around) -> tuple[Move, datetime] | None:
    """What is due first from here, whoever does it; nothing once the case has ended."""
    if story.spec.states[story.state].end:
        return None
    found = []
    made = {step.move for step in story.stay()}
    for move in story.spec.moves:
        once = not move.target and not move.repeats and not move.each
        if story.state not in move.source or (once and move.key in made) or move.itself:
            continue
        if not goes_this_way(move, story, Wish(move.key, story.state_since), around):
            continue
        if moment := due_at(move, story, around):
            found.append((move, moment))
    return min(found, key=lambda one: one[1]) if found else None


def rung_at(story: Story, due: datetime, at: datetime, around: Around) -> int:
    """How many rungs of the ladder an overdue case has climbed."""
    rungs = story.spec.escalate
    return sum(spans.ends_at(due, rung.after, around.calendar) <= at for rung in rungs)


def next_rung_at(story: Story, due: datetime | None, rung: int, around: Around) -> datetime | None:
    """When it climbs further, if nobody does anything."""
    rungs = story.spec.escalate
    if due is None or rung >= len(rungs):
        return None
    return spans.ends_at(due, rungs[rung].after, around.calendar)
