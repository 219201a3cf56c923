"""Take back what is no longer owed, as long as nobody has met or waived it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from tongxin.adoption.models import Adoption
from tongxin.duties.commands import tallying
from tongxin.duties.models import OPEN, DutyItem, DutyMet, DutyTally
from tongxin.duties.rules import Count
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Company
from tongxin.orgs.roster import write
from tongxin.orgs.roster.write import Runs, in_runs


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


@transaction.atomic
def withdraw_made(
    company_id: int, *, units: Runs, people: Runs, appointments: Runs, by: Actor, at: datetime
) -> Fact | None:
    """Units, people and appointments that are about to go, as if they had never been, owe nothing.

    What somebody has met or waived stays, and stands in the way. The items may be as many as a
    whole company's, so they are counted and deleted in sets.
    """
    # As for raising: nothing is raised meanwhile.
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    count = sum(_let_go(which) for which in _owed_by(units, people, appointments))
    DutyTally.objects.filter(in_runs("unit_id", units)).delete()
    climbed = DutyItem.objects.filter(OPEN, ~Q(escalated_post=""), in_runs("escalated_unit_id", units))
    climbed.update(escalated_unit=None)
    if not count:
        return None
    data = {"count": count, "shifts": []}
    return record("duties.withdrawn", subject=("company", company_id), by=by, at=at, data=data)


def _owed_by(units: Runs, people: Runs, appointments: Runs) -> list[Q]:
    """One after the other, since each has an index of its own."""
    given = Appointment.objects.filter(in_runs("id", appointments))
    same = Appointment.objects.filter(person=OuterRef("person"), unit=OuterRef("unit"), post=OuterRef("post"))
    only_given = Exists(same.filter(in_runs("id", appointments))) & ~Exists(
        same.exclude(in_runs("id", appointments))
    )
    holder = Q(person__in=given.values("person_id")) & Q(only_given)
    return [in_runs("unit_id", units), in_runs("person_id", people), holder]


def _let_go(which: Q) -> int:
    met = DutyMet.objects.filter(item=OuterRef("id"))
    items = DutyItem.objects.filter(which, ~Exists(met), met_times=0, waived_at__isnull=True)
    found = items.select_for_update(of=("self",)).order_by("id").values_list("id", "unit__path", "due_date")
    days: Counter[tuple[str, date]] = Counter()
    ids: list[int] = []
    for item_id, path, day in found.iterator(10_000):
        ids.append(item_id)
        days[path, day] += 1
    tallying.move((path, day, Count(-count)) for (path, day), count in days.items())
    write.delete(DutyItem, ids)
    return len(ids)
