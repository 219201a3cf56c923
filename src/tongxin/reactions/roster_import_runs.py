"""A roster was uploaded, or is wanted: look it through, or write it."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.access.queries import actor_of
from tongxin.orgs.roster import commands
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction("roster.check_wanted", "roster.import_wanted")
def answer(fact: "Fact", at: datetime) -> None:
    """With the rights that the person has now, not those of the moment of asking."""
    if fact.by_id is None:
        return
    by = actor_of(fact.by_id, at=at)
    work = commands.check if fact.kind == "roster.check_wanted" else commands.run_import
    work(fact.subject_id, by=by, at=at)
