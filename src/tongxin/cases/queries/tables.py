"""The quarter's and the year's table of a kind that is told in statistics (HZ-15), and what is listed one by one."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from tongxin.cases.models import Case, Deed
from tongxin.cases.queries.figures import looked_after
from tongxin.cases.queries.lists import kinds_in_force, void
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.periods import add_months
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import holders
from tongxin.regimes import filling
from tongxin.regimes.schema.case import CaseSpec, State
from tongxin.regimes.schema.counting import Statistics

MOST_LISTED = 500
LEADER = "mine_leader"
QUARTERS = "一二三四"
QUARTER_DAY, YEAR_DAY = 15, 31
FIRST_YEAR = 2020
Money = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter (`2026-Q3`) or a year (`2026`), and by when its table is to be handed in (HZ-15)."""

    key: str
    title: str
    first: date
    after: date  # the first day that is no longer in it
    due: date


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases found in the span: how many, how many done, done in time, overdue, and the money."""

    found: int = 0
    closed: int = 0
    in_time: int = 0
    overdue: int = 0
    planned: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def percent(self) -> int | None:
        return round(100 * self.closed / self.found) if self.found else None

    @property
    def open(self) -> int:
        return self.found - self.closed


@dataclass(frozen=True, slots=True)
class Counted:
    """One line: a unit, a level, a sort or a state."""

    title: str
    count: Tally
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A serious one. `told`: title and words of the fields that the kind names."""

    id: int
    title: str
    unit_name: str
    opened_on: date
    state: str
    due_on: date | None
    planned: Decimal
    spent: Decimal
    told: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """`more`: there are more serious ones than are listed."""

    unit_id: int
    unit_name: str
    kind: str
    kind_title: str
    basis: str
    span: Span
    at: datetime
    whole: Tally
    void: int
    units: list[Counted]
    level_title: str
    levels: list[Counted]
    sort_title: str
    sorts: list[Counted]
    states: list[tuple[str, int]]
    serious: list[Listed]
    more: bool
    leader: str


def span_of(key: str) -> Span:
    year, _, quarter = key.partition("-Q")
    if not year.isdecimal() or not FIRST_YEAR <= int(year) <= 2100 or quarter not in ("", "1", "2", "3", "4"):
        raise NotFound("没有这个时段")
    number = int(year)
    if not quarter:
        after = date(number + 1, 1, 1)
        return Span(key, f"{number} 年", date(number, 1, 1), after, after.replace(day=YEAR_DAY))
    first = date(number, 3 * int(quarter) - 2, 1)
    after = add_months(first, 3)
    title = f"{number} 年第{QUARTERS[int(quarter) - 1]}季度"
    return Span(key, title, first, after, after.replace(day=QUARTER_DAY))


def spans_before(day: date) -> list[Span]:
    """The running quarter and four before it, the running year and the one before."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    quarters = [add_months(first, -3 * back) for back in range(5)]
    keys = [f"{one.year}-Q{(one.month + 2) // 3}" for one in quarters]
    return [span_of(key) for key in (*keys, str(day.year), str(day.year - 1))]


def view_table(unit_id: int, *, span: str, viewer: Actor, at: datetime, kind: str = "") -> Table:
    """What was found in the span, as it stands now; five questions, whatever the number of cases."""
    unit, told = looked_after(unit_id, viewer), span_of(span)
    spec, statistics = _spec(kind, viewer, timezone.localdate(at))
    zone = timezone.get_current_timezone()
    since, until = (datetime.combine(day, time(), zone) for day in (told.first, told.after))
    rows = Case.objects.filter(
        company=unit.company_id, unit__path__startswith=unit.path, kind=spec.key, opened_at__gte=since,
        opened_at__lt=until,
    )  # fmt: skip
    real = rows.exclude(void({spec.key: spec}))
    grouped = _grouped(real, statistics, at)
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("id")))
    serious = _serious(real, spec, statistics)
    return Table(
        unit_id=unit.id,
        unit_name=unit.name,
        kind=spec.key,
        kind_title=spec.title,
        basis=f"{spec.basis.document}{statistics.clause or spec.basis.clause}",
        span=told,
        at=at,
        whole=sum((count for _, count in grouped), Tally()),
        void=sum(counts[key] for key in counts if key in spec.states and spec.states[key].void),
        units=_units(unit, grouped),
        level_title=spec.fields[statistics.level].title,
        sort_title=spec.fields[statistics.sort].title,
        levels=_by(grouped, spec, statistics.level),
        sorts=_by(grouped, spec, statistics.sort),
        states=[
            (state.title, counts[key])
            for key, state in spec.states.items()
            if key in counts and not state.void
        ],
        serious=serious[:MOST_LISTED],
        more=len(serious) > MOST_LISTED,
        leader="、".join(one.name for one in holders(LEADER, [unit.id], timezone.localdate(at))),
    )


def is_kept(viewer: Actor, on: date) -> bool:
    """Whether the company follows any kind that is told in tables."""
    return any(spec.statistics for spec in kinds_in_force(viewer, on=on).values())


def _spec(kind: str, viewer: Actor, on: date) -> tuple[CaseSpec, Statistics]:
    for key, spec in kinds_in_force(viewer, on=on).items():
        if spec.statistics and kind in ("", key):
            return spec, spec.statistics
    raise NotFound("还没有采用要出统计表的制度，请在“制度”里采用“隐患、三违和信息直报”")


Keys = dict[str, str]


def _grouped(rows: QuerySet[Case], told: Statistics, at: datetime) -> list[tuple[Keys, Tally]]:
    """One count for each unit, level and sort, in one statement."""
    late = Exists(Deed.objects.filter(case=OuterRef("pk"), due_at__lt=F("happened_at")))
    named = rows.order_by().annotate(
        graded=KeyTextTransform(told.level, "data"), sorted=KeyTextTransform(told.sort, "data"), late=late
    )
    ended = Q(ended_at__isnull=False)
    counted = named.values("unit__path", "graded", "sorted").annotate(
        found=Count("id"),
        closed=Count("id", filter=ended),
        in_time=Count("id", filter=ended & Q(late=False)),
        overdue=Count("id", filter=Q(ended_at=None, due_at__lt=at)),
        planned=Sum(Cast(KeyTextTransform(told.planned, "data"), Money)),
        spent=Sum(Cast(KeyTextTransform(told.spent, "data"), Money)),
    )
    return [(_keys(row, told), _count(row)) for row in counted]


def _keys(row: Mapping[str, Any], told: Statistics) -> Keys:
    return {"path": row["unit__path"], told.level: row["graded"] or "", told.sort: row["sorted"] or ""}


def _count(row: Mapping[str, Any]) -> Tally:
    counts = {name: row[name] for name in ("found", "closed", "in_time", "overdue")}
    return replace(Tally(**counts), planned=row["planned"] or Decimal(0), spent=row["spent"] or Decimal(0))


def _sum(grouped: list[tuple[Keys, Tally]], name: Callable[[Keys], str]) -> dict[str, Tally]:
    found: dict[str, Tally] = defaultdict(Tally)
    for keys, count in grouped:
        found[name(keys)] += count
    return found


def _by(grouped: list[tuple[Keys, Tally]], spec: CaseSpec, field: str) -> list[Counted]:
    """In the order of the choices; what has none yet comes last."""
    found = _sum(grouped, lambda keys: keys[field])
    lines = [Counted(choice.title, found.pop(choice.key, Tally())) for choice in spec.fields[field].choices]
    rest = sum(found.values(), Tally())
    return [*lines, Counted("还没有定", rest)] if rest.found else lines


def _units(unit: Unit, grouped: list[tuple[Keys, Tally]]) -> list[Counted]:
    """Each unit directly below, with all below it; what is the unit's own comes first."""
    below = (
        Unit.objects.filter(parent=unit).order_by("name", "id").values_list("path", "id", "name", "ends_date")
    )
    found = _sum(grouped, lambda keys: _child(unit.path, keys["path"]))
    own = [Counted(f"{unit.name}本级", found[unit.path], unit.id)] if unit.path in found else []
    return own + [
        Counted(name, found.get(path, Tally()), unit_id)
        for path, unit_id, name, ended in below
        if path in found or ended is None
    ]


def _child(above: str, path: str) -> str:
    rest = path[len(above) :].split(".", 1)[0]
    return f"{above}{rest}." if rest else above


def _serious(rows: QuerySet[Case], spec: CaseSpec, told: Statistics) -> list[Listed]:
    chosen = rows.filter(**{f"data__{told.level}__in": list(told.serious)})
    found = chosen.select_related("unit").order_by("opened_at", "id")[: MOST_LISTED + 1]
    return [_listed(row, spec, told) for row in found]


def _listed(row: Case, spec: CaseSpec, told: Statistics) -> Listed:
    fields = [spec.fields[key] for key in told.told if key in spec.fields]
    return Listed(
        id=row.id,
        title=row.title,
        unit_name=row.unit.name,
        opened_on=timezone.localdate(row.opened_at),
        state=spec.states.get(row.state, State(title=row.state)).title,
        due_on=timezone.localdate(row.due_at) if row.due_at else None,
        planned=Decimal(str(row.data.get(told.planned) or 0)),
        spent=Decimal(str(row.data.get(told.spent) or 0)),
        told=[(one.title, filling.shown(one, row.data.get(one.key), {})) for one in fields],
    )
