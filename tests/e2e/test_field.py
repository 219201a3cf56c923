"""Underground: what was taken along works without a network, and is on the server once when it is back."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import ExifTags, Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.clock import NOW, moment
from tests.factories import adopt, make_shift
from tests.phone_store import opened
from tests.records.preshift.world import fill_team, make_leave
from tests.world import Mine
from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Opening, open_case
from tongxin.cases.models import Case, Deed, Evidence, Part
from tongxin.files import storage
from tongxin.files.models import Picture, StoredFile
from tongxin.orgs.models import Person
from tongxin.records.models import Fitness, Presence, Record, Task
from tongxin.sync.models import Grant, Operation
from tongxin.web import assets

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
LogIn = Callable[[Person], Client]
Patch = pytest.MonkeyPatch
TAKEN = moment(11, 20, 7, 55)
MOST_MEETING_TAPS, MOST_HAZARD_TAPS, LONGEST_PHOTO = 12, 6, 2048


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    adopt(mine.root, "kq-safety")
    return mine


class Finger:
    """Counts the taps of one hand; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def name(self, kind: str, text: str) -> None:
        self.tap(self.page.locator(f"{kind}:visible", has_text=text).first)


def take_along(open_page: OpenPage, person: Person, width: int = 390, at: datetime = NOW) -> Page:
    """The phone of somebody who has pressed 下井前带走; its clock is the server's."""
    page = open_page(person, "/healthz", width)
    page.context.clock.set_fixed_time(at)
    page.goto(page.url.replace("/healthz", "/field"))
    expect(page.get_by_text(f"今天 {at:%H:%M} 带的")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    return page


def phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})


def go_down(page: Page) -> None:
    """No network, and the browser was closed meanwhile."""
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("没有网络。照常办")).to_be_visible()


def come_up(page: Page) -> None:
    page.context.set_offline(False)
    page.goto(page.url.split("#")[0] + "#/")
    page.get_by_role("button", name="立即上传").click()
    expect(page.locator("#outbox .tx-sheet-h")).to_contain_text("都传了")


def photo(number: int) -> dict[str, Any]:
    picture = Image.new("RGB", (3000, 2000), (40 * number, 90, 160))
    ImageDraw.Draw(picture).ellipse((200 * number, 300, 200 * number + 900, 1500), fill="white")
    content = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{TAKEN:%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    picture.save(content, "JPEG", quality=85, exif=exif)
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def hold_meeting(page: Page, hand: Finger) -> None:
    hand.tap(page.get_by_role("link", name="开始班前会"))
    hand.name("button", "还有人需要关注")
    hand.name("button.fd-name", "刘强")
    hand.name("label.tx-chip", "和张伟搭伴")
    hand.name("label.tx-chip", "3 件都讲了")
    hand.name("label.ps-chip", "片帮")
    hand.name("label.ps-chip", "端头顶板")
    hand.tap(page.get_by_role("button", name="开完了，存在本机"))


def report_hazard(page: Page, hand: Finger, photos: int = 0) -> None:
    hand.tap(page.get_by_role("link", name="报隐患"))
    page.get_by_label("什么问题").fill("护栏松了，能晃动")
    page.get_by_label("在哪里").fill("三号皮带机尾")
    hand.name("label.tx-chip", "机器设备")
    if photos:
        page.locator('input[type="file"]').set_input_files([photo(number) for number in range(photos)])
        expect(page.locator(".fd-photo")).to_have_count(photos)
    hand.tap(page.get_by_role("button", name="交上去"))


def unsent(page: Page, words: str) -> None:
    expect(page.locator("#outbox")).to_contain_text(words)


def back(page: Page) -> None:
    page.get_by_role("link", name="回到下井带着").click()


@pytest.mark.row("BY-3", "BY-4", "XZW-2")
def test_a_whole_shift_without_a_network_is_on_the_server_once(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    began, meeting = time.monotonic(), Finger(page)
    hold_meeting(page, meeting)
    expect(page.get_by_text("已保存在本机")).to_be_visible()
    assert meeting.taps <= MOST_MEETING_TAPS
    assert time.monotonic() - began < 60
    back(page)
    hazard = Finger(page)
    report_hazard(page, hazard, photos=3)
    expect(page.get_by_text("已保存在本机")).to_be_visible()
    assert hazard.taps <= MOST_HAZARD_TAPS
    back(page)
    page.reload()
    unsent(page, "没传 2 件，照片 0/3")
    assert Operation.objects.count() == 0

    come_up(page)
    unsent(page, "照片 3/3")
    page.get_by_role("button", name="立即上传").click()
    page.get_by_role("link", name="看每一件").click()
    expect(page.get_by_text("收到了")).to_have_count(2)

    check_meeting(team)
    check_hazard()
    assert [one.outcome for one in Operation.objects.all()] == ["applied", "applied"]


def check_meeting(team: Mine) -> None:
    record = Record.objects.get(kind="pre_shift_meeting")
    assert (record.state, record.shift_id, record.chair_id) == ("closed", team.shift.id, team.leader.id)
    assert Presence.objects.filter(record=record, present=True).count() == 12
    assert sorted(record.data["risks"]) == ["rib", "roof"]
    watched = [(one.person.name, one.arrangement) for one in Fitness.objects.filter(record=record)]
    assert watched == [("刘强", "partner")]


def check_hazard() -> None:
    case = Case.objects.get(kind="hazard")
    assert case.title == "护栏松了，能晃动"
    assert Evidence.objects.filter(deed__case=case).count() == StoredFile.objects.count() == 3
    kept = [storage.get(stored.sha256) for stored in StoredFile.objects.all()]
    assert {max(Image.open(BytesIO(content)).size) for content in kept} == {LONGEST_PHOTO}
    assert {picture.taken_at for picture in Picture.objects.all()} == {TAKEN}


def test_what_is_half_done_is_there_after_the_browser_was_closed(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    page.get_by_role("link", name="开始班前会").click()
    hand = Finger(page)
    hand.name("label.ps-who", "周涛")
    hand.name("label.ps-chip", "片帮")
    page.wait_for_timeout(400)

    page.reload()

    expect(page.locator("#counts")).to_contain_text("到 11·未到 2·需关注 0·风险 1")
    hand.tap(page.get_by_role("button", name="开完了，存在本机"))
    expect(page.get_by_role("alert")).to_contain_text("还差 1 项，前面填的都在：周涛没到，点一下为什么")


@pytest.mark.row("XZW-2")
def test_who_is_back_after_long_is_remembered_without_a_network(
    team: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    make_leave(Person.objects.get(name="周涛"), date(2026, 11, 8), date(2026, 11, 19))
    page = take_along(open_page, team.leader)
    go_down(page)
    page.get_by_role("link", name="开始班前会").click()
    reminder = page.locator(".tx-remind", has_text="提醒：周涛休假 12 天，今天头一个班")
    expect(reminder).to_be_visible()
    look_at(page, "field-reminder")
    phone(page)

    reminder.get_by_role("button", name="安排一下").click()

    expect(page.locator("fieldset.fd-card", has_text="周涛")).to_be_visible()
    expect(reminder).to_have_count(0)


@pytest.mark.row("BY-4")
def test_two_people_on_one_phone_send_each_their_own_and_see_only_that(
    team: Mine, open_page: OpenPage, log_in: LogIn
) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    report_hazard(page, Finger(page))
    back(page)
    unsent(page, "没传 1 件")
    page.get_by_role("button", name="换人用").click()
    expect(page.get_by_role("heading", name="先登录，再带走")).to_be_visible()
    page.reload()
    expect(page.get_by_text("这台手机上有 1 件没传")).to_be_visible()
    assert "护栏" not in page.content()

    session = log_in(team.worker).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
    page.context.set_offline(False)
    page.goto(page.url.split("#")[0])
    expect(page.locator(".tx-top")).to_contain_text("张伟")
    unsent(page, "还没有在这台手机上办过什么")
    page.get_by_role("link", name="看每一件").click()
    expect(page.get_by_text("还没有在这台手机上办过什么")).to_be_visible()
    wait_for_operations(page, 1)
    assert [one.person for one in Operation.objects.all()] == [team.leader]


def test_after_a_log_out_elsewhere_the_screens_are_nobodys_and_what_waits_is_sent(
    team: Mine, open_page: OpenPage
) -> None:
    page = take_along(open_page, team.leader)
    page.context.set_offline(True)
    report_hazard(page, Finger(page))
    address = page.url.split("/field")[0]
    page.context.set_offline(False)
    page.goto(f"{address}/me")
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url("**/login**")

    page.goto(f"{address}/field")

    expect(page.get_by_role("heading", name="先登录，再带走")).to_be_visible()
    assert "护栏" not in page.content()
    wait_for_operations(page, 1)
    assert Operation.objects.get().person == team.leader


def test_who_left_the_screens_without_a_network_is_logged_out_when_it_is_back(
    team: Mine, open_page: OpenPage
) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    page.get_by_role("button", name="换人用").click()
    page.context.set_offline(False)

    page.reload()

    expect(page.get_by_role("link", name="登录")).to_be_visible()
    page.goto(page.url.split("/field")[0])
    page.wait_for_url("**/login**")


def test_the_front_door_leads_to_what_was_taken_along(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    page.context.set_offline(True)

    page.goto(page.url.split("/field")[0])

    expect(page.get_by_role("link", name="开始班前会")).to_be_visible()


def test_the_next_shift_is_there_when_this_one_is_over(team: Mine, open_page: OpenPage) -> None:
    make_shift(team.team, moment(11, 21, 8), moment(11, 21, 16))
    page = take_along(open_page, team.leader)
    page.context.clock.set_fixed_time(moment(11, 20, 20))
    go_down(page)
    expect(page.get_by_text("班前 8 小时内可以开始")).to_be_visible()

    page.context.clock.set_fixed_time(moment(11, 21, 7))
    page.reload()

    page.get_by_role("link", name="开始班前会").click()
    expect(page.get_by_role("heading", name="班前会")).to_be_visible()


def test_a_phone_whose_token_has_ended_says_so_and_loses_nothing(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    report_hazard(page, Finger(page))
    back(page)
    Grant.objects.update(revoked_at=NOW)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.get_by_role("button", name="立即上传").click()

    expect(page.get_by_text("要重新登录一次才能上传，没传的都在")).to_be_visible()
    unsent(page, "没传 1 件")


def wait_until(page: Page, done: Callable[[], bool]) -> None:
    for _ in range(50):
        if done():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it does not happen")


def wait_for_operations(page: Page, count: int) -> None:
    wait_until(page, lambda: Operation.objects.count() >= count)


@pytest.mark.row("BY-4")
def test_a_phone_that_keeps_nothing_is_told_and_refused(
    team: Mine, open_page: OpenPage, look_at: LookAt
) -> None:
    page = open_page(team.leader, "/healthz")
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('none') }")
    page.goto(page.url.replace("/healthz", "/field"))

    expect(page.get_by_role("alert")).to_contain_text("本机不能离线保存")
    assert page.get_by_role("link", name="开始班前会").count() == 0
    look_at(page, "field-refused")


@pytest.mark.row("BY-4")
def test_a_new_release_loses_nothing(team: Mine, open_page: OpenPage, monkeypatch: Patch) -> None:
    page = take_along(open_page, team.leader)
    page.reload()
    page.context.set_offline(True)
    report_hazard(page, Finger(page))
    back(page)
    now = assets.service_worker()
    monkeypatch.setattr(assets, "service_worker", lambda: f"{now}\n// the next release")
    fail = "/api/sync/"
    page.context.route(f"**{fail}**", lambda route: route.abort())
    page.context.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    page.get_by_role("button", name="换上").click()
    page.wait_for_load_state()
    unsent(page, "没传 1 件")

    page.context.unroute(f"**{fail}**")
    come_up(page)

    assert [one.outcome for one in Operation.objects.all()] == ["applied"]


def test_of_two_who_held_the_meeting_the_second_reads_who_was_first(team: Mine, open_page: OpenPage) -> None:
    first, second = take_along(open_page, team.leader), take_along(open_page, team.instructor)
    for page in (first, second):
        go_down(page)
        hold_meeting(page, Finger(page))
    come_up(first)
    come_up(second)

    second.get_by_role("link", name="看每一件").click()

    expect(second.get_by_text("和别人的对不上")).to_be_visible()
    expect(second.get_by_text("赵建军已经在记，两份都留着")).to_be_visible()
    assert Record.objects.filter(kind="pre_shift_meeting").count() == 1


def test_who_gives_no_name_gets_a_code(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.worker)
    go_down(page)
    page.get_by_role("link", name="报隐患").click()
    Finger(page).name("label.tx-chip", "不写名字")
    page.get_by_label("什么问题").fill("护栏松了")
    page.get_by_label("在哪里").fill("三号皮带机尾")
    Finger(page).name("label.tx-chip", "机器设备")
    page.get_by_role("button", name="交上去").click()
    back(page)
    come_up(page)
    page.get_by_role("link", name="看每一件").click()

    expect(page.get_by_text("查询码")).to_be_visible()
    assert Operation.objects.get().person is None
    assert not Part.objects.filter(case__kind="hazard", role="opener").exists()


def test_a_word_for_the_next_shift_and_a_task_that_is_done(team: Mine, open_page: OpenPage) -> None:
    Task.objects.filter(text__contains="护栏").update(owner=team.leader)
    page = take_along(open_page, team.leader)
    go_down(page)
    page.get_by_role("link", name="交代下一班").click()
    page.get_by_label("下一班要知道什么").fill("机尾 72 架处片帮，已打临时支护")
    page.get_by_role("button", name="记下，存在本机").click()
    back(page)
    page.get_by_role("link", name="皮带机头护栏缺一段").click()
    page.get_by_role("button", name="办完了，存在本机").click()
    back(page)
    come_up(page)

    assert Task.objects.get(text__contains="72 架").unit == team.team
    assert Task.objects.get(text__contains="护栏").done_by == team.leader


@pytest.mark.row("XZW-2")
def test_who_was_not_fit_dies_with_the_shift_on_the_phone_too(team: Mine, open_page: OpenPage) -> None:
    page = take_along(open_page, team.leader)
    go_down(page)
    hold_meeting(page, Finger(page))
    expect(page.get_by_text("已保存在本机")).to_be_visible()
    assert "partner" in kept_on(page)

    page.context.clock.set_fixed_time(moment(11, 20, 16, 1))
    page.reload()

    wait_until(page, lambda: "partner" not in kept_on(page))
    assert '"told":true' in kept_on(page).replace("\\", "")
    page.goto(page.url.split("#")[0] + "#/")
    come_up(page)
    assert Record.objects.get(kind="pre_shift_meeting").state == "closed"


def kept_on(page: Page) -> str:
    return json.dumps(opened(page), ensure_ascii=False)


@dataclass
class Looking:
    """Goes from screen to screen, and takes a picture of each."""

    page: Page
    look_at: LookAt
    width: int

    def at(self, name: str) -> None:
        self.look_at(self.page, f"field-{name}")
        self.page.set_viewport_size({"width": self.width, "height": 844 if self.width < 700 else 1024})

    def back(self) -> None:
        self.page.get_by_role("link", name="返回").click()

    def link(self, words: str, name: str) -> None:
        self.page.get_by_role("link", name=words).click()
        expect(self.page.get_by_role("link", name=words)).to_have_count(0)
        self.at(name)

    def button(self, words: str, name: str) -> None:
        self.page.get_by_role("button", name=words).click()
        self.at(name)


@pytest.mark.parametrize("width", [390, 1440])
def test_looks_at_the_screens(team: Mine, open_page: OpenPage, look_at: LookAt, width: int) -> None:
    page = take_along(open_page, team.leader, width)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    go_down(page)
    look = Looking(page, look_at, width)
    look.at("home")
    look.link("开始班前会", "meeting-empty")
    fill_meeting(page)
    look.at("meeting-filled")
    look.button("开完了，存在本机", "meeting-missing")
    look.back()
    look.link("报隐患", "hazard-empty")
    page.get_by_role("button", name="交上去").click()
    page.get_by_label("在哪里").fill("三号皮带机尾")
    page.locator('input[type="file"]').set_input_files([photo(number) for number in range(3)])
    expect(page.locator(".fd-photo")).to_have_count(3)
    look.at("hazard-missing")
    assert [one for one in told if "Content Security Policy" in one] == []


@pytest.mark.parametrize("width", [390, 1440])
def test_looks_at_the_smaller_screens(team: Mine, open_page: OpenPage, look_at: LookAt, width: int) -> None:
    page = take_along(open_page, team.leader, width)
    look = Looking(page, look_at, width)
    look.at("home-online")
    go_down(page)
    report_hazard(page, Finger(page))
    look.at("hazard-kept")
    look.link("再提一件", "choose")
    look.back()
    look.link("交代下一班", "note")
    look.back()
    look.link("检查、台账", "lists")
    page.locator("a.tx-item").first.click()
    look.at("list")
    look.back()
    look.link("看每一件", "sent")
    look.back()
    look.at("home-unsent")
    look.button("换人用", "door")


def fill_meeting(page: Page) -> None:
    hand = Finger(page)
    hand.name("button", "还有人需要关注")
    hand.name("button.fd-name", "刘强")
    hand.name("label.tx-chip", "和张伟搭伴")
    hand.name("label.ps-chip", "片帮")
    hand.name("label.ps-chip", "其他")
    hand.name("label.ps-who", "周涛")
    hand.name("summary", "任务")
    hand.name("summary", "改一处")


def test_looks_at_the_whole_handover(
    team: Mine, open_page: OpenPage, look_at: LookAt, monkeypatch: Patch
) -> None:
    later = moment(11, 20, 15, 40)
    monkeypatch.setattr(clock, "read", lambda: later)
    page = take_along(open_page, team.leader, at=later)
    go_down(page)
    page.get_by_role("link", name="交代下一班").click()
    page.locator("label.tx-chip", has_text="有要说的").nth(1).click()
    page.get_by_label("没干完的和原因").fill("机尾浮煤剩 12 架，支架压力不够")
    look_at(page, "field-handover")
    phone(page)
    page.get_by_role("button", name="交出去，存在本机").click()
    back(page)
    come_up(page)

    record = Record.objects.get(kind="shift_handover")
    assert record.data["to_team"] == team.other_team.id
    assert record.data["unsolved"] == ["机尾浮煤剩 12 架，支架压力不够"]


def test_a_checklist_and_a_step_of_a_joint_task(team: Mine, open_page: OpenPage) -> None:
    adopt(team.root, "sz")
    given = {"what": "清理皮带机尾", "every": "once"}
    by = actor_of(team.leader.id, at=NOW)
    opened = open_case(Opening("joint_task", team.team.id, given), by=by, at=NOW)
    page = take_along(open_page, team.instructor)
    go_down(page)
    page.get_by_role("link", name="清理皮带机尾").click()
    page.get_by_role("link", name="党小组长答复").click()
    Finger(page).name("label.tx-chip", "同意")
    page.get_by_role("button", name="办好了，存在本机").click()
    back(page)
    come_up(page)

    steps = Deed.objects.filter(case=opened.case_id).values_list("move", flat=True)
    assert "party_answer" in steps
