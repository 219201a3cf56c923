"""API tokens: made and revoked by the person themselves; the secret is shown once."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tongxin.access.models import FeedSecret, Token
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound

SCOPES = {
    "records:read": "台账",
    "duties:read": "职责",
    "people:read": "人员",
    "orgs:read": "组织",
}
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class TokenMade:
    fact: Fact
    token_id: int
    secret: str


@transaction.atomic
def make_token(name: str, *, scopes: Iterable[str], days: int, by: Actor, at: datetime) -> TokenMade:
    """A token never opens more than its maker may at the time of the request."""
    if by.person_id is None or by.administrator:
        raise NotAllowed("管理员不能建接口令牌")
    chosen = sorted(set(scopes) & set(SCOPES))
    faults = {}
    if not name.strip():
        faults["name"] = "请写这个令牌给谁用、做什么。"
    if not chosen:
        faults["scopes"] = "请至少选一样能读的内容。"
    if not 1 <= days <= LONGEST_DAYS:
        faults["days"] = f"有效期请在 1 到 {LONGEST_DAYS} 天之间。"
    if faults:
        raise Invalid("令牌还没建成", fields=faults)
    secret = f"tx_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        person_id=by.person_id,
        name=name.strip()[:60],
        digest=digest(secret),
        scopes=chosen,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    fact = record("token.made", subject=("token", token.id), by=by, at=at, data={"scopes": chosen})
    return TokenMade(fact, token.id, secret)


@transaction.atomic
def revoke_token(token_id: int, *, by: Actor, at: datetime) -> Fact:
    """From the next request on it opens nothing."""
    mine = Token.objects.filter(id=token_id, person_id=by.person_id or 0, revoked_at__isnull=True)
    if not mine.update(revoked_at=at):
        raise NotFound("没有找到这个令牌，可能已经停用")
    return record("token.revoked", subject=("token", token_id), by=by, at=at)


@transaction.atomic
def revoke_all(person_id: int, *, by: Actor, at: datetime) -> None:
    """End every token and the calendar feed of somebody: each is a way in without a password."""
    about = ("person", person_id)
    alive = Token.objects.filter(person_id=person_id, revoked_at__isnull=True, expires_at__gt=at)
    if count := alive.update(revoked_at=at):
        record("token.revoked", subject=about, by=by, at=at, data={"count": count})
    if FeedSecret.objects.filter(person_id=person_id).delete()[0]:
        record("feed.stopped", subject=about, by=by, at=at)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
