"""Take back what is no longer owed, as long as nobody has met or waived it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from tongxin.adoption.models import Adoption
from tongxin.duties.commands import tallying
from tongxin.duties.models import DutyItem
from tongxin.duties.rules import Count
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment


def withdraw_shifts(team_ids: Collection[int], *, by: Actor, at: datetime) -> Fact | None:
    """Cancelled shifts owe nothing."""
    return _withdraw(Q(unit__in=team_ids, shift__cancelled=True), by=by, at=at)


def withdraw_ahead(company_id: int, *, on: date, by: Actor, at: datetime) -> Fact | None:
    """What was raised ahead of `on` under a regime, in a unit or for a holder that will be no more by then."""
    starts = OuterRef("starts_date")
    ended = Adoption.objects.filter(id=OuterRef("adoption_id"), ends_date__lt=starts)
    holds = Appointment.objects.filter(
        Q(ends_date__isnull=True) | Q(ends_date__gte=starts),
        person=OuterRef("person"),
        unit=OuterRef("unit"),
        post=OuterRef("post"),
    )
    gone = (
        Q(Exists(ended))
        | Q(unit__ends_date__lt=F("starts_date"))
        | (Q(person__isnull=False) & ~Exists(holds))
    )
    return _withdraw(gone & Q(company=company_id, starts_date__gt=on), by=by, at=at)


@transaction.atomic
def _withdraw(which: Q, *, by: Actor, at: datetime) -> Fact | None:
    items = DutyItem.objects.filter(which, met_times=0, waived_at__isnull=True)
    found = list(items.select_related("unit").select_for_update(of=("self",)).order_by("id"))
    if not found:
        return None
    tallying.move((item.unit.path, item.due_date, Count(-1)) for item in found)
    DutyItem.objects.filter(id__in=[item.id for item in found]).delete()
    units = {item.unit_id for item in found}
    return record(
        "duties.withdrawn",
        subject=("company", found[0].company_id),
        unit_id=units.pop() if len(units) == 1 else None,
        by=by,
        at=at,
        data={"count": len(found), "shifts": sorted({item.shift_id for item in found if item.shift_id})},
    )
