"""Cases in the browser, on pages that are made from the pack alone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.cases.kinds import follow
from tests.clock import NOW
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.orgs.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
SAID = (
    ("38 号支架立柱往外渗液，地上一摊", "2305 上端头", 30),
    ("皮带机头护栏缺一段", "皮带机头", 5),
    ("运输巷照明坏两盏", "运输巷", 3),
    ("更衣室热水不够", "更衣室", 1),
)


def by(person: Person) -> object:
    return actor_of(person.id, at=NOW)


@pytest.fixture
def told(transactional_db: None) -> Mine:
    mine = make_mine()
    follow(mine.root)
    cases = []
    for what, place, hours in SAID:
        opening = Opening("fault", mine.team.id, {"what": what, "place": place})
        at = NOW - timedelta(hours=hours)
        cases.append(open_case(opening, by=actor_of(mine.worker.id, at=at), at=at).case_id)
    chief = actor_of(mine.chief.id, at=NOW)
    given = {"fixer": [mine.leader.id], "fix_by": "2026-11-18"}
    move_case(
        cases[1], Making("assign", {**given, "fix_by": "2026-11-20"}), by=chief, at=NOW - timedelta(hours=4)
    )
    move_case(cases[2], Making("refuse", {"answer": "昨天已经换了新灯"}), by=chief, at=NOW)
    return mine


@WIDTHS
def test_a_worker_reports_in_few_taps(told: Mine, open_page: OpenPage, look_at: LookAt, width: int) -> None:
    page = open_page(told.worker, "/", width)
    look_at(page, "home-worker")
    page.goto(page.url.rstrip("/") + "/cases/new")
    look_at(page, "choose")
    page.get_by_role("link", name="缺陷").click()
    expect(page.get_by_label("哪个单位")).to_have_value(str(told.team.id))
    look_at(page, "open")
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("请填写“什么问题”").first).to_be_visible()
    look_at(page, "open-refused")
    page.get_by_label("什么问题").fill("井口到更衣室的路灯不亮")
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("待核实").first).to_be_visible()
    look_at(page, "case-reporter")


@WIDTHS
def test_without_a_name_one_gets_a_code_and_follows_by_it(
    told: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(told.worker, "/cases/new/fault", width)
    page.get_by_label("什么问题").fill("中班吃不上热饭")
    page.get_by_label("不写名字").check()
    page.get_by_role("button", name="交上去").click()
    code = page.locator(".ca-signs").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    look_at(page, "code")

    other = open_page(None, f"/cases/follow#{code}", width)
    expect(other.get_by_label("查询码")).to_have_value(code)
    look_at(other, "follow")
    other.get_by_role("button", name="看办到哪一步").click()
    expect(other.get_by_role("heading", name="中班吃不上热饭")).to_be_visible()
    look_at(other, "followed")


@WIDTHS
def test_a_chief_assigns_and_the_fixer_reports(
    told: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(told.chief, "/cases", width)
    look_at(page, "mine-chief")
    page.get_by_role("link", name="没办完").click()
    expect(page.get_by_role("heading", name="3 件没办完")).to_be_visible()
    look_at(page, "list")
    page.get_by_role("link", name=re.compile("38 号支架")).first.click()
    expect(page.get_by_role("heading", name="办到哪一步")).to_be_visible()
    look_at(page, "case-chief")
    page.get_by_role("link", name="派单").click()
    expect(page).to_have_title("派单 · 同心")
    look_at(page, "do")
    page.get_by_label("整改人").fill("赵建军")
    page.get_by_label("期限").fill("2026-11-25")
    page.get_by_role("button", name="派单").click()
    expect(page.get_by_text("“派单”办好了")).to_be_visible()
    look_at(page, "case-assigned")

    fixer = open_page(told.leader, "/cases", width)
    look_at(fixer, "mine-leader")
    fixer.get_by_role("link", name=re.compile("皮带机头护栏")).first.click()
    fixer.get_by_role("link", name="报完工").click()
    expect(fixer).to_have_title("报完工 · 同心")
    look_at(fixer, "do-files")
    fixer.get_by_role("button", name="报完工").click()
    expect(fixer.get_by_text("“报完工”办好了")).to_be_visible()
    look_at(fixer, "case-fixed")


@WIDTHS
def test_a_poster_is_printed_and_scanned(
    told: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(told.leader, f"/cases/poster?unit={told.team.id}&kind=fault", width)
    look_at(page, "poster")
    address = page.locator(".tx-key").inner_text()
    other = open_page(None, "/" + address.split("/", 3)[3], width)
    look_at(other, "scanned")
    other.get_by_label("什么问题").fill("井口路滑")
    other.get_by_role("button", name="交上去").click()
    expect(other.locator(".ca-signs")).to_be_visible()


@WIDTHS
def test_sealed_texts_are_opened_by_a_press(
    told: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    given = {"worker": [told.worker.id], "need": "孩子九月上初中，想调几天白班接送"}
    opened = open_case(Opening("care", told.team.id, given), by=actor_of(told.instructor.id, at=NOW), at=NOW)
    page = open_page(told.worker, f"/cases/{opened.case_id}", width)
    look_at(page, "care")
    page.get_by_role("link", name="去看封存的文字").click()
    expect(page).to_have_title("封存的文字 · 同心")
    look_at(page, "texts-before")
    page.get_by_role("button", name="打开，留下记录").click()
    expect(page.get_by_text("孩子九月上初中")).to_be_visible()
    look_at(page, "texts")


@WIDTHS
def test_empty_pages_say_what_to_do(
    transactional_db: None, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine = make_mine()
    page = open_page(mine.worker, "/cases", width)
    look_at(page, "empty-mine")
    page.get_by_role("link", name="过期").click()
    expect(page.get_by_role("heading", name="没有过期的")).to_be_visible()
    look_at(page, "empty-overdue")
    page.get_by_role("link", name="提一件事").click()
    expect(page.get_by_role("heading", name="现在没有能提的")).to_be_visible()
    look_at(page, "empty-choose")
