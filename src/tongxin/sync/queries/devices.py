"""Who hands in from which device."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tongxin.access.models import Account
from tongxin.kernel.actor import Actor
from tongxin.sync.models import Grant

NOTED_EACH = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose things are handed in. It opens nothing that could be read."""

    grant_id: int
    person_id: int
    company_id: int
    device_id: int
    last_sync: datetime | None


def bearer_of(token: str, *, at: datetime) -> Bearer | None:
    """None for a token that is over. Whoever left the company still hands in what was done before; an
    account that was locked for another reason hands in nothing."""
    digest = hashlib.sha256(token.encode(errors="ignore")).hexdigest()
    alive = Grant.objects.filter(digest=digest, revoked_at=None, expires_at__gt=at, device__revoked_at=None)
    row = alive.select_related("device", "person").first()
    if row is None or _is_locked(row, at):
        return None
    if row.used_at is None or abs((at - row.used_at).total_seconds()) >= NOTED_EACH:
        Grant.objects.filter(id=row.id).update(used_at=at)
    return Bearer(row.id, row.person_id, row.device.company_id, row.device_id, row.used_at)


def _is_locked(grant: Grant, at: datetime) -> bool:
    left = grant.person.left_date
    if left is not None and left < timezone.localdate(at):
        return False
    return Account.objects.filter(person_id=grant.person_id, is_active=False).exists()


@dataclass(frozen=True, slots=True)
class DeviceLine:
    key: UUID
    name: str
    enrolled_at: datetime
    used_at: datetime | None
    expires_at: datetime


def my_devices(*, viewer: Actor, at: datetime) -> list[DeviceLine]:
    """Where something may be handed in under one's own name."""
    mine = Grant.objects.filter(
        person=viewer.person_id or 0, revoked_at=None, expires_at__gt=at, device__revoked_at=None
    )
    rows = mine.select_related("device").order_by("-created_at")
    return [
        DeviceLine(one.device.key, one.device.name, one.created_at, one.used_at, one.expires_at)
        for one in rows
    ]
