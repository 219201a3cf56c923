"""The main job on the demo's data, and every post's way in."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.clock import TODAY, moment
from tests.e2e.demo import Cast
from tests.e2e.story import Hand, worker_goes_round
from tongxin import clock
from tongxin.duties.models import DutyMet
from tongxin.records.models import Record

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
SetClock = Callable[[datetime], None]
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    return lambda at: monkeypatch.setattr(clock, "read", lambda: at)


def test_each_log_in_of_the_log_in_page_opens_its_today(demo: Cast, open_page: Open) -> None:
    for one in demo.log_ins:
        page = open_page(None, "/login")
        page.get_by_role("button", name=f"{one.title} {one.name}").first.click()
        expect(page.locator("main")).to_be_visible()
        expect(page).not_to_have_url(re.compile("/login"))
        expect(page).to_have_title(re.compile("今日"))
        page.context.close()


def test_every_link_that_a_post_is_shown_leads_somewhere(demo: Cast) -> None:
    broken = [found for one in demo.log_ins for found in dead_links(one.title, one.number)]

    assert broken == []


def dead_links(title: str, number: str) -> Iterator[tuple[str, str, str, int]]:
    """From Today two links deep; of addresses that differ in a number only, the first."""
    client = Client()
    client.post("/login", {"number": number, "password": settings.DEMO_PASSWORD})
    front, seen = [("", "/")], {"/"}
    for _ in range(3):
        following = []
        for source, path in front:
            answer = client.get(path)
            if answer.status_code not in (200, 302):
                yield title, source, path, answer.status_code
            for link in LINK.findall(answer.text if "html" in answer["Content-Type"] else ""):
                shape = re.sub(r"\d+", "0", link.split("?")[0])
                if shape not in seen and not shape.startswith(("/logout", "/static")):
                    seen.add(shape)
                    following.append((path, link.replace("&amp;", "&")))
        front = following


@pytest.mark.row("XZW-2", "XZW-4", "BY-1")
def test_the_main_job_on_the_demos_data(demo: Cast, open_page: Open, set_clock: SetClock) -> None:
    page = open_page(demo.of("小政委"))
    hand = Hand(page)
    hand.button("开始班前会")
    hand.label("还有人需要关注")
    hand.tap(page.locator("label.ps-name:visible").nth(3))
    hand.label("需关注", "label.tx-chip")
    hand.label("班中再问", "label.tx-chip")
    for risk in range(2):
        hand.tap(page.locator("label.ps-chip:visible").nth(risk))
    page.locator("#counts", has_text="风险 2").wait_for()
    hand.button("开完了，去签字")
    page.wait_for_url("**/sign")
    assert hand.taps <= 12

    record = Record.objects.get(unit__name="采煤一班", kind="pre_shift_meeting", held_at__date=TODAY)
    met = DutyMet.objects.filter(source="record", record_id=record.id).values_list("item__post", flat=True)
    assert sorted(met) == ["political_instructor", "team_leader"]

    the_secretary_finds_the_reason(open_page, demo)
    set_clock(moment(12, 1, 9))
    worker_goes_round(moment(12, 1, 9))
    the_report_is_filed(open_page, demo)


def the_secretary_finds_the_reason(open_page: Open, demo: Cast) -> None:
    page = open_page(demo.of("支部书记"), "/", 1440)
    hand = Hand(page)
    late = page.locator("main .tx-item", has_text="需要您").first
    expect(late).to_contain_text("采煤三班")
    hand.tap(late)
    why = page.locator("tr.tx-why")
    expect(why).to_contain_text(re.compile(r"没有负责人：\S{2,3}外出培训，没有指定代班人"))
    hand.tap(why.locator("a", has_text="日跟班").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("日跟班：参加班前会")
    assert hand.taps <= 3


def the_report_is_filed(open_page: Open, demo: Cast) -> None:
    page = open_page(demo.of("支部书记"), "/reports", 1440)
    hand = Hand(page)
    hand.button("起草2026年11月")
    page.get_by_label("一到三件，写清谁、什么时候").fill("给准备班定下小政委，高亮，12 月 5 日前")
    hand.button("写好了，归档")
    with page.expect_download() as got:
        hand.link("下载 Word")
    words = "\n".join(
        line.text for line in docx.Document(BytesIO(Path(got.value.path()).read_bytes())).paragraphs
    )
    assert "给准备班定下小政委" in words
    assert "召开班前会" in words
