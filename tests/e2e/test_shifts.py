"""Shifts in a real browser: a team's month on the phone, planning at the desk."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW, TODAY
from tests.factories import appoint, follow, make_person
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Leave, Rotation, Shift
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.systems import SYSTEMS

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
SYSTEM = Actor(person_id=None, name="系统", company_id=None)


@pytest.fixture
def planned(mine: Mine) -> Mine:
    """The first team works 四班三倒; November is raised, one shift is cancelled, one worker is away."""
    system = SYSTEMS["four_three_8"]
    rotation = Rotation.objects.create(
        company=mine.company, key=system.key, name=system.name, shifts=system.shifts, cycle=system.cycle
    )
    Shift.objects.all().delete()
    follow(mine.team, rotation, anchor_date=date(2026, 11, 2))
    commands.raise_shifts(mine.company.id, date(2026, 10, 26), date(2026, 12, 6), SYSTEM, NOW)
    Shift.objects.filter(team=mine.team, day=date(2026, 11, 26)).update(
        cancelled=True, cancelled_reason="repair"
    )
    Leave.objects.create(person=mine.worker, kind="annual", starts_date=TODAY, ends_date=date(2026, 11, 24))
    return mine


def test_the_leader_sees_the_month_cancels_a_shift_and_brings_it_back(
    planned: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(planned.leader, "/shifts")
    expect(page).to_have_url(f"{page.url.split('/shifts')[0]}/shifts/team/{planned.team.id}")
    look_at(page, "shifts-month")
    page.set_viewport_size({"width": 390, "height": 844})

    page.get_by_role("link", name="取消几个班").click()
    expect(page).to_have_title("取消哪几个班 · 同心")
    look_at(page, "shifts-cancel")
    page.get_by_label("从哪天").fill("2026-11-27")
    page.get_by_label("到哪天").fill("2026-11-27")
    page.get_by_label("为什么").select_option("stop")
    page.get_by_role("button", name="取消这些班").click()
    expect(page.get_by_text("取消了 1 个班", exact=True)).to_be_visible()
    page.get_by_role("button", name="恢复").last.click()

    expect(page.get_by_text("这个班恢复了")).to_be_visible()


def test_the_instructor_enters_leave_and_ends_it(planned: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(planned.instructor, f"/shifts/team/{planned.team.id}/leave")
    page.get_by_label("谁请假").select_option(label="张伟")
    page.get_by_label("什么假").select_option("sick")
    page.get_by_role("button", name="记下请假").click()
    expect(page.get_by_role("alert")).to_contain_text("已经请过假")
    look_at(page, "shifts-leave-refused")

    page.get_by_label("谁请假").select_option(label="李明")
    page.get_by_role("button", name="记下请假").click()
    expect(page.get_by_text("李明请假记下了")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    look_at(page, "shifts-leave")


def test_the_section_chief_gives_two_teams_a_rotation_after_looking_at_it(
    planned: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(planned.chief, "/shifts", 1440)
    look_at(page, "shifts-overview")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_label("选采煤一班").check()
    page.get_by_label("选采煤二班").check()
    page.get_by_role("button", name="给它们排班").click()
    page.get_by_label("哪种倒班").select_option(label="四班两倒（白夜休休）")
    page.get_by_label("后一个班组比前一个晚几天").fill("2")
    page.get_by_role("button", name="先看四周").click()
    expect(page.get_by_role("heading", name="这样排，往后四周是这样")).to_be_visible()
    look_at(page, "shifts-assign")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_role("button", name="就这样排").click()

    expect(page.get_by_text("2 个班组从 2026-11-21 起按新的倒班排好了")).to_be_visible()
    assert Shift.objects.filter(team=planned.other_team, cancelled=False).exists()
    page.goto(page.url.split("/shifts")[0] + f"/shifts/team/{planned.other_team.id}")
    look_at(page, "shifts-month-desk")


def test_a_rotation_of_ones_own_is_looked_at_and_made(
    planned: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(planned.chief, "/shifts/rotations/new", 1440)
    page.get_by_label("这种倒班叫什么").fill("综采两采一准")
    page.get_by_label("一个周期怎么排").fill("早早早早早早休夜夜")
    page.get_by_role("button", name="先看四周").click()
    expect(page.get_by_role("heading", name="这样排，往后四周是这样")).to_be_visible()
    look_at(page, "shifts-rotation")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_role("button", name="建好这种倒班").click()

    expect(page.get_by_text("“综采两采一准”建好了")).to_be_visible()


def test_a_team_without_a_rotation_says_what_to_do(
    planned: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(planned.other_leader, f"/shifts/team/{planned.other_team.id}")

    expect(page.get_by_text("给班组选一种倒班，班就会自动排出来。")).to_be_visible()
    look_at(page, "shifts-month-empty")


def test_the_year_is_shown_and_a_later_notice_entered(
    planned: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    clerk = make_person(planned.company, planned.committee, name="刘敏")
    appoint(clerk, "party_office", planned.committee)
    page = open_page(clerk, "/shifts/calendar?year=2026", 1440)
    expect(page.get_by_role("heading", level=1)).to_have_text("2026 年有 248 个工作日")
    look_at(page, "shifts-year")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_role("link", name="2027 年").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2027 年暂算 254 个工作日")
    look_at(page, "shifts-year-provisional")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_role("link", name="录入 2027 年通知").click()
    expect(page).to_have_title("录入 2027 年放假通知 · 同心")
    look_at(page, "shifts-notice")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_label("通知的名称和文号").fill("国务院办公厅关于2027年部分节假日安排的通知")
    page.get_by_role("group", name="春节").get_by_label("到").fill("2027-02-11")
    page.get_by_role("group", name="春节").get_by_label("调休").fill("1-31、2月20日")
    page.get_by_role("button", name="按这份通知算").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2027 年有 253 个工作日")
