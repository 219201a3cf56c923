"""A record closed, or corrected, counts for the duties of everybody it concerns."""

from datetime import datetime
from typing import TYPE_CHECKING

from tongxin.duties.commands import meet_items
from tongxin.duties.rules import Deed
from tongxin.reactions.registry import reaction

if TYPE_CHECKING:
    from tongxin.facts.models import Fact


NO_MEETING = "-"  # the key of no kind: it counts for nothing, and no longer for what it counted for


def deed_of(fact: "Fact") -> Deed | None:
    """What a fact about a record says was done; nothing, for a signature that tells only that it was given."""
    data = fact.data
    if "kind" not in data or fact.unit_id is None:
        return None
    return Deed(
        source="record",
        id=fact.subject_id,
        kind=data["kind"] if data.get("held", True) else NO_MEETING,
        unit_id=fact.unit_id,
        happened_at=fact.happened_at,
        heard_at=datetime.fromisoformat(data["written_at"]),
        shift_id=data.get("shift_id"),
        chair_id=data.get("chair_id"),
        present=frozenset(data.get("present", ())),
        choices=data.get("choices", {}),
        late=data.get("late_days", 0) > 0,
        retold_at=fact.recorded_at if data.get("told_late") else None,
    )


@reaction("record.closed", "record.corrected", "record.signed")
def answer(fact: "Fact", at: datetime) -> None:
    if deed := deed_of(fact):
        meet_items(deed, at=at)
