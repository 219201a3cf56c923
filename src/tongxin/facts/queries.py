"""What the journal knows of its own health, and of what a company has set."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from tongxin.facts.models import Fact, Heartbeat

WORKER = "worker"
LAST = 10
DEAD_AFTER = timedelta(minutes=2)


def worker_age(at: datetime) -> timedelta | None:
    """Since when the worker has been silent; None if it never ran. A clock put back counts as silence."""
    beat_at = Heartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()
    return None if beat_at is None else abs(at - beat_at)


def worker_is_dead(at: datetime) -> bool:
    age = worker_age(at)
    return age is None or age > DEAD_AFTER


def last_changes(kind: str, company_id: int) -> QuerySet[Fact]:
    """The last facts of a kind about the company itself, the newest first."""
    about = Fact.objects.filter(company_id=company_id, subject_type="company", subject_id=company_id)
    return about.filter(kind=kind).order_by("-id")[:LAST]
