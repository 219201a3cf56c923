"""When what a case waits for is over: the first moment at which a waiting guard lets the move through."""

from datetime import date, datetime, time, timedelta

from tongxin.kernel.periods import add_months
from tongxin.regimes.cases import spans
from tongxin.regimes.cases.story import Around, Story
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import Move


def soonest(move: Move, story: Story, around: Around) -> datetime | None:
    """The first moment at which no guard of the move waits any longer, as far as it is known now."""
    found = [first for one in move.guards if (first := first_of(one, story, around))]
    return max(found, default=None)


def first_of(one: kinds.Guard, story: Story, around: Around) -> datetime | None:
    """Nothing, where it waits for no day, or for one that counts from what has not happened yet."""
    match one:
        case kinds.Waited():
            start = story.moment(one.after, first=one.first)
            return spans.over_from(start, one.span, around.calendar) if start else None
        case kinds.Spent():
            start = spent_from(one, story)
            return spans.over_from(start, one.span, around.calendar) if start else None
        case kinds.DayCome():
            day = story.data.get(one.field)
            return _begins(date.fromisoformat(day), story.opened_at) if day else None
        case _:
            return None


def spent_from(one: kinds.Spent, story: Story) -> datetime | None:
    """The last stay in the states, begun earlier by all that was spent there, or elsewhere, before."""
    stays = [stay for stay in story.stays() if stay.state in one.states]
    if not stays:
        return None
    *before, last = stays
    days = sum((stay.until.date() - stay.since.date()).days for stay in before if stay.until)
    months = spans.months_in(story.data.get(one.months_field)) if one.months_field else 0
    day = add_months(last.since.date() - timedelta(days=days), -months)
    return _begins(day, last.since)


def _begins(day: date, like: datetime) -> datetime:
    return datetime.combine(day, time.min, tzinfo=like.tzinfo)
