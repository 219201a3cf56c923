"""What the size rules look at, gathered for many party units at once."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from tongxin.orgs.models import Link, PartyStanding, Unit
from tongxin.orgs.queries.people import Holder, Member, holders, party_members_of
from tongxin.orgs.queries.scope import holds_on
from tongxin.orgs.rules.posts import COMMITTEE_POSTS, SECRETARY
from tongxin.orgs.rules.size import Caution, PartyUnit, cautions
from tongxin.orgs.rules.structure import BRANCHES

COUNTED = (*BRANCHES, "general_branch")  # members of larger organisations are not needed


def cautions_of(units: Collection[Unit], on: date) -> dict[int, list[Caution]]:
    """The cautions of each unit: at most six queries for any number of units."""
    return {unit.unit_id: cautions(unit, on=on) for unit in party_units(units, on)}


def party_units(units: Collection[Unit], on: date) -> list[PartyUnit]:
    counted = [unit.id for unit in units if unit.kind in COUNTED]
    members: dict[int, list[Member]] = defaultdict(list)
    officers: dict[int, list[Holder]] = defaultdict(list)
    covered: Counter[int] = Counter()
    since: dict[int, date] = {}
    if counted:
        for member in party_members_of(counted, on):
            members[member.unit_id].append(member)
        for holder in holders(COMMITTEE_POSTS, counted, on):
            if not holder.stands_in:
                officers[holder.unit_id].append(holder)
        covered = Counter(_covering(counted, on))
        since = _full_since(
            {one.person_id for found in officers.values() for one in found if one.post == SECRETARY}
        )
    return [_party_unit(unit, members[unit.id], officers[unit.id], covered, since) for unit in units]


def _covering(unit_ids: Collection[int], on: date) -> Collection[int]:
    links = Link.objects.filter(holds_on(on), left__in=unit_ids, right__line="administration")
    return links.values_list("left_id", flat=True)


def _full_since(person_ids: Collection[int]) -> dict[int, date]:
    """Since when each has been a full member; the latest time, if there were several."""
    rows = PartyStanding.objects.filter(person__in=person_ids, standing="full").order_by("starts_date")
    return dict(rows.values_list("person_id", "starts_date"))


def _party_unit(
    unit: Unit, members: list[Member], officers: list[Holder], covered: Counter[int], since: dict[int, date]
) -> PartyUnit:
    secretaries = [one.person_id for one in officers if one.post == SECRETARY]
    return PartyUnit(
        unit_id=unit.id,
        kind=unit.kind,
        full=sum(member.standing == "full" for member in members),
        probationary=sum(member.standing == "probationary" for member in members),
        secretaries=len(secretaries),
        officers=len({one.person_id for one in officers}),
        covered=covered[unit.id],
        starts=unit.starts_date,
        elected=unit.elected_date,
        secretary_since=tuple(since[one] for one in secretaries if one in since),
    )
