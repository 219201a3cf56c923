"""When each open case of a kind goes on: its stage, its next step, from which day that is possible, by when it
is due. The same few statements however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries.lists import CaseLine, case_line
from tongxin.cases.queries.story import local, story_of
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.workdays import Calendar
from tongxin.orgs.queries import within
from tongxin.orgs.shifts.queries import calendar
from tongxin.regimes.cases.ahead import ahead
from tongxin.regimes.cases.story import Around
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.pack import Pack

MOST = 300


@dataclass(frozen=True, slots=True)
class Dated:
    """One case in the calendar. `day` is what it is ordered by: what is due, or else what becomes possible.

    `step` is what can be done next, from `step_from` on (empty: now); `gate` leads to the next stage, from
    `gate_from` on. `first`: it has the kind's first mark.
    """

    line: CaseLine
    marks: tuple[str, ...]
    first: bool
    step: str
    step_node: str
    step_from: date | None
    gate: str
    gate_from: date | None
    day: date | None

    @property
    def late(self) -> str:
        return f"过期 {self.line.days_late} 天"


@dataclass(frozen=True, slots=True)
class CalendarView:
    """`more`: not all fit; narrow it to a unit. `units`: those of the cases shown."""

    kind: str
    title: str
    lines: tuple[Dated, ...]
    more: bool
    units: tuple[tuple[int, str], ...]


def view_calendar(kind: str, *, viewer: Actor, at: datetime, unit_id: int | None = None) -> CalendarView:
    """Raises NotFound for a kind that is not followed, or of which no calendar is kept (C3)."""
    on = timezone.localdate(at)
    packs = [one.pack for one in adoption.in_force(company_id=viewer.company_id or 0, on=on)]
    spec = next((case for pack in packs if (case := pack.case(kind))), None)
    if spec is None or spec.level == "C3" or viewer.administrator:
        raise NotFound("没有这一种日历")
    rows = _rows(kind, viewer, unit_id)
    found = rows[:MOST]
    specs = _specs(found, kind, packs)
    deeds = _deeds(found)
    holidays = calendar(viewer.company_id or 0)
    lines = [_dated(row, specs[row.adoption_id], deeds[row.id], holidays, at) for row in found]
    lines.sort(key=lambda one: (one.day or date.max, not one.first, one.line.id))
    units = {one.line.unit_id: one.line.unit_name for one in lines}
    return CalendarView(kind, spec.title, tuple(lines), len(rows) > MOST, tuple(sorted(units.items())))


def _rows(kind: str, viewer: Actor, unit_id: int | None) -> list[Case]:
    """What the viewer sees whole: by a part in it, or by looking after the unit."""
    whole = Part.objects.filter(person=viewer.person_id, sees="all").values("case")
    seen = Q(id__in=whole) | Q(level="C0")
    seen |= Q(level="C1") & within(viewer.scope("case_view"))
    seen |= Q(level="C2") & within(viewer.scope("case_confidential"))
    rows = Case.objects.filter(seen, company=viewer.company_id, kind=kind, ended_at=None)
    rows = rows.filter(unit=unit_id) if unit_id else rows
    soonest = F("due_at").asc(nulls_last=True)
    return list(rows.select_related("unit").order_by(soonest, "id")[: MOST + 1])


def _specs(rows: Iterable[Case], kind: str, packs: Sequence[Pack]) -> Mapping[int, CaseSpec]:
    """By adoption: the edition in force that follows the one under which a case was opened, or that one."""
    newer = {pack.meta.supersedes: pack for pack in packs if pack.meta.supersedes and pack.case(kind)}
    found = {}
    for one, pack in adoption.packs_of(row.adoption_id for row in rows).items():
        spec = newer.get(pack.meta.key, pack).case(kind)
        assert spec is not None
        found[one] = spec
    return found


def _deeds(rows: Iterable[Case]) -> Mapping[int, list[Deed]]:
    found: dict[int, list[Deed]] = defaultdict(list)
    asked = Deed.objects.filter(case__in=[row.id for row in rows]).order_by("case", "number")
    for deed in asked.only("case_id", "number", "move", "target", "happened_at", "by_id"):
        found[deed.case_id].append(deed)
    return found


def _dated(row: Case, spec: CaseSpec, deeds: Sequence[Deed], holidays: Calendar, at: datetime) -> Dated:
    line, story = case_line(row, at), story_of(row, spec, (), deeds)
    next_to = ahead(story, Around(holidays)) if row.state in spec.states else None
    step_from = _day(next_to.step_from, at) if next_to else None
    gate_from = _day(next_to.gate_from, at) if next_to else None
    return Dated(
        line=line,
        marks=tuple(word for key in spec.marks if (word := _mark(spec, key, row))),
        first=bool(spec.marks and row.data.get(spec.marks[0])),
        step=next_to.step.title if next_to else "",
        step_node=next_to.step.node if next_to else "",
        step_from=step_from,
        gate=next_to.gate.title if next_to and next_to.gate is not next_to.step else "",
        gate_from=gate_from,
        day=line.due_date or gate_from or step_from,
    )


def _mark(spec: CaseSpec, key: str, row: Case) -> str:
    """A field of yes by its title, a choice by what was chosen."""
    asked, value = spec.fields[key], row.data.get(key)
    if asked.type == "choice":
        return next((one.title for one in asked.choices if one.key == value), "")
    return asked.title if value else ""


def _day(moment: datetime | None, at: datetime) -> date | None:
    """The day, if it is still to come."""
    return moment.date() if moment and moment > local(at) else None
