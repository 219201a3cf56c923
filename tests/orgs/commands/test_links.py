"""Groups and teams belong together for a time."""

from datetime import date, timedelta

import pytest

from tests.clock import NOW, TODAY
from tests.factories import make_unit
from tests.orgs.world import acting
from tests.world import Mine, make_mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs import commands
from tongxin.orgs.models import Link
from tongxin.orgs.queries import linked_units


@pytest.mark.row("SZ-1")
def test_a_group_and_a_team_are_linked_whichever_is_named_first(mine: Mine, office: Actor) -> None:
    linked = commands.link_units(mine.other_team.id, mine.group.id, by=office, at=NOW)

    link = Link.objects.get(id=linked.link_id)
    assert (link.left_id, link.right_id, link.starts_date) == (mine.group.id, mine.other_team.id, TODAY)
    assert (linked.fact.kind, linked.fact.unit_id) == ("units.linked", mine.group.id)
    assert linked_units(mine.other_team.id, TODAY) == [mine.group]
    assert linked_units(mine.other_team.id, TODAY - timedelta(days=1)) == []


def test_a_party_group_is_the_left_of_a_union_group(mine: Mine, office: Actor) -> None:
    linked = commands.link_units(mine.union_group.id, mine.group.id, by=office, at=NOW)

    assert Link.objects.get(id=linked.link_id).left_id == mine.group.id


def test_units_that_do_not_go_together_are_refused(mine: Mine, office: Actor) -> None:
    with pytest.raises(Invalid, match="不能挂钩"):
        commands.link_units(mine.committee.id, mine.team.id, by=office, at=NOW)
    with pytest.raises(Invalid, match="已经挂钩"):
        commands.link_units(mine.group.id, mine.team.id, by=office, at=NOW)
    assert not Fact.objects.exists()


def test_nobody_widens_the_own_reach_by_a_link(mine: Mine) -> None:
    """A secretary's rights follow the links of the branch, so a link needs both sides."""
    other = make_unit(mine.company, "section", mine.root, name="掘进区")

    with pytest.raises(NotAllowed):
        commands.link_units(mine.branch.id, other.id, by=acting(mine.secretary), at=NOW)


def test_a_link_ends_and_may_begin_again(mine: Mine, office: Actor) -> None:
    link = Link.objects.get(left=mine.group, right=mine.team)

    commands.unlink_units(link.id, by=office, at=NOW, on=date(2026, 10, 31))
    with pytest.raises(Refused, match="已经结束"):
        commands.unlink_units(link.id, by=office, at=NOW)
    with pytest.raises(Invalid, match="太早"):
        commands.link_units(mine.group.id, mine.team.id, by=office, at=NOW, on=date(2026, 10, 31))
    commands.link_units(mine.group.id, mine.team.id, by=office, at=NOW, on=date(2026, 11, 1))

    assert Link.objects.filter(left=mine.group, right=mine.team).count() == 2


def test_a_link_made_by_mistake_today_goes_away(mine: Mine, office: Actor) -> None:
    linked = commands.link_units(mine.group.id, mine.other_team.id, by=office, at=NOW)

    commands.unlink_units(linked.link_id, by=office, at=NOW, on=TODAY - timedelta(days=1))

    assert not Link.objects.filter(id=linked.link_id).exists()
    assert [fact.kind for fact in Fact.objects.order_by("id")] == ["units.linked", "units.unlinked"]


def test_a_link_that_is_not_there_or_not_of_this_company_is_not_ended(mine: Mine, office: Actor) -> None:
    theirs = Link.objects.get(left=make_mine("别家煤业").group)

    for link_id in (theirs.id, 999_999):
        with pytest.raises(NotFound, match="没有找到这条挂钩关系"):
            commands.unlink_units(link_id, by=office, at=NOW)

    theirs.refresh_from_db()
    assert (theirs.ends_date, Fact.objects.count()) == (None, 0)
