"""A person's duties as a calendar reads them."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongxin.access.models import Account, FeedSecret
from tongxin.duties.models import DutyItem
from tongxin.duties.queries.lines import ItemLine, lines
from tongxin.duties.queries.seen import owned_by
from tongxin.kernel.actor import Actor

BEHIND, AHEAD = timedelta(days=31), timedelta(days=92)


@dataclass(frozen=True, slots=True)
class FeedView:
    """Whether the viewer's feed is on, and since when."""

    since: datetime | None


def view_feed(*, viewer: Actor) -> FeedView:
    row = FeedSecret.objects.filter(person=viewer.person_id).first()
    return FeedView(row.created_at if row else None)


def person_of_feed(secret: str) -> int | None:
    """Whose feed this secret opens; none once their account is stopped."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    alive = Account.objects.filter(is_active=True).values("person")
    found = FeedSecret.objects.filter(digest=digest, person__in=alive)
    return found.values_list("person_id", flat=True).first()


def feed_items(*, viewer: Actor, at: datetime) -> list[ItemLine]:
    """A month back and a quarter ahead of what the viewer owes; nobody else's."""
    if viewer.person_id is None:
        return []
    today: date = timezone.localdate(at)
    found = DutyItem.objects.filter(
        owned_by(viewer), company=viewer.company_id, due_date__range=(today - BEHIND, today + AHEAD)
    )
    return lines(found.order_by("due_at", "id")[:1000], at=at)
