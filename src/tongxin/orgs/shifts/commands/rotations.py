"""Make shift systems, and let teams follow them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound
from tongxin.kernel.ids import new_key
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Rotation, Shift, TeamRotation, Unit
from tongxin.orgs.shifts.commands.raising import raise_for
from tongxin.orgs.shifts.queries import get_rotation, teams_seen_by
from tongxin.orgs.shifts.rules import read_pattern
from tongxin.orgs.shifts.systems import SYSTEMS

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Made:
    """The rotation that a command made or found."""

    fact: Fact | None
    rotation_id: int


@transaction.atomic
def make_rotation(
    name: str,
    *,
    shifts: Sequence[Mapping[str, Any]],
    cycle: Sequence[str],
    workdays_only: bool = False,
    key: str = "",
    by: Actor,
    at: datetime,
) -> Made:
    """A shift system of the company's own; refuses a pattern that cannot be worked."""
    if not by.may("shift_edit") or by.company_id is None:
        raise NotAllowed("您没有排班的权限")
    name = name.strip()
    if not 1 <= len(name) <= 40:
        raise Invalid("请给这种倒班起个名字，不超过 40 个字", fields={"name": "请填写，不超过 40 个字"})
    read_pattern(shifts, cycle, workdays_only=workdays_only)
    if Rotation.objects.filter(company=by.company_id, name=name).exists():
        raise Invalid(f"已经有一种倒班叫“{name}”，请换个名字", fields={"name": "这个名字已用过"})
    rotation = Rotation.objects.create(
        company_id=by.company_id,
        key=key or f"own_{new_key().hex[:12]}",
        name=name,
        shifts=[dict(shift) for shift in shifts],
        cycle=list(cycle),
        workdays_only=workdays_only,
    )
    fact = record("rotation.made", subject=("rotation", rotation.id), by=by, at=at)
    return Made(fact, rotation.id)


def take_system(key: str, *, by: Actor, at: datetime) -> Made:
    """The company's rotation for one of the known systems, made on first use."""
    system = SYSTEMS.get(key)
    if system is None:
        raise NotFound("没有找到这种倒班")
    known = Rotation.objects.filter(company=by.company_id, key=key).first()
    if known and by.may("shift_edit"):
        return Made(None, known.id)
    return make_rotation(
        system.name,
        shifts=system.shifts,
        cycle=system.cycle,
        workdays_only=system.workdays_only,
        key=key,
        by=by,
        at=at,
    )


@transaction.atomic
def assign_rotation(
    rotation_id: int,
    anchors: Mapping[int, date],
    *,
    starts_date: date,
    by: Actor,
    at: datetime,
) -> Fact:
    """The teams of `anchors` follow the rotation from `starts_date` on.

    `anchors`: team → the day on which it is at the first day of the cycle. Shifts of the old
    rotation that have not begun give way; what a person cancelled stays cancelled.
    """
    rotation = get_rotation(rotation_id, viewer=by)
    teams = _teams(anchors, by)
    _leave_rotation(teams, starts_date)
    TeamRotation.objects.bulk_create(
        TeamRotation(team_id=team, rotation=rotation, anchor_date=anchors[team], starts_date=starts_date)
        for team in teams
    )
    _replan(teams, starts_date, by, at)
    return _changed(rotation.id, teams, starts_date, by, at)


@transaction.atomic
def stop_rotation(team_ids: Collection[int], *, last_date: date, by: Actor, at: datetime) -> Fact:
    """The teams follow no rotation after `last_date`."""
    teams = _teams(team_ids, by)
    _leave_rotation(teams, last_date + DAY)
    _replan(teams, last_date + DAY, by, at)
    return _changed(0, teams, last_date + DAY, by, at)


def _teams(team_ids: Collection[int], by: Actor) -> list[int]:
    seen = teams_seen_by(by, "shift_edit").filter(id__in=team_ids)
    teams = sorted(seen.values_list("id", flat=True))
    if not teams or len(teams) < len(set(team_ids)):
        raise NotFound("请选择您管理的班组")
    return teams


def _leave_rotation(teams: list[int], starts_date: date) -> None:
    running = TeamRotation.objects.filter(
        Q(ends_date__isnull=True) | Q(ends_date__gte=starts_date), team__in=teams
    )
    running.filter(starts_date__gte=starts_date).delete()
    running.filter(starts_date__lt=starts_date).update(ends_date=starts_date - DAY)


def _replan(teams: list[int], since: date, by: Actor, at: datetime) -> None:
    company_id = Unit.objects.values_list("company_id", flat=True).get(id=teams[0])
    planned = Shift.objects.filter(team__in=teams, day__gte=since)
    last = max(
        planned.aggregate(last=Max("day"))["last"] or since,
        timezone.localdate(at) + AHEAD,
    )
    planned.filter(starts_at__gt=at, cancelled=False).update(cancelled=True, cancelled_reason="rotation")
    raise_for(company_id, max(since, timezone.localdate(at)), last, teams)
    _check_the_seam(teams, since)


def _check_the_seam(teams: list[int], since: date) -> None:
    """The old rotation's last shift must be over when the new one's first begins."""
    worked = Shift.objects.filter(cancelled=False, day__range=(since - 2 * DAY, since + DAY))
    same_team = worked.filter(team=OuterRef("team"), starts_at__gt=OuterRef("starts_at"))
    runs_on = same_team.filter(starts_at__lt=OuterRef("ends_at"))
    shift = worked.filter(Exists(runs_on), team__in=teams).select_related("team").first()
    if shift:
        raise Invalid(
            f"{shift.team.name}原来的{shift.name}（{shift.day}）还没下班，新的倒班就要上班了，请换一天开始"
        )


def _changed(rotation_id: int, teams: list[int], since: date, by: Actor, at: datetime) -> Fact:
    return record(
        "rotation.changed",
        subject=("rotation", rotation_id),
        by=by,
        at=at,
        unit_id=teams[0] if len(teams) == 1 else None,
        data={"teams": teams, "since": str(since)},
    )
