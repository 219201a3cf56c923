"""A regime, unit or post that has ended takes back what was already raised for later."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from tongxin.duties.commands import withdraw_ahead
from tongxin.kernel.actor import Actor
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction(
    "regime.ended", "unit.ended", "appointment.ended", "person.left", "roster.imported", "roster.undone"
)
def answer(fact: "Fact", at: datetime) -> None:
    if fact.company_id is None:
        return
    by = Actor(person_id=fact.by_id, name=fact.by_name, company_id=fact.company_id)
    withdraw_ahead(fact.company_id, on=timezone.localdate(fact.recorded_at), by=by, at=at)
