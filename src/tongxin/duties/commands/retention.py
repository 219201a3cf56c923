"""What the duties no longer keep: items, what met them, and their counts go together."""

from datetime import datetime

from tongxin.duties import held
from tongxin.facts import retention
from tongxin.facts.retention import Rule
from tongxin.kernel.actor import Actor

RULES = (
    Rule("duties.DutyMet", held.ITEMS, since="item__due_date"),
    Rule("duties.DutyItem", held.ITEMS, since="due_date"),
    Rule("duties.DutyTally", held.ITEMS, since="due_date"),
)


def apply_retention(*, by: Actor, at: datetime) -> int:
    return retention.apply(RULES, by=by, at=at)
