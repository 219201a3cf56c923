"""One item: what it asks, who owed it, what met it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tongxin.duties import rules
from tongxin.duties.models import DutyMet
from tongxin.duties.queries.lines import ItemLine, line
from tongxin.duties.queries.owners import Owner, owners_of
from tongxin.duties.queries.reasons import Reason, reason
from tongxin.duties.queries.seen import get_item
from tongxin.duties.rules import late_days
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts for the item; `late` where it was written later than its kind allows.

    `id` is that of the record, report or case.
    """

    source: str
    id: int
    happened_at: datetime
    heard_at: datetime
    person_name: str
    late: bool

    @property
    def days(self) -> int:
        """Days after it happened on which it was written."""
        return late_days(timezone.localdate(self.happened_at), timezone.localdate(self.heard_at))

    @property
    def word(self) -> str:
        """As the record itself says it; 补记 stays visible."""
        if self.late:
            return f"补记，迟 {max(self.days, 1)} 天"
        return "按时记的" if self.days else "当天记的"


@dataclass(frozen=True, slots=True)
class ItemView:
    """The item's page."""

    item: ItemLine
    owners: list[Owner]
    reason: Reason
    counting: list[Counting]
    waived_at: datetime | None
    waived_by_name: str
    escalated_at: datetime | None
    escalated_unit_name: str
    mine: bool
    may_waive: bool
    may_undo: bool


def view_item(item_id: int, *, viewer: Actor, at: datetime) -> ItemView:
    item = get_item(item_id, viewer=viewer)
    shown = line(item, at=at)
    owners = owners_of([item])[item.id]
    mine = viewer.person_id in {owner.person_id for owner in owners}
    may = viewer.may_in("duty_waive", unit_id=item.unit_id, path=item.unit.path)
    counting = list(DutyMet.objects.filter(item=item).select_related("person").order_by("happened_at", "id"))
    cases = _cases(counting)
    return ItemView(
        item=shown,
        owners=owners,
        reason=reason(item, shown, owners),
        counting=[
            Counting(
                row.source,
                cases.get(row.record_id, 0) if row.source == "case" else row.record_id,
                row.happened_at,
                row.heard_at,
                row.person.name if row.person else "",
                row.late,
            )
            for row in counting
        ],
        waived_at=item.waived_at,
        waived_by_name=item.waived_by.name if item.waived_by else "",
        escalated_at=item.escalated_at,
        escalated_unit_name=item.escalated_unit.name if item.escalated_unit else "",
        mine=mine,
        may_waive=may and not mine and shown.standing in rules.UNMET,
        may_undo=may and item.waived_at is not None,
    )


def _cases(counting: Iterable[DutyMet]) -> dict[int, int]:
    """Fact that told of a step -> the case; one more question, only where a step counts."""
    told = [row.record_id for row in counting if row.source == "case"]
    return dict(Fact.objects.filter(id__in=told).values_list("id", "subject_id")) if told else {}
