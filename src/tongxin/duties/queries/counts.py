"""People of every unit at once, for the conditions of duties."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from tongxin.access.queries import valid_on
from tongxin.duties.rules import ancestors
from tongxin.orgs.models import Membership, PartyStanding, Standing, Unit
from tongxin.regimes.conditions import UnitFacts


def unit_facts(company_id: int, day: date) -> dict[int, UnitFacts]:
    """Full members, members and people of each unit with all below it, in two queries."""
    standing = PartyStanding.objects.filter(valid_on(day), person=OuterRef("person"))
    rows = (
        Membership.objects.filter(valid_on(day), unit__company_id=company_id)
        .annotate(
            full=Exists(standing.filter(standing=Standing.FULL)),
            member=Exists(standing.filter(standing__in=(Standing.FULL, Standing.PROBATIONARY))),
        )
        .values_list("unit_id")
        .annotate(
            full_members=Count("id", filter=Q(full=True)),
            members=Count("id", filter=Q(member=True)),
            people=Count("id"),
        )
        .order_by()
    )
    paths = dict(Unit.objects.filter(company_id=company_id).values_list("id", "path"))
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for unit_id, *counts in rows:
        for above in ancestors(paths[unit_id]):
            sums[above] = [old + new for old, new in zip(sums[above], counts, strict=True)]
    return {unit_id: UnitFacts(*sums[unit_id]) for unit_id in paths}
