"""The reports looked at, with facts and with none."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import moment
from tests.factories import adopt
from tests.reports.facts import hold, owe
from tests.world import make_mine

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1440])
def test_reports(open_page: Callable[..., Page], look_at: Callable[[Page, str], None], width: int) -> None:
    mine = make_mine()
    page = open_page(mine.secretary, "/reports", width)
    look_at(page, "reports-empty")
    adopt(mine.root, "party-branch-2018", "xzw")
    hold(
        mine, "committee_meeting", mine.branch, moment(10, 13, 15), title="10 月支委会", expected=5, present=4
    )
    hold(mine, "theme_day", mine.branch, moment(10, 16, 15), title="主题党日", expected=12, present=11)
    hold(mine, "pre_shift_meeting", mine.team, moment(10, 18, 7), data={"risks": ["rib", "gas"]})
    owe(mine, mine.team, "班前会", due=moment(10, 18, 9), met=moment(10, 18, 7))
    owe(mine, mine.team, "班前会", due=moment(10, 19, 9))
    page.set_viewport_size({"width": width, "height": 1024})
    page.reload()
    look_at(page, "reports")
    page.set_viewport_size({"width": width, "height": 1024})
    page.get_by_role("button", name="起草2026年10月").click()
    expect(page.get_by_role("heading", name="组织生活")).to_be_visible()
    look_at(page, "report")
    page.set_viewport_size({"width": width, "height": 1024})
    page.get_by_label("一到三件，写清谁、什么时候").fill("抓好端头顶板，杨帆，12 月 10 日前")
    page.get_by_role("button", name="写好了，归档").click()
    page.get_by_text("已归档").first.wait_for()
    look_at(page, "report-filed")
