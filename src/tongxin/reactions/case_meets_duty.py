"""A case opened, or moved by a step, counts for the duties that ask for it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from tongxin.duties.commands import meet_items
from tongxin.duties.rules import Deed
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


def deed_of(fact: "Fact") -> Deed:
    """Each step is a deed of its own, so its fact names it: a later step takes nothing back."""
    assert fact.unit_id is not None
    return Deed(
        source="case",
        id=fact.id,
        kind=f"{fact.data['kind']}.{fact.data.get('move', 'opened')}",
        unit_id=fact.unit_id,
        happened_at=fact.happened_at,
        heard_at=fact.recorded_at,
        chair_id=fact.by_id,
        late=timezone.localdate(fact.happened_at) < timezone.localdate(fact.recorded_at),
    )


@reaction("case.opened", "case.moved")
def answer(fact: "Fact", at: datetime) -> None:
    meet_items(deed_of(fact), at=at)
