"""What the journal knows of its own health."""

from datetime import datetime, timedelta

from tongxin.facts.models import Heartbeat

WORKER = "worker"
DEAD_AFTER = timedelta(minutes=2)


def worker_age(at: datetime) -> timedelta | None:
    """Since when the worker has been silent; None if it never ran. A clock put back counts as silence."""
    beat_at = Heartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()
    return None if beat_at is None else abs(at - beat_at)


def worker_is_dead(at: datetime) -> bool:
    age = worker_age(at)
    return age is None or age > DEAD_AFTER
