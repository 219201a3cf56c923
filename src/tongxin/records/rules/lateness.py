"""A record written long after the meeting says so; nobody can make it look on time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lateness:
    """`word` is what the page shows."""

    late: bool
    days: int
    word: str


def lateness(*, ended_at: datetime, written_at: datetime, late_after_hours: int) -> Lateness:
    """How long after the end it was written; both moments in the local zone, whose days are counted."""
    gap = written_at - ended_at
    if gap <= timedelta(hours=late_after_hours):
        return Lateness(False, 0, _soon(gap))
    days = max((written_at.date() - ended_at.date()).days, 1)
    return Lateness(True, days, f"补记，迟 {days} 天")


def _soon(gap: timedelta) -> str:
    if gap < MINUTE:
        return "当场写成"
    if gap < HOUR:
        return f"会后 {gap // MINUTE} 分钟写成"
    return f"会后 {gap // HOUR} 小时写成"
