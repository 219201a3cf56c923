"""The first administrators of an empty server, and tokens, from the command line."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from tests.clock import NOW
from tests.factories import make_account, make_company
from tests.world import Mine
from tongxin import clock
from tongxin.access import rules
from tongxin.access.commands import second_factor
from tongxin.access.models import Administrator
from tongxin.access.queries import actor_of_token, has_second_factor
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Company, Person


@pytest.fixture(autouse=True)
def constant_clock_of_ops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "read", lambda: NOW)


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_an_empty_server_gets_its_first_security_administrator() -> None:
    said = run(
        "make_account", "A001", "--name", "孙丽", "--company", "红石煤业", "--administrator", "security"
    )

    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", said)
    assert code is not None
    assert Administrator.objects.get().person == Person.objects.get(employee_no="A001")
    answer = Client().post("/login", {"number": "A001", "password": code.group()})
    assert answer["Location"] == "/login/password"


def test_until_when_a_code_is_good_is_said_in_local_time(mine: Mine) -> None:
    said = run("make_account", mine.worker.employee_no)

    assert said.splitlines()[-1].endswith("，2026-11-23 07:20 前有效")


def test_without_a_number_reset_forgets_what_this_secret_key_cannot_read(
    mine: Mine, settings: Settings
) -> None:
    account, secret = make_account(mine.worker), second_factor.new_secret()
    code = rules.totp(secret, rules.totp_counter(NOW))
    by = Actor(mine.worker.id, "", mine.company.id)
    second_factor.turn_on(account.id, secret, code, by=by, at=NOW)

    assert run("make_account", "--reset").startswith("0 second factors")
    settings.SECRET_KEY = "another key" * 9
    assert run("make_account", "--reset").startswith("1 second factors")

    assert not has_second_factor(account.id)
    with pytest.raises(CommandError, match="Give the employee number"):
        run("make_account")


def test_a_second_one_of_a_kind_is_made_on_the_page(mine: Mine) -> None:
    run("make_account", mine.worker.employee_no, "--administrator", "security")

    with pytest.raises(CommandError, match="已经有"):
        run("make_account", "A002", "--name", "吴刚", "--administrator", "security")


def test_nobody_with_a_post_becomes_one(mine: Mine) -> None:
    with pytest.raises(CommandError, match="结束任职"):
        run("make_account", mine.leader.employee_no, "--administrator", "audit")


@pytest.mark.parametrize(
    ("arguments", "words"), [(["A009"], "Nobody has the number"), (["A009", "--company", ""], "Nobody")]
)
def test_what_is_missing_is_said(mine: Mine, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("make_account", *arguments)


def test_several_companies_must_be_told_apart(mine: Mine) -> None:
    make_company()

    with pytest.raises(CommandError, match="Name the company"):
        run("make_account", mine.worker.employee_no)
    assert Company.objects.count() == 2


def test_a_token_is_made_and_revoked(mine: Mine) -> None:
    number = mine.leader.employee_no
    secret = run("make_token", number, "--name", "看板", "--scopes", "records:read", "--days", "30").strip()
    found = actor_of_token(secret, at=NOW)
    assert found is not None
    assert (found[0].person_id, found[1]) == (mine.leader.id, frozenset({"records:read"}))

    assert run("revoke_token", secret) == "Revoked.\n"

    assert actor_of_token(secret, at=NOW) is None
    with pytest.raises(CommandError):
        run("revoke_token", secret)
    with pytest.raises(CommandError, match="1 到 366"):
        run("make_token", number, "--name", "x", "--scopes", "records:read", "--days", "0")
