"""Where below the shown units things are late: summed by day already, so never a look at the items."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Sum

from tongxin.duties.models import DutyTally
from tongxin.duties.rules import Count

LEAVES = ("team", "party_group", "union_group")
MOST_PARENTS = 5
MOST_UNITS = 8
MOST_DAYS = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class LateUnit:
    """A unit one level below the shown ones, with all below it."""

    unit_id: int
    name: str
    kind: str
    parent_name: str
    count: Count

    @property
    def opens(self) -> str:
        return "items" if self.kind in LEAVES else "board"

    @property
    def word(self) -> str:
        return f"{self.count.unmet} 项没办" if self.count.unmet else f"{self.count.done_late} 项补办"


def late_below(counts: Iterable[tuple[int, Count]], *, since: date, on: date) -> tuple[LateUnit, ...]:
    """Of the worst of these units, the worst below them; one query, and a bounded number of rows.

    A month at most is looked at, and today is left out: it may still be done.
    """
    worst = sorted((pair for pair in counts if pair[1].unmet or pair[1].done_late), key=_worst)[:MOST_PARENTS]
    late = (
        DutyTally.objects.filter(
            unit__parent__in=[unit_id for unit_id, _ in worst],
            due_date__range=(max(since, on - MOST_DAYS), on - timedelta(days=1)),
        )
        .values_list("unit_id", "unit__name", "unit__kind", "unit__parent__name")
        .annotate(owed=Sum("due"), in_time=Sum("done"), late=Sum("done_late"), free=Sum("waived"))
        .alias(unmet=F("owed") - F("in_time") - F("late") - F("free"))
        .exclude(unmet=0, late=0)
        .order_by("-unmet", "-late", "unit_id")
    )
    return tuple(
        LateUnit(unit_id, name, kind, parent, Count(*sums))
        for unit_id, name, kind, parent, *sums in late[:MOST_UNITS]
    )


def _worst(pair: tuple[int, Count]) -> tuple[int, int, int]:
    unit_id, count = pair
    return -count.unmet, -count.done_late, unit_id
