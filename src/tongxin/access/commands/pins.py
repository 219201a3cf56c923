"""The PIN of a terminal: set by the person, never shown, counted when it is wrong."""

from datetime import datetime
from typing import NoReturn

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from tongxin.access import rules
from tongxin.access.commands import tries
from tongxin.access.models import Account, Pin
from tongxin.access.queries.terminals import TerminalSeen, actor_on
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused


def set_pin(password: str, pin: str, *, again: str, by: Actor, at: datetime) -> Fact:
    """Set or change one's own. The password is asked for: a PIN signs in one's name."""
    account = _own_account(password, by=by, at=at)
    if fault := rules.pin_fault(pin, number=account.person.employee_no):
        raise Invalid("终端密码还不行", fields={"pin": fault})
    if pin != again:
        raise Invalid("两次输入的不一样", fields={"again": "和上面输的不一样，请再输一次。"})
    with transaction.atomic():
        Pin.objects.update_or_create(
            person_id=account.person_id,
            defaults={"digest": make_password(pin), "set_at": at, "wrong": 0, "spent_at": None},
        )
        tries.clear(rules.key_of_pin(account.person_id))
        return record("pin.set", subject=("person", account.person_id), by=by, at=at)


def _own_account(password: str, *, by: Actor, at: datetime) -> Account:
    account = Account.objects.filter(person_id=by.person_id or 0).select_related("person").first()
    if account is None:
        raise NotFound("没有找到这个账号")
    if by.administrator:
        raise NotAllowed("管理员不在班组终端上办事，不用设终端密码")
    key = tries.key_of_account(account.id)
    tries.take(key, limit=settings.ACCOUNT_TRIES, at=at)
    if not check_password(password, account.password):
        raise Invalid("登录密码不对", fields={"password": "登录密码不对，请再输一次。"})
    tries.clear(key)
    return account


@transaction.atomic
def remove_pin(*, by: Actor, at: datetime) -> Fact:
    """From now on nobody signs at a terminal in this name but by proxy."""
    if not Pin.objects.filter(person=by.person_id or 0).delete()[0]:
        raise Refused("没有设过终端密码")
    return record("pin.removed", subject=("person", by.person_id or 0), by=by, at=at)


def check_pin(person_id: int, pin: str, *, terminal: TerminalSeen, by: Actor, at: datetime) -> Actor:
    """Who that is on this terminal, with the rights that they have there. A try of the device and one of
    the person is used up before anything is looked at."""
    device, own = rules.key_of_terminal(terminal.id), rules.key_of_pin(person_id)
    tries.take(device, limit=rules.TERMINAL_TRIES, at=at)
    try:
        tries.take(own, limit=rules.PIN_TRIES, at=at)
    except tries.TooManyTries:
        tries.give_back(device)  # nothing was tried; who taps on for one person stops nobody else
        raise
    row = Pin.objects.filter(person=person_id, person__company=terminal.company_id).first()
    actor = actor_on(terminal, person_id, at=at)
    if row is None or actor.person_id is None:
        _give_back(device, own)
        raise Refused("还没有设终端密码。请在自己手机的“我的”里设一个，或者请人代签")
    if row.spent_at is not None:
        _give_back(device, own)
        raise Refused("输错太多次，这个终端密码停用了。请在自己手机的“我的”里重新设，或者请人代签")
    if not check_password(pin, row.digest):
        _refuse(row, terminal, by=by, at=at)
    Pin.objects.filter(id=row.id, wrong__gt=0).update(wrong=0)
    tries.give_back(device)
    tries.clear(own)
    return actor


def _give_back(*keys: str) -> None:
    for key in keys:
        tries.give_back(key)


def _refuse(row: Pin, terminal: TerminalSeen, *, by: Actor, at: datetime) -> NoReturn:
    with transaction.atomic():
        Pin.objects.filter(id=row.id).update(wrong=F("wrong") + 1)
        spent = Pin.objects.filter(id=row.id, wrong__gte=rules.PIN_SPENT_AFTER, spent_at=None)
        whose = {"person": row.person_id}
        place = ("terminal", terminal.id)
        record("terminal.refused", subject=place, by=by, at=at, unit_id=terminal.team_id, data=whose)
        if spent.update(spent_at=at):
            record("pin.spent", subject=("person", row.person_id), by=by, at=at, unit_id=terminal.team_id)
    left = tries.left(rules.key_of_pin(row.person_id), limit=rules.PIN_TRIES)
    advice = f"还能试 {left} 次" if left else f"先停 {settings.LOCK_MINUTES} 分钟，现在要签请人代签"
    raise Invalid("密码不对", fields={"pin": f"刚才不对，{advice}"})
