"""A worker's request in the browser: few taps, an answer that one reads, without a name by code, from a poster."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories import adopt, appoint, make_person
from tests.world import Mine, make_mine

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
WHAT = "十月的下井补贴少了两天，八号和九号都下井了"


class Taps:
    """Counts what the hand does besides writing."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, where: Locator) -> None:
        where.click()
        self.count += 1


@pytest.fixture
def mine(transactional_db: None) -> Mine:
    mine = make_mine()
    adopt(mine.root, "workers-voice")
    return mine


def fill_in(page: Page, taps: Taps) -> None:
    taps.on(page.locator("label", has_text="班组小政委").first)
    taps.on(page.locator("label", has_text="工资考勤").first)
    page.get_by_label("什么事").fill(WHAT)


@pytest.mark.row("XZW-9", "KQ-1")
@WIDTHS
def test_a_request_is_brought_in_five_taps_answered_and_ended_by_the_worker(
    mine: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    taps, page = Taps(), open_page(mine.worker, "/", width)
    taps.on(page.get_by_role("link", name=re.compile("诉求")).first)
    expect(page.get_by_role("button", name="交上去")).to_be_visible()
    look_at(page, "request-open")
    fill_in(page, taps)
    taps.on(page.get_by_role("button", name="交上去"))
    expect(page.get_by_text("待答复").first).to_be_visible()
    expect(page.get_by_text("王建国").first).to_be_visible()
    look_at(page, "request-asked")
    assert taps.count <= 5

    owner = open_page(mine.instructor, "/cases", width)
    look_at(owner, "request-owner")
    owner.get_by_role("link", name=re.compile("下井补贴")).first.click()
    expect(owner.get_by_role("heading", name="办到哪一步")).to_be_visible()
    look_at(owner, "request-case-owner")
    owner.get_by_role("link", name="答复", exact=True).click()
    owner.locator("label", has_text="办成了").first.click()
    owner.get_by_role("textbox", name="答复").fill("漏记两天，随十一月工资补")
    look_at(owner, "request-do")
    owner.get_by_role("button", name="答复", exact=True).click()
    expect(owner.get_by_text("“答复”办好了")).to_be_visible()

    page.reload()
    expect(page.get_by_text("漏记两天，随十一月工资补")).to_be_visible()
    look_at(page, "request-answered")
    page.get_by_role("button", name="满意", exact=True).click()
    expect(page.get_by_text("提的人满意").first).to_be_visible()
    look_at(page, "request-satisfied")


@pytest.mark.row("KQ-1")
@WIDTHS
def test_from_the_poster_without_a_name_and_followed_by_code(
    mine: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    printed = open_page(mine.instructor, f"/cases/poster?unit={mine.team.id}&kind=request", width)
    look_at(printed, "request-poster")
    address = printed.locator(".tx-key").inner_text()

    taps, page = Taps(), open_page(None, "/" + address.split("/", 3)[3], width)
    look_at(page, "request-scanned")
    fill_in(page, taps)
    taps.on(page.get_by_role("button", name="交上去"))
    code = page.locator(".ca-signs").inner_text()
    look_at(page, "request-code")
    assert taps.count <= 5

    owner = open_page(mine.instructor, "/cases", width)
    owner.get_by_role("link", name=re.compile("下井补贴")).first.click()
    owner.get_by_role("link", name="答复", exact=True).click()
    owner.locator("label", has_text="说明了情况").first.click()
    owner.get_by_role("textbox", name="答复").fill("八号记在检修班，补贴照发，九号补上")
    owner.get_by_role("button", name="答复", exact=True).click()

    follower = open_page(None, f"/cases/follow#{code}", width)
    follower.get_by_role("button", name="看办到哪一步").click()
    expect(follower.get_by_text("八号记在检修班")).to_be_visible()
    look_at(follower, "request-followed")
    follower.get_by_role("button", name="不满意，请再办").click()
    follower.get_by_label("还差什么").fill("九号还没有")
    look_at(follower, "request-again")
    follower.get_by_role("button", name="不满意，请再办").click()
    expect(follower.get_by_text("待答复").first).to_be_visible()


@pytest.mark.row("KQ-1", "BY-7")
@WIDTHS
def test_what_is_brought_to_the_committee_without_a_name_is_sealed_and_opened_with_a_trace(
    mine: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    secretary = make_person(mine.company, mine.committee, name="高志强", party="full")
    appoint(secretary, "committee_secretary", mine.committee)
    printed = open_page(mine.instructor, f"/cases/poster?unit={mine.team.id}&kind=request", width)
    page = open_page(None, "/" + printed.locator(".tx-key").inner_text().split("/", 3)[3], width)
    page.locator("label", has_text="党委").first.click()
    page.locator("label", has_text="工资考勤").first.click()
    page.get_by_label("什么事").fill(WHAT)
    page.get_by_role("button", name="交上去").click()
    code = page.locator(".ca-signs").inner_text()

    owner = open_page(secretary, "/cases", width)
    owner.get_by_role("link", name=re.compile("诉求")).first.click()
    expect(owner.get_by_text("封存着").first).to_be_visible()
    expect(owner.get_by_text(WHAT)).to_have_count(0)
    look_at(owner, "request-sealed")
    owner.get_by_role("link", name="去看封存的文字").click()
    owner.get_by_role("button", name="打开，留下记录").click()
    expect(owner.get_by_text(WHAT)).to_be_visible()

    follower = open_page(None, f"/cases/follow#{code}", width)
    follower.get_by_role("button", name="看办到哪一步").click()
    expect(follower.get_by_text(WHAT)).to_have_count(0)
    look_at(follower, "request-followed-sealed")
    follower.get_by_role("button", name="去看封存的文字").click()
    expect(follower.get_by_text(WHAT)).to_be_visible()
    expect(follower.get_by_text("高志强").first).to_be_visible()
    look_at(follower, "request-followed-texts")
