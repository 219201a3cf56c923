"""The terminal of a shift room, by many hands on one screen."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.clock import NOW, moment
from tests.factories import adopt
from tests.records.preshift.world import fill_team, named, sheet_of
from tests.terminals import PIN, make_pin, make_terminal
from tests.world import Mine
from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.records.models import Presence, Record
from tongxin.records.preshift.commands import finish_meeting, open_meeting

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
OpenTerminal = Callable[..., Page]
SIZES = {1024: 768, 390: 844, 1440: 1024}


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    adopt(mine.root, "kq-safety", "workers-voice")
    for person in (mine.leader, mine.instructor, mine.worker):
        make_pin(person)
    return mine


@pytest.fixture
def open_terminal(team: Mine, browser: Browser, live_server: LiveServer) -> Iterator[OpenTerminal]:
    """The browser of the device, enrolled to the team."""
    contexts = []

    def build(width: int = 1024, path: str = "/terminal") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        secret = make_terminal(team.team, team.chief)
        context.add_cookies(
            [{"name": settings.TERMINAL_COOKIE_NAME, "value": secret, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    yield build
    for context in contexts:
        context.close()


def closed_meeting(team: Mine) -> Record:
    by = actor_of(team.leader.id, at=NOW)
    record = Record.objects.get(id=open_meeting(team.shift.id, by=by, at=NOW).record_id)
    sheet = sheet_of(record.id, values={"risks": ["rib"], "told": True})
    assert finish_meeting(record.id, sheet, by=by, at=NOW, revision=0).fact is not None
    return record


def tap_pin(page: Page, button: str, pin: str = PIN) -> None:
    for key in pin:
        page.locator(f'[data-key="{key}"]').click()
    page.get_by_role("button", name=button, exact=True).click()


def choose(page: Page, name: str) -> None:
    page.locator(".tx-person", has_text=name).click()


@pytest.mark.row("XZW-2", "DB-10")
def test_each_signs_with_six_taps_and_one_signs_for_another(
    team: Mine, open_terminal: OpenTerminal, open_page: OpenPage
) -> None:
    record = closed_meeting(team)
    page = open_terminal()
    expect(page.get_by_text("待签 12")).to_be_visible()

    choose(page, "张伟")
    tap_pin(page, "签字")
    expect(page.get_by_text("张伟签好了")).to_be_visible()
    expect(page.get_by_text("现在没有人在用")).to_be_visible()
    choose(page, "陈国栋")
    page.get_by_role("link", name="请人代签").click()
    page.locator(".tx-pad").get_by_role("link", name="赵建军").click()
    expect(page.get_by_text("赵建军替陈国栋签，请赵建军输终端密码")).to_be_visible()
    tap_pin(page, "签字")

    expect(page.locator(".tx-person", has_text="陈国栋")).to_contain_text("赵建军代签")
    row = Presence.objects.get(record=record, person=named(team, "陈国栋"))
    assert row.signed_via == team.leader
    own = open_page(named(team, "陈国栋"), "/me")
    expect(own.get_by_text("赵建军替您签了")).to_be_visible()


def test_it_locks_itself_after_a_minute_without_a_touch(team: Mine, open_terminal: OpenTerminal) -> None:
    page = open_terminal()
    page.clock.install()
    choose(page, "赵建军")
    tap_pin(page, "进去办事")
    page.wait_for_url("**/terminal/mine")

    page.clock.run_for(50_000)
    page.mouse.click(5, 300)
    page.clock.run_for(50_000)
    assert page.url.endswith("/terminal/mine")
    page.clock.run_for(11_000)

    page.wait_for_url("**/terminal")
    expect(page.get_by_text("现在没有人在用")).to_be_visible()


def test_half_a_pin_does_not_stay_for_the_next_one(team: Mine, open_terminal: OpenTerminal) -> None:
    page = open_terminal()
    page.clock.install()
    choose(page, "赵建军")
    page.locator('[data-key="5"]').click()
    page.clock.run_for(61_000)

    page.wait_for_url("**/terminal")
    assert page.locator("#pin").count() == 0


def test_everything_works_without_scripts(
    team: Mine, browser: Browser, live_server: LiveServer, open_terminal: OpenTerminal
) -> None:
    closed_meeting(team)
    cookies = open_terminal().context.cookies()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1024, "height": 768})
    context.add_cookies([{**one} for one in cookies])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.goto(f"{live_server.url}/terminal")
    choose(page, "张伟")
    page.locator("#pin").fill(PIN)
    page.get_by_role("button", name="签字", exact=True).click()

    expect(page.locator(".tx-person", has_text="张伟")).to_contain_text("已签 07:20")
    context.close()


@pytest.mark.row("XZW-2")
def test_a_meeting_is_held_and_a_hazard_reported_there(
    team: Mine, open_terminal: OpenTerminal, look_at: LookAt
) -> None:
    page = open_terminal()
    choose(page, "赵建军")
    tap_pin(page, "进去办事")
    look_at(page, "terminal-mine")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_role("link", name="隐患").click()
    page.get_by_label("什么问题").fill("三号皮带机尾护栏松了")
    page.get_by_label("在哪里").fill("三号皮带机尾")
    page.locator("label.tx-chip", has_text="机器设备").click()
    look_at(page, "terminal-report")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("隐患：交上去了")).to_be_visible()

    page.get_by_role("button", name="开始班前会").click()
    page.locator("label.ps-chip", has_text="片帮").click()
    page.locator("label.tx-chip", has_text="3 件都讲了").click()
    page.locator("#counts", has_text="风险 1").wait_for()
    look_at(page, "terminal-meeting")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_role("button", name="开完了，去签字").click()
    page.get_by_role("button", name="签字，签完就退出").click()

    expect(page.get_by_text("赵建军签好了")).to_be_visible()
    expect(page.get_by_text("待签 11")).to_be_visible()


@pytest.mark.parametrize("width", [1024, 390, 1440])
def test_looks_at_the_board(team: Mine, open_terminal: OpenTerminal, look_at: LookAt, width: int) -> None:
    page = open_terminal(width)
    look_at(page, "terminal-before")
    record = closed_meeting(team)
    Presence.objects.filter(record=record, person__in=[team.leader.id, team.instructor.id]).update(
        signed_at=NOW, signed_version=1
    )
    for name in ("李明", "刘强"):
        Presence.objects.filter(record=record, person=named(team, name)).update(
            signed_at=NOW, signed_version=1, signed_via=team.leader
        )
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    choose(page, "张伟")
    look_at(page, "terminal-pin")
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    tap_pin(page, "签字", "9041")
    look_at(page, "terminal-wrong")
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.get_by_role("link", name="请人代签").click()
    look_at(page, "terminal-proxy")


@pytest.mark.parametrize("width", [390, 1440])
def test_looks_at_enrolling_and_at_ones_own_pin(
    team: Mine, open_page: OpenPage, look_at: LookAt, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at(open_page(None, "/terminal/enrol", width), "terminal-enrol")
    make_terminal(team.team, team.chief)
    page = open_page(team.chief, "/terminals", width)
    look_at(page, "terminals")
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_label("放在哪里").fill("采煤二班更衣室")
    page.get_by_role("button", name="开登记码").click()
    expect(page.get_by_text("只在这里显示这一次")).to_be_visible()
    look_at(page, "terminals-code")
    page = open_page(team.worker, "/me/pin", width)
    page.get_by_label("登录密码").fill("x")
    page.get_by_role("button", name="就用这个").click()
    look_at(page, "me-pin")
    closed_meeting(team)
    Presence.objects.filter(person=team.worker).update(
        signed_at=NOW, signed_version=1, signed_via=team.leader
    )
    monkeypatch.setattr(clock, "read", lambda: moment(11, 20, 8))
    look_at(open_page(team.worker, "/me", width), "me-signed-for")
    look_at(open_page(team.worker, "/me/account", width), "me-account-pin")
