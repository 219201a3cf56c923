"""A direct report: to the right people at once, climbing within minutes, and who knew when."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.clock import NOW
from tests.e2e.safety import WIDTHS, LookAt, OpenPage, pit
from tests.packs.test_kq_safety import DANGER, Pit
from tongxin.cases.commands import climb_overdue
from tongxin.cases.models import Case, Part

__all__ = ["pit"]

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.row("DB-9")
@WIDTHS
def test_it_goes_at_once_to_those_who_must_know(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(pit.mine.worker, f"/cases/new/direct_report?unit={pit.mine.team.id}", width)
    look_at(page, "direct-new")
    page.get_by_label("险情").check()
    page.get_by_label("特急，人命关天").check()
    page.get_by_label("什么情况").fill("采面来压，顶板响")
    page.get_by_label("在哪里").fill("二一〇五工作面")
    page.get_by_role("button", name="交上去").first.click()
    expect(page.get_by_text("报出去了，等人接").first).to_be_visible()
    look_at(page, "direct-sent")

    case = Case.objects.get(kind="direct_report")
    owners = Part.objects.filter(case=case, role="owner").values_list("person__name", flat=True)
    assert sorted(owners) == ["吴矿长", "孙安全", "胡永胜", "郑安全"]


@pytest.mark.row("DB-9")
@WIDTHS
def test_what_nobody_takes_climbs_and_the_page_says_who_knew_when(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    sent = NOW - timedelta(minutes=34)
    case = pit.open("direct_report", {**DANGER, "severity": "same_shift"}, pit.mine.worker, sent)
    for minutes in (16, 30):
        climb_overdue(at=sent + timedelta(minutes=minutes))

    page = open_page(pit.head, "/cases", width)
    page.get_by_role("link", name="顶板响").click()
    expect(page.get_by_role("heading", name="谁什么时候知道的")).to_be_visible()
    look_at(page, "direct-climbed")
    page.get_by_role("button", name="收到，我来办").click()
    expect(page.get_by_text("有人接了，正在办").first).to_be_visible()
    page.get_by_role("link", name="记一条进展").click()
    page.get_by_label("办到哪一步").fill("人都撤出来了")
    page.get_by_role("button", name="记一条进展").click()
    expect(page.get_by_text("“记一条进展”办好了")).to_be_visible()
    look_at(page, "direct-handling")

    page = open_page(pit.mine.worker, f"/cases/{case.id}", width)
    expect(page.get_by_text("人都撤出来了")).to_be_visible()
    look_at(page, "direct-reporter")
