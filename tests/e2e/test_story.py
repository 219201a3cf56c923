"""The main job, walked as people walk it: from the roster to the month's report."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e import story
from tests.e2e.story import DAY, EVE, LATER, MONTH_END, PASSWORD, Branch, Hand
from tongxin import clock
from tongxin.adoption.models import Adoption
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.orgs.models import Link, Person, Shift, Unit
from tongxin.records.models import Presence, Record
from tongxin.reports.models import Report

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    return lambda at: monkeypatch.setattr(clock, "read", lambda: at)


@pytest.mark.row("XZW-2", "XZW-4", "BY-1")
def test_from_the_roster_to_the_months_report(
    open_page: Open, set_clock: SetClock, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    branch = story.make_branch()
    set_clock(EVE)
    desk = open_page(None, "/login", 1440)
    log_in(desk, branch.secretary)
    import_the_roster(desk, story.write_roster(tmp_path))
    adopt(desk, "party-branch-2018")
    adopt(desk, "xzw")
    give_shifts(desk)
    story.worker_goes_round(EVE)

    set_clock(DAY)
    story.worker_goes_round(DAY)
    record = run_the_meeting(open_page, branch)
    one_record_meets_what_two_owe(record)

    set_clock(LATER)
    open_the_reason(open_page, branch.secretary)

    set_clock(MONTH_END)
    story.worker_goes_round(MONTH_END)
    file_the_report(open_page, branch.secretary)


def log_in(page: Page, person: Person) -> None:
    story.type_log_in(page, person.employee_no, PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login" not in url)


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()


def import_the_roster(page: Page, path: Path) -> None:
    go(page, "组织")
    page.get_by_role("link", name="导入名册").click()
    page.get_by_label("花名册文件").set_input_files(path)
    page.get_by_role("button", name="上传，先检查").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("会新增 12 人")
    assert not Person.objects.filter(name="王建国").exists()  # only looked through

    page.get_by_role("button", name="写入这").click()
    expect(title).to_contain_text("已写入：新增 12 人")
    team = Unit.objects.get(name="采煤一班")
    assert Person.objects.get(name="王建国").employee_no == "20130022"
    assert set(Link.objects.filter(right=team).values_list("left__name", flat=True)) == {
        "采煤一班党小组",
        "采煤一班工会小组",
    }


def adopt(page: Page, pack: str) -> None:
    go(page, "制度")
    page.locator(f'a[href="/regimes/packs/{pack}/simulate"]').click()
    page.get_by_role("link", name="采用").first.click()
    page.get_by_label("根据哪个会议或文件").fill("11 月 18 日支委会")
    page.get_by_label("超出用时上限时，为什么仍要采用").fill("先行试用一个月，月底再减")
    page.get_by_role("button", name="采用，到日子开始执行").click()
    expect(page.get_by_text("到日子起会自动排出每个人的事")).to_be_visible()
    assert Adoption.objects.filter(pack_version__pack=pack, starts_date=DAY.date()).exists()


def give_shifts(page: Page) -> None:
    go(page, "排班")
    page.get_by_label("选采煤一班").check()
    page.get_by_label("选采煤二班").check()
    page.get_by_role("button", name="给它们排班").click()
    page.get_by_label("哪种倒班").select_option(label="长白班")
    page.get_by_role("button", name="先看四周").click()
    page.get_by_role("button", name="就这样排").click()
    expect(page.get_by_text("按新的倒班排好了")).to_be_visible()
    assert Shift.objects.filter(day=DAY.date()).count() == 2


def run_the_meeting(open_page: Open, branch: Branch) -> Record:
    """On the phone of the shift room; the first log-in is not part of the meeting."""
    instructor = Person.objects.get(name="王建国")
    page = open_page(None, "/login")
    story.type_log_in(page, instructor.employee_no, story.first_code(branch, instructor, DAY))
    page.get_by_role("button", name="登录").click()
    page.get_by_label("新密码").fill("Kuang-2026-hao")
    page.get_by_label("再输一次").fill("Kuang-2026-hao")
    page.get_by_role("button", name="用这个密码").click()

    hand = Hand(page)
    hand.button("开始班前会")
    hand.label("周涛", "label.ps-who")
    hand.tap(page.locator("fieldset.ps-why:visible", has_text="周涛").locator("label", has_text="路上"))
    hand.label("还有人需要关注")
    hand.label("刘强", "label.ps-name")
    hand.label("需关注", "label.tx-chip")
    hand.label("搭伴", "label.tx-chip")
    hand.label("片帮", "label.ps-chip")
    hand.label("端头顶板", "label.ps-chip")
    page.locator("#counts", has_text="风险 2").wait_for()
    hand.button("开完了，去签字")
    page.wait_for_url("**/sign")
    assert hand.taps <= 12

    page.get_by_role("button", name="代签").click()
    expect(page.get_by_text("7 人都签了")).to_be_visible()
    page.get_by_role("link", name="看这份记录算到了哪里").click()
    counted = page.locator("main")
    for told in ("日跟班：参加班前会", "班前会每班一次", "没到：周涛", "党员参加情况"):
        expect(counted).to_contain_text(told)
    return Record.objects.get(kind="pre_shift_meeting")


def one_record_meets_what_two_owe(record: Record) -> None:
    met = DutyMet.objects.filter(source="record", record_id=record.id)
    assert sorted(met.values_list("item__duty", "item__post")) == [
        ("daily_shift_company", "political_instructor"),
        ("pre_shift_by_leader", "team_leader"),
    ]
    assert record.state == "closed"
    assert record.data["risks"] == ["rib", "roof"]
    here = Presence.objects.filter(record=record)
    members = here.filter(party=True, present=True).values_list("person__name", flat=True)
    assert sorted(members) == ["李明", "王建国", "陈国栋"]
    assert here.get(present=False).person.name == "周涛"


def open_the_reason(open_page: Open, secretary: Person) -> None:
    page = open_page(None, "/login", 1440)
    story.type_log_in(page, secretary.employee_no, PASSWORD)
    hand = Hand(page)
    hand.button("登录")
    late = page.locator("main .tx-item", has_text="采煤二班").first
    expect(late).to_contain_text("需要您")
    hand.tap(late)
    board = page.locator("main")
    expect(board.locator("tr", has_text="采煤一班").first).to_contain_text("2/2")
    expect(board.locator("tr.tx-open")).to_contain_text("采煤二班")
    reason = board.locator("tr.tx-why")
    expect(reason).to_contain_text("班前会每班一次没有记录。班组长 韩磊")
    hand.tap(reason.get_by_role("link", name="班前会每班一次"))
    expect(page.get_by_role("heading", level=1)).to_have_text("班前会每班一次")
    assert hand.taps <= 3
    team = Unit.objects.get(name="采煤二班")
    item = DutyItem.objects.get(unit=team, duty="pre_shift_by_leader", due_date=DAY.date())
    assert page.url.endswith(f"/{item.id}")


def file_the_report(open_page: Open, secretary: Person) -> None:
    page = open_page(None, "/login", 1440)
    log_in(page, secretary)
    hand = Hand(page)
    hand.tap(page.get_by_role("navigation").get_by_role("link", name="报告"))
    hand.button("起草2026年11月")
    page.get_by_label("一到三件，写清谁、什么时候").fill("采煤二班的班前会，孙德海，12 月 5 日前补齐办法")
    hand.button("写好了，归档")
    expect(page.get_by_text("已归档").first).to_be_visible()
    with page.expect_download() as got:
        hand.link("下载 Word")
    assert hand.taps <= 5

    assert Report.objects.get().filed_by == secretary
    document = docx.Document(BytesIO(Path(got.value.path()).read_bytes()))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    words += "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for told in ("综采三区党支部", "召开班前会 1 次", "采煤二班", "孙德海，12 月 5 日前"):
        assert told in words
