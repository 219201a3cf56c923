"""When an item is late, may be waived, and climbs."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.regimes.schema.duty import DutySpec

SHORTEST_REASON = 4


class Standing(StrEnum):
    """Late is past the due moment but within the days of grace."""

    OPEN = "open"
    LATE = "late"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"
    WAIVED = "waived"


UNMET = frozenset({Standing.OPEN, Standing.LATE, Standing.OVERDUE})


def standing(
    *, due_at: datetime, grace_days: int, met_at: datetime | None, waived: bool, at: datetime
) -> Standing:
    """What really happened counts before a waiver; `met_at` is the moment from which it counts."""
    if met_at is not None:
        return Standing.DONE if met_at <= due_at else Standing.DONE_LATE
    if waived:
        return Standing.WAIVED
    if at <= due_at:
        return Standing.OPEN
    return Standing.LATE if at <= due_at + timedelta(days=grace_days) else Standing.OVERDUE


def late_days(due_date: date, on: date) -> int:
    """Whole days after the due day; 0 on the day itself."""
    return max((on - due_date).days, 0)


def due_moment(day: date, zone: tzinfo) -> datetime:
    """The last moment of a day: both databases keep microseconds."""
    return datetime.combine(day, time.max, zone)


# --- what is owed on a day ---


def check_waiver(reason: str, *, now: Standing, owners: Iterable[int], by_id: int | None, may: bool) -> str:
    """The reason as it will be kept."""
    if not may:
        raise NotAllowed("您没有免除这项职责的权限，请找上一级党组织负责人")
    if by_id in set(owners):
        raise NotAllowed("这是您自己的职责，不能由本人免除，请找上一级")
    if now not in UNMET:
        raise Refused("这一项已经办完或已经免除，不用再免")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("没有免除：原因太短", fields={"reason": "请写明原因，至少 4 个字，以后查得到"})
    return reason.strip()


def next_climb(spec: DutySpec, due_at: datetime, level: int) -> datetime | None:
    """When the item climbs from `level` (steps taken so far); None at the top."""
    steps = sorted(spec.escalate, key=lambda step: step.after_days)
    return due_at + timedelta(days=steps[level].after_days) if level < len(steps) else None


def level_at(spec: DutySpec, due_at: datetime, at: datetime) -> int:
    """How many steps an unmet item has climbed by `at`."""
    return sum(at > due_at + timedelta(days=step.after_days) for step in spec.escalate)


def post_at_level(spec: DutySpec, level: int) -> str:
    return sorted(spec.escalate, key=lambda step: step.after_days)[level - 1].to


# --- how a unit stands ---
