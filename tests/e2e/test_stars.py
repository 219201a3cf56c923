"""The star wall in the browser: told, confirmed, consented, thanked, taken down; and the board of plaques."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.packs.meetings import hold
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person, Unit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
DEEDS = (
    ("升井路上把崴脚的刘强背到井口，一路没歇", "11月12日夜班，副斜井", 6),
    ("替生病的任志勇顶了两个夜班，没要调休", "", 4),
    ("下班后把更衣室漏水的阀门修好了", "11月17日", 2),
    ("捡到一部手机，等在灯房交还失主", "灯房", 1),
)


def by(person: Person) -> Actor:
    return actor_of(person.id, at=NOW)


def shine(unit: Unit, doer: Person, teller: Person, leader: Person, deed: str, where: str, days: int) -> int:
    at = NOW - timedelta(days=days)
    given = {"who": [doer.id], "deed": deed, "when_where": where}
    case = open_case(Opening("good_deed", unit.id, given), by=by(teller), at=at).case_id
    move_case(case, Making("confirm"), by=by(leader), at=at)
    move_case(case, Making("consent"), by=by(doer), at=at)
    return case


@pytest.fixture
def shining(transactional_db: None) -> Mine:
    """Two teams with deeds, and a plaque, an area and a pledge."""
    mine = make_mine()
    adopt(mine.root, "party-branch-2018", "honour")
    doers = [mine.instructor, mine.leader, mine.worker, mine.instructor]
    for doer, (deed, where, days) in zip(doers, DEEDS, strict=True):
        teller = mine.worker if doer != mine.worker else mine.leader
        confirmer = mine.leader if doer != mine.leader else mine.instructor
        confirmer = mine.chief if confirmer == teller else confirmer
        last = shine(mine.team, doer, teller, confirmer, deed, where, days)
    for fan in (mine.chief, mine.leader, mine.secretary):
        move_case(last, Making("thank"), by=by(fan), at=NOW)
    shine(mine.other_team, mine.other_leader, mine.chief, mine.secretary, "雨天给下夜班的班组煮了姜汤", "", 3)
    _posts(mine)
    return mine


def _posts(mine: Mine) -> None:
    secretary = by(mine.secretary)
    appoint(
        make_person(mine.company, mine.branch, name="孙立军", party="full"), "discipline_member", mine.branch
    )
    given = {
        "post_name": "采煤机司机岗", "holder": [mine.instructor.id],
        "duties": ["开机前先看滚筒和截齿", "一年带会两个人"], "grounds": "九月发现截齿松动",
    }  # fmt: skip
    at = moment(11, 2, 9)
    case = open_case(Opening("pioneer_post", mine.team.id, given), by=by(mine.leader), at=at).case_id
    record = hold("committee_meeting", mine.branch, secretary, at=at)
    move_case(case, Making("review", record_id=record), by=secretary, at=at + timedelta(hours=2))
    move_case(case, Making("publish", {"contact": "陈志刚 8612"}), by=secretary, at=at + timedelta(hours=3))
    move_case(case, Making("hang", {"place": "2305 采煤机机身"}), by=secretary, at=moment(11, 10, 9))
    area = {"member": [mine.instructor.id], "place": "皮带机头", "duties": ["每班看一遍机头护栏", "清掉洒煤"]}
    case = open_case(Opening("responsibility_area", mine.team.id, area), by=secretary, at=NOW).case_id
    move_case(case, Making("accept"), by=by(mine.instructor), at=NOW)
    pledge = {"year": 2026, "items": ["带一名徒弟，年底前能单独上岗", "全年自己没有三违"]}
    case = open_case(Opening("pledge", mine.group.id, pledge), by=by(mine.instructor), at=NOW).case_id
    agreed = {"measurable": True, "reviewer": [mine.secretary.id]}
    move_case(case, Making("agree", agreed), by=secretary, at=NOW)
    move_case(case, Making("show", {"public_place": "一班活动室"}), by=by(mine.instructor), at=NOW)


@WIDTHS
@pytest.mark.row("SX-6")
def test_the_wall_is_read_and_thanked_in_one_tap(
    shining: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    person = shining.other_leader if width == 390 else shining.organiser
    page = open_page(person, "/stars", width)
    expect(page.get_by_role("heading", name="今年有 5 件好事")).to_be_visible()
    look_at(page, "wall")
    page.get_by_role("button", name="谢谢王建国").first.click()
    expect(page.get_by_text("谢过了").first).to_be_visible()
    look_at(page, "wall-thanked")
    page.goto(page.url.split("/stars")[0] + f"/stars?unit={shining.section.id}")
    expect(page.get_by_role("link", name="采煤一班")).to_be_visible()
    look_at(page, "wall-unit")


@WIDTHS
@pytest.mark.row("SX-6")
def test_a_deed_is_told_confirmed_and_shown_with_consent_and_taken_down(
    shining: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    teller = open_page(shining.other_leader, "/stars", width)
    teller.get_by_role("link", name="说一件好事").click()
    expect(teller.get_by_label("谁做的")).to_be_visible()
    look_at(teller, "tell")
    teller.get_by_label("谁做的").fill("张伟")
    teller.get_by_label("做了什么").fill("把滑倒的新工人扶到卫生所")
    teller.get_by_role("button", name="交上去").click()
    address = teller.url.removeprefix(teller.url.split("/cases")[0])
    page = open_page(shining.secretary, address, width)
    page.get_by_role("button", name="我证实").click()
    doer = open_page(shining.worker, address, width)
    expect(doer.get_by_role("button", name="同意上榜")).to_be_visible()
    look_at(doer, "consent")
    doer.get_by_role("button", name="同意上榜").click()
    page.goto(page.url.split("/cases")[0] + "/stars")
    expect(page.get_by_text("把滑倒的新工人扶到卫生所")).to_be_visible()
    doer.goto(page.url)
    doer.get_by_role("link", name="看，或撤下来").first.click()
    expect(doer.get_by_role("link", name="从榜上撤下来")).to_be_visible()
    look_at(doer, "deed-doer")
    doer.get_by_role("link", name="从榜上撤下来").click()
    doer.get_by_role("button", name="从榜上撤下来").click()
    page.reload()
    expect(page.get_by_text("把滑倒的新工人扶到卫生所")).to_have_count(0)


@WIDTHS
@pytest.mark.row("SX-3")
def test_the_board_shows_plaques_areas_and_pledges(
    shining: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    person = shining.other_leader if width == 390 else shining.organiser
    page = open_page(person, "/stars/posts", width)
    expect(page.get_by_role("heading", name="1 个先锋岗挂了牌")).to_be_visible()
    look_at(page, "posts")
    page.get_by_role("link", name="看经过").first.click()
    expect(page.get_by_text("已挂牌").first).to_be_visible()
    look_at(page, "plaque")


@WIDTHS
def test_an_empty_wall_says_how_to_begin(
    transactional_db: None, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine = make_mine()
    adopt(mine.root, "party-branch-2018", "honour")
    person = mine.other_leader if width == 390 else mine.organiser
    page = open_page(person, "/stars", width)
    expect(page.get_by_text("看见谁帮了一把")).to_be_visible()
    look_at(page, "wall-empty")
    page.goto(page.url + "/posts")
    look_at(page, "posts-empty")
