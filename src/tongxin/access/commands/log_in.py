"""Log in: number and password first, then whatever step is still open, then a session."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

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
    """The same number and password open an account in each of `companies`, (id, name)."""

    status = 422

    def __init__(self, companies: list[tuple[int, str]]) -> None:
        super().__init__("这个工号在几家单位都有，请选您的单位")
        self.companies = companies


def log_in(
    number: str, secret: str, *, company_id: int | None, by: Actor, at: datetime, address: str
) -> Known:
    """Check number and password (or one-time code). A try is used up before anything is looked at."""
    key = tries.key_of_number(number)
    tries.take(tries.key_of_address(address), limit=settings.ADDRESS_TRIES, at=at)
    tries.take(key, limit=settings.ACCOUNT_TRIES, at=at)
    accounts = _accounts(number, on=timezone.localdate(at))
    opened = _opened(accounts, secret, at)
    if not opened:
        _refuse(accounts, key, by=by, at=at)
    _forget_tries(accounts, key, address)
    account = _chosen(opened, company_id)
    if _has_left(account, timezone.localdate(at)):
        _note_refusal([account], "left", by=by, at=at)
        raise Refused(f"{account.person.name}已离开，这个账号不能再登录。还在上班的话，请找支部改花名册")
    return Known(account.id, _note_success(account, at=at))


def _accounts(number: str, *, on: date) -> list[Account]:
    """Whoever has that number, in whatever company; of stopped accounts those whose person has left."""
    people = Person.objects.filter(
        company__in=Company.objects.all(), employee_no__in=rules.employee_numbers(number)
    )
    known = Account.objects.filter(Q(is_active=True) | Q(person__left_date__lt=on), person__in=people)
    return list(known.select_related("person__company").order_by("id")[:20])


def _has_left(account: Account, on: date) -> bool:
    return account.person.left_date is not None and account.person.left_date < on


def _opened(accounts: list[Account], secret: str, at: datetime) -> list[Account]:
    """Those that the secret opens; without any account a look costs as much."""
    looked_at: list[Account | None] = [*accounts] or [None]
    return [account for account in looked_at if _opens(account, secret, at) and account]


def _refuse(accounts: list[Account], key: str, *, by: Actor, at: datetime) -> NoReturn:
    _note_refusal(accounts, "password", by=by, at=at)
    if tries.left(key, limit=settings.ACCOUNT_TRIES) == 0:
        for account in accounts:
            tries.pause(tries.key_of_account(account.id), limit=settings.ACCOUNT_TRIES, at=at)
    raise Invalid("工号或密码不对", fields={"password": _advice(key)})


def _forget_tries(accounts: list[Account], key: str, address: str) -> None:
    """Where several have the number, one's own right password buys no new guesses of the others'."""
    tries.give_back(tries.key_of_address(address))
    if len(accounts) > 1:
        tries.give_back(key)
        return
    tries.clear(key)
    tries.clear(tries.key_of_account(accounts[0].id))


def _chosen(opened: list[Account], company_id: int | None) -> Account:
    """The one in that company; which companies there are is told only to who has the password of each."""
    each = {account.person.company_id: account for account in reversed(opened)}
    if company_id in each:
        return each[company_id]
    if len(each) > 1:
        raise WhichCompany(
            sorted((company, account.person.company.name) for company, account in each.items())
        )
    return opened[0]


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
def _note_refusal(accounts: list[Account], why: str, *, by: Actor, at: datetime) -> None:
    if not accounts:
        record("session.refused", subject=("account", 0), by=by, at=at, data={"why": "number"})
    for account in accounts:
        company = Actor(None, "", account.person.company_id)
        record("session.refused", subject=("account", account.id), by=company, at=at, data={"why": why})


@transaction.atomic
def _note_success(account: Account, *, at: datetime) -> Fact:
    person = account.person
    by = Actor(person.id, person.name, person.company_id)
    return record("session.passed", subject=("account", account.id), by=by, at=at)
