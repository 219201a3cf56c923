"""The door: number and password, then the steps that are due, then a session that ends by itself."""

from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django.fixtures import Settings

from tests.clock import NOW, TODAY
from tests.doors import enter
from tests.factories import make_account, make_administrator, make_company, make_person
from tests.world import Mine
from tongxin import clock
from tongxin.access import rules
from tongxin.access.commands import accounts, second_factor
from tongxin.access.models import Account
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person

PASSWORD = "Tongxin-2026"
NEW = "Kuang-2026-hao"


def send(client: Client, person: Person, password: str = PASSWORD, **more: object) -> object:
    return client.post("/login", {"number": person.employee_no, "password": password, **more})


def step_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "read", lambda: at)


def is_in(client: Client) -> bool:
    return client.get("/login").status_code == 302


def security(mine: Mine) -> Actor:
    keeper = make_person(mine.company)
    make_administrator(keeper, "security")
    return Actor(keeper.id, keeper.name, mine.company.id, administrator="security")


def test_the_right_password_lets_in_and_goes_where_one_wanted(mine: Mine, client: Client) -> None:
    make_account(mine.instructor)

    answer = send(client, mine.instructor, next="/me?tab=held")

    assert answer["Location"] == "/me?tab=held"
    assert is_in(client)
    assert Fact.objects.filter(kind="session.opened").get().by_id == mine.instructor.id
    session = UserSession.objects.get()
    assert (session.session_key, session.created_at) == (client.session.session_key, NOW)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil",
        "\t//evil",
    ],
)
def test_nobody_is_sent_elsewhere(mine: Mine, client: Client, elsewhere: str) -> None:
    make_account(mine.instructor)

    assert send(client, mine.instructor, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_stays_outside_and_keeps_the_number(mine: Mine, client: Client) -> None:
    make_account(mine.instructor)

    answer = send(client, mine.instructor, "wrong")

    assert answer.status_code == 422
    assert f'value="{mine.instructor.employee_no}"' in answer.content.decode()
    assert "还能试 4 次" in answer.content.decode()
    assert "wrong" not in answer.content.decode()
    assert not is_in(client)


def test_a_locked_door_says_until_when(mine: Mine, client: Client) -> None:
    make_account(mine.instructor)
    for _ in range(5):
        send(client, mine.instructor, "wrong")

    answer = send(client, mine.instructor)

    assert answer.status_code == 429
    assert "07:35 以后再试" in answer.content.decode()


def test_the_company_is_asked_only_when_it_must(mine: Mine, client: Client) -> None:
    twin = make_person(make_company(name="白石矿业"), employee_no=mine.instructor.employee_no)
    make_account(mine.instructor)
    make_account(twin, username="other")
    assert "白石矿业" not in client.get("/login").content.decode()

    asked = send(client, twin)

    assert (asked.status_code, "白石矿业" in asked.content.decode()) == (422, True)
    assert send(client, twin, company=twin.company_id)["Location"] == "/"
    assert Account.objects.get(person=twin).id == int(client.session["_auth_user_id"])


def test_the_first_log_in_takes_a_code_once_and_a_new_password(mine: Mine, client: Client) -> None:
    given = accounts.give_code(mine.worker.id, by=security(mine), at=NOW)

    assert send(client, mine.worker, given.code)["Location"] == "/login/password"
    assert not is_in(client)
    assert client.post("/login/password", {"password": "short", "again": "short"}).status_code == 422
    assert client.post("/login/password", {"password": NEW, "again": NEW})["Location"] == "/"
    assert is_in(client)
    assert send(Client(), mine.worker, given.code).status_code == 422
    assert send(Client(), mine.worker, NEW)["Location"] == "/"


def test_at_the_next_log_in_one_hears_who_gave_a_code_for_the_account(mine: Mine, client: Client) -> None:
    make_account(mine.worker, last_login=NOW - timedelta(days=3))
    by = security(mine)
    given = accounts.give_code(mine.worker.id, by=by, at=NOW)
    send(client, mine.worker, given.code)
    client.post("/login/password", {"password": NEW, "again": NEW})

    assert f"{by.name}在 11-20 07:20 给您的账号开过一次性码" in client.get("/me").content.decode()
    for path in ("/me", "/me/account"):
        page = client.get(path).content.decode()
        assert f"{by.name}：给一次性码" in page
        assert "在 11-20 07:20 给您" not in page


def test_who_asked_for_no_code_is_told_of_none(mine: Mine, client: Client) -> None:
    make_account(mine.worker, last_login=NOW - timedelta(days=3))
    accounts.give_code(mine.leader.id, by=security(mine), at=NOW)
    send(client, mine.worker)

    assert "一次性码" not in client.get("/me/account").content.decode()


def test_a_code_ends(mine: Mine, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    given = accounts.give_code(mine.worker.id, by=security(mine), at=NOW)
    step_clock(monkeypatch, NOW + timedelta(hours=72))

    assert send(client, mine.worker, given.code).status_code == 422


def test_a_step_cannot_be_skipped_nor_reached_from_outside(mine: Mine, client: Client) -> None:
    given = accounts.give_code(mine.worker.id, by=security(mine), at=NOW)
    for step in ("password", "code", "set-up", "codes"):
        assert client.get(f"/login/{step}")["Location"] == "/login"
        assert client.post(f"/login/{step}", {"code": "1"})["Location"] == "/login"

    send(client, mine.worker, given.code)

    assert client.get("/login/code")["Location"] == "/login/password"
    assert client.get("/me")["Location"] == "/login?next=/me"


def test_the_steps_do_not_wait_for_ever(mine: Mine, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    given = accounts.give_code(mine.worker.id, by=security(mine), at=NOW)
    send(client, mine.worker, given.code)
    step_clock(monkeypatch, NOW + timedelta(minutes=11))

    assert client.post("/login/password", {"password": NEW, "again": NEW})["Location"] == "/login"


def test_an_administrator_sets_up_the_second_factor_before_anything_else(mine: Mine, client: Client) -> None:
    make_administrator(mine.worker, "audit")
    make_account(mine.worker)

    assert send(client, mine.worker)["Location"] == "/login/set-up"
    page = client.get("/login/set-up")
    secret = page.context["secret"]
    assert page.context["picture"].startswith("data:image/png;base64,")
    wrong = client.post("/login/set-up", {"code": "000000"})
    assert (wrong.status_code, wrong.context["secret"]) == (422, secret)

    code = rules.totp(secret, rules.totp_counter(NOW))
    assert client.post("/login/set-up", {"code": code})["Location"] == "/login/codes"
    assert len(client.get("/login/codes").context["codes"]) == 10
    assert client.post("/login/codes")["Location"] == "/"
    assert is_in(client)


def test_the_second_factor_is_asked_and_each_code_is_good_once(mine: Mine, client: Client) -> None:
    account, secret = make_account(mine.worker), second_factor.new_secret()
    by = Actor(mine.worker.id, "", mine.company.id)
    step = rules.totp_counter(NOW)
    _, codes = second_factor.turn_on(account.id, secret, rules.totp(secret, step - 1), by=by, at=NOW)

    assert send(client, mine.worker)["Location"] == "/login/code"
    assert client.post("/login/code", {"code": rules.totp(secret, step - 1)}).status_code == 422
    assert client.post("/login/code", {"code": rules.totp(secret, step)})["Location"] == "/"

    again = Client()
    send(again, mine.worker)
    assert again.post("/login/code", {"code": codes[3]})["Location"] == "/"
    third = Client()
    send(third, mine.worker)
    assert third.post("/login/code", {"code": codes[3]}).status_code == 422


def test_guessing_codes_locks_and_the_password_wins_no_new_guesses(mine: Mine, client: Client) -> None:
    account, secret = make_account(mine.worker), second_factor.new_secret()
    by = Actor(mine.worker.id, "", mine.company.id)
    step = rules.totp_counter(NOW)
    second_factor.turn_on(account.id, secret, rules.totp(secret, step - 1), by=by, at=NOW)
    for _ in range(5):
        send(client, mine.worker)
        assert client.post("/login/code", {"code": "000000"}).status_code == 422
    send(client, mine.worker)

    assert client.post("/login/code", {"code": rules.totp(secret, step)}).status_code == 429


def test_an_administrator_in_a_session_without_second_factor_is_put_out(mine: Mine, client: Client) -> None:
    make_account(mine.worker)
    send(client, mine.worker)
    make_administrator(mine.worker, "system")

    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "inside"), [(30, True), (31, False)])
def test_a_session_ends_when_nothing_is_asked(
    mine: Mine, client: Client, monkeypatch: pytest.MonkeyPatch, minutes: int, inside: bool
) -> None:
    make_account(mine.instructor)
    send(client, mine.instructor)
    step_clock(monkeypatch, NOW + timedelta(minutes=minutes))

    assert is_in(client) is inside


def test_a_session_ends_after_half_a_day_however_busy(
    mine: Mine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(mine.instructor)
    send(client, mine.instructor)
    for quarter in range(1, 48):
        step_clock(monkeypatch, NOW + timedelta(minutes=15 * quarter))
        assert is_in(client)
    step_clock(monkeypatch, NOW + timedelta(hours=12, minutes=1))

    assert not is_in(client)


def test_logging_out_ends_the_session_on_the_server(mine: Mine, client: Client) -> None:
    make_account(mine.instructor)
    send(client, mine.instructor)
    cookie = client.cookies["session"].value

    assert client.post("/logout")["Location"] == "/login"
    client.cookies["session"] = cookie
    assert not is_in(client)
    assert not UserSession.objects.exists()
    assert client.get("/logout").status_code == 405


def test_a_lost_account_is_out_at_the_next_request(mine: Mine, client: Client) -> None:
    enter(client, mine.instructor)
    assert is_in(client)
    account = Account.objects.get(person=mine.instructor)
    accounts.lock_account(account.id, by=security(mine), at=NOW)

    assert not is_in(client)


def test_demo_log_ins_are_shown_for_demo_companies_only(mine: Mine, client: Client) -> None:
    make_account(mine.instructor)
    make_account(mine.secretary)
    assert client.get("/login").context["demo"] == []

    mine.company.is_demo = True
    mine.company.save()
    real = make_person(make_company(name="真公司"), name="真人")
    make_account(real)

    shown = client.get("/login")
    assert [one.title for one in shown.context["demo"]] == ["支部书记", "小政委", "党小组长"]
    assert "真人" not in shown.content.decode()
    assert "Tongxin-2026" in shown.content.decode()
    assert is_in(client) is False
    assert send(client, mine.secretary)["Location"] == "/"


def test_in_production_a_demo_company_shows_no_log_ins_and_its_administrators_need_a_second_factor(
    mine: Mine, client: Client, settings: Settings
) -> None:
    mine.company.is_demo = True
    mine.company.save()
    make_account(mine.secretary)
    make_administrator(mine.worker, "audit")
    make_account(mine.worker)
    assert send(Client(), mine.worker)["Location"] == "/"
    settings.PRODUCTION = True

    shown = client.get("/login")

    assert shown.context["demo"] == []
    assert PASSWORD not in shown.content.decode()
    assert send(client, mine.worker)["Location"] == "/login/set-up"


def test_who_has_left_is_told_so_and_gets_no_session(mine: Mine, client: Client) -> None:
    make_account(mine.instructor)
    Person.objects.filter(id=mine.instructor.id).update(left_date=TODAY - timedelta(days=1))

    answer = send(client, mine.instructor)

    assert (answer.status_code, "王建国已离开" in answer.content.decode()) == (409, True)
    assert not is_in(client)
    assert "已离开" not in send(client, mine.instructor, "wrong").content.decode()
    assert not UserSession.objects.exists()


def test_who_leaves_between_two_steps_gets_no_session(mine: Mine, client: Client) -> None:
    given = accounts.give_code(mine.worker.id, by=security(mine), at=NOW)
    send(client, mine.worker, given.code)
    Person.objects.filter(id=mine.worker.id).update(left_date=TODAY - timedelta(days=1))

    assert client.get("/login/password")["Location"] == "/login"
    assert client.post("/login/password", {"password": NEW, "again": NEW})["Location"] == "/login"
    assert "已离开" in client.get("/login").content.decode()


def test_a_second_factor_of_another_secret_key_is_refused_in_words(
    mine: Mine, client: Client, settings: Settings
) -> None:
    account, secret = make_account(mine.worker), second_factor.new_secret()
    by = Actor(mine.worker.id, "", mine.company.id)
    step = rules.totp_counter(NOW)
    second_factor.turn_on(account.id, secret, rules.totp(secret, step - 1), by=by, at=NOW)
    settings.SECRET_KEY = "another key" * 9
    send(client, mine.worker)

    answer = client.post("/login/code", {"code": rules.totp(secret, step)})

    assert (answer.status_code, "tongxin make_account 工号 --reset" in answer.content.decode()) == (409, True)


def test_a_wrong_number_of_digits_alone_is_refused_like_any_other(mine: Mine, client: Client) -> None:
    answer = client.post("/login", {"number": "100245", "password": "wrong"})

    assert (answer.status_code, "还能试 4 次" in answer.content.decode()) == (422, True)


def test_nothing_of_a_page_is_kept_by_browsers_and_headers_are_strict(mine: Mine, client: Client) -> None:
    page = client.get("/login")

    assert page["Cache-Control"] == "no-store, private" or "no-store" in page["Cache-Control"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert (page["X-Frame-Options"], page["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert (page["Referrer-Policy"], page["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin")
    assert "geolocation=()" in page["Permissions-Policy"]


def test_a_form_from_elsewhere_is_refused_in_plain_words(mine: Mine) -> None:
    make_account(mine.instructor)
    strict = Client(enforce_csrf_checks=True)

    answer = send(strict, mine.instructor)

    assert answer.status_code == 403
    assert "这张表单过期了" in answer.content.decode()


def test_an_unknown_address_and_a_wrong_host_have_our_pages(client: Client, db: None) -> None:
    assert "没有找到这一页" in client.get("/nowhere").content.decode()
    strange = client.get("/login", headers={"host": "evil.example"})
    assert (strange.status_code, "没看懂这个请求" in strange.content.decode()) == (400, True)
