"""What the story needs: a branch before its first day, its roster as people keep it, a hand that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Locator, Page

from tests.clock import moment
from tests.factories import (
    appoint,
    make_account,
    make_administrator,
    make_company,
    make_link,
    make_person,
    make_unit,
)
from tongxin.access.commands import accounts
from tongxin.kernel.actor import Actor
from tongxin.ops.rounds import make_rounds
from tongxin.orgs.models import Company, Person, Unit

PASSWORD = "Tongxin-2026"
EVE = moment(11, 19, 14)  # the roster comes in, the regimes are adopted
DAY = moment(11, 20, 7, 20)  # before the early shift
LATER = moment(11, 20, 10)  # the other team's meeting should have been written an hour ago
MONTH_END = moment(12, 1, 9)


class Hand:
    """Counts the taps of one hand, and whether it had to type."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def button(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name))

    def link(self, name: str) -> None:
        self.tap(self.page.get_by_role("link", name=name).first)

    def label(self, text: str, kind: str = "label") -> None:
        self.tap(self.page.locator(f"{kind}:visible", has_text=text).first)


@dataclass(frozen=True)
class Branch:
    """A section of a mine with its branch, on the day before the first roster comes in."""

    company: Company
    section: Unit
    branch: Unit
    secretary: Person
    keeper: Actor  # the security administrator, who gives out the first codes


def make_branch() -> Branch:
    company = make_company(name="黑水煤业")
    root = make_unit(company, "company", name="黑水煤业公司")
    section = make_unit(company, "section", root, name="综采三区")
    committee = make_unit(company, "committee", name="黑水煤业党委")
    branch = make_unit(company, "branch", committee, name="综采三区党支部", elected_date=date(2025, 6, 1))
    union = make_unit(company, "union", name="黑水煤业工会")
    for left, right in ((committee, root), (union, root), (branch, section)):
        make_link(left, right)
    secretary = make_person(
        company, branch, section, name="周志远", employee_no="20110003", party="full", trade="党务"
    )
    appoint(secretary, "branch_secretary", branch)
    make_account(secretary, PASSWORD)
    keeper = make_person(company, root, name="孙丽")
    make_administrator(keeper, "security")
    return Branch(
        company,
        section,
        branch,
        secretary,
        Actor(keeper.id, keeper.name, company.id, administrator="security"),
    )


TITLES = (
    "序号", "员工编号", "名字", "性别", "所在部门", "所在班组", "所在支部", "所属党小组", "工会小组", "岗位",
    "职务名称", "党员类别", "入党时间", "联系电话",
)  # fmt: skip
Row = tuple[str, ...]
PEOPLE = (
    ("20110003", "周志远", "", "党支部书记", "中共党员", "2008.07", "党务"),
    ("20120011", "赵建军", "采煤一班", "班组长", "群众", "", "端头工"),
    ("２０１３００２２", "王 建 国", "采煤一班", "小政委、党小组长", "正式党员", "1986.05", "端头工"),  # noqa: RUF001 - typed so
    ("20150034", "李明", "采煤一班", "", "预备党员", "2026年3月1日", "采煤机司机"),
    ("20150035", "刘强", "采煤一班", "", "群众", "", "支架工"),
    ("20160041", "张伟", "采煤一班", "", "群众", "", "支架工"),
    ("20160042", "周涛", "采煤一班", "", "入党积极分子", "", "机头工"),
    ("20170051", "高鹏", "采煤一班", "", "群众", "", "泵站工"),
    ("20180061", "陈国栋", "采煤一班", "", "正式党员", "2015-07-01", "采煤机司机"),
    ("20140071", "韩磊", "采煤二班", "班组长", "群众", "", "端头工"),
    ("20140072", "孙德海", "采煤二班", "小政委、党小组长", "正式党员", "2011/06/30", "支架工"),
    ("20190073", "周斌", "采煤二班", "", "群众", "", "支架工"),
    ("20190074", "任志勇", "采煤二班", "", "群众", "", "采煤机司机"),
)


WORKERS = PEOPLE[3:9]  # without posts: any team may have them


def write_roster(folder: Path, section: str = "综采三区", people: Sequence[Row] = PEOPLE) -> Path:
    """As offices keep it: a title, a line of remarks, their own words above the columns."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = section
    sheet.append([f"{section}职工花名册"])
    sheet.merge_cells("A1:N1")
    sheet.append([f"填表：{section}办公室", None, None, None, "2026 年 11 月"])
    sheet.append(TITLES)
    for number, (no, name, team, posts, standing, joined, trade) in enumerate(people, start=1):
        party = standing in ("正式党员", "预备党员") and team
        group = f"{team}党小组" if party else None
        union = f"{team}工会小组" if team and people is PEOPLE else None
        phone = f"1380000{2000 + number}"
        branch = f"{section}党支部" if group or not team else None
        row = (number, no, name, "男", section, team or None, branch)
        sheet.append([*row, group, union, trade, posts or None, standing, joined or None, phone])
    path = folder / f"{section}花名册（2026.11）.xlsx"
    book.save(path)
    return path


def worker_goes_round(at: datetime) -> None:
    """What the worker does by itself within five minutes of a change."""
    make_rounds(at, all_now=True)


def first_code(branch: Branch, person: Person, at: datetime) -> str:
    return accounts.give_code(person.id, by=branch.keeper, at=at).code


def type_log_in(page: Page, number: str, password: str) -> None:
    page.get_by_label("工号").fill(number)
    page.get_by_label("密码").fill(password)
