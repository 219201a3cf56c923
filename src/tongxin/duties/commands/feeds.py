"""The secret address of a person's calendar feed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongxin.access.models import FeedSecret
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, Refused


@dataclass(frozen=True, slots=True)
class FeedMade:
    """The secret is shown once and kept only as a digest."""

    fact: Fact
    secret: str


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_feed(*, by: Actor, at: datetime) -> FeedMade:
    """A new address; the old one, if there was one, stops at once."""
    if by.person_id is None:
        raise NotAllowed("请先登录")
    secret = secrets.token_urlsafe(24)
    FeedSecret.objects.update_or_create(
        person_id=by.person_id, defaults={"digest": digest_of(secret), "created_at": at}
    )
    return FeedMade(record("feed.made", subject=("person", by.person_id), by=by, at=at), secret)


@transaction.atomic
def stop_feed(*, by: Actor, at: datetime) -> Fact:
    deleted, _ = FeedSecret.objects.filter(person=by.person_id).delete()
    if not deleted or by.person_id is None:
        raise Refused("日历订阅本来就没有开着")
    return record("feed.stopped", subject=("person", by.person_id), by=by, at=at)
