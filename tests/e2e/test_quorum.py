"""Too few came, a vote was not secret: the page says so on the phone, and shows the way on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW, moment
from tests.e2e import test_records
from tests.factories import make_administrator, make_person
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Person
from tongxin.records import commands
from tongxin.records.models import Record

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.row("KQ-8")]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
Crew = tuple[Mine, list[Person]]
branch = test_records.branch


def opened(mine: Mine, kind: str) -> int:
    by = actor_of(mine.secretary.id, at=NOW)
    held_at = moment(11, 19, 15, 30)
    return commands.open_record(kind, unit_id=mine.branch.id, by=by, at=NOW, held_at=held_at).record_id


@pytest.mark.parametrize("width", [390, 1440])
def test_one_of_five_is_no_meeting(
    branch: Crew,
    open_page: OpenPage,
    look_at: LookAt,
    width: int,
) -> None:
    mine, committee = branch
    record_id = opened(mine, "committee_meeting")
    page = open_page(mine.secretary, f"/records/{record_id}/write", width)
    for person in committee[1:]:
        page.get_by_role("checkbox", name=person.name).uncheck()
    page.get_by_label("谁说了什么，怎么定的").fill("等到四点，只到一人。改到下周五，由周志远和大家说。")
    page.get_by_label("谁说了什么，怎么定的").blur()
    expect(page.get_by_role("button", name="人不够，记成没开成")).to_be_visible()

    page.get_by_role("button", name="记完了").click()
    expect(
        page.get_by_text("到会 1 人，没有达到“不少于半数”（5 ÷ 2 = 2.5），还差 2 人，会不能开").first
    ).to_be_visible()
    assert Record.objects.get().state == "draft"
    look_at(page, "quorum-refused")

    page.get_by_role("button", name="人不够，记成没开成").click()
    expect(page.get_by_text("没开成，不算数")).to_be_visible()
    look_at(page, "quorum-unheld")

    page = open_page(mine.secretary, "/records", width)
    expect(page.get_by_role("heading", level=1)).to_have_text("11 月记完 0 份，1 份没开成")
    look_at(page, "quorum-list")

    page = open_page(mine.secretary, f"/records/{record_id}/correct", width)
    for person in committee[1:3]:
        page.get_by_role("checkbox", name=person.name).check()
    page.get_by_label("为什么更正").fill("后来又到了两人，漏点了")
    page.get_by_role("button", name="更正，留下原来的一版").click()
    expect(page.get_by_text("现在人数够了，这次算开过")).to_be_visible()
    look_at(page, "quorum-held")


def test_two_are_admitted_each_by_a_secret_vote(
    branch: Crew,
    open_page: OpenPage,
    look_at: LookAt,
) -> None:
    mine, _ = branch
    for name in ("李明明", "王强强"):
        make_person(mine.company, mine.group, name=name, party="activist")
    page = open_page(mine.secretary, f"/records/{opened(mine, 'admission_meeting')}/write", 390)
    page.get_by_label("讨论谁").fill("李明明、王强强")
    page.get_by_role("radio", name="接收预备党员").check()
    page.get_by_label("本人主要表现").fill("安心岗位，带头下井")
    page.get_by_label("谁说了什么，怎么定的").fill("逐个讨论，都发了言。")
    page.get_by_label("第 1 项定了什么").fill("同意接收李明明为预备党员")
    page.get_by_label("同意", exact=True).first.fill("5")
    page.get_by_role("checkbox", name="无记名").first.uncheck()
    page.get_by_role("button", name="记完了").click()
    expect(page.get_by_text("还没有王强强的表决，一人写一项，写上名字和票数").first).to_be_visible()
    expect(page.get_by_text("必须无记名投票").first).to_be_visible()
    look_at(page, "admission-refused")

    page.get_by_role("checkbox", name="无记名").first.check()
    page.get_by_role("button", name="再加一项").click()
    page.get_by_label("第 2 项定了什么").fill("同意接收王强强为预备党员")
    page.get_by_label("同意", exact=True).nth(1).fill("4")
    page.get_by_role("button", name="记完了").click()
    expect(page.get_by_text("记完了。定的事已经转成任务")).to_be_visible()
    look_at(page, "admission-closed")


@pytest.mark.parametrize("width", [390, 1440])
def test_how_the_company_counts(
    branch: Crew,
    open_page: OpenPage,
    look_at: LookAt,
    width: int,
) -> None:
    mine, _ = branch
    make_administrator(mine.worker, "system")
    page = open_page(mine.worker, "/records/ruling", width)
    look_at(page, "ruling-empty")
    page.get_by_label("不算，要超过半数").check()
    page.get_by_role("button", name="从现在起这样算").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("到会要超过半数，选举按实到人数过半")
    look_at(page, "ruling")

    page = open_page(mine.secretary, "/records/ruling", width)
    expect(page.get_by_role("button", name="从现在起这样算")).to_have_count(0)
    look_at(page, "ruling-read")
