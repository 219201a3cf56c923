"""Log in, first log-in, second factor, my page, administration: in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.factories import make_account, make_administrator, make_person
from tests.world import Mine
from tongxin.access import rules
from tongxin.access.commands import accounts
from tongxin.kernel.actor import Actor

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
    look_at(page, "login-wrong")
    page.get_by_label("密码").fill(given.code)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("新密码").fill("short")
    page.get_by_label("再输一次").fill("short")
    page.get_by_role("button", name="用这个密码").click()
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
    look_at(page, "second-factor")
    secret = page.locator(".tx-key").inner_text()
    page.get_by_label("验证码").fill(rules.totp(secret, rules.totp_counter(NOW)))
    page.get_by_role("button", name="设好了，下一步").click()
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
