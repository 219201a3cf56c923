"""Coming to a meeting by the code on the host's screen."""

import base64
import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.records.preshift.world import fill_team, named
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.records.models import Arrival, Record
from tongxin.records.preshift.commands import open_meeting
from tongxin.records.sign_in.keys import key_of
from tongxin.records.sign_in.rules import STEP, step_at, write

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine


@pytest.fixture
def record(team: Mine) -> Record:
    by = actor_of(team.leader.id, at=NOW)
    return Record.objects.get(id=open_meeting(team.shift.id, by=by, at=NOW).record_id)


def code_of(record: Record, steps: int = 0) -> str:
    return f"/signin/{write(key_of(record), record.id, step_at(NOW) + steps)}"


def shown(page: Page) -> str:
    """Which step's picture stands on the screen; exactly one does."""
    [number] = [one.get_attribute("data-number") or "" for one in page.locator("#codes img:visible").all()]
    return number


@pytest.mark.row("BY-4", "DB-10")
def test_the_code_is_scanned_and_the_host_sees_who_came(
    team: Mine, record: Record, open_page: OpenPage, look_at: LookAt
) -> None:
    host = open_page(team.leader, f"/preshift/{record.id}")
    host.get_by_role("link", name="扫码签到").click()
    expect(host.get_by_text("签到了 0 人")).to_be_visible()

    phone = open_page(team.worker, code_of(record))
    expect(phone.get_by_role("heading", name="签到了")).to_be_visible()
    look_at(phone, "signin-done")
    host.locator("#people", has_text="签到了 1 人").wait_for()
    host.get_by_role("button", name="陈国栋").click()
    host.locator("#people", has_text="签到了 2 人").wait_for()
    look_at(host, "signin-host")

    late = open_page(team.instructor, code_of(record, -3))
    expect(late.get_by_text("码已过期，请扫屏幕上现在的码")).to_be_visible()
    look_at(late, "signin-late")
    rows = Arrival.objects.order_by("id").values_list("person__name", "how", "confirmed_by__name")
    assert list(rows) == [("张伟", "code", None), ("陈国栋", "named", "赵建军")]


@pytest.mark.row("BY-3", "BY-4")
def test_without_a_network_the_screen_goes_on_changing_its_code_by_the_servers_time(
    team: Mine, record: Record, open_page: OpenPage
) -> None:
    page = open_page(team.leader, "/preshift")
    page.clock.install(time=NOW.timestamp() - 86_400)  # a phone that is a day behind
    page.goto(f"{page.url}/{record.id}/code")
    first = int(shown(page))
    page.context.set_offline(True)

    page.clock.run_for(STEP * 1000)
    second = int(shown(page))
    page.clock.run_for(10 * STEP * 1000)

    assert (first, second, int(shown(page))) == (step_at(NOW), step_at(NOW) + 1, step_at(NOW) + 11)
    page.clock.run_for(40 * STEP * 1000)
    assert page.locator("#codes img:visible").count() == 0
    expect(page.get_by_text("码用完了。连上网，再打开这一页")).to_be_visible()


def test_the_picture_is_small_square_and_black_on_white(
    team: Mine, record: Record, open_page: OpenPage
) -> None:
    from PIL import Image

    page = open_page(team.leader, f"/preshift/{record.id}/code")
    source = page.locator("#codes img").first.get_attribute("src") or ""
    raw = base64.b64decode(source.removeprefix("data:image/png;base64,"))
    picture = Image.open(io.BytesIO(raw))

    assert len(raw) < 600
    assert picture.width == picture.height < 50


def test_looking_at_a_link_signs_nobody_in(team: Mine, record: Record, open_page: OpenPage) -> None:
    page = open_page(team.worker, "/me")
    answer = page.request.get(page.url.replace("/me", code_of(record)))

    assert answer.ok
    assert not Arrival.objects.exists()


def test_whoever_is_not_logged_in_logs_in_first(record: Record, open_page: OpenPage) -> None:
    page = open_page(None, code_of(record))

    assert "/login?next=/signin/" in page.url
    assert not Arrival.objects.exists()


@pytest.mark.row("DB-10")
def test_the_record_says_how_each_came(
    team: Mine, record: Record, open_page: OpenPage, look_at: LookAt
) -> None:
    open_page(team.worker, code_of(record)).get_by_role("heading", name="签到了").wait_for()
    page = open_page(team.leader, f"/preshift/{record.id}")
    expect(page.locator("label.ps-who", has_text="张伟")).to_contain_text("现场扫码")
    page.locator("label.ps-chip", has_text="片帮").click()
    page.locator("label.tx-chip", has_text="3 件都讲了").click()
    page.locator("#counts", has_text="风险 1").wait_for()
    look_at(page, "signin-roll")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="开完了，去签字").click()
    page.wait_for_url("**/sign")

    desk = open_page(team.secretary, f"/records/{record.id}", width=1440)
    row = desk.locator(".rec-came li", has_text="张伟")
    expect(row).to_contain_text("现场扫码")
    other = named(team, "杨帆").name
    expect(desk.locator(".rec-came li", has_text=other)).to_contain_text("点名")
    look_at(desk, "signin-record")


@pytest.mark.parametrize("width", [1440, 390])
def test_looks_at_the_hosts_screen(
    team: Mine, record: Record, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    look_at(open_page(team.leader, f"/preshift/{record.id}/code", width), "signin-code")
