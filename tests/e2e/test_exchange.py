"""DB-4 in the demo's port rescue company: a team reports the week, the branch's leaders exchange from the reports."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.clock import moment
from tests.e2e.demo import Cast
from tests.e2e.story import Hand, worker_goes_round
from tongxin import clock
from tongxin.duties.models import DutyItem
from tongxin.orgs.models import Appointment, Person, Unit
from tongxin.records.models import Record, Task
from tongxin.reports.models import Report

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
Look = Callable[[Page, str], None]
MONDAY = moment(11, 23, 8, 20)
AFTERNOON = moment(12, 1, 15, 30)
BRANCH = "保障中心党支部"
NEXT_WEEK = "吊车年检，周三前备好资料；新到的照明车教会两个班"
PHONE, DESK = 390, 1440


def holder(post: str, unit: Unit) -> Person:
    return Appointment.objects.get(post=post, unit=unit, ends_date__isnull=post == "team_leader").person


def item_of(duty: str, unit: Unit, period: str) -> DutyItem:
    return DutyItem.objects.get(duty=duty, unit=unit, period=period)


@pytest.mark.row("DB-4")
def test_the_week_is_reported_and_the_month_exchanged_from_the_reports(
    demo: Cast, open_page: Open, look_at: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def set_clock(at: datetime) -> None:
        monkeypatch.setattr(clock, "read", lambda: at)
        worker_goes_round(at)

    branch = Unit.objects.get(name=BRANCH)
    team = Unit.objects.get(name="车辆班", parent__name="保障中心")
    set_clock(MONDAY)
    the_leader_reports_the_week(open_page, look_at, team)
    set_clock(AFTERNOON)
    record = the_secretary_holds_the_exchange(open_page, look_at, branch)
    the_record_counts_and_is_seen(open_page, look_at, branch, team, record)


def the_leader_reports_the_week(open_page: Open, look_at: Look, team: Unit) -> None:
    """It stands on the leader's Today; the facts are there, three lines are his own."""
    page = open_page(holder("team_leader", team), "/", PHONE)
    hand = Hand(page)
    owed = page.locator("main .tx-item", has_text="班组周汇报").first
    expect(owed).to_contain_text("今天")
    look_at(page, "db4-leader-today")
    page.set_viewport_size({"width": PHONE, "height": 844})
    hand.tap(owed)
    expect(page.get_by_role("link", name="去写报告")).to_be_visible()
    look_at(page, "db4-leader-owed")
    page.set_viewport_size({"width": PHONE, "height": 844})
    hand.link("去写报告")
    hand.button("起草2026年第47周")
    this_week = page.locator("section", has=page.get_by_role("heading", name="这周"))
    expect(this_week).to_contain_text("班组周学习")
    look_at(page, "db4-report")
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.get_by_label("两三件就够").fill(NEXT_WEEK)
    hand.button("写好了，归档")
    expect(page.get_by_text("已归档").first).to_be_visible()

    report = Report.objects.get(unit=team, kind="team_weekly", period="2026-W47")
    assert report.filed_by == holder("team_leader", team)
    assert item_of("team_weekly_report_weekly", team, "2026-W47").met_at == MONDAY


def the_secretary_holds_the_exchange(open_page: Open, look_at: Look, branch: Unit) -> Record:
    """On the phone, from the secretary's Today to the closed record; the teams' reports lie before them."""
    page = open_page(holder("branch_secretary", branch), "/", PHONE)
    hand = Hand(page)
    owed = page.locator("main .tx-item", has_text="班组长交流会每月一次").first
    expect(owed).to_contain_text("12月")
    look_at(page, "db4-secretary-today")
    page.set_viewport_size({"width": PHONE, "height": 844})
    hand.tap(owed)
    hand.link("去办，记台账")
    hand.button("列名单，开始记")
    reports = page.locator("section", has=page.get_by_role("heading", name="4 个班组近一个月的汇报"))
    expect(reports).to_contain_text(f"下周：{NEXT_WEEK}")
    look_at(page, "db4-exchange")
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.get_by_label("哪些做法值得学").fill(
        "车辆班：交班前两个人一起试灯试水\n装备班：坏件当天挂牌，第二天有人领"
    )
    page.get_by_label("谁说了什么，怎么定的").fill("四个班的班长都说了本月的周汇报，定了照明车由车辆班来教。")
    page.get_by_label("办什么").first.fill("照明车操作教会调度一班")
    page.get_by_label("谁办").first.fill(holder("team_leader", Unit.objects.get(name="车辆班")).name)
    page.get_by_label("哪天办完").first.fill("2026-12-11")
    hand.button("记完了")
    expect(page.get_by_text("记完了。定的事已经转成任务")).to_be_visible()
    look_at(page, "db4-closed")
    return Record.objects.get(unit=branch, kind="team_leaders_exchange", held_at=AFTERNOON)


def the_record_counts_and_is_seen(
    open_page: Open, look_at: Look, branch: Unit, team: Unit, record: Record
) -> None:
    """The duty is met; the secretary sees where it counted, the team's leader reads it and has the task."""
    item = item_of("team_leaders_exchange_monthly", branch, "2026-M12")
    assert (item.met_at, item.met_by) == (AFTERNOON, record.chair)
    assert (record.state, record.expected_count, record.present_count) == ("closed", 5, 5)
    assert Task.objects.get(record=record).owner == holder("team_leader", team)

    page = open_page(record.chair, "/", DESK)
    expect(page.locator("main")).not_to_contain_text("班组长交流会每月一次")
    page = open_page(record.chair, f"/records/{record.id}", DESK)
    expect(page.locator("main")).to_contain_text("班组长交流会每月一次")
    look_at(page, "db4-seen")
    page = open_page(holder("team_leader", team), f"/records/{record.id}", PHONE)
    expect(page.locator("main")).to_contain_text("车辆班：交班前两个人一起试灯试水")
    page = open_page(holder("team_leader", team), "/tasks", PHONE)
    expect(page.locator("main")).to_contain_text("照明车操作教会调度一班")
