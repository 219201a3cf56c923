"""Let items follow their shifts: to the day to which a shift belongs now, and to its present name."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, DateField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from tongxin.duties.commands import tallying
from tongxin.duties.models import DutyItem
from tongxin.duties.rules import NOTHING, Count
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Company, Shift

PERIOD = Concat(Cast("day", CharField()), Value("/"), F("key"))


@transaction.atomic
def follow_shifts(company_id: int, *, by: Actor, at: datetime) -> int:
    """Items of shifts to come that are owed under another day or name than their shift's; how many.

    Writes no fact: an item's day follows wholly from its shift, whose move is a fact. What is due when
    stays: a shift is known by its start. One at a time with whoever raises, so that counts stay right.
    """
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    place = Shift.objects.filter(id=OuterRef("shift_id"))
    coming = DutyItem.objects.filter(company=company_id, shift__starts_at__gt=at)
    owed = coming.annotate(now=Subquery(place.values(now=PERIOD))).exclude(period=F("now"))
    ids = list(owed.select_for_update(of=("self",)).order_by("id").values_list("id", flat=True))
    moved = DutyItem.objects.filter(id__in=Subquery(owed.values("id")))
    _move_counts(moved)
    day = Subquery(place.values("day"), output_field=DateField())
    moved.update(starts_date=day, ends_date=day, due_date=day, period=Subquery(place.values(now=PERIOD)))
    return len(ids)


def _move_counts(moved: QuerySet[DutyItem]) -> None:
    groups = moved.values_list("unit__path", "due_date", "shift__day").annotate(**tallying.NUMBERS)
    moves: list[tallying.Move] = []
    for path, before, after, *numbers in groups.order_by():
        counted = Count(*numbers)
        moves += [(path, before, tallying.difference(NOTHING, counted)), (path, after, counted)]
    tallying.move(moves)
