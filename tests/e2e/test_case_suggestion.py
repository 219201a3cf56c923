"""A suggestion in the browser: discussed, handed in, screened, tried, adopted, measured, thanked, sent on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.factories import adopt
from tests.packs.test_practices import hold
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
TITLE = "换托辊的支架"
IDEA = "换一个托辊要三个人抬，容易挤手。用旧角铁焊个支架，一个人就能换。"


@pytest.fixture
def mine(transactional_db: None) -> Mine:
    mine = make_mine()
    adopt(mine.root, "party-branch-2018", "xzw")
    return mine


def make(page: Page, name: str, **given: str) -> None:
    """Press the button on the case's page, fill the form by its labels, send it."""
    page.get_by_role("link", name=name, exact=True).click()
    for label, text in given.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(f"“{name}”办好了")).to_be_visible()


def discuss(mine: Mine) -> None:
    data = {"ideas": ["张伟：换托辊做个支架", "刘强：井口装个钟"], "chosen": ["支架"]}
    hold("idea_meeting", mine.team, actor_of(mine.instructor.id, at=NOW), mine.instructor, data=data)


@pytest.mark.row("XZW-8")
@WIDTHS
def test_a_suggestion_from_the_teams_talk_to_thanks_and_to_another_team(
    mine: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    worker = open_page(mine.worker, f"/cases/new/suggestion?unit={mine.team.id}", width)
    look_at(worker, "idea-open")
    worker.get_by_label("点子叫什么").fill(TITLE)
    worker.get_by_label("哪里不好，怎么改").fill(IDEA)
    worker.get_by_label("谁想出来的").fill("张伟")
    worker.get_by_role("button", name="交上去").click()
    expect(worker.get_by_text("等班组讨论").first).to_be_visible()
    address = "/" + worker.url.split("/", 3)[3]

    submit(mine, open_page(mine.instructor, address, width), look_at)
    chief, secretary = open_page(mine.chief, address, width), open_page(mine.secretary, address, width)
    screen_and_try(chief, secretary, look_at)
    leader = open_page(mine.leader, address, width)
    make(leader, "看过效果了", 有什么效果="换一个托辊从四十分钟到十五分钟，没有再挤过手")
    thank(secretary, worker, look_at)
    make(secretary, "送给别的班组", 送给谁="韩磊")
    look_at(secretary, "idea-thanked")

    other = open_page(mine.other_leader, "/cases", width)
    look_at(other, "idea-other-team")
    other.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(other.get_by_role("heading", name="办到哪一步")).to_be_visible()
    look_at(other, "idea-copied")
    make(other, "照着在本班试", 谁负责试="韩磊", 试到哪天="2026-12-15")
    expect(other.get_by_text("试行").first).to_be_visible()


def submit(mine: Mine, instructor: Page, look_at: LookAt) -> None:
    instructor.get_by_role("link", name="讨论过了，报上去").click()
    expect(instructor.get_by_text("还没有能用的会议记录")).to_be_visible()
    look_at(instructor, "idea-no-talk")
    discuss(mine)
    instructor.goto(instructor.url)
    look_at(instructor, "idea-submit")
    instructor.get_by_role("button", name="讨论过了，报上去").click()
    expect(instructor.get_by_text("等初筛").first).to_be_visible()


def screen_and_try(chief: Page, secretary: Page, look_at: LookAt) -> None:
    chief.get_by_role("button", name="初筛通过").click()
    expect(chief.get_by_text("“初筛通过”办好了")).to_be_visible()
    secretary.reload()
    look_at(secretary, "idea-review")
    make(secretary, "先试行", 谁负责试="赵建军", 试到哪天="2026-11-30")
    make(secretary, "采纳推广", 谁负责推广="赵建军", 用到哪里="一区各班")


def thank(secretary: Page, worker: Page, look_at: LookAt) -> None:
    secretary.reload()
    expect(secretary.get_by_text("出点子的人里还有 1 人没有办“可以写我的名字”")).to_be_visible()
    look_at(secretary, "idea-not-named")
    worker.reload()
    look_at(worker, "idea-consent")
    worker.get_by_role("button", name="可以写我的名字").click()
    expect(worker.get_by_text("“可以写我的名字”办好了")).to_be_visible()
    secretary.reload()
    make(secretary, "写上名字致谢", 谢什么="省力，也不再挤手")
    expect(secretary.get_by_text("已致谢").first).to_be_visible()


@pytest.mark.row("XZW-8")
@WIDTHS
def test_one_that_is_not_taken_tells_its_author_why(
    mine: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    worker = open_page(mine.worker, f"/cases/new/suggestion?unit={mine.team.id}", width)
    worker.get_by_label("点子叫什么").fill("井口装个钟")
    worker.get_by_label("哪里不好，怎么改").fill("看不到时间")
    worker.get_by_label("谁想出来的").fill("张伟")
    worker.get_by_role("button", name="交上去").click()
    address = "/" + worker.url.split("/", 3)[3]
    discuss(mine)
    instructor = open_page(mine.instructor, f"{address}/do/submit", width)
    instructor.get_by_role("button", name="讨论过了，报上去").click()
    expect(instructor.get_by_text("等初筛").first).to_be_visible()

    make(
        open_page(mine.chief, address, width), "不采纳", 为什么="井口已经有两个钟，一个在检身房，一个在候车室"
    )
    worker.reload()
    expect(worker.get_by_text("井口已经有两个钟，一个在检身房，一个在候车室")).to_be_visible()
    look_at(worker, "idea-declined")
