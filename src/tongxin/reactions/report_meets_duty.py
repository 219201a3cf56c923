"""A report filed counts for the duty to write it."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.duties.commands import meet_items
from tongxin.duties.rules import Deed
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


def deed_of(fact: "Fact") -> Deed:
    return Deed(
        source="report",
        id=fact.subject_id,
        kind=fact.data["kind"],
        unit_id=fact.data["unit_id"],
        happened_at=fact.happened_at,
        heard_at=fact.recorded_at,
        period=fact.data["period"],
        chair_id=fact.by_id,
    )


@reaction("report.filed")
def answer(fact: "Fact", at: datetime) -> None:
    meet_items(deed_of(fact), at=at)
