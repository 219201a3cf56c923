"""A record closed, or corrected, counts for the duties of everybody it concerns."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.duties.commands import meet_items
from tongxin.duties.rules import Deed
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


@reaction("record.closed", "record.corrected", "record.signed")
def answer(fact: "Fact", at: datetime) -> None:
    data = fact.data
    if "kind" not in data or fact.unit_id is None:
        return  # a signature that says no more than that it was given
    meet_items(
        Deed(
            source="record",
            id=fact.subject_id,
            kind=data["kind"],
            unit_id=fact.unit_id,
            happened_at=fact.happened_at,
            heard_at=datetime.fromisoformat(data["written_at"]),
            shift_id=data.get("shift_id"),
            chair_id=data.get("chair_id"),
            present=frozenset(data.get("present", ())),
        ),
        at=at,
    )
