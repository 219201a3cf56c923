"""The meeting on paper: a sheet as it is printed, and typed in again by keys alone or with a finger."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.clock import moment
from tests.e2e.conftest import SHOTS
from tests.e2e.pictures import take_picture
from tests.factories import make_person, make_shift
from tests.records.preshift.world import fill_team, named
from tests.world import Mine
from tongxin import clock
from tongxin.orgs.models import Membership
from tongxin.records.models import Fitness, Presence, Record
from tongxin.records.preshift.printed import number_of

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
DESK = 1440
A4 = {"width": 794, "height": 1123}
PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def team(mine: Mine, monkeypatch: pytest.MonkeyPatch) -> Mine:
    """Twelve people, an hour into their shift; nothing of it is in the system."""
    fill_team(mine)
    Membership.objects.filter(person=named(mine, "高鹏"), unit=mine.team).delete()
    monkeypatch.setattr(clock, "read", lambda: moment(11, 20, 9))
    return mine


class Keys:
    """Counts every key that is pressed; the pointer is never used."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def name(self) -> str:
        """Of the field that has the focus."""
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.innerText"))


def wait_for_sheet(page: Page) -> None:
    """There, its keys listened for, and the time the first to be typed."""
    expect(page.locator("#counted")).to_contain_text("未到")
    expect(page.locator("#clock")).to_be_focused()


def numbers(page: Page) -> dict[str, int]:
    """Who has which number on the screen, as on the paper."""
    told = page.locator(".pp-row legend").all_inner_texts()
    return {name: int(number) for number, name in (one.split() for one in told)}


def type_sheet(keys: Keys, number: dict[str, int]) -> None:
    """From the time to the last tick, the focus never where it is not looked for."""
    keys.press(*"0740", "Enter")
    assert keys.name() == "chair"
    keys.press("Enter")
    exceptions = {number["周涛"]: "3", number["孙浩"]: "1"}
    for row in range(1, 13):
        keys.press(*exceptions.get(row, ""), "ArrowDown")
    assert keys.name() == "watch-1"
    keys.press(*str(number["刘强"]), "Tab", "1", "Tab", "1", "Tab", *str(number["张伟"]), "Enter", "Enter")
    assert keys.name() == "risks"
    keys.press("1", "2", "Enter", "1", "2", "3")


@pytest.mark.row("XZW-2", "BY-3")
def test_a_sheet_of_twelve_with_two_exceptions_is_typed_by_keys_alone(
    team: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(team.leader, "/preshift/paper", width=DESK)
    keys, began = Keys(page), time.monotonic()
    keys.press(*number_of(team.shift.id), "Enter")
    wait_for_sheet(page)
    number = numbers(page)
    type_sheet(keys, number)
    expect(page.locator("#counted")).to_have_text("到 10·未到 2")
    look_at(page, "paper-typed")
    page.set_viewport_size({"width": DESK, "height": 1024})
    keys.press("Control+Enter")

    page.get_by_text("采煤一班 早班录好了").wait_for()
    took = time.monotonic() - began
    print(f"a sheet of 12, 2 exceptions, 1 watched, 2 risks: {keys.pressed} keys, {took:.1f} s")
    assert len(number) == 12
    assert keys.pressed <= 60
    assert took < 60
    assert keys.name() == "sheet"  # ready for the next one
    says_what_stood_on_it(team, Record.objects.get())


def says_what_stood_on_it(team: Mine, record: Record) -> None:
    assert (record.state, record.came_from, record.chair, record.closed_by) == (
        "closed", "paper", team.leader, team.leader,
    )  # fmt: skip
    assert record.held_at == moment(11, 20, 7, 40)
    away = Presence.objects.filter(record=record, present=False)
    assert {row.person.name: row.reason for row in away} == {"周涛": "on_the_way", "孙浩": "leave"}
    watched = Fitness.objects.get()
    assert (watched.person.name, watched.result, watched.arrangement, watched.partner) == (
        "刘强", "watch", "partner", team.worker,
    )  # fmt: skip
    assert (record.data["risks"], record.data["told"], record.data["oath"]) == (["rib", "roof"], True, True)


@pytest.mark.row("BY-3")
def test_with_a_finger_an_exception_is_one_tap(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.leader, "/preshift")
    page.get_by_role("link", name="纸质班前会：打印、录入").click()
    look_at(page, "papers")
    page.set_viewport_size({"width": 390, "height": 844})
    taps = 0

    def tap(*path: str) -> None:
        nonlocal taps
        page.locator(*path).first.click()
        taps += 1

    tap("a.tx-item:has-text('还没录')")
    look_at(page, "paper-empty")
    page.set_viewport_size({"width": 390, "height": 844})
    tap("fieldset:has(legend:has-text('周涛')) label:has-text('路上')")
    tap("fieldset:has(legend:has-text('孙浩')) label:has-text('请假')")
    tap("label.ps-chip:has-text('片帮')")
    tap("label.tx-chip:has-text('件都讲了')")
    expect(page.locator("#counted")).to_have_text("到 10·未到 2")
    tap("summary:has-text('纸上还写了别的')")
    look_at(page, "paper-filled")
    page.set_viewport_size({"width": 390, "height": 844})
    tap("button:has-text('录完这一张')")

    page.get_by_text("采煤一班 早班录好了").wait_for()
    print(f"a sheet of 12, 2 exceptions, 1 risk: {taps} taps")
    assert taps == 7
    assert Record.objects.get().present_count == 10


def test_one_sheet_after_the_other_without_going_back(team: Mine, open_page: OpenPage) -> None:
    shifts = [make_shift(team.team, moment(11, day, 8), moment(11, day, 16)) for day in (17, 18, 19)]
    page = open_page(team.leader, "/preshift/paper", width=DESK)
    keys = Keys(page)
    for shift in shifts:
        keys.press(*number_of(shift.id), "Enter")
        wait_for_sheet(page)
        keys.press(*"0745", "Control+Enter")
        expect(page.locator("#sheet")).to_be_focused()

    assert Record.objects.filter(state="closed", came_from="paper").count() == 3
    numbers = sum(len(number_of(shift.id)) for shift in shifts)
    assert keys.pressed - numbers <= 3 * 6
    expect(page.get_by_role("heading", name="1 个班还没录")).to_be_visible()


def test_what_is_missing_stands_on_the_screen_with_all_that_was_typed(
    team: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(team.leader, f"/preshift/paper/enter?shift={team.shift.id}", width=DESK)
    page.get_by_label("谁主持").select_option("")
    page.locator("fieldset:has(legend:has-text('周涛')) label:has-text('没来')").click()
    page.get_by_role("button", name="录完这一张").click()

    expect(page.get_by_role("alert")).to_contain_text("谁主持的")
    look_at(page, "paper-missing")
    assert page.locator("#counted").inner_text() == "到 11·未到 1"


def test_the_sheet_fills_one_page_of_a4(team: Mine, open_page: OpenPage) -> None:
    page = open_page(team.leader, f"/preshift/paper?shift={team.shift.id}", width=DESK)
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    if SHOTS:
        take_picture(page, Path(SHOTS) / "paper-a4.png")

    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    assert pages_of(page, "paper-12") == 1


def test_a_team_of_twenty_still_fits_and_three_sheets_are_three_pages(
    team: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    for number in range(8):
        make_person(team.company, team.team, name=f"工友{number}", trade="清煤")
    later = [make_shift(team.team, moment(11, day, 8), moment(11, day, 16)) for day in (21, 22)]
    asked = "&".join(f"shift={one.id}" for one in (team.shift, *later))
    page = open_page(team.leader, f"/preshift/paper?{asked}", width=DESK)

    look_at(page, "paper-sheets")
    assert pages_of(page, "paper-20") == 3


def pages_of(page: Page, name: str) -> int:
    """How many sheets of paper it takes."""
    path = Path(SHOTS) / f"{name}.pdf" if SHOTS else None
    printed = page.pdf(path=path, prefer_css_page_size=True)
    return len(PAGES.findall(printed))


def test_the_record_says_that_it_came_from_paper(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.leader, f"/preshift/paper/enter?shift={team.shift.id}")
    page.get_by_role("button", name="录完这一张").click()
    page.get_by_text("采煤一班 早班录好了").wait_for()
    record = Record.objects.get()

    page = open_page(team.secretary, f"/records/{record.id}", width=DESK)
    expect(page.locator("main")).to_contain_text("由纸质记录录入，录入人赵建军")
    look_at(page, "paper-record")
    look_at(open_page(team.leader, f"/preshift/{record.id}/done"), "paper-done")
