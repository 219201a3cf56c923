"""A unit that moves takes its counts with it, away from the units above and to those it comes under."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.duties.commands import tally_rebuild
from tongxin.kernel.actor import Actor
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction("unit.moved")
def answer(fact: "Fact", at: datetime) -> None:
    if fact.company_id is not None:
        by = Actor(person_id=fact.by_id, name=fact.by_name, company_id=fact.company_id)
        tally_rebuild(fact.company_id, by=by)
