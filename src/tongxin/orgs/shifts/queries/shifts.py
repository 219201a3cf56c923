"""Shifts and rotations: which are seen, which comes next."""

from datetime import datetime

from django.db.models import QuerySet

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Rotation, Shift, Unit
from tongxin.orgs.queries import within
from tongxin.orgs.shifts.rules import Pattern, read_pattern


def teams_seen_by(viewer: Actor, capability: str = "org_view") -> QuerySet[Unit]:
    """Teams at work: the units that have shifts."""
    mine = Unit.objects.filter(within(viewer.scope(capability), field=""), company=viewer.company_id)
    return mine.filter(kind="team", line="administration", ends_date__isnull=True)


def get_team(team_id: int, *, viewer: Actor, capability: str = "org_view") -> Unit:
    team = teams_seen_by(viewer, capability).select_related("company").filter(id=team_id).first()
    if team is None:
        raise NotFound("没有找到这个班组")
    return team


def shifts_seen_by(viewer: Actor, capability: str = "org_view") -> QuerySet[Shift]:
    return Shift.objects.filter(within(viewer.scope(capability), field="team"))


def get_shift(shift_id: int, *, viewer: Actor, capability: str = "org_view") -> Shift:
    shift = shifts_seen_by(viewer, capability).select_related("team").filter(id=shift_id).first()
    if shift is None:
        raise NotFound("没有找到这个班次")
    return shift


def rotations_seen_by(viewer: Actor) -> QuerySet[Rotation]:
    """A company's shift systems are everybody's who edits shifts in it."""
    if not viewer.may("shift_edit"):
        return Rotation.objects.none()
    return Rotation.objects.filter(company=viewer.company_id).order_by("id")


def get_rotation(rotation_id: int, *, viewer: Actor) -> Rotation:
    rotation = rotations_seen_by(viewer).filter(id=rotation_id).first()
    if rotation is None:
        raise NotFound("没有找到这种倒班")
    return rotation


def pattern_of(rotation: Rotation) -> Pattern:
    return read_pattern(rotation.shifts, rotation.cycle, workdays_only=rotation.workdays_only)


def next_shift(team_id: int, at: datetime) -> Shift | None:
    """The first shift of the team that begins after `at`."""
    return _worked(team_id).filter(starts_at__gt=at).order_by("starts_at").first()


def shift_at(team_id: int, at: datetime) -> Shift | None:
    """The shift that the team works at `at`."""
    return _worked(team_id).filter(starts_at__lte=at, ends_at__gt=at).order_by("-starts_at").first()


def previous_shift(shift: Shift) -> Shift | None:
    """The same team's shift before."""
    earlier = _worked(shift.team_id).filter(starts_at__lt=shift.starts_at)
    return earlier.order_by("-starts_at").first()


def _worked(team_id: int) -> QuerySet[Shift]:
    return Shift.objects.filter(team=team_id, cancelled=False)
