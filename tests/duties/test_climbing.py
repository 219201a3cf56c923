"""Overdue items climb to the post above, and show on its holder's list."""

from collections.abc import Callable
from datetime import timedelta

from tests.clock import NOW, TODAY
from tests.duties.world import deed, duty, follow, items, nobody
from tests.factories import appoint, make_person
from tests.world import Mine
from tongxin.duties.commands import escalate_overdue, meet_items, raise_duties
from tongxin.duties.queries import escalated_to
from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY

Act = Callable[..., Actor]
STEPS = [{"after_days": 1, "to": "section_chief"}, {"after_days": 3, "to": "branch_secretary"}]


def owe(mine: Mine) -> None:
    follow(mine.root, duty("daily", every="day", escalate=STEPS))
    raise_duties(company_id=mine.company.id, day=TODAY, by=nobody(mine.root), at=NOW)


def test_an_item_climbs_to_the_nearest_unit_with_the_post(mine: Mine, act: Act) -> None:
    owe(mine)
    assert escalate_overdue(at=NOW + DAY) == []

    [fact] = escalate_overdue(at=NOW + 2 * DAY)

    assert (fact.kind, fact.data) == ("duty.escalated", {"count": 2, "posts": {"section_chief": 2}})
    [item] = items(mine.team)
    assert (item.escalated_level, item.escalated_post, item.escalated_unit) == (
        1,
        "section_chief",
        mine.section,
    )
    lines = escalated_to(viewer=act(mine.chief), at=NOW + 2 * DAY)
    assert [line.unit_id for line in lines] == [mine.team.id, mine.other_team.id]
    assert escalated_to(viewer=act(mine.secretary), at=NOW + 2 * DAY) == []


def test_it_climbs_on_across_a_link_and_a_lost_timer_heals(mine: Mine, act: Act) -> None:
    owe(mine)

    escalate_overdue(at=NOW + 30 * DAY)

    [item] = items(mine.team)
    assert (item.escalated_level, item.escalated_post, item.escalated_unit) == (
        2,
        "branch_secretary",
        mine.branch,
    )
    assert item.escalate_at is None
    assert len(escalated_to(viewer=act(mine.secretary), at=NOW)) == 2
    assert escalate_overdue(at=NOW + 60 * DAY) == []


def test_what_is_met_or_not_due_stays_where_it_is(mine: Mine, act: Act) -> None:
    owe(mine)
    meet_items(deed(mine.team), at=NOW)

    escalate_overdue(at=NOW + 2 * DAY)

    assert [item.escalated_level for item in items()] == [0, 1]


def test_a_met_item_leaves_the_list_of_those_it_climbed_to(mine: Mine, act: Act) -> None:
    owe(mine)
    escalate_overdue(at=NOW + 2 * DAY)

    meet_items(deed(mine.team, at=NOW, heard=timedelta(days=2)), at=NOW)

    lines = escalated_to(viewer=act(mine.chief), at=NOW + 2 * DAY)
    assert [line.unit_id for line in lines] == [mine.other_team.id]


def test_another_holder_of_the_same_post_elsewhere_is_not_bothered(mine: Mine, act: Act) -> None:
    owe(mine)
    elsewhere = make_person(mine.company, mine.root)
    appoint(elsewhere, "section_chief", mine.root)

    escalate_overdue(at=NOW + 2 * DAY)

    assert escalated_to(viewer=act(elsewhere), at=NOW + 2 * DAY) == []
