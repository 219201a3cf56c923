"""Where an answer was asked for and none came: said as it is, never taken for a yes or a no."""

from collections.abc import Iterator
from datetime import datetime

from tongxin.regimes.cases import spans
from tongxin.regimes.cases.story import Around, Story
from tongxin.regimes.schema.guard import AnsweredOrSilent


def silences(story: Story, around: Around, at: datetime) -> list[str]:
    """In words, one a silence: “党小组长答复”24 小时没有答复."""
    return list(dict.fromkeys((*_unanswered(story, around, at), *_quiet(story, around, at))))


def _unanswered(story: Story, around: Around, at: datetime) -> Iterator[str]:
    guards = [one for move in story.spec.moves for one in move.guards if isinstance(one, AnsweredOrSilent)]
    for one in guards:
        start = story.moment(one.after)
        if start is None or at < spans.over_from(start, one.span, around.calendar):
            continue
        for key in one.moves:
            move = story.spec.move(key)
            if move and not story.times(key, since=one.after):
                yield f"“{move.title}”{spans.in_words(one.span)}没有答复"


def _quiet(story: Story, around: Around, at: datetime) -> Iterator[str]:
    state = story.spec.states[story.state]
    last = max((step.at for step in story.stay()), default=story.state_since)
    if state.quiet_after and at >= spans.over_from(last, state.quiet_after, around.calendar):
        days = (at.date() - last.date()).days
        yield f"“{state.title}”{days} 天了，没有人回应"
