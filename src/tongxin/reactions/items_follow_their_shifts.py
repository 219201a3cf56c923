"""Where shifts get another day or name, the items that hang on them go along."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.duties.commands import follow_shifts
from tongxin.kernel.actor import Actor
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction("shift_day.changed", "rotation.changed", "shift.swapped")
def answer(fact: "Fact", at: datetime) -> None:
    if fact.company_id is not None:
        by = Actor(person_id=fact.by_id, name=fact.by_name, company_id=fact.company_id)
        follow_shifts(fact.company_id, by=by, at=at)
