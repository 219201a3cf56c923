"""Log in: number and password first, then whatever step is still open, then a session."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from tongxin.access import rules
from tongxin.access.commands import tries
from tongxin.access.models import Account
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Company, Person


@dataclass(frozen=True, slots=True)
class Known:
    """The password was right; `steps` are still to do before the person is in."""

    account_id: int
    fact: Fact


class WhichCompany(Refused):
    """Several companies have that employee number; `companies` are (id, name)."""

    status = 422

    def __init__(self, companies: list[tuple[int, str]]) -> None:
        super().__init__("这个工号在几家单位都有，请选您的单位")
        self.companies = companies


def log_in(
    number: str, secret: str, *, company_id: int | None, by: Actor, at: datetime, address: str
) -> Known:
    """Check number and password (or one-time code). A try is used up before anything is looked at."""
    account = _account(number, company_id)
    key = tries.key_of_account(account.id) if account else tries.key_of_number(_plain(number))
    tries.take(tries.key_of_address(address), limit=settings.ADDRESS_TRIES, at=at)
    tries.take(key, limit=settings.ACCOUNT_TRIES, at=at)
    if not _opens(account, secret, at):
        _note_refusal(account, by=by, at=at)
        raise Invalid("工号或密码不对", fields={"password": _advice(key)})
    assert account is not None
    tries.clear(key)
    tries.give_back(tries.key_of_address(address))
    return Known(account.id, _note_success(account, at=at))


def _plain(number: str) -> str:
    return rules.employee_numbers(number)[1]


def _account(number: str, company_id: int | None) -> Account | None:
    people = Person.objects.filter(
        company__in=Company.objects.all(), employee_no__in=rules.employee_numbers(number)
    )
    if company_id is not None:
        people = people.filter(company_id=company_id)
    accounts = list(
        Account.objects.filter(person__in=people, is_active=True).select_related("person__company")[:50]
    )
    if len(accounts) > 1:
        raise WhichCompany(
            sorted({(account.person.company_id, account.person.company.name) for account in accounts})
        )
    return accounts[0] if accounts else None


def _opens(account: Account | None, secret: str, at: datetime) -> bool:
    """An account has a password or a one-time code, never both; each look costs one hash, known or not."""
    if account is None:
        make_password(secret)
        return False
    if account.one_time_code:
        alive = account.code_expires_at is not None and account.code_expires_at > at
        return check_password(rules.plain_code(secret), account.one_time_code) and alive
    return check_password(secret, account.password)


def _advice(key: str) -> str:
    left = tries.left(key, limit=settings.ACCOUNT_TRIES)
    if left == 0:
        return f"已连续输错 {settings.ACCOUNT_TRIES} 次，先停 {settings.LOCK_MINUTES} 分钟。"
    return f"工号或密码不对，还能试 {left} 次。忘了密码，请找安全管理员要一次性码。"


@transaction.atomic
def _note_refusal(account: Account | None, *, by: Actor, at: datetime) -> None:
    if account is None:
        record("session.refused", subject=("account", 0), by=by, at=at, data={"why": "number"})
        return
    company = Actor(None, "", account.person.company_id)
    record("session.refused", subject=("account", account.id), by=company, at=at, data={"why": "password"})


@transaction.atomic
def _note_success(account: Account, *, at: datetime) -> Fact:
    person = account.person
    by = Actor(person.id, person.name, person.company_id)
    return record("session.passed", subject=("account", account.id), by=by, at=at)
