"""Who sees which items, what is theirs, and why a unit stands as it does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY, moment
from tests.duties.world import deed, duty, follow, items, nobody
from tests.factories import appoint, make_account, make_person, make_shift, make_unit
from tests.world import Mine, make_mine
from tongxin.duties.commands import make_feed, meet_items, raise_duties, stop_feed, waive_item
from tongxin.duties.models import DutyItem
from tongxin.duties.queries import (
    feed_items,
    items_met_by,
    items_seen_by,
    my_done,
    my_items,
    person_of_feed,
    unit_items,
    view_board,
    view_feed,
    view_item,
)
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Leave

Act = Callable[..., Actor]
INSTRUCTOR = {"post": "political_instructor", "unit": "team"}
SPAN = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}


def owe(mine: Mine, *duties: dict[str, object], back: int = 0) -> None:
    follow(mine.root, *duties)
    for offset in range(back + 1):
        raise_duties(company_id=mine.company.id, day=TODAY - offset * DAY, by=nobody(mine.root), at=NOW)


def test_one_sees_one_s_own_and_what_one_s_posts_reach(mine: Mine, act: Act) -> None:
    other = make_mine("黑石煤业")
    owe(mine, duty("study"), duty("daily", owed_by=INSTRUCTOR, every="day"))
    owe(other, duty("study"))

    def seen(actor: Actor) -> list[tuple[int, str]]:
        return sorted(items_seen_by(actor).values_list("unit_id", "duty"))

    team = [(mine.team.id, "daily"), (mine.team.id, "study")]
    others = [(mine.other_team.id, "daily"), (mine.other_team.id, "study")]
    assert seen(act(mine.secretary)) == sorted(team + others)
    assert seen(act(mine.leader)) == team
    assert seen(act(mine.worker)) == []
    assert seen(NOBODY) == []


def test_my_items_are_those_of_my_posts(mine: Mine, act: Act) -> None:
    owe(
        mine,
        duty("study"),
        duty("daily", owed_by=INSTRUCTOR, every="day"),
        duty("month", every="month"),
        back=9,
    )
    appoint(mine.worker, "team_leader", mine.team, starts_date=TODAY, stands_in_for=None)

    assert [line.duty for line in my_items(viewer=act(mine.leader), at=NOW)] == ["study", "study", "month"]
    assert [line.duty for line in my_items(viewer=act(mine.worker), at=NOW)] == ["study", "study", "month"]
    daily = my_items(viewer=act(mine.instructor), at=NOW)
    assert [line.due_date for line in daily] == [date(2026, 11, day) for day in range(13, 21)]
    assert my_items(viewer=NOBODY, at=NOW) == []
    assert my_done(viewer=NOBODY, at=NOW, since=TODAY) == []


def test_what_is_done_today_comes_after_what_is_not(mine: Mine, act: Act) -> None:
    owe(mine, duty("early", every="day"), duty("study", met_by=[{"record": "other"}]))
    meet_items(deed(mine.team), at=NOW)

    lines = my_items(viewer=act(mine.leader), at=NOW)

    assert [(line.duty, line.standing, line.word) for line in lines] == [
        ("study", "open", "11-22 前"), ("early", "done", "已办"),
    ]  # fmt: skip
    assert [line.duty for line in my_done(viewer=act(mine.leader), at=NOW, since=TODAY)] == ["early"]


def test_what_a_record_counted_for_shows_no_more_than_the_viewer_may_see(mine: Mine, act: Act) -> None:
    owe(mine, duty("study"), duty("visit", owed_by={"post": "section_chief", "unit": "section"},
                                  met_by=[{"record": "team_meeting", "where": "below"}]))  # fmt: skip
    held = deed(mine.team)
    meet_items(held, at=NOW)

    def met(actor: Actor) -> list[str]:
        return [line.duty for line in items_met_by(held.id, viewer=actor, at=NOW)]

    assert met(act(mine.secretary)) == ["visit", "study"]
    assert met(act(mine.leader)) == ["study"]
    assert met(act(mine.other_leader)) == []


@pytest.mark.parametrize(
    ("leave", "substitute", "expected"),
    [
        ("", False, "没有记录。小政委 王建国"),
        ("training", False, "没有记录。没有负责人：王建国外出培训，没有指定代班人"),
        ("sick", False, "没有记录。没有负责人：王建国请假，没有指定代班人"),
        ("training", True, "没有记录。小政委 张伟"),
    ],
)
def test_the_reason_says_who_owed_it_on_that_day(
    mine: Mine, act: Act, leave: str, substitute: bool, expected: str
) -> None:
    owe(mine, duty("daily", owed_by=INSTRUCTOR, every="day"), back=2)
    day = TODAY - 2 * DAY
    if leave:
        Leave.objects.create(person=mine.instructor, kind=leave, starts_date=day, ends_date=day)
    if substitute:
        appoint(mine.worker, "political_instructor", mine.team, starts_date=day, ends_date=day)
    appoint(mine.worker, "political_instructor", mine.team, starts_date=TODAY)

    item = items(mine.team)[0]
    view = view_item(item.id, viewer=act(mine.secretary), at=NOW)

    assert view.reason.short == expected
    assert view.may_waive
    nobody_there = view_item(items(mine.other_team)[0].id, viewer=act(mine.secretary), at=NOW)
    assert nobody_there.reason.who == "没有负责人：没有人担任小政委"
    assert nobody_there.reason.nobody


def test_an_item_says_which_records_count_for_it_and_what_was_written_late(mine: Mine, act: Act) -> None:
    owe(mine, duty("study", times=2))
    at = moment(11, 17, 9)
    meet_items(deed(mine.team, at=at, chair=mine.leader, heard=timedelta(days=2), late=True), at=NOW)
    meet_items(deed(mine.team, at=moment(11, 18, 9), heard=timedelta(days=1)), at=NOW)
    meet_items(deed(mine.team, at=moment(11, 19, 9)), at=NOW)

    view = view_item(items(mine.team)[0].id, viewer=act(mine.leader), at=NOW)

    assert [(one.person_name, one.late, one.word) for one in view.counting] == [
        ("赵建军", True, "补记，迟 2 天"), ("", False, "按时记的"), ("", False, "当天记的"),
    ]  # fmt: skip
    assert view.mine
    assert not view.may_waive
    with pytest.raises(NotFound):
        view_item(items(mine.team)[0].id, viewer=act(mine.other_leader), at=NOW)


@pytest.mark.parametrize(
    ("held", "heard", "late", "word", "tone", "why"),
    [
        (17, 17, False, "已办", "ok", ""),
        (17, 19, False, "已办", "ok", "11-17 办，11-19 写"),
        (17, 20, True, "补记，迟 3 天", "note", "应 11-17，11-17 办，11-20 写"),
        (18, 18, False, "补办，迟 1 天", "note", "应 11-17，11-18 办"),
    ],
)
def test_an_item_says_whether_it_was_done_or_only_written_late(
    mine: Mine, act: Act, held: int, heard: int, late: bool, word: str, tone: str, why: str
) -> None:
    owe(mine, duty("daily", every="day", grace_days=1), back=3)
    items_of = DutyItem.objects.filter(unit=mine.team, due_date__gt=date(2026, 11, 17))
    items_of.delete()
    at = moment(11, held, 9)
    meet_items(deed(mine.team, at=at, heard=timedelta(days=heard - held), late=late), at=NOW)

    [found] = unit_items(mine.team.id, viewer=act(mine.secretary), at=NOW, **SPAN).items

    assert (found.line.word, found.line.tone, found.reason.what) == (word, tone, why)
    board = view_board(viewer=act(mine.secretary), at=NOW)
    shown = [one.line.id for one in board.late if one.line.unit_id == mine.team.id]
    assert shown == ([found.line.id] if tone == "note" else [])


def test_a_branch_hears_that_not_all_groups_have_met(mine: Mine, act: Act) -> None:
    each = {"record": "life", "where": "below", "from_each": "party_group"}
    owed_by = {"post": "branch_secretary", "unit": "branch"}
    owe(mine, duty("life", owed_by=owed_by, every="day", met_by=[{"record": "life"}, each]), back=1)

    [_, found] = unit_items(mine.branch.id, viewer=act(mine.secretary), at=NOW, **SPAN).items

    assert found.reason.what == "没有记录，下面的党小组也没有都开"


def test_a_due_day_counted_in_unknown_working_days_says_so(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="workday"))
    DutyItem.objects.update(provisional=True)

    assert [line.word for line in my_items(viewer=act(mine.leader), at=NOW)] == ["今天（暂算）"]


def test_a_unit_s_items_are_paged_by_key(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="day", owed_by=INSTRUCTOR), duty("morning", every="day"),
        duty("evening", every="day"), back=19)  # fmt: skip
    viewer = act(mine.secretary)

    first = unit_items(mine.team.id, viewer=viewer, at=NOW, **SPAN)
    second = unit_items(mine.team.id, viewer=viewer, at=NOW, after=first.next_key, **SPAN)

    shown = [one.line.id for one in (*first.items, *second.items)]
    assert (len(first.items), len(second.items), second.next_key) == (40, 20, "")
    assert len(set(shown)) == 60
    assert unit_items(mine.team.id, viewer=viewer, at=NOW, after="2026-99-99T_x", **SPAN).items == first.items
    with pytest.raises(NotFound):
        unit_items(mine.team.id, viewer=act(mine.worker), at=NOW, **SPAN)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [("missed", 1), ("open", 1), ("done", 1), ("done_late", 1), ("waived", 1), ("", 5)],
)
def test_a_unit_s_items_of_one_standing(mine: Mine, act: Act, standing: str, expected: int) -> None:
    owe(mine, duty("daily", every="day", grace_days=1), back=4)
    meet_items(deed(mine.team, at=moment(11, 16, 9)), at=NOW)
    late = deed(mine.team, at=moment(11, 18, 9))
    meet_items(late, at=NOW)  # counts for the 17th, in its day of grace
    waived = DutyItem.objects.get(unit=mine.team, due_date=date(2026, 11, 18))
    waive_item(waived.id, "停产检修，全班没有上班", by=act(mine.secretary), at=NOW)

    found = unit_items(mine.team.id, viewer=act(mine.secretary), at=NOW, standing=standing, **SPAN)

    assert len(found.items) == expected


def test_the_board_puts_the_unit_that_needs_somebody_first(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", title="班前会", every="day"), back=3)
    for day in (17, 18, 19):
        meet_items(deed(mine.team, at=moment(11, day, 9)), at=NOW)

    board = view_board(viewer=act(mine.secretary), at=NOW)

    assert [(row.name, row.need, row.why) for row in board.rows] == [
        ("采煤二班", "bad", "3 次“班前会”没办"), ("采煤一班", "ok", "没有超期"),
    ]  # fmt: skip
    assert [(row.count.met, row.count.owed) for row in board.rows] == [(0, 3), (3, 3)]
    assert [row.name for row in board.own] == ["综采一区", "综采一区党支部"]
    assert (board.total.owed, board.total.met) == (6, 3)
    assert [item.line.late_days for item in board.late] == [3, 2, 1]


def test_above_the_teams_the_board_says_where_below_things_are_late(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", title="班前会", every="day"), back=3)
    for day in (17, 18, 19):
        meet_items(deed(mine.team, at=moment(11, day, 9)), at=NOW)
    meet_items(deed(mine.other_team, at=moment(11, 19, 9)), at=NOW)
    head = make_person(mine.company, mine.root)
    appoint(head, "mine_leader", mine.root)
    viewer = act(head)

    with CaptureQueriesContext(connection) as queries:
        board = view_board(viewer=viewer, at=NOW, span="quarter")

    assert [row.name for row in board.rows] == ["综采一区"]
    assert board.late == ()
    assert [(one.name, one.parent_name, one.word, one.opens) for one in board.late_below] == [
        ("采煤二班", "综采一区", "2 项没办", "items")
    ]
    assert len(queries) <= 8
    assert view_board(viewer=viewer, at=NOW, brief=True).late_below == ()
    assert view_board(viewer=act(mine.secretary), at=NOW).late_below == ()


def test_the_board_opens_only_what_the_viewer_s_posts_reach(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="day"), back=3)
    viewer = act(mine.secretary)

    branch = view_board(viewer=viewer, at=NOW, unit_id=mine.branch.id, span="quarter")
    assert [row.name for row in branch.rows] == ["采煤一班", "采煤二班"]
    assert branch.others == ()  # the party group owes nothing
    for unit in (mine.root, mine.committee):
        with pytest.raises(NotFound):
            view_board(viewer=viewer, at=NOW, unit_id=unit.id)


def test_the_board_asks_as_often_for_three_teams_as_for_thirty(mine: Mine, act: Act) -> None:
    owe(mine, duty("daily", every="day"), back=3)
    viewer = act(mine.secretary)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            view_board(viewer=viewer, at=NOW)
        return len(queries)

    few = asked()
    for _ in range(30):
        team = make_unit(mine.company, "team", mine.section)
        appoint(make_person(mine.company, team), "team_leader", team)
        make_shift(team, moment(11, 20, 8), moment(11, 20, 16))
    raise_duties(company_id=mine.company.id, day=TODAY - DAY, by=nobody(mine.root), at=NOW)

    assert asked() == few <= 7


def test_a_feed_opens_with_its_secret_alone_and_holds_one_s_own(mine: Mine, act: Act) -> None:
    owe(mine, duty("study"), duty("daily", owed_by=INSTRUCTOR, every="day"))
    make_account(mine.leader)
    made = make_feed(by=act(mine.leader), at=NOW)

    assert person_of_feed(made.secret) == mine.leader.id
    assert [line.duty for line in feed_items(viewer=act(mine.leader), at=NOW)] == ["study"]
    assert view_feed(viewer=act(mine.leader)).since == NOW
    renewed = make_feed(by=act(mine.leader), at=NOW)
    assert person_of_feed(made.secret) is None
    stop_feed(by=act(mine.leader), at=NOW)
    assert person_of_feed(renewed.secret) is None
    with pytest.raises(Refused, match="本来就没有开着"):
        stop_feed(by=act(mine.leader), at=NOW)
    with pytest.raises(NotAllowed):
        make_feed(by=NOBODY, at=NOW)
    assert feed_items(viewer=NOBODY, at=NOW) == []
