"""Who adopts a regime, plans a rotation or brings a roster sees today's duties on the next page."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from tongxin.duties.commands import raise_duties
from tongxin.kernel.actor import Actor
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction("regime.adopted", "rotation.changed", "shift_day.changed", "roster.imported", "roster.undone")
def answer(fact: "Fact", at: datetime) -> None:
    if fact.company_id is not None:
        by = Actor(person_id=fact.by_id, name=fact.by_name, company_id=fact.company_id)
        raise_duties(company_id=fact.company_id, day=timezone.localdate(at), by=by, at=at)
