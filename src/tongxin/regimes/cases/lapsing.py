"""Which move a case makes by itself, and when."""

from datetime import datetime

from tongxin.regimes.cases import dues
from tongxin.regimes.cases.guards import goes_this_way
from tongxin.regimes.cases.story import Around, Story, Wish
from tongxin.regimes.schema.case import Move


def lapse(story: Story, around: Around) -> tuple[Move, datetime] | None:
    """The first that comes due, though nobody does anything; a way that is meant for other cases does not."""
    found = [
        (move, moment)
        for move in story.spec.moves
        if move.itself
        and story.state in move.source
        and (moment := dues.due_at(move, story, around))
        and goes_this_way(move, story, Wish(move.key, moment), around)
    ]
    return min(found, key=lambda one: one[1]) if found else None
