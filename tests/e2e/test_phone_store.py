"""What lies on the phone is sealed: whoever looks through its database finds no words of anybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_field import (
    Finger,
    back,
    come_up,
    go_down,
    hold_meeting,
    report_hazard,
    take_along,
    unsent,
    wait_until,
)
from tests.factories import adopt
from tests.phone_store import about_the_key, as_it_lies, lay_open, lose_key, opened, other_key
from tests.records.preshift.world import fill_team
from tests.world import Mine
from tongxin.cases.models import Case, Evidence
from tongxin.sync.models import Operation

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
WORDS = ["护栏", "三号皮带机尾", "赵建军", "刘强", "partner", "machine", "JFIF", "image/jpeg", "waiting"]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    adopt(mine.root, "kq-safety")
    return mine


def plain_words(page: Page) -> list[str]:
    lies = as_it_lies(page)
    assert '"shut":1' in lies
    return [word for word in WORDS if word in lies]


def reopen(page: Page) -> None:
    page.goto(page.url.split("/field")[0].split("/healthz")[0] + "/field")
    page.reload()
    expect(page.locator("#outbox")).to_be_visible()


@pytest.mark.row("BY-3", "XZW-2")
def test_no_words_and_no_pictures_lie_open_on_the_phone(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    hold_meeting(page, Finger(page))
    back(page)
    report_hazard(page, Finger(page), photos=1)
    back(page)
    page.get_by_role("link", name="交代下一班").click()
    page.get_by_label("下一班要知道什么").fill("护栏没焊")
    page.wait_for_timeout(400)

    assert plain_words(page) == []
    found = opened(page)
    (account,) = found["accounts"]
    assert account["token"] not in as_it_lies(page)
    assert [item["operation"]["type"] for item in found["items"]] == ["record.hold", "case.open"]
    assert any("护栏没焊" in str(record["value"]) for record in found["records"])
    assert about_the_key(page) == ["secret", False, "refused", "decrypt,encrypt"]


@pytest.mark.row("BY-3")
def test_what_the_first_release_left_open_is_sealed_and_sent(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    report_hazard(page, Finger(page), photos=2)
    back(page)
    page.context.route("**/api/sync/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(page.url.split("/field")[0] + "/healthz")
    lay_open(page)
    lies = as_it_lies(page)
    assert [word for word in ("护栏", "赵建军", "JFIF", "waiting") if word not in lies] == []

    reopen(page)

    unsent(page, "没传 1 件，照片 0/2")
    wait_until(page, lambda: plain_words(page) == [])
    page.context.unroute("**/api/sync/**")
    come_up(page)
    unsent(page, "照片 2/2")
    assert [one.outcome for one in Operation.objects.all()] == ["applied"]
    assert Case.objects.get(kind="hazard").title == "护栏松了，能晃动"
    assert Evidence.objects.count() == 2


def test_what_is_kept_has_its_key_beside_it_even_if_that_was_lost(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    lose_key(page)

    report_hazard(page, Finger(page))
    back(page)
    page.reload()

    unsent(page, "没传 1 件")


def test_what_is_kept_is_sealed_with_the_key_that_another_tab_has_made(
    team: Mine, open_page: OpenPage
) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    page.get_by_role("link", name="报隐患").click()
    other_key(page)
    page.go_back()

    report_hazard(page, Finger(page))

    expect(page.get_by_text("已保存在本机")).to_be_visible()
    last = page.evaluate(
        """() => new Promise((done) => { indexedDB.open('tongxin').onsuccess = ({ target: { result } }) => {
          const both = result.transaction(['keys', 'items'])
          both.objectStore('keys').getAll().onsuccess = (keys) =>
            both.objectStore('items').getAll().onsuccess = async (items) => {
              const [{ id, key }] = keys.target.result
              const { iv, bytes } = items.target.result.pop().sealed
              const found = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes)
              done([id, JSON.parse(new TextDecoder().decode(found)).operation.type])
              result.close()
            }
        }})"""
    )
    assert last == ["another", "case.open"]


def test_a_browser_that_cannot_seal_is_told_and_refused(team: Mine, open_page: OpenPage) -> None:
    page = open_page(team.leader, "/healthz")
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")

    page.goto(page.url.replace("/healthz", "/field"))

    expect(page.get_by_role("alert")).to_contain_text("本机不能离线保存")
    expect(page.get_by_text("这个浏览器不能把存下的内容加密。请换用手机自带的浏览器。")).to_be_visible()
    assert page.get_by_role("link", name="开始班前会").count() == 0
