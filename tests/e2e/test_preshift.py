"""The pre-shift meeting, walked through on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.records.preshift.world import fill_team
from tests.world import Mine

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]

@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine


def test_the_screen(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
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
