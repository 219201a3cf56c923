"""My account: password, devices, second factor, tokens."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.test import Client

from tests.clock import NOW
from tests.factories import make_account
from tests.world import Mine
from tongxin.access import rules
from tongxin.access.queries import actor_of_token, has_second_factor
from tongxin.orgs.models import Person

LogIn = Callable[[Person], Client]
PASSWORD, NEW = "Tongxin-2026", "Kuang-2026-hao"


def two_devices(person: Person) -> tuple[Client, Client]:
    make_account(person)
    phone, desk = Client(), Client()
    for client in (phone, desk):
        client.post("/login", {"number": person.employee_no, "password": PASSWORD})
    return phone, desk


def is_in(client: Client) -> bool:
    return client.get("/me/account").status_code == 200


def test_changing_the_password_puts_other_devices_out(mine: Mine) -> None:
    phone, desk = two_devices(mine.worker)

    wrong = phone.post("/me/password", {"old": "x", "password": NEW, "again": NEW})
    assert (wrong.status_code, "现在的密码不对" in wrong.content.decode()) == (422, True)
    assert phone.post("/me/password", {"old": PASSWORD, "password": NEW, "again": NEW}).status_code == 302

    assert (is_in(phone), is_in(desk)) == (True, False)


def test_a_device_is_put_out_by_its_owner_alone(mine: Mine, log_in: LogIn) -> None:
    phone, desk = two_devices(mine.worker)
    session = UserSession.objects.get(session_key=desk.session.session_key)
    assert log_in(mine.leader).post(f"/me/sessions/{session.id}/end").status_code == 404

    phone.post(f"/me/sessions/{session.id}/end")

    assert (is_in(phone), is_in(desk)) == (True, False)


def test_all_other_devices_go_at_once(mine: Mine) -> None:
    phone, desk = two_devices(mine.worker)

    phone.post("/me/sessions/end")

    assert (is_in(phone), is_in(desk)) == (True, False)
    assert UserSession.objects.count() == 1


def test_the_second_factor_is_turned_on_and_off(mine: Mine) -> None:
    phone, _ = two_devices(mine.worker)
    account_id = int(phone.session["_auth_user_id"])
    secret = phone.get("/me/second-factor").context["secret"]
    assert phone.post("/me/second-factor", {"code": "000000"}).status_code == 422
    step = rules.totp_counter(NOW)
    codes = phone.post("/me/second-factor", {"code": rules.totp(secret, step - 1)}).context["codes"]
    assert (len(codes), has_second_factor(account_id)) == (10, True)

    assert phone.post("/me/second-factor/off", {"code": "000000"}).status_code == 422
    phone.post("/me/second-factor/off", {"code": rules.totp(secret, step)})

    assert not has_second_factor(account_id)


def test_a_token_is_shown_once_and_can_be_stopped(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.leader)
    assert client.post("/me/tokens", {"name": "", "days": "x"}).status_code == 422

    made = client.post("/me/tokens", {"name": "看板", "days": "30", "scopes": ["records:read"]})

    secret = made.context["made"].secret
    assert secret in made.content.decode()
    assert secret not in client.get("/me/tokens").content.decode()
    assert actor_of_token(secret, at=NOW) is not None
    client.post(f"/me/tokens/{made.context['made'].token_id}/revoke")
    assert actor_of_token(secret, at=NOW) is None


def test_an_open_feed_is_listed_with_the_way_to_stop_it(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.leader)
    assert "日历订阅" not in client.get("/me/account").content.decode()

    client.post("/duties/feed", {"make": "yes"})

    page = client.get("/me/account").content.decode()
    assert ("日历订阅" in page, 'href="/duties/feed"' in page) == (True, True)
