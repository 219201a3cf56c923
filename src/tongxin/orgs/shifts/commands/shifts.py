"""Cancel shifts, bring one back, let two teams swap."""

from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Shift
from tongxin.orgs.shifts.queries import get_shift, get_team
from tongxin.orgs.shifts.texts import REASONS

LONGEST_SPAN = 92


@transaction.atomic
def cancel_shifts(
    team_id: int, *, first: date, last: date, reason: str, key: str = "", by: Actor, at: datetime
) -> Fact:
    """The team does not work from `first` to `last` (only its shift `key`, if given)."""
    team = get_team(team_id, viewer=by, capability="shift_edit")
    if reason not in REASONS:
        raise Invalid("请选一个取消的原因", fields={"reason": "请选一个"})
    if not 0 <= (last - first).days < LONGEST_SPAN:
        raise Invalid("请先写开始再写结束，一次最多三个月", fields={"last": "不能早于开始，最多三个月"})
    shifts = Shift.objects.filter(team=team, day__gte=first, day__lte=last, cancelled=False)
    shifts = shifts.filter(starts_at__gt=at, **({"key": key} if key else {}))
    ids = sorted(shifts.values_list("id", flat=True))
    if not ids:
        raise Invalid("这段时间没有还没开始的班，不用取消")
    Shift.objects.filter(id__in=ids).update(cancelled=True, cancelled_reason=reason)
    return record(
        "shift.cancelled",
        subject=("unit", team.id),
        by=by,
        at=at,
        unit_id=team.id,
        data={"shifts": ids, "reason": reason, "first": str(first), "last": str(last)},
    )


@transaction.atomic
def restore_shift(shift_id: int, *, by: Actor, at: datetime) -> Fact:
    """A cancelled shift that has not begun is worked after all."""
    shift = get_shift(shift_id, viewer=by, capability="shift_edit")
    if shift.starts_at <= at:
        raise Refused("这个班的时间已过，不能恢复")
    if shift.cancelled_reason not in REASONS:
        raise Refused("这个班没有取消，或者已换给别的班组，不用恢复")
    shift.cancelled, shift.cancelled_reason = False, ""
    shift.save(update_fields=["cancelled", "cancelled_reason"])
    return record(
        "shift.restored",
        subject=("shift", shift.id),
        by=by,
        at=at,
        unit_id=shift.team_id,
        data={"shifts": [shift.id]},
    )


@transaction.atomic
def swap_teams(team_id: int, other_id: int, *, first: date, last: date, by: Actor, at: datetime) -> Fact:
    """Each team works the other's shifts of these days; swapping again undoes it."""
    team = get_team(team_id, viewer=by, capability="shift_edit")
    other = get_team(other_id, viewer=by, capability="shift_edit")
    if team.id == other.id:
        raise Invalid("请选另一个班组", fields={"other": "请选另一个班组"})
    if not 0 <= (last - first).days < LONGEST_SPAN:
        raise Invalid("请先写开始再写结束，一次最多三个月", fields={"last": "不能早于开始，最多三个月"})
    worked = Shift.objects.filter(
        team__in=(team, other), day__gte=first, day__lte=last, cancelled=False, starts_at__gt=at
    )
    ours = {(shift.starts_at, shift.ends_at): shift for shift in worked if shift.team_id == team.id}
    theirs = {(shift.starts_at, shift.ends_at): shift for shift in worked if shift.team_id == other.id}
    moved = [shift for span, shift in ours.items() if span not in theirs]
    taken = [shift for span, shift in theirs.items() if span not in ours]
    if not moved and not taken:
        raise Invalid("这几天两个班组上的是同样的班，不用换")
    given_up = [shift.id for shift in [*moved, *taken]]
    Shift.objects.filter(id__in=given_up).update(cancelled=True, cancelled_reason="swap")
    Shift.objects.bulk_create(
        [*(_copy(shift, other.id) for shift in moved), *(_copy(shift, team.id) for shift in taken)],
        update_conflicts=True,
        unique_fields=["team", "starts_at"],
        update_fields=["day", "key", "name", "ends_at", "cancelled", "cancelled_reason"],
    )
    for one in (team, other):
        _check_no_overlap(one.id, one.name, first, last)
    return record(
        "shift.swapped",
        subject=("unit", team.id),
        by=by,
        at=at,
        unit_id=team.id,
        data={"teams": [team.id, other.id], "shifts": given_up, "first": str(first), "last": str(last)},
    )


def _copy(shift: Shift, team_id: int) -> Shift:
    return Shift(
        team_id=team_id,
        day=shift.day,
        key=shift.key,
        name=shift.name,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )


def _check_no_overlap(team_id: int, name: str, first: date, last: date) -> None:
    near = Shift.objects.filter(
        team=team_id, cancelled=False, day__range=(first - 2 * DAY, last + 2 * DAY)
    ).order_by("starts_at")
    worked = list(near)
    for earlier, later in pairwise(worked):
        if later.starts_at < earlier.ends_at:
            raise Invalid(f"换班后{name}在 {later.day} 会同时上{earlier.name}和{later.name}，请换别的日子")
