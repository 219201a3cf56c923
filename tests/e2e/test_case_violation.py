"""A violation: what was seen, the worker's own words, a decision by another, an objection, coaching."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.clock import NOW
from tests.e2e.safety import WIDTHS, LookAt, OpenPage, pit
from tests.packs.test_kq_safety import Pit, move, violation
from tongxin.cases.models import Case

__all__ = ["pit"]

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.row("KQ-6")
@WIDTHS
def test_what_was_seen_is_written_down_without_judging(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(pit.watcher, f"/cases/new/violation?unit={pit.mine.team.id}", width)
    expect(page.get_by_text("不罚款、不扣押金、不曝光").first).to_be_visible()
    look_at(page, "violation-new")
    page.get_by_label("是谁").fill("张伟")
    page.get_by_label("做了什么").fill("没有停机就清煤")
    page.get_by_label("违章作业").check()
    page.get_by_label("违反哪一条").fill("皮带操作规程第七条")
    page.get_by_label("在哪里").fill("三号皮带")
    page.get_by_label("哪天").fill("2026-11-20")
    page.get_by_label("一般").check()
    page.get_by_role("button", name="交上去").first.click()

    expect(page.get_by_text("等本人陈述").first).to_be_visible()
    assert Case.objects.get(kind="violation").state == "noted"


@pytest.mark.row("KQ-6")
@WIDTHS
def test_the_worker_speaks_first_and_may_object(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    case = violation(pit, pit.watcher)
    page = open_page(pit.mine.chief, f"/cases/{case.id}", width)
    expect(page.get_by_text("还不能“认定”").first).to_be_visible()
    look_at(page, "violation-waiting")

    page = open_page(pit.mine.worker, f"/cases/{case.id}", width)
    look_at(page, "violation-worker")
    page.get_by_role("link", name="本人陈述").click()
    page.get_by_label("我的陈述").fill("当时以为已经停机，牌子被人摘了")
    page.get_by_label("这是我自己写的").check()
    page.get_by_role("button", name="本人陈述").click()
    expect(page.get_by_text("当时以为已经停机").first).to_be_visible()

    move(case, "decide", pit.mine.chief, severity="ordinary", finding="停机牌没有挂")
    page.goto(page.url)
    look_at(page, "violation-decided")
    page.get_by_role("link", name="有异议").click()
    expect(page.get_by_text("由另一个人复核").first).to_be_visible()
    page.get_by_label("我的理由").fill("请查一下是谁摘的牌子")
    page.get_by_role("button", name="有异议").click()

    page = open_page(pit.safety, f"/cases/{case.id}", width)
    look_at(page, "violation-review")
    page.get_by_role("link", name="复核撤销").click()
    page.get_by_label("结论").fill("录像里牌子是别人摘的，不成立")
    page.get_by_role("button", name="复核撤销").click()
    expect(page.get_by_text("不成立").first).to_be_visible()
    look_at(page, "violation-dismissed")


@pytest.mark.row("KQ-6")
@WIDTHS
def test_it_ends_in_help_and_the_name_has_an_end(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    case = violation(pit, pit.watcher)
    move(case, "say", pit.mine.worker, statement="赶时间", own_words=True)
    move(case, "decide", pit.mine.chief, severity="ordinary", finding="看到")
    move(case, "agree", pit.mine.worker)
    move(
        case,
        "start_coaching",
        pit.mine.chief,
        coach=[pit.mine.instructor.id],
        lessons=["学第七条", "现场练一遍"],
    )

    page = open_page(pit.mine.instructor, f"/cases/{case.id}", width)
    page.get_by_role("link", name="监督返岗").click()
    page.get_by_label("现场看到怎么做的").fill("挂牌、停机、再清煤，三次都对")
    page.get_by_role("button", name="监督返岗").click()
    expect(page.get_by_text("已返岗").first).to_be_visible()
    look_at(page, "violation-closed")
    case.refresh_from_db()
    assert case.forget_names_date == (NOW + timedelta(days=181)).date()
