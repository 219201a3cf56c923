"""Lists of records: by month, kind and unit, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import newest
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.queries.seen import arms

PAGE = 50


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One row of a list. `planned`: a draft whose day has not come."""

    id: int
    title: str
    kind: str
    kind_title: str
    unit_id: int
    unit_name: str
    held_at: datetime
    state: str
    planned: bool
    late_days: int
    expected: int
    present: int
    chair: str
    version: int
    paper: bool = False

    @property
    def late_word(self) -> str:
        return f"补记，迟 {self.late_days} 天"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to; `before` is the key of the last row of the page before."""

    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""
    unit_id: int | None = None
    state: str = ""
    text: str = ""
    late: bool = False
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`kinds`: key -> title of every kind in force, which a list may be narrowed to."""

    lines: list[RecordLine]
    next: tuple[datetime, int] | None
    kinds: dict[str, str]


def list_records(asked: Asked, *, viewer: Actor, at: datetime, size: int = PAGE) -> RecordPage:
    rows = lined(Record.objects.exclude(state=RecordState.DROPPED).filter(_narrowed(asked)))
    found, following = newest(rows, arms(viewer), by="held_at", size=size, before=asked.before)
    titles = kind_titles(viewer, on=timezone.localdate(at))
    return RecordPage([record_line(row, titles, at) for row in found], following, titles)


def _narrowed(asked: Asked) -> Q:
    narrow = Q()
    exact: dict[str, Any] = {"kind": asked.kind, "unit": asked.unit_id, "state": asked.state}
    for name, value in exact.items():
        if value:
            narrow &= Q(**{name: value})
    if asked.since:
        narrow &= Q(held_at__gte=asked.since)
    if asked.until:
        narrow &= Q(held_at__lt=asked.until)
    if asked.text:
        narrow &= Q(title__icontains=asked.text)
    if asked.late:
        narrow &= Q(late_days__gt=0)
    return narrow


def kind_titles(viewer: Actor, *, on: date) -> dict[str, str]:
    """Key -> title of every kind that the company has in force."""
    if viewer.company_id is None:
        return {}
    found = adoption.in_force(company_id=viewer.company_id, on=on)
    return {spec.key: spec.title for one in found for spec in one.pack.records}


def lined(rows: QuerySet[Record]) -> QuerySet[Record]:
    """With what `record_line` needs and no more."""
    return rows.select_related("unit", "chair").only(
        "title", "kind", "unit__name", "held_at", "state", "late_days", "expected_count", "present_count",
        "chair__name", "version", "came_from",
    )  # fmt: skip


def record_line(row: Record, titles: dict[str, str], at: datetime) -> RecordLine:
    return RecordLine(
        id=row.id,
        title=row.title,
        kind=row.kind,
        kind_title=titles.get(row.kind, row.title),
        unit_id=row.unit_id,
        unit_name=row.unit.name,
        held_at=row.held_at,
        state=row.state,
        planned=row.state == RecordState.DRAFT and row.held_at > at,
        late_days=row.late_days,
        expected=row.expected_count,
        present=row.present_count,
        chair=row.chair.name if row.chair else "",
        version=row.version,
        paper=bool(row.came_from),
    )


def planned_meetings(*, viewer: Actor, at: datetime, until: datetime) -> list[RecordLine]:
    """Meetings planned ahead that the person is expected at, leads or writes: time and place to remind of."""
    mine = Q(chair=viewer.person_id) | Q(recorder=viewer.person_id) | Q(id__in=_expected(viewer.person_id))
    rows: QuerySet[Record] = Record.objects.filter(
        mine, state=RecordState.DRAFT, company=viewer.company_id, held_at__gt=at, held_at__lt=until
    )
    titles = kind_titles(viewer, on=timezone.localdate(at))
    return [record_line(row, titles, at) for row in lined(rows).order_by("held_at")[:PAGE]]


def _expected(person_id: int | None) -> QuerySet[Any, Any]:
    return Presence.objects.filter(person=person_id, expected=True).values_list("record", flat=True)
