"""The roster as a simulation needs it: units with their counts, holders and shifts, a few queries in all."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from tongxin.access.queries import valid_on
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import (
    Appointment,
    Membership,
    PartyStanding,
    Standing,
    TeamRotation,
)
from tongxin.regimes.conditions import UnitFacts
from tongxin.regimes.simulate import Place

WORKDAYS_A_WEEK = 5


def places(company_id: int, on: date, units: Iterable[tuple[int, str, str]]) -> list[Place]:
    """`units`: id, kind and name of those that are asked for."""
    facts, holders, shifts = unit_facts(company_id, on), _holders(company_id, on), _shifts(company_id, on)
    return [
        Place(unit_id, kind, name, facts[unit_id], holders[unit_id], shifts.get(unit_id, 0.0))
        for unit_id, kind, name in units
    ]


def unit_facts(company_id: int, on: date) -> dict[int, UnitFacts]:
    """Full members, members and people of each unit with all below it."""
    standing = PartyStanding.objects.filter(valid_on(on), person=OuterRef("person"))
    rows = (
        Membership.objects.filter(valid_on(on), unit__company_id=company_id)
        .annotate(
            full=Exists(standing.filter(standing=Standing.FULL)),
            member=Exists(standing.filter(standing__in=(Standing.FULL, Standing.PROBATIONARY))),
        )
        .values_list("unit__path")
        .annotate(full_members=Count("id", filter=Q(full=True)), members=Count("id", filter=Q(member=True)))
        .annotate(people=Count("id"))
        .order_by()
    )
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path, *counts in rows:
        for above in ids_in(path):
            sums[above] = [old + new for old, new in zip(sums[above], counts, strict=True)]
    found: dict[int, UnitFacts] = defaultdict(UnitFacts)
    found.update({unit_id: UnitFacts(*counts) for unit_id, counts in sums.items()})
    return found


def _holders(company_id: int, on: date) -> dict[int, dict[str, int]]:
    rows = (
        Appointment.objects.filter(valid_on(on), unit__company_id=company_id)
        .values_list("unit_id", "post")
        .annotate(holders=Count("person", distinct=True))
        .order_by()
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for unit_id, post, holders in rows:
        found[unit_id][post] = holders
    return found


def _shifts(company_id: int, on: date) -> dict[int, float]:
    """Shifts a week of each team, by the rotation that it follows."""
    rows = TeamRotation.objects.filter(valid_on(on), team__company_id=company_id)
    return {
        team_id: _shifts_a_week(cycle, workdays_only)
        for team_id, cycle, workdays_only in rows.values_list(
            "team_id", "rotation__cycle", "rotation__workdays_only"
        )
    }


def _shifts_a_week(cycle: list[str], workdays_only: bool) -> float:
    days = WORKDAYS_A_WEEK if workdays_only else 7
    return days * sum(bool(key) for key in cycle) / len(cycle) if cycle else 0.0
