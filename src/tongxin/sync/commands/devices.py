"""Let somebody hand in from a device, and end it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound
from tongxin.orgs.models import Person
from tongxin.sync.commands.epochs import epoch_now
from tongxin.sync.models import Device, Grant

LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`token` is told once; only its digest is kept."""

    fact: Fact
    device: UUID
    token: str
    epoch: UUID
    expires_at: datetime


@transaction.atomic
def enrol_device(
    name: str, *, by: Actor, at: datetime, device: UUID | None = None, team_id: int | None = None
) -> Enrolled:
    """A token for this person on this device, in place of the one before. `device`: one that is known
    already, where another person begins to use it."""
    if by.person_id is None or by.company_id is None or by.administrator:
        raise NotAllowed("管理员不能离线办事")
    row = _device(name, device, team_id, by=by, at=at)
    Grant.objects.filter(device=row, person=by.person_id, revoked_at=None).update(revoked_at=at)
    token = f"txd_{secrets.token_urlsafe(32)}"
    Grant.objects.create(
        device=row,
        person_id=by.person_id,
        digest=hashlib.sha256(token.encode()).hexdigest(),
        created_at=at,
        expires_at=at + LASTS,
    )
    fact = record("device.enrolled", subject=("device", row.id), by=by, at=at)
    return Enrolled(fact, row.key, token, epoch_now(at=at), at + LASTS)


@transaction.atomic
def end_grants(person_id: int, *, by: Actor, at: datetime) -> None:
    """With all other ways in, as when a phone was lost. Whoever has left the company still hands in what was
    done before."""
    left = Person.objects.filter(id=person_id, left_date__lt=timezone.localdate(at)).exists()
    alive = Grant.objects.filter(person=person_id, revoked_at=None, expires_at__gt=at)
    if not left and (count := alive.update(revoked_at=at)):
        record("device.revoked", subject=("person", person_id), by=by, at=at, data={"count": count})


def _device(name: str, key: UUID | None, team_id: int | None, *, by: Actor, at: datetime) -> Device:
    if key is not None:
        known = Device.objects.select_for_update().filter(key=key, company=by.company_id, revoked_at=None)
        if (found := known.first()) is not None:
            return found
    return Device.objects.create(
        company_id=by.company_id or 0,
        team_id=team_id,
        name=name[:60],
        enrolled_by_id=by.person_id,
        enrolled_at=at,
    )


@transaction.atomic
def revoke_device(key: UUID, *, by: Actor, at: datetime) -> Fact:
    """Nothing more is taken from it under this person's name; what is still on it stays there, and can be
    handed in after enrolling anew."""
    alive = Grant.objects.filter(device__key=key, person=by.person_id or 0, revoked_at=None)
    device_id = alive.values_list("device", flat=True).first()
    if device_id is None or not alive.update(revoked_at=at):
        raise NotFound("没有找到这台手机，可能已经停用")
    return record("device.revoked", subject=("device", device_id), by=by, at=at)
