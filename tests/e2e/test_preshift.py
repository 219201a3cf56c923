"""The pre-shift meeting, walked through on a phone."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.clock import NOW, TODAY, moment
from tests.factories import appoint, make_person, make_shift
from tests.records.preshift.world import fill_team
from tests.world import Mine
from tongxin import clock
from tongxin.duties.commands import raise_duties
from tongxin.kernel.actor import NOBODY

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
Patch = pytest.MonkeyPatch
LookAt = Callable[[Page, str], None]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine


class Finger:
    """Counts the taps of one hand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def name(self, kind: str, text: str) -> None:
        self.tap(self.page.locator(f"{kind}:visible", has_text=text).first)


def phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.row("XZW-2", "BY-1")
def test_a_meeting_takes_twelve_taps_and_meets_everybodys_duty(
    team: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    raise_duties(company_id=team.company.id, day=TODAY, by=NOBODY, at=NOW)
    page = open_page(team.instructor)
    hand = Finger(page)
    began = time.monotonic()

    hand.tap(page.get_by_role("button", name="开始班前会"))
    hand.name("label", "还有人需要关注")
    hand.name("label.ps-name", "刘强")
    hand.name("label.tx-chip", "需关注")
    hand.name("label.tx-chip", "和张伟搭伴")
    hand.name("label.tx-chip", "3 件都讲了")
    hand.name("label.ps-chip", "片帮")
    hand.name("label.ps-chip", "端头顶板")
    page.locator("#counts", has_text="风险 2").wait_for()
    hand.tap(page.get_by_role("button", name="开完了，去签字"))

    page.wait_for_url("**/sign")
    assert hand.taps == 9  # 12 are allowed
    assert time.monotonic() - began < 60
    hand.tap(page.get_by_role("link", name="看这份记录算到了哪里"))
    counted = page.locator("main").inner_text()
    for told in ("日跟班：参加班前会", "班前会每班一次", "党员参加情况", "王建国、李明"):
        assert told in counted
    look_at(page, "preshift-done")
    assert "班前会每班一次" in open_page(team.leader).locator("main").inner_text()
    row = open_page(team.secretary, "/board", width=1440).locator("tr, li", has_text=team.team.name).first
    assert "2/2" in row.inner_text()


def test_an_absence_costs_two_taps_more(team: Mine, open_page: OpenPage) -> None:
    page = open_page(team.leader)
    hand = Finger(page)
    hand.tap(page.get_by_role("button", name="开始班前会"))
    hand.name("label.ps-who", "周涛")
    hand.tap(page.locator("fieldset.ps-why:visible", has_text="周涛").locator("label", has_text="路上"))
    page.get_by_text("到 11").first.wait_for()
    hand.tap(page.get_by_role("button", name="开完了，去签字"))

    page.wait_for_url("**/sign")
    assert hand.taps == 4


def test_what_was_tapped_is_there_after_a_reload(team: Mine, open_page: OpenPage) -> None:
    page = open_page(team.leader, "/preshift")
    page.get_by_role("button", name="开始班前会").click()
    hand = Finger(page)
    for risk in ("片帮", "瓦斯", "停送电", "粉尘"):
        hand.name("label.ps-chip", risk)
    page.locator("#counts", has_text="风险 4").wait_for()

    page.reload()

    ticked = page.locator('input[name="risks"]:checked')
    assert [one.get_attribute("value") for one in ticked.all()] == ["rib", "gas", "power", "dust"]


def test_without_a_network_the_page_says_so_and_sends_it_later(team: Mine, open_page: OpenPage) -> None:
    page = open_page(team.leader, "/preshift")
    page.get_by_role("button", name="开始班前会").click()
    hand = Finger(page)
    page.context.set_offline(True)
    hand.name("label.ps-chip", "片帮")
    page.locator("#unsent").wait_for()
    page.context.set_offline(False)

    hand.name("label.ps-chip", "瓦斯")

    page.locator("#counts", has_text="风险 2").wait_for()
    assert page.locator("#unsent").is_hidden()


def test_the_second_person_reads_who_was_first(team: Mine, open_page: OpenPage) -> None:
    first = open_page(team.leader, "/preshift")
    first.get_by_role("button", name="开始班前会").click()
    first.wait_for_url("**/preshift/*")
    second = open_page(team.instructor, first.url.removeprefix(first.url.split("/preshift")[0]))
    Finger(first).name("label.ps-chip", "片帮")
    first.locator("#counts", has_text="风险 1").wait_for()

    Finger(second).name("label.ps-chip", "瓦斯")

    second.get_by_text("赵建军在 07:20 也改了这份记录").wait_for()


def test_everything_works_without_scripts(
    team: Mine, browser: Browser, live_server: LiveServer, open_page: OpenPage
) -> None:
    cookies = open_page(team.leader, "/me").context.cookies()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies([{**one} for one in cookies])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    hand = Finger(page)
    hand.tap(page.get_by_role("button", name="开始班前会"))
    hand.name("label.ps-who", "周涛")
    hand.tap(page.locator("fieldset.ps-why:visible", has_text="周涛").locator("label", has_text="路上"))
    hand.name("label", "还有人需要关注")
    hand.name("label.ps-name", "刘强")
    hand.name("label.tx-chip", "休息或就医")
    hand.name("label.ps-chip", "片帮")
    hand.tap(page.get_by_role("button", name="开完了，去签字"))
    hand.tap(page.get_by_role("button", name="代签"))

    assert "11 人都签了" in page.locator("main").inner_text()
    context.close()


def test_looks_at_the_screens(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.leader, "/preshift")
    look_at(page, "preshift-start")
    phone(page)
    page.get_by_role("button", name="开始班前会").click()
    expect(page.get_by_role("heading", name="点名")).to_be_visible()
    look_at(page, "preshift-empty")
    phone(page)
    hand = Finger(page)
    hand.name("label", "还有人需要关注")
    look_at(page, "preshift-names")
    phone(page)
    hand.name("label.ps-name", "刘强")
    hand.name("label.tx-chip", "和张伟搭伴")
    hand.name("label.ps-chip", "片帮")
    hand.name("label.ps-chip", "其他")
    hand.name("label.ps-who", "周涛")
    page.locator("#counts", has_text="风险 2").wait_for()
    hand.name("summary", "任务")
    hand.name("summary", "改一处")
    look_at(page, "preshift-filled")
    phone(page)
    page.get_by_role("button", name="开完了，去签字").click()
    expect(page.get_by_text("还差 1 项，前面填的都在")).to_be_visible()
    look_at(page, "preshift-missing")


def test_looks_at_the_signatures(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.leader, "/preshift")
    page.get_by_role("button", name="开始班前会").click()
    hand = Finger(page)
    hand.name("label.ps-chip", "片帮")
    hand.name("label.tx-chip", "3 件都讲了")
    page.locator("#counts", has_text="风险 1").wait_for()
    page.get_by_role("button", name="开完了，去签字").click()
    expect(page).to_have_title("签字 · 同心")
    look_at(page, "preshift-sign")
    phone(page)
    page.get_by_role("button", name="李明").click()
    page.get_by_text("还有 11 人没签").wait_for()
    look_at(page, "preshift-signing")
    phone(page)
    page.get_by_role("button", name="代签").click()
    page.get_by_text("12 人都签了").wait_for()
    look_at(page, "preshift-signed")
    record = page.url.split("/")[-2]
    look_at(open_page(team.secretary, f"/records/{record}", width=1440), "preshift-record")


def test_looks_at_the_handover(team: Mine, open_page: OpenPage, look_at: LookAt, monkeypatch: Patch) -> None:
    monkeypatch.setattr(clock, "read", lambda: moment(11, 20, 15, 40))
    appoint(
        make_person(team.company, team.other_team, name="孙德海"), "political_instructor", team.other_team
    )
    make_shift(team.other_team, moment(11, 20, 16), moment(11, 21), key="middle", name="中班")
    page = open_page(team.leader, "/handover")
    look_at(page, "handover-start")
    phone(page)
    page.get_by_role("button", name="交班").click()
    page.locator("label.ps-chip").nth(3).click()
    page.locator("textarea:visible").fill("机尾 72 架处片帮，已打临时支护")
    look_at(page, "handover-give")
    phone(page)
    page.get_by_role("button", name="交出去").click()
    page.locator("summary", has_text="不能交给他").click()
    look_at(page, "handover-given")
    phone(page)
    page.get_by_role("button", name="韩磊").click()
    expect(page.get_by_text("交接好了，两边都签了字")).to_be_visible()
    look_at(page, "handover-done")


def test_looks_at_the_morning_meeting(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.chief, "/")
    page.get_by_role("button", name="早会点名").click()
    expect(page).to_have_title("早会 · 同心")
    look_at(page, "morning")
    phone(page)
    page.locator("#arrangements").fill("矿调度 11 月 19 日顶板管理通知")
    page.get_by_role("button", name="记好早会").click()
    page.get_by_text("早会记好了。今天").wait_for()
