"""Records and due items for reports, as short as they can be."""

from datetime import datetime
from typing import Any

from tests.clock import NOW
from tests.world import Mine
from tongxin.adoption.models import Adoption
from tongxin.duties.models import DutyItem
from tongxin.orgs.models import Unit
from tongxin.records.models import Record

_made = 0


def hold(
    mine: Mine,
    kind: str,
    unit: Unit | None,
    held_at: datetime,
    *,
    expected: int = 2,
    present: int = 2,
    **given: Any,
) -> Record:
    adoption = Adoption.objects.filter(unit__company=mine.company, pack_version__pack="xzw").first()
    return Record.objects.create(
        **{
            "company": mine.company,
            "unit": unit or mine.branch,
            "kind": kind,
            "adoption_id": adoption.id if adoption else None,
            "title": kind,
            "state": "closed",
            "held_at": held_at,
            "written_at": held_at,
            "expected_count": expected,
            "present_count": present,
            "created_at": NOW,
            **given,
        }
    )


def owe(mine: Mine, unit: Unit, title: str, *, due: datetime, met: datetime | None = None) -> DutyItem:
    global _made  # noqa: PLW0603 - only to keep periods apart
    _made += 1
    return DutyItem.objects.create(
        company=mine.company,
        unit=unit,
        duty="pre_shift_by_leader",
        title=title,
        post="team_leader",
        adoption_id=1,
        period=f"p{_made}",
        starts_date=due.date(),
        ends_date=due.date(),
        due_date=due.date(),
        due_at=due,
        met_times=int(met is not None),
        met_at=met,
        met_heard_at=met,
    )
