"""A hazard from the phone of who saw it to its closing, and the tables that follow from it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.e2e.safety import WIDTHS, LookAt, OpenPage, pit
from tests.packs.test_kq_safety import DANGER, PLAN, VIOLATION, Pit, five_points, move
from tongxin.cases.models import Case

__all__ = ["pit"]

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

MOST_TAPS = 6


class Hand:
    """Counts what a finger does; typing is not a tap."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.taps += 1

    def choose(self, label: str) -> None:
        self.page.get_by_label(label).check()
        self.taps += 1

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)


@pytest.mark.row("KQ-5")
@WIDTHS
def test_a_worker_reports_a_hazard_in_six_taps(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(pit.mine.worker, "/", width)
    hand = Hand(page)
    hand.tap("link", "办事")
    hand.tap("link", "提一件事")
    hand.tap("link", "隐患")
    hand.write("什么问题", "护栏松了，能晃动")
    hand.write("在哪里", "三号皮带机尾")
    hand.choose("机器设备")
    look_at(page, "hazard-report")
    page.set_viewport_size({"width": width, "height": 900})
    hand.tap("button", "交上去")

    expect(page.get_by_text("待核实").first).to_be_visible()
    assert hand.taps <= MOST_TAPS
    look_at(page, "hazard-reported")
    assert Case.objects.get(kind="hazard").state == "reported"


@pytest.mark.row("KQ-5")
@WIDTHS
def test_it_is_verified_assigned_fixed_and_accepted_by_four_people(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine, case = pit.mine, pit.hazard()
    page = open_page(mine.chief, f"/cases/{case.id}", width)
    look_at(page, "hazard-chief")
    page.get_by_role("link", name="核实并派人整改").click()
    expect(page).to_have_title("核实并派人整改 · 同心")
    look_at(page, "hazard-assign")
    page.get_by_label("一般").check()
    page.get_by_role("button", name="核实并派人整改").last.click()
    expect(page.get_by_text("请填写“措施”").first).to_be_visible()
    look_at(page, "hazard-assign-refused")
    move(case, "verify_and_assign", mine.chief, grade="general", **five_points(mine.leader))

    page = open_page(mine.leader, f"/cases/{case.id}/do/submit", width)
    page.get_by_label("做了什么").fill("换了新护栏，拧紧了防松垫")
    page.get_by_role("button", name="报整改完成").click()
    expect(page.get_by_text("待验收").first).to_be_visible()
    assert page.get_by_role("link", name="验收销号").count() == 0

    page = open_page(mine.instructor, f"/cases/{case.id}", width)
    page.get_by_role("link", name="验收销号").click()
    page.get_by_label("改成什么样了").fill("新护栏，晃不动了")
    page.get_by_role("button", name="验收销号").click()
    expect(page.get_by_text("已销号").first).to_be_visible()
    look_at(page, "hazard-closed")

    page = open_page(mine.worker, f"/cases/{case.id}", width)
    expect(page.get_by_text("新护栏，晃不动了")).to_be_visible()
    expect(page.get_by_role("link", name="又出现了，没改好")).to_be_visible()
    look_at(page, "hazard-reporter")


@pytest.mark.row("KQ-5")
@WIDTHS
def test_a_major_hazard_shows_that_the_place_is_stopped(
    pit: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine = pit.mine
    case = pit.hazard(what="顶板离层", place="二一〇五工作面", category="environment")
    move(case, "stop_area", mine.leader, stopped_area="二一〇五工作面")
    move(case, "verify", mine.leader)
    move(case, "grade", mine.chief, grade="major", risk="red")

    page = open_page(mine.chief, f"/cases/{case.id}", width)
    expect(page.get_by_text("没解除以前不能作业").first).to_be_visible()
    assert page.get_by_role("link", name="派人整改").count() == 0
    look_at(page, "hazard-major")
    page.get_by_role("link", name="定治理方案").click()
    expect(page).to_have_title("定治理方案 · 同心")
    look_at(page, "hazard-plan")


@pytest.fixture
def busy(pit: Pit) -> Pit:
    """A month with something of everything."""
    mine = pit.mine
    for place, hours in (("三号皮带机尾", 3), ("四号皮带机头", 9), ("中央变电所", 30)):
        case = pit.hazard(place=place, at=NOW - timedelta(hours=hours))
        at = NOW - timedelta(hours=hours - 1)
        move(case, "verify_and_assign", mine.chief, at=at, grade="general", **five_points(mine.leader))
        move(case, "submit", mine.leader, done_what="换了新的", spent=260)
        move(case, "accept", mine.instructor, result="牢了")
    pit.hazard(what="水沟盖板缺两块", place="运输巷", category="environment", at=NOW - timedelta(days=3))
    major = pit.hazard(what="顶板离层", place="二一〇五工作面", category="environment")
    move(major, "verify", mine.leader)
    move(major, "grade", mine.chief, grade="major", risk="red")
    move(major, "plan", mine.chief, **PLAN)
    report = pit.open("direct_report", DANGER, mine.worker, NOW - timedelta(hours=1))
    move(report, "take", mine.chief, at=NOW - timedelta(minutes=48))
    pit.open("violation", {**VIOLATION, "worker": [mine.worker.id]}, pit.watcher)
    return pit


@pytest.mark.row("KQ-5")
@WIDTHS
def test_the_quarters_table_is_there_without_telephoning(
    busy: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(busy.safety, "/cases/tables", width)
    expect(page.get_by_role("heading", level=1)).to_contain_text("排查 5 处，整改 3 处，1 处超期")
    look_at(page, "hazard-table")
    page.set_viewport_size({"width": width, "height": 900})
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename == "hazards-2026-Q4.xlsx"
    page.get_by_label("哪一期").select_option("2025")
    page.get_by_role("button", name="看这一期").click()
    expect(page.get_by_role("heading", name="2025 年没有排查出隐患")).to_be_visible()
    look_at(page, "hazard-table-empty")


@pytest.mark.row("KQ-6", "XZW-6")
@WIDTHS
def test_figures_lead_to_the_cases_behind_them(
    busy: Pit, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(busy.mine.chief, f"/cases/figures?unit={busy.mine.section.id}", width)
    look_at(page, "figures")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("link", name="9 小时").first.click()
    expect(page.get_by_text("护栏松了").first).to_be_visible()
    look_at(page, "figures-behind")
