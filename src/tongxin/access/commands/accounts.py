"""Accounts: made with a one-time code by the security administrator, locked, unlocked; passwords."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from tongxin.access import rules
from tongxin.access.commands import administrators, sessions, tokens, tries
from tongxin.access.models import Account, FormerPassword
from tongxin.access.queries.accounts import codes_agreed
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person

# (person, *, by, at): how what stands above this engine ends the ways in that it gives; filled at start-up.
OTHER_WAYS: list[Callable[..., None]] = []


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """`code` is shown once, to be handed over in person; only its hash is kept."""

    fact: Fact
    account_id: int
    number: str
    code: str
    expires_at: datetime


@transaction.atomic
def give_code(person_id: int, *, by: Actor, at: datetime) -> CodeGiven:
    """Make a one-time code, and the account if there is none. The old password ends with it."""
    person = _person(person_id, by=by)
    if person.id == by.person_id:
        raise NotAllowed("不能给自己开一次性码，请另一位安全管理员来开")
    if person.left_date is not None and person.left_date < at.date():
        raise Refused(f"{person.name}已经离开，不能再开账号")
    if by.person_id is not None and administrators.held_by(person.id, at) is not None:
        _check_second_word(person, at)
    code = "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(12))
    account = Account.objects.filter(person=person).first() or Account(
        person=person, username=_username(person), created_at=at
    )
    made = account.pk is None
    account.set_unusable_password()
    account.must_change_password = True
    account.one_time_code = make_password(code)
    account.code_expires_at = at + timedelta(hours=settings.CODE_HOURS)
    account.save()
    _end_all_ways_in(account, by=by, at=at)
    _forget_tries(account)
    kind = "account.opened" if made else "account.code_given"
    fact = record(kind, subject=("account", account.id), by=by, at=at, data={"person": person.id})
    shown = "-".join(code[start : start + 4] for start in (0, 4, 8))
    return CodeGiven(fact, account.id, person.employee_no, shown, account.code_expires_at)


def _check_second_word(person: Person, at: datetime) -> None:
    if not _use_code_agreed(person.id, at=at):
        raise NotAllowed(f"{person.name}是管理员，一次性码要另一位管理员确认才能开。请先提出，等确认后再开")


def _use_code_agreed(person_id: int, *, at: datetime) -> bool:
    """Whether a second administrator has lately agreed to a code for this one; each word is good once."""
    lately = codes_agreed(person_id, at)
    newest = lately.order_by("-id").values_list("id", flat=True).first()
    return newest is not None and bool(lately.filter(id=newest).update(used_at=at))


def _person(person_id: int, *, by: Actor) -> Person:
    person = Person.objects.filter(id=person_id, company_id=by.company_id or 0).first()
    if by.administrator != "security" or person is None:
        raise NotFound("没有找到这个人")
    return person


def _username(person: Person) -> str:
    taken = Account.objects.filter(username=person.employee_no).exists()
    return f"{person.company_id}:{person.employee_no}" if taken else person.employee_no


def _end_all_ways_in(account: Account, *, by: Actor, at: datetime) -> None:
    """Whoever has a session, a token, the feed's address or a phone of the account has them no more."""
    sessions.end_sessions(account.id, by=by, at=at)
    tokens.revoke_all(account.person_id, by=by, at=at)
    for end in OTHER_WAYS:
        end(account.person_id, by=by, at=at)


def _forget_tries(account: Account) -> None:
    tries.clear(tries.key_of_account(account.id))
    tries.clear(tries.key_of_number(account.person.employee_no))


def _account(account_id: int, *, by: Actor) -> Account:
    account = (
        Account.objects.select_related("person")
        .filter(id=account_id, person__company_id=by.company_id or 0)
        .first()
    )
    if by.administrator != "security" or account is None:
        raise NotFound("没有找到这个账号")
    return account


@transaction.atomic
def lock_account(account_id: int, *, by: Actor, at: datetime) -> Fact:
    """From now on nobody gets in with it; running sessions end."""
    account = _account(account_id, by=by)
    if account.person_id == by.person_id:
        raise NotAllowed("不能停用自己的账号")
    if not Account.objects.filter(id=account.id, is_active=True).update(is_active=False):
        raise Refused("这个账号已经停用了")
    _end_all_ways_in(account, by=by, at=at)
    return record("account.locked", subject=("account", account.id), by=by, at=at)


@transaction.atomic
def unlock_account(account_id: int, *, by: Actor, at: datetime) -> Fact:
    """Lets a locked account in again, and ends a pause after wrong passwords."""
    account = _account(account_id, by=by)
    Account.objects.filter(id=account.id).update(is_active=True)
    _forget_tries(account)
    tries.clear(tries.key_of_second_factor(account.id))
    return record("account.unlocked", subject=("account", account.id), by=by, at=at)


@transaction.atomic
def end_sessions(account_id: int, *, by: Actor, at: datetime) -> Fact:
    """The security administrator ends every session of somebody."""
    return sessions.end_sessions(_account(account_id, by=by).id, by=by, at=at)


@transaction.atomic
def set_password(
    account_id: int, password: str, *, again: str, by: Actor, at: datetime, keep: str | None = None
) -> Fact:
    """Set one's own password; other sessions end, the one with key `keep` goes on."""
    account = Account.objects.select_for_update().select_related("person").get(id=account_id)
    if account.person_id != by.person_id:
        raise NotFound("没有找到这个账号")
    _check(account, password, again)
    if account.has_usable_password():
        FormerPassword.objects.create(account=account, password=account.password, set_at=at)
    _forget_older(account)
    account.set_password(password)
    account.one_time_code, account.code_expires_at, account.must_change_password = "", None, False
    account.save()
    sessions.end_sessions(account.id, by=by, at=at, but=keep)
    return record("account.password_set", subject=("account", account.id), by=by, at=at)


def _check(account: Account, password: str, again: str) -> None:
    person = account.person
    faults = rules.password_faults(
        password,
        number=person.employee_no,
        name=person.name,
        pinyin=person.pinyin,
        level=settings.PASSWORD_LEVEL,
    )
    if not faults and _used_before(account, password):
        faults = [f"这个密码以前用过，最近 {settings.PASSWORD_LEVEL.former} 个都不能再用。"]
    if faults:
        raise Invalid("新密码还不行", fields={"password": "".join(faults)})
    if password != again:
        raise Invalid("两次输入的不一样", fields={"again": "和上面输的不一样，请再输一次。"})


def _used_before(account: Account, password: str) -> bool:
    former = FormerPassword.objects.filter(account=account).order_by("-set_at", "-id")
    digests = former.values_list("password", flat=True)[: settings.PASSWORD_LEVEL.former - 1]
    return any(check_password(password, digest) for digest in (account.password, *digests))


def _forget_older(account: Account) -> None:
    former = FormerPassword.objects.filter(account=account).order_by("-set_at", "-id")
    kept = list(former.values_list("id", flat=True)[: settings.PASSWORD_LEVEL.former])
    former.exclude(id__in=kept).delete()


def change_password(
    account_id: int, old: str, password: str, *, again: str, by: Actor, at: datetime, keep: str | None
) -> Fact:
    """Change it from inside; the old one must be right, and guessing it is counted like a log-in."""
    account = Account.objects.filter(id=account_id, person_id=by.person_id or 0).first()
    if account is None:
        raise NotFound("没有找到这个账号")
    key = tries.key_of_account(account.id)
    tries.take(key, limit=settings.ACCOUNT_TRIES, at=at)
    if not check_password(old, account.password):
        raise Invalid("现在的密码不对", fields={"old": "现在的密码不对，请再输一次。"})
    tries.clear(key)
    return set_password(account_id, password, again=again, by=by, at=at, keep=keep)
