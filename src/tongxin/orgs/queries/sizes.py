"""What the size rules look at, gathered for many party units at once."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date

from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries.elections import Elected, elections_on
from tongxin.orgs.queries.people import Holder, Member, holders, members_below
from tongxin.orgs.queries.scope import holds_on
from tongxin.orgs.rules.posts import COMMITTEE_POSTS, SECRETARY
from tongxin.orgs.rules.size import Caution, PartyUnit, cautions
from tongxin.orgs.rules.structure import BRANCHES

COUNTED = (*BRANCHES, "general_branch")  # members of larger organisations are not needed


def cautions_of(units: Collection[Unit], on: date) -> dict[int, list[Caution]]:
    """The cautions of each unit: at most four queries for any number of units."""
    return {unit.unit_id: cautions(unit, on=on) for unit in party_units(units, on)}


def party_units(units: Collection[Unit], on: date) -> list[PartyUnit]:
    counted = [unit for unit in units if unit.kind in COUNTED]
    members: dict[int, list[Member]] = defaultdict(list)
    officers: dict[int, list[Holder]] = defaultdict(list)
    if counted:
        for member in members_below({unit.id: unit.path for unit in counted}, on):
            members[member.unit_id].append(member)
        for holder in holders(COMMITTEE_POSTS, [unit.id for unit in counted], on):
            if not holder.stands_in:
                officers[holder.unit_id].append(holder)
    covered = _covered([unit.id for unit in counted if unit.kind == "joint_branch"], on)
    elected = elections_on(units, on)
    return [
        _party_unit(unit, members[unit.id], officers[unit.id], covered[unit.id], elected[unit.id])
        for unit in units
    ]


def _covered(unit_ids: Collection[int], on: date) -> Counter[int]:
    """Over how many administration units each is."""
    if not unit_ids:
        return Counter()
    links = Link.objects.filter(holds_on(on), left__in=unit_ids, right__line="administration")
    return Counter(links.values_list("left_id", flat=True))


def _party_unit(
    unit: Unit, members: list[Member], officers: list[Holder], covered: int, elected: Elected
) -> PartyUnit:
    secretaries = {one.person_id for one in officers if one.post == SECRETARY}
    return PartyUnit(
        unit_id=unit.id,
        kind=unit.kind,
        full=sum(member.standing == "full" for member in members),
        probationary=sum(member.standing == "probationary" for member in members),
        secretaries=len(secretaries),
        officers=len({one.person_id for one in officers}),
        covered=covered,
        starts=unit.starts_date,
        elected=elected.last,
        elected_before=elected.before,
        secretary_since=tuple(
            one.since
            for one in members
            if one.person_id in secretaries and one.standing == "full" and one.since is not None
        ),
    )
