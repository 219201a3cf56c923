"""The board: how the units below stand, why, who was late, and how it went over time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, DateField, F, Min, Q, Sum, When
from django.db.models import Count as CountOf
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.duties.models import OPEN, DutyItem, DutyTally
from tongxin.duties.queries.below import LEAVES, LateUnit, late_below
from tongxin.duties.queries.lines import named
from tongxin.duties.queries.spans import Bucket, Span, buckets, span_of
from tongxin.duties.queries.units import UnitItem, explained
from tongxin.duties.rules import NOTHING, Count, Need, late_days, need
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Appointment, Line, Link, Unit
from tongxin.orgs.queries import within

MOST_ROWS = 100
MOST_ITEMS = 18
ORDER = {Need.BAD: 0, Need.WARN: 1, Need.OK: 2}
COUNTED = (Sum("due"), Sum("done"), Sum("done_late"), Sum("waived"))
LATE_SPAN = timedelta(days=31)
# Who answers for a unit on the board, the first found of each kind of unit.
ANSWERING = ("political_instructor", "team_leader", "section_chief", "mine_leader", "branch_secretary",
             "committee_secretary", "party_group_leader", "union_group_leader")  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with all below it; `missed` are its own items that are past due and not done."""

    unit_id: int
    name: str
    kind: str
    line: str
    count: Count
    missed: int
    need: Need
    why: str
    holders: str
    opens: str  # "board" where there are units below, else "items"


@dataclass(frozen=True, slots=True)
class Missed:
    """So many of one duty; `today` of them only since this morning."""

    title: str
    number: int
    first: date
    today: int


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the chart, here and in the whole company."""

    bucket: Bucket
    here: Count
    company: Count


@dataclass(frozen=True, slots=True)
class Board:
    """`rows` are the administration's units below (teams, sections), `others` the party's and the union's.

    `worst` says why the first row needs somebody, item by item.
    """

    unit_id: int | None
    unit_name: str
    span: Span
    total: Count
    rows: tuple[UnitRow, ...]
    others: tuple[UnitRow, ...]
    own: tuple[UnitRow, ...]
    worst: tuple[UnitItem, ...]
    late: tuple[UnitItem, ...]
    late_below: tuple[LateUnit, ...]
    points: tuple[Point, ...]
    cut: int  # units that were left out of a very long list

    @property
    def shown_ids(self) -> list[int]:
        return [row.unit_id for row in (*self.rows, *self.others, *self.own)]


def view_board(
    *, viewer: Actor, at: datetime, span: str = "week", unit_id: int | None = None, brief: bool = False
) -> Board:
    """Seven queries, one more below the top and above the teams; `brief` four. The same number at any size."""
    on = timezone.localdate(at)
    during = span_of(span, on)
    heads = _heads(viewer, unit_id, on)
    units, tops = _units(heads, viewer, on)
    roots = {unit.id for unit in units} & set(heads)
    charted = [] if brief else buckets(span, on)
    counts, points = _counts(units, roots, tops, during, charted)
    shown, cut = _cut([unit for unit in units if unit.id not in roots], counts)
    if any(unit.line == Line.ADMINISTRATION for unit in shown):  # groups that owe nothing say nothing
        shown = [unit for unit in shown if unit.line == Line.ADMINISTRATION or counts[unit.id].due]
    own = [unit for unit in units if unit.id in roots]
    missed = _missed([*shown, *own], at, during)
    holders = _holders([*shown, *own], on)
    rows = [_row(unit, counts[unit.id], holders, missed[unit.id], during) for unit in shown]
    rows.sort(key=lambda row: (ORDER[row.need], -row.missed, -row.count.unmet, row.name))
    administration = tuple(row for row in rows if row.line == Line.ADMINISTRATION)
    worst = next((row.unit_id for row in administration if row.missed and row.need != Need.OK), None)
    items = [] if brief else _items([*shown, *own], worst, viewer, at, during)
    return Board(
        unit_id=unit_id,
        unit_name="、".join(unit.name for unit in own),
        span=during,
        total=sum((counts[unit.id] for unit in own), NOTHING),
        rows=administration,
        others=tuple(row for row in rows if row.line != Line.ADMINISTRATION),
        own=tuple(_row(unit, counts[unit.id], holders, missed[unit.id], during) for unit in own),
        worst=tuple(item for item in items if item.line.unmet and item.line.unit_id == worst),
        late=_late(items),
        late_below=() if brief else _late_below(shown, counts, during, on),
        points=_begun(points),
        cut=cut,
    )


def _heads(viewer: Actor, unit_id: int | None, on: date) -> list[int]:
    """The units that the board is about: those of the viewer's posts, or one of those below them."""
    scope = viewer.scope("dashboard_view")
    if unit_id is None:
        return sorted({ids_in(tree)[-1] for tree in scope.trees} | scope.units)
    links = Link.objects.filter(valid_on(on), left=unit_id).values("right")
    about = Unit.objects.filter(Q(id=unit_id) | Q(id__in=links), within(scope, ""))
    found = {unit.id: unit for unit in about.filter(company=viewer.company_id)}
    if unit_id not in found:
        raise NotFound("没有找到这个单位")
    return sorted(found)


def _units(heads: list[int], viewer: Actor, on: date) -> tuple[list[Unit], set[int]]:
    """The heads and the units directly below them that exist on the day; and the tops of the company."""
    tops = Q(parent__isnull=True)
    about = Q(id__in=heads) | (valid_on(on) & Q(parent__in=heads))
    found = list(Unit.objects.filter(about | tops, company=viewer.company_id).order_by("path"))
    near = [unit for unit in found if unit.id in heads or unit.parent_id in heads]
    return near, {unit.id for unit in found if unit.parent_id is None}


def _counts(
    units: Sequence[Unit], roots: set[int], tops: set[int], during: Span, charted: Sequence[Bucket]
) -> tuple[dict[int, Count], tuple[Point, ...]]:
    """Each unit's counts in the span, and the periods of the chart: one query for both.

    Each day is counted with the last one before it on which a period begins, or the span, or today.
    """
    wanted = Q(unit__in=[unit.id for unit in units], due_date__range=(during.since, during.until))
    if charted:
        wanted |= Q(unit__in=roots | tops, due_date__range=(charted[0].since, during.until))
    first_days = sorted({during.since, during.until, *(one.since for one in charted)}, reverse=True)
    day_of = Case(*(When(due_date__gte=day, then=day) for day in first_days), output_field=DateField())
    rows = DutyTally.objects.filter(wanted).values_list("unit_id", day_of).annotate(*COUNTED)
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    outermost = _outermost(units, roots)
    starts = [one.since for one in charted]
    for unit_id, day, due, done, late, waived in rows:
        # What may still be done today is not owed yet.
        owed = due if day < during.until else done + late + waived
        places = [("unit", unit_id)] if day >= during.since else []
        if (bucket := bisect_right(starts, day) - 1) >= 0:
            places += [("here", bucket)] if unit_id in outermost else []
            places += [("company", bucket)] if unit_id in tops else []
        for place in places:
            sums[place] = [a + b for a, b in zip(sums[place], (owed, done, late, waived), strict=True)]
    counts = defaultdict(
        Count, {unit: Count(*found) for (kind, unit), found in sums.items() if kind == "unit"}
    )
    return counts, tuple(
        Point(one, Count(*sums["here", index]), Count(*sums["company", index]))
        for index, one in enumerate(charted)
    )


def _begun(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without the periods before anything was owed."""
    first = next((index for index, point in enumerate(points) if point.company.due), len(points))
    return points[first:]


def _outermost(units: Sequence[Unit], roots: set[int]) -> set[int]:
    """Of the heads, those that are in no other's tree: their counts can be added up."""
    paths = [unit.path for unit in units if unit.id in roots]
    return {
        unit.id
        for unit in units
        if unit.id in roots and not any(unit.path != path and unit.path.startswith(path) for path in paths)
    }


def _cut(units: list[Unit], counts: dict[int, Count]) -> tuple[list[Unit], int]:
    worst = sorted(units, key=lambda unit: -counts[unit.id].unmet)
    return worst[:MOST_ROWS], max(len(worst) - MOST_ROWS, 0)


def _missed(units: Sequence[Unit], at: datetime, during: Span) -> dict[int, list[Missed]]:
    """What the units themselves have missed in the span, by title."""
    found: dict[int, list[Missed]] = defaultdict(list)
    theirs = DutyItem.objects.filter(
        OPEN, unit__in=[unit.id for unit in units], due_at__range=(_midnight(during.since), at)
    )
    counted = theirs.values_list("unit_id", "title").annotate(
        number=CountOf("id"), first=Min("due_date"), today=CountOf("id", filter=Q(due_date=during.until))
    )
    for unit_id, *missed in counted.order_by("unit_id", "-number", "title"):
        found[unit_id].append(Missed(*missed))
    return found


def _items(
    units: Sequence[Unit], worst: int | None, viewer: Actor, at: datetime, during: Span
) -> list[UnitItem]:
    """Why the worst unit is where it is; what was late in the last month.

    Each arm has an index of its own; together they are one query.
    """
    on = timezone.localdate(at)
    ids = [unit.id for unit in units]
    month = on - LATE_SPAN
    explained_first = OPEN & Q(unit=worst, due_at__range=(_midnight(during.since), at))
    missed = OPEN & Q(unit__in=ids, due_at__range=(_midnight(month), at))
    done_late = Q(unit__in=ids, due_date__range=(month, on), met_at__gt=F("due_at"))
    rank = Case(When(unit=worst, met_at=None, then=0), When(met_at=None, then=1), default=2)
    chosen = DutyItem.objects.filter(
        explained_first | missed | done_late, company=viewer.company_id
    ).order_by(rank, "-due_at", "-id")
    shown = DutyItem.objects.filter(id__in=chosen.values("id")[:MOST_ITEMS]).order_by("-due_at", "-id")
    return explained(named(shown), at=at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _late_below(
    shown: Sequence[Unit], counts: dict[int, Count], during: Span, on: date
) -> tuple[LateUnit, ...]:
    """Where the shown units are whole trees, their own items say nothing of what is late below."""
    trees = [(unit.id, counts[unit.id]) for unit in shown if unit.kind not in LEAVES]
    return late_below(trees, since=during.since, on=on) if trees else ()


def _late(items: Iterable[UnitItem]) -> tuple[UnitItem, ...]:
    """What is overdue, the longest first, then what was made good or written down days later."""
    late = [item for item in items if item.line.late_days or item.line.heard_days]
    unmet = sorted((item for item in late if item.line.unmet), key=lambda item: item.line.due_at)
    return (*unmet, *(item for item in late if not item.line.unmet))


def _holders(units: Sequence[Unit], on: date) -> dict[int, str]:
    """Who answers for each unit today; substitutes beside whom they stand in for."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Appointment.objects.filter(
        valid_on(on), unit__in=[unit.id for unit in units], post__in=ANSWERING
    ).order_by("id")
    for unit_id, post, name in rows.values_list("unit_id", "post", "person__name"):
        found[unit_id][post].append(name)
    return {unit_id: "、".join(posts[min(posts, key=ANSWERING.index)]) for unit_id, posts in found.items()}


def _row(
    unit: Unit, count: Count, holders: dict[int, str], missed: Sequence[Missed], during: Span
) -> UnitRow:
    whole = unit.kind in LEAVES
    if whole:  # of today's, what is past its hour is owed
        count += Count(sum(one.today for one in missed))
    past = sum(one.number for one in missed)
    first = min((one.first for one in missed), default=during.until)
    return UnitRow(
        unit_id=unit.id,
        name=unit.name,
        kind=unit.kind,
        line=unit.line,
        count=count,
        missed=past,
        need=need(
            owed=count.owed,
            missed=past if whole else count.unmet,
            late=count.done_late,
            longest=late_days(first, during.until),
        ),
        why=_why(missed, count) if whole else _figures(count),
        holders=holders.get(unit.id, ""),
        opens="items" if whole else "board",
    )


def _why(missed: Sequence[Missed], count: Count) -> str:
    """“2 次班前会没有记录”, the most missed first; then what was late."""
    parts = [f"{one.number} 次“{one.title}”没办" for one in missed[:2]]
    if len(missed) > 2:
        parts.append(f"还有 {sum(one.number for one in missed[2:])} 项没办")
    if count.done_late:
        parts.append(f"{count.done_late} 次补办")
    if not parts:
        return "没有超期" if count.due else "这段时间没有应办的"
    return "，".join(parts)


def _figures(count: Count) -> str:
    if not count.due:
        return "这段时间没有应办的"
    if not count.unmet and not count.done_late:
        return "都按时办了"
    told = [(count.unmet, "没办"), (count.done_late, "补办")]
    return "，".join(f"{word} {number} 项" for number, word in told if number)
