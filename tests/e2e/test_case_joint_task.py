"""A joint task in the browser: out of a meeting in one tap, consulted, assigned, inspected by three, appraised once."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.factories import adopt, appoint, make_person
from tests.packs.test_practices import hold
from tests.world import Mine, make_mine
from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Opening, open_case
from tongxin.orgs.models import Person
from tongxin.records.content import Measure
from tongxin.records.models import Task

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
WHAT = "把皮带机尾的浮煤清一遍"


@pytest.fixture
def mine(transactional_db: None) -> Mine:
    mine = make_mine()
    adopt(mine.root, "party-branch-2018", "sz")
    union_leader = make_person(mine.company, mine.union_group, name="孙丽")
    appoint(union_leader, "union_group_leader", mine.union_group)
    return mine


def met(mine: Mine) -> Task:
    """A safety analysis that decided it."""
    record = hold(
        "safety_analysis", mine.team, actor_of(mine.leader.id, at=NOW), mine.leader,
        data={"problems": ["机尾浮煤多，皮带跑偏"]}, minutes="定了谁去清",
        measures=(Measure(WHAT, mine.leader.id, date(2026, 11, 25)),),
    )  # fmt: skip
    return Task.objects.get(record=record)


def press(page: Page, name: str) -> None:
    """The button on the case's page; and if it asks for something, the one under the form."""
    page.get_by_role("link", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    ).first.click()


def done(page: Page, name: str) -> None:
    expect(page.get_by_text(f"“{name}”办好了")).to_be_visible()


@pytest.mark.row("SZ-2")
@WIDTHS
def test_out_of_a_meeting_in_one_tap_to_one_appraisal_for_three_lines(
    mine: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    union = Person.objects.get(name="孙丽")
    leader = open_page(mine.leader, f"/tasks/{met(mine).id}", width)
    look_at(leader, "joint-task-of-meeting")
    leader.get_by_role("link", name="当成“共同任务”来办").click()
    expect(leader.get_by_label("要办什么")).to_have_value(WHAT)
    look_at(leader, "joint-open")
    leader.locator("label", has_text="就这一次").first.click()
    leader.get_by_role("button", name="交上去").click()
    expect(leader.get_by_role("link", name="11月20日 安全分析会")).to_be_visible()
    look_at(leader, "joint-consulting")
    address = "/" + leader.url.split("/", 3)[3]

    consult(mine, union, address, open_page, look_at, width)
    hand_out(leader, look_at)
    party, unions = open_page(mine.instructor, address, width), open_page(union, address, width)
    work(party, open_page(mine.worker, address, width), look_at)
    inspect(leader, party, unions)
    look_at(leader, "joint-inspected")
    press(leader, "三方一起评价")
    leader.locator("label", has_text="办得好，可以推广").first.click()
    leader.get_by_role("button", name="三方一起评价").click()
    expect(leader.get_by_text("已评价").first).to_be_visible()
    look_at(leader, "joint-appraised")
    for person in (mine.instructor, union, mine.leader):
        page = open_page(person, "/cases?tab=ended&kind=joint_task", width)
        expect(page.get_by_role("link", name=re.compile(WHAT))).to_be_visible()


def consult(
    mine: Mine, union: Person, address: str, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    for person, name, answer in (
        (mine.instructor, "党小组长答复", "同意，要改一改"),
        (union, "工会小组长答复", "同意"),
    ):
        asked = open_page(person, address, width)
        press(asked, name)
        asked.locator("label", has_text=answer).first.click()
        look_at(asked, "joint-answer")
        asked.get_by_role("button", name=name, exact=True).click()
        done(asked, name)


def hand_out(leader: Page, look_at: LookAt) -> None:
    leader.reload()
    press(leader, "派给人办")
    leader.get_by_label("谁办").fill("张伟、刘强")
    leader.get_by_label("哪天办完").fill("2026-11-25")
    look_at(leader, "joint-assign")
    leader.get_by_role("button", name="派给人办").click()
    done(leader, "派给人办")


def work(party: Page, worker: Page, look_at: LookAt) -> None:
    party.reload()
    press(party, "我们来保障")
    party.get_by_label("出什么力").fill("两名党员中班盯守")
    party.get_by_role("button", name="我们来保障").click()
    done(party, "我们来保障")
    press(worker, "办完了，请验收")
    worker.get_by_label("办成什么样").fill("机尾二十米清净，托辊下面也清了")
    worker.get_by_role("button", name="办完了，请验收").click()
    done(worker, "办完了，请验收")
    look_at(worker, "joint-finished")


def inspect(leader: Page, party: Page, unions: Page) -> None:
    for page, name in (
        (leader, "班组验收合格"),
        (party, "党小组验收合格"),
        (unions, "工会小组验收合格"),
    ):
        page.goto(page.url)
        press(page, name)
        done(page, name)
    leader.reload()


@pytest.mark.row("SZ-2")
@WIDTHS
def test_a_day_without_an_answer_is_shown_as_that(
    mine: Mine, open_page: OpenPage, look_at: LookAt, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    opening = Opening("joint_task", mine.team.id, {"what": WHAT, "every": "week"})
    opened = open_case(opening, by=actor_of(mine.leader.id, at=NOW), at=NOW)
    page = open_page(mine.leader, f"/cases/{opened.case_id}", width)
    expect(page.get_by_text("还在等“党小组长答复”、“工会小组长答复”")).to_be_visible()
    look_at(page, "joint-waiting")
    later = NOW + timedelta(hours=25)
    monkeypatch.setattr(clock, "read", lambda: later)

    page = open_page(mine.leader, f"/cases/{opened.case_id}", width)
    expect(page.get_by_text("“工会小组长答复”24 小时没有答复")).to_be_visible()
    look_at(page, "joint-silence")
    press(page, "派给人办")
    expect(page.get_by_label("谁办")).to_be_visible()
