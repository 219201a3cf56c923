"""What the pages of shifts show: one value a screen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY, Period, add_months, period_of
from tongxin.kernel.workdays import Calendar
from tongxin.orgs.models import Leave, Membership, Person, Shift, TeamRotation, Unit
from tongxin.orgs.shifts.queries.calendar import calendar, day_names
from tongxin.orgs.shifts.queries.leave import leaves_seen_by
from tongxin.orgs.shifts.queries.shifts import get_team, pattern_of, rotations_seen_by, teams_seen_by
from tongxin.orgs.shifts.rules import Belonging, Pattern, clock_words, hours_a_week, plan, warnings
from tongxin.orgs.shifts.systems import SYSTEMS
from tongxin.orgs.shifts.texts import ALL_REASONS, LEAVE_KINDS, REASONS

PAGE = 60
LEAVES_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in the list: what it works today, and when it is on next."""

    team: Unit
    section: str
    rotation: str
    today: list[Shift]
    next: Shift | None


@dataclass(frozen=True, slots=True)
class Overview:
    """`without`: teams of the page that follow no rotation."""

    day: date
    lines: list[TeamLine]
    teams: int
    at_work: int
    without: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a month's grid; it `rests` where shifts are planned around it."""

    day: date
    in_month: bool
    is_today: bool
    off: bool
    name: str
    rests: bool
    shifts: list["Worked"]


@dataclass(frozen=True, slots=True)
class Worked:
    """A shift in the grid; `tone`: its place among the shifts of a day, for its colour."""

    shift: Shift
    tone: int
    reason: str
    can_restore: bool


@dataclass(frozen=True, slots=True)
class MonthView:
    team: Unit
    month: Period
    before: date
    after: date
    weeks: list[list[Square]]
    rotation: str
    legend: list[str]
    worked: int
    cancelled: list[Worked]
    next: Shift | None
    can_edit: bool
    away: int


@dataclass(frozen=True, slots=True)
class LeaveLine:
    leave: Leave
    kind: str
    days: int
    running: bool
    coming: bool


@dataclass(frozen=True, slots=True)
class LeaveView:
    team: Unit
    people: list[Person]
    away: list[LeaveLine]
    coming: list[LeaveLine]
    past: list[LeaveLine]


@dataclass(frozen=True, slots=True)
class RotationLine:
    """A rotation to choose, with its figures; `key` of a known system or the id of the company's own."""

    value: str
    name: str
    clock: str
    cycle: str
    hours: float
    teams: int
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    team: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """Four weeks of one or more teams."""

    days: list[date]
    lines: list[PreviewLine]
    warnings: list[str]
    hours: float


def view_overview(*, viewer: Actor, at: datetime, q: str = "", page: int = 1) -> Overview:
    today = timezone.localdate(at)
    teams = teams_seen_by(viewer, "shift_edit").select_related("parent").order_by("path", "id")
    if q:
        teams = teams.filter(Q(name__contains=q) | Q(parent__name__contains=q))
    count = teams.count()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    shown = list(teams[(page - 1) * PAGE : page * PAGE])
    ids = [team.id for team in shown]
    shifts: dict[int, list[Shift]] = defaultdict(list)
    near = Shift.objects.filter(team__in=ids, cancelled=False, day__range=(today - DAY, today + 7 * DAY))
    for shift in near.order_by("starts_at"):
        shifts[shift.team_id].append(shift)
    followed = _rotation_names(ids, today)
    lines = [
        TeamLine(
            team,
            team.parent.name if team.parent else "",
            followed.get(team.id, ""),
            [shift for shift in shifts[team.id] if shift.day == today],
            next((shift for shift in shifts[team.id] if shift.starts_at > at), None),
        )
        for team in shown
    ]
    return Overview(
        day=today,
        lines=lines,
        teams=count,
        at_work=_at_work(teams, today),
        without=sum(not line.rotation for line in lines),
        page=page,
        pages=pages,
    )


def _at_work(teams: QuerySet[Unit], day: date) -> int:
    worked = Shift.objects.filter(team__in=teams.values("id"), day=day, cancelled=False)
    return worked.values("team").distinct().count()


def _rotation_names(team_ids: Sequence[int], day: date) -> dict[int, str]:
    rows = TeamRotation.objects.filter(
        Q(ends_date__isnull=True) | Q(ends_date__gte=day), team__in=team_ids
    ).order_by("-starts_date")
    return dict(rows.values_list("team_id", "rotation__name"))


def view_month(team_id: int, *, viewer: Actor, on: date, at: datetime) -> MonthView:
    """The month of `on`, in whole weeks."""
    team = get_team(team_id, viewer=viewer)
    today, month = timezone.localdate(at), period_of("month", on)
    first = month.start - month.start.weekday() * DAY
    last = month.last + (6 - month.last.weekday()) * DAY
    rows = Shift.objects.filter(team=team, day__range=(first, last)).order_by("starts_at")
    # A shift that a rotation or a swap took away is not something that anybody cancelled.
    shown = [shift for shift in rows if shift.cancelled_reason not in ("rotation", "swap")]
    can_edit = viewer.may_in("shift_edit", unit_id=team.id, path=team.path)
    known, names = calendar(team.company_id), day_names(first, last, company_id=team.company_id)
    squares = _squares(first, last, month, _worked(shown, at, can_edit), today, known, names)
    here = [one for square in squares if square.in_month for one in square.shifts]
    return MonthView(
        team=team,
        month=month,
        before=add_months(month.start, -1),
        after=month.end,
        weeks=[squares[start : start + 7] for start in range(0, len(squares), 7)],
        rotation=_rotation_names([team.id], today).get(team.id, ""),
        legend=_legend(shown),
        worked=sum(not one.shift.cancelled for one in here),
        cancelled=[one for one in here if one.shift.cancelled],
        next=next((one for one in shown if one.starts_at > at and not one.cancelled), None),
        can_edit=can_edit,
        away=_away(team, viewer, today) if can_edit else 0,
    )


def _worked(shifts: Sequence[Shift], at: datetime, can_edit: bool) -> dict[date, list[Worked]]:
    by_clock = sorted(shifts, key=lambda shift: timezone.localtime(shift.starts_at).time())
    keys = list(dict.fromkeys(shift.key for shift in by_clock))
    by_day: dict[date, list[Worked]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.day].append(
            Worked(
                shift=shift,
                tone=keys.index(shift.key) % 4,
                reason=ALL_REASONS.get(shift.cancelled_reason, "取消"),
                can_restore=can_edit and shift.cancelled_reason in REASONS and shift.starts_at > at,
            )
        )
    return by_day


def _squares(
    first: date,
    last: date,
    month: Period,
    by_day: dict[date, list[Worked]],
    today: date,
    known: Calendar,
    names: dict[date, str],
) -> list[Square]:
    planned = sorted(by_day)
    return [
        Square(
            day=day,
            in_month=day in month,
            is_today=day == today,
            off=not known.is_workday(day),
            name=names.get(day, ""),
            rests=bool(planned) and day in month and planned[0] < day < planned[-1],
            shifts=by_day.get(day, []),
        )
        for day in (first + offset * DAY for offset in range((last - first).days + 1))
    ]


def _away(team: Unit, viewer: Actor, day: date) -> int:
    members = Membership.objects.filter(unit=team, ends_date__isnull=True).values("person")
    return leaves_seen_by(viewer).filter(person__in=members, starts_date__lte=day, ends_date__gte=day).count()


def _legend(shifts: Iterable[Shift]) -> list[str]:
    """Each kind of shift once, with its hours."""
    return list(
        dict.fromkeys(
            f"{shift.name} {timezone.localtime(shift.starts_at):%H:%M}～{timezone.localtime(shift.ends_at):%H:%M}"
            for shift in sorted(shifts, key=lambda shift: timezone.localtime(shift.starts_at).time())
        )
    )


def view_leaves(team_id: int, *, viewer: Actor, on: date) -> LeaveView:
    team = get_team(team_id, viewer=viewer, capability="shift_edit")
    members = Membership.objects.filter(unit=team, ends_date__isnull=True)
    people = list(Person.objects.filter(id__in=members.values("person")).order_by("name", "id"))
    rows = (
        leaves_seen_by(viewer)
        .filter(person__in=[person.id for person in people], ends_date__gte=on - LEAVES_BACK)
        .select_related("person")
        .order_by("starts_date", "id")
    )
    lines = [
        LeaveLine(
            leave=leave,
            kind=LEAVE_KINDS.get(leave.kind, "其他"),
            days=(leave.ends_date - leave.starts_date).days + 1,
            running=leave.starts_date <= on <= leave.ends_date,
            coming=leave.starts_date > on,
        )
        for leave in rows
    ]
    return LeaveView(
        team=team,
        people=people,
        away=[line for line in lines if line.running],
        coming=[line for line in lines if line.coming],
        past=[line for line in reversed(lines) if not line.running and not line.coming],
    )


def swap_choices(team_id: int, *, viewer: Actor) -> list[tuple[int, str]]:
    """The other teams whose shifts the viewer edits, those of the same section first."""
    team = get_team(team_id, viewer=viewer, capability="shift_edit")
    others = teams_seen_by(viewer, "shift_edit").exclude(id=team.id).select_related("parent")
    found = sorted(others[:200], key=lambda one: (one.parent_id != team.parent_id, one.path))
    return [(one.id, f"{one.name}（{one.parent.name}）" if one.parent else one.name) for one in found]


def shift_choices(team_id: int, *, viewer: Actor, since: date) -> list[tuple[str, str]]:
    """The kinds of shift that the team has ahead."""
    team = get_team(team_id, viewer=viewer, capability="shift_edit")
    rows = Shift.objects.filter(team=team, day__gte=since, cancelled=False).order_by("starts_at")
    return list(dict(rows.values_list("key", "name")).items())


def view_rotations(*, viewer: Actor) -> list[RotationLine]:
    """The company's rotations, then the known systems that it has not taken yet."""
    own = list(rotations_seen_by(viewer))
    teams: dict[int, int] = defaultdict(int)
    for rotation_id in TeamRotation.objects.filter(rotation__in=own, ends_date__isnull=True).values_list(
        "rotation_id", flat=True
    ):
        teams[rotation_id] += 1
    lines = [_line(str(one.id), one.name, pattern_of(one), teams[one.id]) for one in own]
    taken = {one.key for one in own}
    return lines + [
        _line(system.key, system.name, system.pattern, 0)
        for system in SYSTEMS.values()
        if system.key not in taken
    ]


def _line(value: str, name: str, pattern: Pattern, teams: int) -> RotationLine:
    return RotationLine(
        value=value,
        name=name,
        clock="，".join(
            f"{shift.name} {clock_words(shift.starts)}～{clock_words(shift.ends)}" for shift in pattern.shifts
        ),
        cycle=cycle_words(pattern),
        hours=hours_a_week(pattern),
        teams=teams,
        warnings=warnings(pattern),
    )


def cycle_words(pattern: Pattern) -> str:
    """早班 6 天，休 1 天，…"""
    if pattern.workdays_only:
        return "只上工作日，节假日按国家通知休"
    runs: list[tuple[str, int]] = []
    for shift in pattern.cycle:
        name = shift.name if shift else "休"
        count = runs.pop()[1] if runs and runs[-1][0] == name else 0
        runs.append((name, count + 1))
    return "，".join(f"{name} {count} 天" for name, count in runs)


def preview(pattern: Pattern, anchors: Iterable[tuple[str, date]], *, first: date, viewer: Actor) -> Preview:
    """What the teams would work in the four weeks from `first`."""
    days = [first + offset * DAY for offset in range(28)]
    known = calendar(viewer.company_id)
    return Preview(
        days=days,
        lines=[
            PreviewLine(name, [_cell(pattern, anchor, day, known) for day in days])
            for name, anchor in anchors
        ],
        warnings=warnings(pattern),
        hours=hours_a_week(pattern),
    )


def _cell(pattern: Pattern, anchor: date, day: date, known: Calendar) -> str:
    shifts = plan(pattern, anchor, first=day, last=day, belonging=Belonging(), calendar=known)
    return "".join(shift.name for shift in shifts)
