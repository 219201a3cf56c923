"""Log in, first log-in, second factor, my page, administration: in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW, TODAY
from tests.factories import make_account, make_administrator, make_company, make_person
from tests.world import Mine
from tongxin.access import rules
from tongxin.access.commands import accounts
from tongxin.access.models import Account
from tongxin.duties.commands import make_feed
from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
Look = Callable[[Page, str], None]


def security(mine: Mine) -> Actor:
    keeper = make_person(mine.company, name="孙丽")
    make_administrator(keeper, "security")
    return Actor(keeper.id, keeper.name, mine.company.id, administrator="security")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_first_log_in(mine: Mine, open_page: Open, look_at: Look, width: int) -> None:
    given = accounts.give_code(mine.instructor.id, by=security(mine), at=NOW)
    page = open_page(None, "/login", width)
    look_at(page, "login")
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_label("工号").fill(mine.instructor.employee_no)
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("还能试 4 次")).to_be_visible()
    look_at(page, "login-wrong")
    page.get_by_label("密码").fill(given.code)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("新密码").fill("short")
    page.get_by_label("再输一次").fill("short")
    page.get_by_role("button", name="用这个密码").click()
    expect(page.get_by_text("太短：现在 5 位")).to_be_visible()
    look_at(page, "first-password")
    page.get_by_label("新密码").fill("Kuang-2026-hao")
    page.get_by_label("再输一次").fill("Kuang-2026-hao")
    page.get_by_role("button", name="用这个密码").click()
    expect(page).not_to_have_url(re.compile("/login"))


@pytest.mark.parametrize("width", [390, 1440])
def test_an_administrator_sets_up_the_second_factor(
    mine: Mine, open_page: Open, look_at: Look, width: int
) -> None:
    keeper = make_person(mine.company, name="孙丽")
    make_administrator(keeper, "security")
    make_account(keeper)
    page = open_page(None, "/login", width)
    page.get_by_label("工号").fill(keeper.employee_no)
    page.get_by_label("密码").fill("Tongxin-2026")
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_title("设二次验证 · 同心")
    look_at(page, "second-factor")
    secret = page.locator(".tx-key").inner_text()
    page.get_by_label("验证码").fill(rules.totp(secret, rules.totp_counter(NOW)))
    page.get_by_role("button", name="设好了，下一步").click()
    expect(page).to_have_title("恢复码 · 同心")
    look_at(page, "recovery-codes")
    page.get_by_role("button", name="抄好了，进去").click()
    expect(page).not_to_have_url(re.compile("/login"))


@pytest.mark.parametrize("width", [390, 1440])
def test_demo_log_ins_are_one_tap(mine: Mine, open_page: Open, look_at: Look, width: int) -> None:
    mine.company.is_demo = True
    mine.company.save()
    for person in (mine.secretary, mine.instructor, mine.leader, mine.chief):
        make_account(person)
    page = open_page(None, "/login", width)
    look_at(page, "login-demo")
    page.get_by_role("button", name="小政委 王建国").click()
    expect(page).not_to_have_url(re.compile("/login"))


@pytest.mark.parametrize("width", [390, 1440])
def test_the_door_asks_for_the_company_and_says_that_somebody_has_left(
    mine: Mine, open_page: Open, look_at: Look, width: int
) -> None:
    twin = make_person(
        make_company(name="白石矿业"), employee_no=mine.leader.employee_no, left_date=TODAY - DAY
    )
    make_account(mine.leader)
    make_account(twin, username="twin")
    page = open_page(None, "/login", width)
    page.get_by_label("工号").fill(mine.leader.employee_no)
    page.get_by_label("密码").fill("Tongxin-2026")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("这个工号在几家单位都有")).to_be_visible()
    look_at(page, "login-company")
    page.get_by_role("radio", name="白石矿业").check()
    page.get_by_label("密码").fill("Tongxin-2026")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("已离开")
    look_at(page, "login-left")


@pytest.mark.parametrize("width", [390, 1440])
def test_my_page(mine: Mine, open_page: Open, look_at: Look, width: int) -> None:
    mine.worker.phone, mine.worker.trade = "138 0000 1111", "采煤机司机"
    mine.worker.save()
    make_feed(by=Actor(mine.worker.id, mine.worker.name, mine.company.id), at=NOW)
    accounts.lock_account(make_account(mine.worker).id, by=security(mine), at=NOW)
    Account.objects.update(is_active=True)
    make_feed(by=Actor(mine.worker.id, mine.worker.name, mine.company.id), at=NOW)
    page = open_page(mine.worker, "/me/held/facts.Fact-about", width)
    look_at(page, "me-about")
    page.goto(page.url.split("/me")[0] + "/me")
    look_at(page, "me")
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_text("姓名、工号、岗位、电话").click()
    page.get_by_role("link", name="看内容").first.click()
    expect(page).to_have_title("姓名、工号、岗位、电话 · 同心")
    look_at(page, "me-holding")
    page.get_by_role("link", name="有错，要改").click()
    page.get_by_label("哪里不对，应该是什么").fill("电话换了，新号 139 0000 2222")
    look_at(page, "me-wrong")
    page.get_by_role("button", name="交给陈志刚").click()
    expect(page.get_by_text("交给陈志刚了")).to_be_visible()
    for path, name in (
        ("/me/account", "me-account"),
        ("/me/password", "me-password"),
        ("/me/tokens", "me-tokens"),
    ):
        page.goto(page.url.split("/me")[0] + path)
        look_at(page, name)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_administrators_pages(mine: Mine, open_page: Open, look_at: Look, width: int) -> None:
    by = security(mine)
    keeper = Person.objects.get(id=by.person_id)
    for person in (mine.secretary, mine.leader):
        make_account(person)
    accounts.lock_account(make_account(mine.chief).id, by=by, at=NOW)
    page = open_page(keeper, "/accounts", width)
    look_at(page, "accounts")
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("link", name="张伟").click()
    expect(page).to_have_title("张伟的账号 · 同心")
    look_at(page, "account")
    page.get_by_role("button", name="开账号，给一次性码").click()
    expect(page.get_by_role("heading", name="一次性码，只显示这一次")).to_be_visible()
    look_at(page, "account-code")
    page.get_by_role("radio", name="审计管理员").check()
    page.get_by_role("button", name="提出，等人确认").click()
    expect(page.get_by_text("提出了")).to_be_visible()
    page.goto(page.url.split("/accounts")[0] + "/proposals")
    look_at(page, "proposals")
    for kind, name, path in (("system", "吴刚", "/system"), ("audit", "郑敏", "/audit")):
        person = make_person(mine.company, name=name)
        make_administrator(person, kind)
        look_at(open_page(person, path, width), kind)
