"""Which units follow an adoption."""

from datetime import date

import pytest

from tests.clock import TODAY
from tests.factories import adopt, make_link, make_unit
from tests.world import Mine
from tongxin.adoption.models import Adoption
from tongxin.adoption.queries import coverage, in_force, in_force_at
from tongxin.adoption.queries.force import layout, reaches
from tongxin.orgs.models import Unit


def covered(adoption: Adoption) -> set[int]:
    among = in_force(company_id=adoption.unit.company_id, on=TODAY)
    one = next(one for one in among if one.adoption_id == adoption.id)
    return set(Unit.objects.filter(coverage(one, on=TODAY, among=among)).values_list("id", flat=True))


def ids(*units: Unit) -> set[int]:
    return {unit.id for unit in units}


def test_a_section_takes_its_teams_its_branch_and_the_groups_with_it(mine: Mine) -> None:
    [adoption] = adopt(mine.section, "base")

    assert covered(adoption) == ids(
        mine.section, mine.team, mine.other_team, mine.branch, mine.group, mine.union_group
    )


def test_a_branch_takes_its_groups_and_the_section_with_its_teams(mine: Mine) -> None:
    [adoption] = adopt(mine.branch, "base")

    assert covered(adoption) == ids(mine.branch, mine.group, mine.section, mine.team, mine.other_team)


def test_the_head_of_the_company_takes_everybody_of_it_alone(mine: Mine) -> None:
    other = make_unit(mine.company, "union", name="离退休工会")
    [adoption] = adopt(mine.root, "base")

    assert covered(adoption) == set(Unit.objects.filter(company=mine.company).values_list("id", flat=True))
    assert other.id in covered(adoption)


def test_a_link_that_has_ended_carries_nothing(mine: Mine) -> None:
    other = make_unit(mine.company, "branch", mine.committee, name="原党支部")
    make_link(other, mine.section, ends_date=date(2026, 11, 19))
    [adoption] = adopt(mine.section, "base")

    assert other.id not in covered(adoption)


def test_links_are_followed_once(mine: Mine) -> None:
    second = make_unit(mine.company, "section", mine.root, name="综采二区")
    make_link(mine.branch, second)
    [adoption] = adopt(mine.section, "base")

    assert second.id not in covered(adoption)


def test_the_nearer_adoption_of_the_same_pack_holds(mine: Mine) -> None:
    [wide] = adopt(mine.root, "base")
    [near] = adopt(mine.section, "base")

    assert not covered(wide) & covered(near)
    assert reaches(in_force(company_id=mine.company.id, on=TODAY), layout(mine.company.id, on=TODAY)) == {
        one.id: covered(one) for one in (wide, near)
    }
    assert mine.team.id in covered(near)
    assert mine.committee.id in covered(wide)
    assert [one.adoption_id for one in in_force_at(mine.team, on=TODAY)] == [near.id]


@pytest.mark.parametrize("at", ["root", "section", "team", "branch", "group", "union", "union_group"])
def test_what_a_unit_follows_agrees_with_whom_an_adoption_covers(mine: Mine, at: str) -> None:
    [wide] = adopt(mine.committee, "base")
    [adoption] = adopt(getattr(mine, at), "base")

    among = in_force(company_id=mine.company.id, on=TODAY)
    assert reaches(among, layout(mine.company.id, on=TODAY)) == {
        one.id: covered(one) for one in (wide, adoption)
    }
    for unit in Unit.objects.filter(company=mine.company):
        followed = {one.adoption_id for one in in_force_at(unit, on=TODAY)}
        assert followed == {one.id for one in (wide, adoption) if unit.id in covered(one)}, unit
