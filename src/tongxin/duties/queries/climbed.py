"""What others left undone and has climbed to a post of the viewer: by unit and duty, the longest first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from tongxin.duties.models import OPEN, DutyItem
from tongxin.duties.rules import late_days
from tongxin.kernel.actor import Actor

MOST_ITEMS = 500  # the longest waiting; an index gives them in their order
MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Climbed:
    """So many times one unit has left one duty undone."""

    unit_id: int
    unit_name: str
    duty: str
    title: str
    number: int
    first: date
    days: int

    @property
    def word(self) -> str:
        return f"{self.number} 次没做"


def climbed_to(*, viewer: Actor, at: datetime) -> list[Climbed]:
    """One query, whatever their number."""
    if viewer.person_id is None:
        return []
    waiting = DutyItem.objects.filter(climbed(viewer), company=viewer.company_id).order_by("due_at", "id")
    groups = (
        DutyItem.objects.filter(id__in=waiting.values("id")[:MOST_ITEMS])
        .values_list("unit_id", "unit__name", "duty")
        .annotate(named=Max("title"), number=Count("id"), first=Min("due_date"))
        .order_by("first", "unit_id", "duty")
    )
    today = timezone.localdate(at)
    return [
        Climbed(unit_id, unit, duty, title, number, first, late_days(first, today))
        for unit_id, unit, duty, title, number, first in groups[:MOST_GROUPS]
    ]


def climbed(viewer: Actor) -> Q:
    """Open items that wait for a post of the viewer."""
    here = Q(pk__in=[])
    for held in viewer.posts:
        here |= Q(escalated_unit_id=held.unit_id, escalated_post=held.post)
    return OPEN & here & ~Q(escalated_post="")
