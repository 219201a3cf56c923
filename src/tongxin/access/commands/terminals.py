"""The shared device of a shift room: offered with a code, enrolled on the device, revoked."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tongxin.access import rules
from tongxin.access.commands import tries
from tongxin.access.models import Terminal
from tongxin.access.queries.terminals import TerminalSeen, teams_to_equip, terminals_seen_by
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused


@dataclass(frozen=True, slots=True)
class Offered:
    """`code` is shown once, to be typed on the device itself; only its digest is kept."""

    fact: Fact
    terminal_id: int
    name: str
    team: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`secret` goes into the browser of the device and nowhere else."""

    fact: Fact
    terminal_id: int
    secret: str


@transaction.atomic
def offer_terminal(team_id: int, name: str, *, by: Actor, at: datetime) -> Offered:
    """So that nobody types a password of rank on a shared device: the code is carried there."""
    team = teams_to_equip(by).filter(id=team_id).first()
    if team is None:
        raise NotFound("没有找到这个班组")
    if not name.strip():
        raise Invalid("还没有开登记码", fields={"name": "请写这台终端放在哪里，例如“采煤一班班组室”。"})
    code = "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(8))
    terminal = Terminal.objects.create(
        company_id=team.company_id,
        team=team,
        name=name.strip()[:60],
        code=_digest(code),
        code_expires_at=at + rules.CODE_LASTS,
        offered_by_id=by.person_id,
        offered_at=at,
    )
    fact = record("terminal.offered", subject=("terminal", terminal.id), by=by, at=at, unit_id=team.id)
    shown = f"{code[:4]}-{code[4:]}"
    return Offered(fact, terminal.id, terminal.name, team.name, shown, terminal.code_expires_at)


def enrol_terminal(typed: str, *, by: Actor, at: datetime, address: str) -> Enrolled:
    """On the device: the code is good once, for a quarter of an hour. Guessing is counted by address."""
    key = tries.key_of_address(address)
    tries.take(key, limit=settings.ADDRESS_TRIES, at=at)
    secret = f"txt_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        waiting = Terminal.objects.filter(
            code=_digest(rules.plain_code(typed)), code_expires_at__gt=at, enrolled_at=None, revoked_at=None
        )
        terminal = waiting.select_for_update().first()
        if terminal is None or not Terminal.objects.filter(id=terminal.id, enrolled_at=None).update(
            code="", digest=_digest(secret), enrolled_at=at, expires_at=at + rules.TERMINAL_LASTS
        ):
            raise Invalid("登记码不对", fields={"code": "登记码不对，或者已经过了 15 分钟。请回去再开一个。"})
        company = Actor(by.person_id, by.name, terminal.company_id)
        fact = record(
            "terminal.enrolled",
            subject=("terminal", terminal.id),
            by=company,
            at=at,
            unit_id=terminal.team_id,
        )
    tries.give_back(key)
    return Enrolled(fact, terminal.id, secret)


@transaction.atomic
def revoke_terminal(terminal_id: int, *, by: Actor, at: datetime) -> Fact:
    """From the next request on the device is any browser."""
    terminal = terminals_seen_by(by).filter(id=terminal_id).first()
    if terminal is None:
        raise NotFound("没有找到这台终端")
    alive = Terminal.objects.filter(id=terminal.id, revoked_at=None)
    if not alive.update(revoked_at=at, revoked_by=by.person_id, code="", digest=None):
        raise Refused("这台终端已经停用了")
    return record(
        "terminal.revoked", subject=("terminal", terminal.id), by=by, at=at, unit_id=terminal.team_id
    )


def note_turn(terminal: TerminalSeen, *, leaves: bool, by: Actor, at: datetime) -> Fact:
    """Somebody came in by PIN, or went."""
    kind = "terminal.left" if leaves else "terminal.entered"
    with transaction.atomic():
        return record(kind, subject=("terminal", terminal.id), by=by, at=at, unit_id=terminal.team_id)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="ignore")).hexdigest()
