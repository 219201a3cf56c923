"""Shifts that are cancelled take their unmet duties with them."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.duties.commands import withdraw_shifts
from tongxin.kernel.actor import Actor
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction("shift.cancelled", "rotation.changed", "shift.swapped")
def answer(fact: "Fact", at: datetime) -> None:
    teams = set(fact.data.get("teams", ()))
    if fact.unit_id is not None:
        teams.add(fact.unit_id)
    by = Actor(person_id=fact.by_id, name=fact.by_name, company_id=fact.company_id)
    withdraw_shifts(teams, by=by, at=at)
