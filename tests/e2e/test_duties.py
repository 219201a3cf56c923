"""One's own duties on the phone, a unit's in the office, an item with its waiver, the feed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW, TODAY, moment
from tests.duties.world import deed, duty, follow, nobody
from tests.world import Mine, make_mine
from tongxin.duties.commands import meet_items, raise_duties
from tongxin.duties.models import DutyItem

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
INSTRUCTOR = {"post": "political_instructor", "unit": "team"}


@pytest.fixture
def owing(transactional_db: None) -> Mine:
    mine = make_mine()
    follow(
        mine.root,
        duty("daily", title="日跟班：参加班前会", owed_by=INSTRUCTOR, every="shift", minutes=6,
             met_by=[{"record": "pre_shift", "owner": "present"}]),
        duty("morning", title="参加区队早会", owed_by=INSTRUCTOR, every="week", times=3, minutes=30,
             met_by=[{"record": "section_morning", "where": "above", "owner": "present"}]),
        duty("talk", title="和薄弱人员谈一次", owed_by=INSTRUCTOR, every="day", minutes=10,
             met_by=[{"record": "talk"}]),
        duty("report", title="小政委月汇报", owed_by=INSTRUCTOR, every="month", minutes=20, due_after_days=3,
             met_by=[{"report": "instructor_monthly"}]),
        duty("group", title="党小组会", owed_by={"post": "party_group_leader", "unit": "party_group"},
             every="month", minutes=60, met_by=[{"record": "group_meeting"}]),
    )  # fmt: skip
    for back in range(19, -1, -1):
        day = TODAY - timedelta(days=back)
        raise_duties(company_id=mine.company.id, day=day, by=nobody(mine.root), at=NOW)
    for number, item in enumerate(DutyItem.objects.filter(duty="talk", due_at__lt=NOW).order_by("due_at")):
        if item.due_date != date(2026, 11, 19):
            heard = timedelta(days=number % 5 == 0)
            meet_items(deed(item.unit, kind="talk", at=item.due_at - timedelta(hours=8),
                            chair=mine.instructor, heard=heard, late=bool(heard)), at=NOW)  # fmt: skip
    for day in (16, 18):
        held = deed(mine.section, kind="section_morning", at=moment(11, day, 6, 40), chair=mine.chief,
                    present=[mine.instructor])  # fmt: skip
        meet_items(held, at=NOW)
    return mine


@pytest.mark.row("BY-1")
def test_an_instructor_sees_what_is_to_be_done_now(owing: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(owing.instructor, "/duties", 390)

    now = page.get_by_role("region", name="现在要办")
    expect(now.get_by_role("listitem").first).to_contain_text("09:00 前")
    expect(page.get_by_role("region", name="往后要办")).to_contain_text("2/3 次")
    expect(page.get_by_role("region", name="过了期限没办的")).to_contain_text("超期 1 天")
    look_at(page, "duties")

    page.set_viewport_size({"width": 390, "height": 844})
    now.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("日跟班")
    look_at(page, "duty-item")


def test_a_worker_without_duties_is_told_so(owing: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(owing.worker, "/duties", 390)
    expect(page.get_by_text("都办完了")).to_be_visible()
    look_at(page, "duties-empty")


def test_a_secretary_waives_with_a_reason(owing: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(owing.secretary, f"/duties/unit/{owing.team.id}", 1440)
    look_at(page, "duty-unit")
    page.set_viewport_size({"width": 1440, "height": 1024})
    page.get_by_role("link", name="没办").click()
    page.get_by_role("link", name="和薄弱人员谈一次").first.click()
    page.get_by_label("为什么免除").fill("停产检修，全班没有上班")
    page.get_by_role("button", name="免除这一次").click()

    expect(page.get_by_text("已免除，原因留在这一页上")).to_be_visible()
    expect(page.get_by_text("停产检修，全班没有上班（周志远，2026-11-20）")).to_be_visible()
    look_at(page, "duty-waived")

    page.set_viewport_size({"width": 1440, "height": 1024})
    page.goto(page.url.rsplit("/", 1)[0])
    look_at(page, "duties-desk")


def test_the_feed_s_address_is_shown_once(owing: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(owing.instructor, "/duties/feed", 390)
    page.get_by_role("button", name="做一个地址").click()

    address = page.get_by_label("日历地址").input_value()
    look_at(page, "duty-feed")
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "参加区队早会" in answer.text()
    page.goto(page.url)
    expect(page.get_by_label("日历地址")).to_have_count(0)
