"""The office keeps the organisation: three lines side by side, links, appointments, a look back."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.factories import appoint, make_company, make_link, make_person, make_unit
from tests.orgs.world import make_office
from tests.world import Mine, make_mine
from tongxin.orgs.models import Person, Unit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
Look = Callable[[Page, str], None]
WIDTHS = (390, 1440)


def make_section(mine: Mine) -> Person:
    """Four more teams and a second branch, as a section has them; the office is returned."""
    office = make_office(mine)
    names = ["刘洋", "孙浩", "马超", "曹兵", "周涛", "田永强", "韩雪", "吴磊", "郑凯", "冯军", "蒋波", "沈刚"]
    for index, name in enumerate(("采煤三班", "检修班", "运输班", "准备班")):
        team = make_unit(mine.company, "team", mine.section, name=name)
        for number, person in enumerate(names[index * 3 : index * 3 + 3]):
            made = make_person(
                mine.company, team, name=person, party="full" if number == 0 and index != 3 else ""
            )
            if number == 0:
                appoint(made, "team_leader", team, basis="区队任〔2025〕3 号")
        if index < 2:
            group = make_unit(mine.company, "party_group", mine.branch, name=f"第{'二三'[index]}党小组")
            make_link(group, team)
        union = make_unit(mine.company, "union_group", mine.union, name=f"{name}工会小组")
        make_link(union, team)
    old = make_unit(
        mine.company, "branch", mine.committee, name="机电区党支部", elected_date=date(2023, 3, 8)
    )
    make_person(mine.company, old, name="高志军", party="full")
    return office


def choose(page: Page, name: str) -> None:
    page.locator(".tx-option", has_text=name).first.click()


@pytest.mark.row("SZ-1")
def test_a_team_its_party_group_and_its_union_group_are_joined(open_page: Open) -> None:
    mine = make_mine()
    office = make_office(mine)
    make_unit(mine.company, "union_group", mine.union, name="采煤二班工会小组")
    page = open_page(office, "/orgs", 1440)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 个班组，1 个没有党员")
    blank = page.get_by_role("row").filter(has_text="采煤二班")
    expect(blank).to_contain_text("没有党员")

    # A group of their own, opened under the branch, and linked on the team.
    page.goto(page.url.replace("/orgs", f"/orgs/units/{mine.branch.id}/open"))
    page.get_by_label("哪一类").select_option("party_group")
    page.get_by_label("名称").fill("第二党小组")
    page.get_by_role("button", name="设立").click()
    expect(page.get_by_text("“第二党小组”已设立")).to_be_visible()
    for group in ("第二党小组", "采煤二班工会小组"):
        page.goto(page.url.split("/orgs")[0] + f"/orgs/units/{mine.other_team.id}/link")
        page.get_by_role("searchbox").fill(group[:3])
        choose(page, group)
        page.get_by_role("button", name="挂上").click()
        expect(page.get_by_text("挂上了")).to_be_visible()

    # A party member comes over from the other team.
    person = Person.objects.get(name="李明")
    page.goto(page.url.split("/orgs")[0] + f"/orgs/people/{person.id}")
    page.get_by_role("link", name="换班组或区队").click()
    choose(page, "采煤二班")
    page.get_by_role("button", name="换到选中的单位").click()

    page.get_by_role("link", name="三组对照").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 个班组都有党员，小组都挂上了")
    joined = page.get_by_role("row").filter(has_text="采煤二班")
    expect(joined).to_contain_text("三组对应")
    expect(joined).to_contain_text("第二党小组")
    expect(joined).to_contain_text("采煤二班工会小组")


def test_an_office_appoints_and_takes_back_what_was_a_mistake(open_page: Open) -> None:
    mine = make_mine()
    office = make_office(mine)
    page = open_page(office, f"/orgs/units/{mine.team.id}", 1440)

    leader = page.locator(".tx-holder", has_text="赵建军")
    leader.get_by_role("link", name="免去").click()
    page.get_by_role("button", name="免去职务").click()
    expect(page.get_by_text("赵建军不再任班组长")).to_be_visible()
    page.get_by_role("button", name="撤销免职").click()
    expect(page.get_by_text("赵建军的班组长职务恢复了")).to_be_visible()

    leader.get_by_role("link", name="找人代理").click()
    page.get_by_role("searchbox").fill("张")
    choose(page, "张伟")
    page.get_by_label("到哪天").fill("2026-11-30")
    page.get_by_role("button", name="安排代理").click()
    expect(page.get_by_text("张伟（代理）")).to_be_visible()


def test_a_refusal_stands_on_the_form(open_page: Open, look_at: Look) -> None:
    mine = make_mine()
    office = make_office(mine)
    page = open_page(office, f"/orgs/units/{mine.other_team.id}/appoint?post=political_instructor", 1440)

    page.get_by_role("button", name="任命").click()
    expect(page.get_by_text("请先找到，再选一个")).to_be_visible()
    choose(page, "周斌")
    page.get_by_role("button", name="任命").click()
    expect(page.get_by_text("这个人现在不是正式党员，请换一个人")).to_be_visible()
    look_at(page, "orgs-refused")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_fit_to_be_seen(open_page: Open, look_at: Look, width: int) -> None:
    mine = make_mine()
    office = make_section(mine)
    team = Unit.objects.get(name="准备班")
    for path, name in (
        ("/orgs", "teams"),
        ("/orgs/tree", "tree"),
        ("/orgs/tree?on=2019-12-31", "tree-before"),
        (f"/orgs/units/{mine.branch.id}", "branch"),
        (f"/orgs/units/{mine.team.id}", "team"),
        (f"/orgs/units/{team.id}", "team-blank"),
        (f"/orgs/units/{mine.team.id}?on=2021-01-01", "team-past"),
        (f"/orgs/units/{mine.branch.id}/history", "history"),
        (f"/orgs/people/{mine.instructor.id}", "person"),
        ("/orgs/people?q=张", "people"),
        ("/orgs/people", "people-empty"),
        ("/orgs/reminders", "reminders"),
        ("/orgs/sizes", "sizes"),
        ("/orgs/words", "words"),
        (f"/orgs/units/{mine.team.id}/link", "link"),
        (f"/orgs/units/{mine.team.id}/end", "end"),
        (f"/orgs/units/{mine.team.id}/appoint", "appoint"),
    ):
        page = open_page(office, path, width)
        look_at(page, f"orgs-{name}")


def test_the_tree_opens_level_by_level(open_page: Open, look_at: Look) -> None:
    mine = make_mine()
    page = open_page(make_section(mine), "/orgs/tree", 1440)

    page.locator("summary", has_text="区队").first.click()
    expect(page.get_by_text("采煤三班", exact=True)).to_be_visible()
    look_at(page, "orgs-tree-open")


def test_an_empty_company_says_what_to_do(open_page: Open, look_at: Look) -> None:
    company = make_company(name="新办公司")
    committee = make_unit(company, "committee", name="党委")
    office = make_person(company, committee, party="full")
    appoint(office, "party_office", committee)

    page = open_page(office, "/orgs", 390)
    expect(page.get_by_text("还没有班组", exact=True)).to_be_visible()
    look_at(page, "orgs-empty")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_joint_branch_and_past_days_are_fit_to_be_seen(open_page: Open, look_at: Look, width: int) -> None:
    mine = make_mine()
    office = make_section(mine)
    joint = make_unit(
        mine.company, "joint_branch", mine.committee, name="机关后勤联合党支部", elected_date=date(2025, 3, 8)
    )
    for name in ("物资供应站", "职工食堂", "车队", "调度室", "财务科", "工会办公室"):
        section = make_unit(mine.company, "section", mine.root, name=name)
        make_link(joint, section)
        make_person(mine.company, joint, section, name=f"{name[0]}建国", party="full")
    secretary = make_person(mine.company, joint, name="林秀英", party="full")
    appoint(secretary, "branch_secretary", joint)
    page = open_page(office, f"/orgs/units/{joint.id}", width)
    root = page.url.split("/orgs")[0]

    expect(page.get_by_role("heading", level=1)).to_have_text("机关后勤联合党支部：党员 7 名，正式党员 7 名")
    expect(page.get_by_text("联合党支部覆盖了 6 个单位，一般不超过 5 个")).to_be_visible()
    look_at(page, "orgs-joint")
    for name, address in (
        ("sizes", "/orgs/sizes"),
        ("level", f"/orgs/tree/{mine.root.id}"),
        ("not-yet", f"/orgs/units/{joint.id}?on=1990-01-01"),
        ("past", f"/orgs/units/{joint.id}?on=2026-10-01"),
        ("election", f"/orgs/units/{joint.id}/election"),
    ):
        page.goto(root + address)
        look_at(page, f"orgs-joint-{name}")
    page.get_by_label("选举日期").fill("2026-11-18")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("请留意：原任期到 2028-03-07")).to_be_visible()
    look_at(page, "orgs-joint-early")
