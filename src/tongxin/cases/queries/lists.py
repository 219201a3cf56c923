"""Lists of cases: what is open, late, ended, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.adoption.queries.cases import pinned_case
from tongxin.cases.models import Case
from tongxin.cases.queries.earliest import counted
from tongxin.cases.queries.seen import arms
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import newest
from tongxin.regimes.schema.case import CaseSpec, Move, State

PAGE = 50
STANDINGS = {
    "open": Q(ended_at=None),
    "overdue": Q(ended_at=None),
    "ended": Q(ended_at__isnull=False),
    "all": Q(),
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row of a list. `due` is empty once it has ended; `days_late` counts begun days.

    `due_at`: where it is due to the minute, since it was given minutes or hours.
    """

    id: int
    title: str
    kind: str
    kind_title: str
    unit_id: int
    unit_name: str
    state: str
    state_title: str
    tone: str
    opened_at: datetime
    due_date: date | None
    due_title: str
    days_late: int
    rung: int
    recurs: bool
    ended: bool
    due_at: datetime | None = None
    minutes_late: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to; `before` is the key of the last row of the page before.

    `below`: also the units below. `since` (inclusive) and `until`: when it was opened; `open_at`: was open then.
    What turned out not to be so is left out of these, as it is out of the figures. `earliest`: what is counted there.
    """

    kind: str = ""
    kinds: tuple[str, ...] = ()
    group: str = ""
    unit_id: int | None = None
    standing: str = "open"
    text: str = ""
    mine: bool = False
    below: bool = False
    since: datetime | None = None
    until: datetime | None = None
    open_at: datetime | None = None
    earliest: str = ""
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """`kinds`: key -> title of every kind in force, which the list may be narrowed to."""

    lines: list[CaseLine]
    next: tuple[datetime, int] | None
    kinds: dict[str, str]


def list_cases(asked: Asked, *, viewer: Actor, at: datetime, size: int = PAGE) -> CasePage:
    specs = kinds_in_force(viewer, on=timezone.localdate(at))
    rows = lined(Case.objects.filter(_narrowed(asked, specs, at)))
    ways = arms(viewer)[:1] if asked.mine else arms(viewer)
    found, following = newest(rows, ways, by="opened_at", size=size, before=asked.before)
    adoption.packs_of(row.adoption_id for row in found)
    titles = {key: spec.title for key, spec in specs.items()}
    return CasePage([case_line(row, at) for row in found], following, titles)


def _narrowed(asked: Asked, specs: dict[str, CaseSpec], at: datetime) -> Q:
    narrow = STANDINGS.get(asked.standing, Q())
    if asked.standing == "overdue":
        narrow &= Q(due_at__lt=at)
    if asked.kind:
        narrow &= Q(kind=asked.kind)
    if asked.kinds:
        narrow &= Q(kind__in=asked.kinds)
    if asked.group:
        narrow &= Q(kind__in=[key for key, spec in specs.items() if spec.group == asked.group])
    if asked.unit_id:
        narrow &= Q(unit__path__startswith=_path(asked.unit_id)) if asked.below else Q(unit=asked.unit_id)
    narrow &= _in_time(asked, specs)
    if asked.text:
        narrow &= Q(title__icontains=asked.text)
    return narrow


def _path(unit_id: int) -> str:
    return Unit.objects.filter(id=unit_id).values_list("path", flat=True).first() or "?"


def _in_time(asked: Asked, specs: Mapping[str, CaseSpec]) -> Q:
    times = Q(opened_at__gte=asked.since) if asked.since else Q()
    if asked.until:
        times &= Q(opened_at__lt=asked.until)
    if asked.open_at:
        times &= open_at(asked.open_at)
    if asked.earliest:
        times &= counted(specs, asked.earliest)
    return times & ~void(specs) if times else times


def open_at(moment: datetime) -> Q:
    return Q(opened_at__lte=moment) & (Q(ended_at=None) | Q(ended_at__gt=moment))


def void(specs: Mapping[str, CaseSpec]) -> Q:
    """Cases that turned out not to be so."""
    found = Q(pk__in=())
    for key, spec in specs.items():
        if states := [name for name, state in spec.states.items() if state.void]:
            found |= Q(kind=key, state__in=states)
    return found


def kinds_in_force(viewer: Actor, *, on: date) -> dict[str, CaseSpec]:
    """Key -> spec of every kind that the company has in force."""
    if viewer.company_id is None:
        return {}
    found = adoption.in_force(company_id=viewer.company_id, on=on)
    return {spec.key: spec for one in found for spec in one.pack.cases}


def lined(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With what `case_line` needs and no more."""
    return rows.select_related("unit").only(
        "title", "kind", "adoption_id", "unit__name", "state", "opened_at", "due_at", "due_move", "rung",
        "recurs_id", "ended_at",
    )  # fmt: skip


def case_line(row: Case, at: datetime) -> CaseLine:
    spec = pinned_case(row.kind, adoption_id=row.adoption_id)
    state = spec.states.get(row.state, State(title=row.state))
    due = timezone.localdate(row.due_at) if row.due_at and row.ended_at is None else None
    move = spec.move(row.due_move)
    return CaseLine(
        id=row.id,
        title=row.title,
        kind=row.kind,
        kind_title=spec.title,
        unit_id=row.unit_id,
        unit_name=row.unit.name,
        state=row.state,
        state_title=state.title,
        tone=state.tone,
        opened_at=row.opened_at,
        due_date=due,
        due_title=move.title if move else "",
        days_late=_days_late(row, at) if due else 0,
        rung=row.rung,
        recurs=row.recurs_id is not None,
        ended=row.ended_at is not None,
        due_at=row.due_at if due and _to_the_minute(move) else None,
        minutes_late=max(0, int((at - row.due_at).total_seconds() // 60)) if due and row.due_at else 0,
    )


def _to_the_minute(move: Move | None) -> bool:
    within = move.due.within if move and move.due else None
    return within is not None and within.unit in ("minutes", "hours")


def _days_late(row: Case, at: datetime) -> int:
    if row.due_at is None or at <= row.due_at:
        return 0
    return max(1, (timezone.localdate(at) - timezone.localdate(row.due_at)).days)


def waiting_for(*, viewer: Actor, at: datetime, most: int = 10) -> list[CaseLine]:
    """Open cases that the person has a part in, the most urgent first: for Today."""
    ways = arms(viewer)
    if not ways:
        return []
    rows: QuerySet[Any] = lined(Case.objects.filter(ways[0], ended_at=None))
    found = list(rows.order_by("due_at", "-opened_at", "id")[:most])
    adoption.packs_of(row.adoption_id for row in found)
    return [case_line(row, at) for row in found]
