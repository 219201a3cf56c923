"""The second factor: a code from the phone that changes every half minute, and codes for a lost phone."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from tongxin.access import rules
from tongxin.access.commands import tries
from tongxin.access.models import Account, Administrator
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused

UNREADABLE = (
    "二次验证的密钥解不开：系统换过密钥，手机上的码和恢复码都用不了。"
    "请找安全管理员清掉二次验证；管理员自己，请在服务器上运行 tongxin make_account 工号 --reset"
)
WRONG = "验证码不对。它每 30 秒变一次，请看手机上现在的 6 位数。"


def new_secret() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()


@transaction.atomic
def turn_on(account_id: int, secret: str, code: str, *, by: Actor, at: datetime) -> tuple[Fact, list[str]]:
    """Keep `secret` once a code proves that the phone has it; gives the recovery codes."""
    account = _own(account_id, by=by)
    step = rules.totp_match(secret, code, at=at, after=0)
    if step is None:
        raise Invalid("验证码不对", fields={"code": WRONG})
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
        raise Refused("已经开了二次验证")
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt(secret), "step": step},
        created_at=at,
    )
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(account).generate_codes()
    return record("account.second_factor_on", subject=("account", account.id), by=by, at=at), codes


def check(account_id: int, code: str, *, by: Actor, at: datetime) -> Fact:
    """A code of the phone or a recovery code, each good once; guessing is counted like a log-in."""
    account = _own(account_id, by=by)
    # A key of its own: knowing the password must not win new guesses of the code.
    key = tries.key_of_second_factor(account.id)
    tries.take(key, limit=settings.ACCOUNT_TRIES, at=at)
    with _readable(key), transaction.atomic():
        good = _phone_code(account, code, at=at) or _recovery_code(account, code)
        kind = "session.second_factor" if good else "session.refused"
        data = {} if good else {"why": "second_factor"}
        fact = record(kind, subject=("account", account.id), by=by, at=at, data=data)
    if not good:
        raise Invalid("验证码不对", fields={"code": WRONG})
    tries.clear(key)
    return fact


@contextmanager
def _readable(key: str) -> Iterator[None]:
    """Restored under another secret key nothing of it can be read; that is no wrong guess."""
    try:
        yield
    except InvalidToken as error:
        tries.give_back(key)
        raise Refused(UNREADABLE) from error


def _own(account_id: int, *, by: Actor) -> Account:
    account = Account.objects.filter(id=account_id, person_id=by.person_id or 0).first()
    if account is None:
        raise NotFound("没有找到这个账号")
    return account


def _phone_code(account: Account, code: str, *, at: datetime) -> bool:
    kept = (
        Authenticator.objects.select_for_update().filter(user=account, type=Authenticator.Type.TOTP).first()
    )
    if kept is None:
        return False
    secret = get_adapter().decrypt(kept.data["secret"])
    step = rules.totp_match(secret, code, at=at, after=kept.data["step"])
    if step is None:
        return False
    kept.data["step"], kept.last_used_at = step, at
    kept.save(update_fields=["data", "last_used_at"])
    return True


def _recovery_code(account: Account, code: str) -> bool:
    kept = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept is not None and bool(RecoveryCodes(kept).validate_code(rules.plain_code(code)))


@transaction.atomic
def turn_off(account_id: int, *, by: Actor, at: datetime) -> Fact:
    """End one's own second factor; an administrator may not."""
    account = _own(account_id, by=by)
    if Administrator.objects.filter(person_id=account.person_id, ends_date__isnull=True).exists():
        raise Refused("管理员必须用二次验证，不能关")
    return _forget(account, by=by, at=at)


@transaction.atomic
def reset(account_id: int, *, by: Actor, at: datetime) -> Fact:
    """A phone is lost and so are the codes: the next log-in starts without, or sets up anew."""
    account = Account.objects.filter(id=account_id, person__company_id=by.company_id or 0).first()
    if by.administrator != "security" or account is None or account.person_id == by.person_id:
        raise NotFound("没有找到这个账号")
    if by.person_id and Administrator.objects.filter(person_id=account.person_id).exists():
        raise Refused("管理员的二次验证只能在服务器上用命令重置：tongxin make_account --reset")
    return _forget(account, by=by, at=at)


@transaction.atomic
def reset_unreadable(*, by: Actor, at: datetime) -> int:
    """After a restore under another secret key: forget what cannot be read any more; how many people's."""
    kept = Authenticator.objects.select_related("user__person").order_by("id")
    lost = {one.user_id: one.user for one in kept if not _can_be_read(one)}
    for account in lost.values():
        _forget(account, by=replace(by, company_id=account.person.company_id), at=at)
    return len(lost)


def _can_be_read(kept: Authenticator) -> bool:
    try:
        get_adapter().decrypt(kept.data["secret" if kept.type == Authenticator.Type.TOTP else "seed"])
    except InvalidToken:
        return False
    return True


def _forget(account: Account, *, by: Actor, at: datetime) -> Fact:
    Authenticator.objects.filter(user=account).delete()
    return record("account.second_factor_off", subject=("account", account.id), by=by, at=at)
