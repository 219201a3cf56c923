"""The secretary's board: from log-in to the reason why a team is red in three taps."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.clock import NOW, TODAY, moment
from tests.duties.world import deed, duty, nobody
from tests.duties.world import follow as adopt_duties
from tests.factories import appoint, make_link, make_person, make_shift, make_unit
from tests.world import Mine, make_mine
from tongxin.duties.commands import escalate_overdue, meet_items, raise_duties
from tongxin.orgs.models import Leave

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
PRE_SHIFT = {"every": "shift", "met_by": [{"record": "pre_shift"}], "minutes_after_start": 60}


@pytest.fixture
def busy_mine(transactional_db: None) -> Mine:
    """Three weeks of a section in which one team has gaps, another is now and then late."""
    mine = make_mine()
    names = ["检修班", "运输班", "准备班"]
    others = [make_unit(mine.company, "team", mine.section, name=name) for name in names]
    for team, name in zip(others, ("马超", "周涛", "曹兵"), strict=True):
        appoint(make_person(mine.company, team, name=name), "team_leader", team)
    group = make_unit(mine.company, "party_group", mine.branch, name="第二党小组")
    make_link(group, mine.other_team)
    adopt_duties(
        mine.root,
        duty("pre_shift", title="班前会", **PRE_SHIFT, escalate=[{"after_days": 1, "to": "branch_secretary"}]),
        duty("study", title="班组周学习", grace_days=1),
        duty("group_meeting", title="党小组会", every="month",
             owed_by={"post": "party_group_leader", "unit": "party_group"},
             met_by=[{"record": "group_meeting"}]),
        duty("section", title="区队安全会", owed_by={"post": "section_chief", "unit": "section"}),
    )  # fmt: skip
    teams = [mine.team, mine.other_team, *others]
    for back in range(21, -1, -1):
        day = TODAY - timedelta(days=back)
        for team in teams:
            start = moment(day.month, day.day, 8)
            if (team, day) != (mine.team, TODAY):
                make_shift(team, start, start + timedelta(hours=8))
        raise_duties(company_id=mine.company.id, day=day, by=nobody(mine.root), at=NOW)
    _work(mine, teams)
    Leave.objects.create(
        person=mine.other_leader,
        kind="training",
        starts_date=date(2026, 11, 16),
        ends_date=date(2026, 11, 18),
    )
    escalate_overdue(at=NOW)
    return mine


def _work(mine: Mine, teams: list) -> None:
    from tongxin.duties.models import DutyItem

    for item in DutyItem.objects.filter(due_at__lt=NOW).select_related("unit", "shift"):
        if item.unit_id == mine.other_team.id and item.due_date.day in (16, 18) and item.due_date.month == 11:
            continue
        if item.duty == "study" and item.unit_id == teams[2].id:
            continue
        kind = {"pre_shift": "pre_shift", "group_meeting": "group_meeting"}.get(item.duty, "team_meeting")
        late = timedelta(hours=3) if item.unit_id == teams[3].id and item.due_date.day == 17 else timedelta()
        heard = timedelta(days=2) if item.unit_id == teams[4].id and item.due_date.day == 12 else timedelta()
        held = item.due_at - timedelta(minutes=50) + late
        meet_items(
            deed(item.unit, kind=kind, at=held, shift=item.shift, heard=heard, late=bool(heard)), at=NOW
        )


@pytest.mark.row("BY-1", "DB-3")
def test_a_secretary_sees_which_team_is_late_and_why(
    busy_mine: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(busy_mine.secretary, "/board", 1440)

    expect(page.get_by_role("heading", level=1)).to_have_text("5 个班组，2 个需要您，1 个留意")
    first = page.locator("tr.tx-open")
    expect(first).to_contain_text("采煤二班")
    expect(page.locator("tr.tx-why")).to_contain_text("没有负责人：韩磊外出培训，没有指定代班人")
    look_at(page, "board")

    page.set_viewport_size({"width": 1440, "height": 1024})
    page.locator("tr.tx-why a", has_text="班前会").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("班前会")
    look_at(page, "duty-item-desk")


def test_the_board_on_a_phone_and_over_a_quarter(
    busy_mine: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    look_at(open_page(busy_mine.secretary, "/board", 390), "board")
    page = open_page(busy_mine.secretary, "/board", 1440)
    page.get_by_role("link", name="本季度").click()
    expect(page.get_by_role("link", name="本季度")).to_have_attribute("aria-current", "true")
    look_at(page, "board-quarter")


def test_an_empty_board_says_what_to_do(
    transactional_db: None, open_page: OpenPage, look_at: LookAt, live_server: LiveServer
) -> None:
    mine = make_mine()
    branch = make_unit(mine.company, "branch", mine.committee, name="机关党支部")
    secretary = make_person(mine.company, branch, name="林红", party="full")
    appoint(secretary, "branch_secretary", branch)

    page = open_page(secretary, "/board", 1440)

    expect(page.get_by_role("heading", level=1)).to_have_text("还没有下级单位")
    look_at(page, "board-empty")
