"""Which meetings a person is to run: the next one, those begun, those not written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import pinned_record
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Membership, Shift, Unit
from tongxin.records.models import Record, RecordState, Task
from tongxin.records.preshift import rules

AHEAD = timedelta(days=7)
WRITERS = frozenset({"team_leader", "political_instructor"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift of a team, and how far its meeting is. `state`: none, draft, closed."""

    shift_id: int
    team_id: int
    team: str
    day: date
    name: str
    starts_at: datetime
    ends_at: datetime
    state: str
    record_id: int | None
    written_at: datetime | None
    by: str
    opens: bool
    late: bool
    minutes_left: int

    @property
    def hours_left(self) -> str:
        hours, minutes = divmod(self.minutes_left, 60)
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """`now`: the shift that is on or comes next, one a team. `unwritten`: over, and no record."""

    teams: int
    now: tuple[Slot, ...]
    unwritten: tuple[Slot, ...]
    written: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """What the next meeting starts with."""

    expected: int
    points: int


def own_teams(viewer: Actor) -> list[int]:
    """Teams in which the person holds a post that runs the meeting."""
    return [post.unit_id for post in viewer.posts if post.post in WRITERS]


def upcoming(*, viewer: Actor, at: datetime) -> Upcoming:
    teams = own_teams(viewer)
    if not teams:
        return Upcoming(0, (), (), ())
    slots = slots_of(teams, at)
    now: dict[int, Slot] = {}
    for slot in slots:
        if slot.ends_at > at:
            now.setdefault(slot.team_id, slot)
    past = [slot for slot in slots if slot.ends_at <= at]
    return Upcoming(
        teams=len(set(teams)),
        now=tuple(now.values()),
        unwritten=tuple(slot for slot in reversed(past) if slot.state != "closed"),
        written=tuple(slot for slot in reversed(past) if slot.state == "closed"),
    )


def slots_of(teams: Collection[int], at: datetime) -> list[Slot]:
    """Two queries, however many shifts."""
    shifts = Shift.objects.filter(
        team__in=teams,
        cancelled=False,
        starts_at__gte=at - rules.WRITTEN_UP_WITHIN,
        starts_at__lte=at + AHEAD,
    )
    found = list(shifts.select_related("team").order_by("starts_at", "id"))
    records = Record.objects.filter(
        unit__in=teams, kind=rules.KIND, shift__in=[shift.id for shift in found]
    ).exclude(state=RecordState.DROPPED)
    known = {record.shift_id: record for record in records.select_related("chair", "closed_by")}
    return [_slot(shift, known.get(shift.id), at) for shift in found]


def _slot(shift: Shift, record: Record | None, at: datetime) -> Slot:
    return Slot(
        shift_id=shift.id,
        team_id=shift.team_id,
        team=shift.team.name,
        day=shift.day,
        name=shift.name,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        state=("draft" if record.state == RecordState.DRAFT else "closed") if record else "none",
        record_id=record.id if record else None,
        written_at=record.written_at if record else None,
        by=record.chair.name if record and record.chair else "",
        opens=not rules.may_open(starts_at=shift.starts_at, at=at),
        late=shift.ends_at <= at,
        minutes_left=int((shift.starts_at - at).total_seconds() // 60),
    )


def brought(team_id: int, *, on: date) -> Brought:
    """How many are expected and how much is open in a team of `upcoming`: counts only, in one statement."""
    people = Membership.objects.filter(valid_on(on), unit=team_id)
    points = Task.objects.filter(unit=team_id, done_at__isnull=True).exclude(level="C2")
    counted = Unit.objects.filter(id=team_id).values_list(_count(people), _count(points))
    return Brought(*counted.get())


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many there are, as a value within another statement; all of one unit."""
    by_unit = rows.order_by().values("unit").annotate(count=Count("id")).values("count")
    return Coalesce(Subquery(by_unit), 0)


@dataclass(frozen=True, slots=True)
class OwnShift:
    """A worker's own next shift and whether they were at its meeting."""

    name: str
    day: date
    starts_at: datetime
    ends_at: datetime
    team: str


def own_shift(*, viewer: Actor, at: datetime) -> OwnShift | None:
    mine = Membership.objects.filter(
        person=viewer.person_id, ends_date__isnull=True, line="administration"
    ).values("unit")
    shift = (
        Shift.objects.filter(team__in=mine, cancelled=False, ends_at__gt=at)
        .select_related("team")
        .order_by("starts_at")
        .first()
    )
    if shift is None:
        return None
    return OwnShift(shift.name, shift.day, shift.starts_at, shift.ends_at, shift.team.name)


def minutes_written(person_id: int, *, since: datetime, at: datetime) -> int:
    """Minutes that the records which the person closed in this span are said to cost."""
    closed = Record.objects.filter(
        closed_by=person_id, written_at__gte=since, written_at__lte=at, adoption_id__isnull=False
    )
    counted = closed.values("kind", "adoption_id").annotate(times=Count("id", filter=Q(version__gte=1)))
    return sum(
        pinned_record(row["kind"], adoption_id=row["adoption_id"] or 0).minutes * row["times"]
        for row in counted
    )
