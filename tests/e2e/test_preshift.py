"""The pre-shift meeting, walked through on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.clock import moment
from tests.factories import appoint, make_person, make_shift
from tests.records.preshift.world import fill_team
from tests.world import Mine
from tongxin.web import clock

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
Patch = pytest.MonkeyPatch
LookAt = Callable[[Page, str], None]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine


def test_looks_at_the_screens(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.leader, "/preshift")
    look_at(page, "preshift-start")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="开始班前会").click()
    look_at(page, "preshift-empty")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("还有人需要关注").click()
    look_at(page, "preshift-names")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("label.ps-name", has_text="刘强").click()
    page.locator("label.tx-chip:visible", has_text="和张伟搭伴").click()
    page.locator("label.tx-chip", has_text="3 件都讲了").click()
    page.locator("label.ps-chip", has_text="片帮").click()
    page.locator("label.ps-chip", has_text="端头顶板").click()
    page.locator("label.ps-who", has_text="周涛").click()
    page.wait_for_timeout(800)
    page.locator("summary", has_text="任务").click()
    look_at(page, "preshift-filled")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="开完了，去签字").click()
    look_at(page, "preshift-missing")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("fieldset.ps-why:visible", has_text="周涛").locator("label", has_text="路上").click()
    page.get_by_role("button", name="开完了，去签字").click()
    look_at(page, "preshift-sign")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="李明").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="代签").click()
    page.wait_for_timeout(500)
    look_at(page, "preshift-signed")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="看这份记录算到了哪里").click()
    look_at(page, "preshift-done")


def test_looks_at_the_handover(team: Mine, open_page: OpenPage, look_at: LookAt, monkeypatch: Patch) -> None:
    monkeypatch.setattr(clock, "read", lambda: moment(11, 20, 15, 40))
    appoint(
        make_person(team.company, team.other_team, name="孙德海"), "political_instructor", team.other_team
    )
    make_shift(team.other_team, moment(11, 20, 16), moment(11, 21), key="middle", name="中班")
    page = open_page(team.leader, "/handover")
    look_at(page, "handover-start")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="交班").click()
    page.locator("label.ps-chip").nth(3).click()
    page.locator("textarea:visible").fill("机尾 72 架处片帮，已打临时支护")
    look_at(page, "handover-give")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="交出去").click()
    page.locator("summary", has_text="不能交给他").click()
    look_at(page, "handover-given")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="韩磊").click()
    look_at(page, "handover-done")


def test_looks_at_the_morning_meeting(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.chief, "/")
    page.get_by_role("button", name="早会点名").click()
    look_at(page, "morning")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#arrangements").fill("矿调度 11 月 19 日顶板管理通知")
    page.get_by_role("button", name="记好早会").click()
    page.get_by_text("早会记好了").wait_for()
