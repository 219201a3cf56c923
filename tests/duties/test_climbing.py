"""Overdue items climb to the post above, and show on its holder's list."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY
from tests.duties.world import deed, duty, follow, items, nobody
from tests.factories import appoint, make_person
from tests.world import Mine
from tongxin.duties.commands import escalate_overdue, meet_items, raise_duties
from tongxin.duties.queries import climbed_to, unit_climbed
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
    groups = climbed_to(viewer=act(mine.chief), at=NOW + 2 * DAY)
    assert [one.unit_id for one in groups] == [mine.team.id, mine.other_team.id]
    assert climbed_to(viewer=act(mine.secretary), at=NOW + 2 * DAY) == []


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
    assert len(climbed_to(viewer=act(mine.secretary), at=NOW)) == 2
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

    groups = climbed_to(viewer=act(mine.chief), at=NOW + 2 * DAY)
    assert [one.unit_id for one in groups] == [mine.other_team.id]


def test_what_climbed_is_told_once_a_unit_and_duty_the_longest_first(mine: Mine, act: Act) -> None:
    follow(mine.root, duty("daily", title="每日巡查", every="day", escalate=STEPS))
    follow(mine.root, duty("weekly", title="周学习", escalate=STEPS))
    for back in range(4):
        raise_duties(company_id=mine.company.id, day=TODAY - back * DAY, by=nobody(mine.root), at=NOW)
    meet_items(deed(mine.team, at=NOW - 3 * DAY), at=NOW)

    escalate_overdue(at=NOW + 2 * DAY)

    with CaptureQueriesContext(connection) as queries:
        groups = climbed_to(viewer=act(mine.secretary), at=NOW + 2 * DAY)
    assert len([one for one in queries if "duties_dutyitem" in one["sql"]]) == 1
    assert [(one.unit_name, one.title, one.word, one.days) for one in groups] == [
        ("采煤二班", "每日巡查", "2 次没做", 5),
        ("采煤一班", "每日巡查", "1 次没做", 4),
    ]
    [page] = unit_climbed(mine.team.id, "daily", viewer=act(mine.secretary), at=NOW + 2 * DAY).items
    assert page.line.due_date == TODAY - 2 * DAY


def test_another_holder_of_the_same_post_elsewhere_is_not_bothered(mine: Mine, act: Act) -> None:
    owe(mine)
    elsewhere = make_person(mine.company, mine.root)
    appoint(elsewhere, "section_chief", mine.root)

    escalate_overdue(at=NOW + 2 * DAY)

    assert climbed_to(viewer=act(elsewhere), at=NOW + 2 * DAY) == []


def test_what_nobody_above_can_take_climbs_to_nobody_and_is_told_all_the_same(mine: Mine) -> None:
    steps = [{"after_days": 1, "to": "union_chair"}]
    follow(mine.root, duty("daily", every="day", escalate=steps))
    raise_duties(company_id=mine.company.id, day=TODAY, by=nobody(mine.root), at=NOW)

    [fact] = escalate_overdue(at=NOW + 2 * DAY)

    assert fact.data == {"count": 2, "posts": {"union_chair": 2}}
    climbed = [(item.escalated_level, item.escalated_post, item.escalated_unit) for item in items()]
    assert climbed == [(1, "union_chair", None)] * 2
