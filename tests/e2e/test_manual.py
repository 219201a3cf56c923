"""The pages that the manual shows still say what it says; with TONGXIN_WRITE_PICTURES=1 its pictures are taken."""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.clock import moment
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.demo import Cast
from tests.e2e.story import WORKERS, Hand, write_roster
from tongxin import clock

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
PICTURES = Path(__file__).parents[2] / "docs/pictures"
WRITES = os.environ.get("TONGXIN_WRITE_PICTURES") == "1"
COLOURS = 96  # of a page of text: nobody sees the difference, and the file is a third

# picture, who, path, width, a sentence that the manual relies on
PAGES = (
    ("today", "小政委", "/", PHONE, "开始班前会"),
    ("records", "小政委", "/records", PHONE, "换个月份，或者找一份"),
    ("tasks", "班组长", "/tasks", PHONE, "归我办"),
    ("paper", "班组长", "/preshift/paper", PHONE, "扫纸上的二维码，或者填它下面的编号"),
    ("worker", "职工", "/", PHONE, "您参加过的"),
    ("me", "职工", "/me", PHONE, "存了我什么"),
    ("secretary", "支部书记", "/", DESK, "哪里需要您"),
    ("board", "支部书记", "/board", DESK, "需要您的排在前面"),
    ("write", "支部书记", "/records/new", DESK, "写哪一种"),
    ("orgs", "党务干事", "/orgs", DESK, "三组对照"),
    ("regimes", "党务干事", "/regimes", DESK, "可以采用的"),
    ("simulate", "党务干事", "/regimes/packs/db/simulate", DESK, "每个岗位每周要花几分钟"),
    ("chief", "区队长", "/", DESK, "早会"),
    ("shifts", "区队长", "/shifts", DESK, "今天谁上什么班"),
    ("accounts", "安全管理员", "/accounts", DESK, "看不到任何人的内容"),
    ("audit", "审计管理员", "/audit", DESK, "只有经过，没有内容"),
    ("system", "系统管理员", "/system", DESK, "这里只看服务器"),
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR = folder  # type: ignore[attr-defined]


def keep(page: Page, name: str) -> None:
    """What one sees without scrolling, as a small picture."""
    if WRITES:
        width = page.viewport_size["width"] if page.viewport_size else DESK
        page.evaluate("document.activeElement && document.activeElement.blur()")
        picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(PICTURES / f"{name}-{width}.png", optimize=True)


def test_the_manuals_pages(demo: Cast, open_page: Open) -> None:
    for name, who, path, width, sentence in PAGES:
        page = open_page(demo.of(who), path, width)
        expect(page.locator("main"), name).to_contain_text(sentence)
        keep(page, name)


def test_the_log_in_page(demo: Cast, open_page: Open) -> None:
    page = open_page(None, "/login")

    expect(page.locator("main")).to_contain_text("第一次登录，填安全管理员给您的一次性码")
    keep(page, "login")


def test_the_meeting_as_the_manual_tells_it(demo: Cast, open_page: Open) -> None:
    page = open_page(demo.of("小政委"))
    hand = Hand(page)
    hand.button("开始班前会")
    hand.tap(page.locator("label.ps-who:visible").nth(4))
    hand.tap(page.locator("fieldset.ps-why:visible label", has_text="路上"))
    expect(page.locator("#counts")).not_to_contain_text("点一下为什么")
    keep(page, "roll")
    hand.label("还有人需要关注")
    hand.tap(page.locator("label.ps-name:visible").nth(5))
    hand.label("需关注", "label.tx-chip")
    hand.label("班中再问", "label.tx-chip")
    expect(page.locator("#counts")).not_to_contain_text("怎么安排")
    page.evaluate("document.querySelector('#fitness').scrollIntoView()")
    keep(page, "fitness")
    hand.label("片帮", "label.ps-chip")
    hand.label("端头顶板", "label.ps-chip")
    page.locator("#counts", has_text="风险 2").wait_for()
    page.evaluate("document.querySelector('#risks').scrollIntoView()")
    keep(page, "risks")
    hand.button("开完了，去签字")
    expect(page.locator("main")).to_contain_text("点自己的名字")
    keep(page, "sign")
    hand.button("代签")
    hand.link("看这份记录算到了哪里")
    expect(page.locator("main")).to_contain_text("不用再写别的")
    keep(page, "done")


def test_the_handover_as_the_manual_tells_it(
    demo: Cast, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "read", lambda: moment(11, 20, 15, 40))
    page = open_page(demo.of("班组长"), "/handover")
    page.get_by_role("button", name="交班").first.click()
    page.locator("label.ps-chip").nth(3).click()
    expect(page.get_by_role("button", name="交出去")).to_be_visible()
    keep(page, "handover")


def test_the_reason_as_the_manual_tells_it(demo: Cast, open_page: Open) -> None:
    page = open_page(demo.of("支部书记"), "/board", DESK)
    page.locator("tr.tx-why a", has_text="日跟班").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("日跟班：参加班前会")
    keep(page, "reason")


def test_the_report_as_the_manual_tells_it(
    demo: Cast, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "read", lambda: moment(12, 1, 9))
    page = open_page(demo.of("支部书记"), "/reports", DESK)
    page.get_by_role("button", name="起草2026年11月").click()

    expect(page.get_by_role("button", name="写好了，归档")).to_be_visible()
    keep(page, "report")


def test_the_roster_as_the_manual_tells_it(demo: Cast, open_page: Open, tmp_path: Path) -> None:
    page = open_page(demo.of("支部书记"), "/orgs/roster", DESK)
    page.get_by_label("花名册文件").set_input_files(write_roster(tmp_path, "综采一区", WORKERS))
    page.get_by_role("button", name="上传，先检查").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("会新增 6 人，更新 0 人，离职 0 人")
    keep(page, "roster")
