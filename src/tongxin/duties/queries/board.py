"""The board: how the units below stand, why, who was late, and how it went over time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.duties.models import OPEN, DutyItem, DutyTally
from tongxin.duties.queries.lines import named
from tongxin.duties.queries.spans import Bucket, Span, buckets, span_of
from tongxin.duties.queries.units import UnitItem, explained
from tongxin.duties.rules import NOTHING, Count, Need, ancestors, need
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Appointment, Line, Link, Unit
from tongxin.orgs.queries import within

MOST_ROWS = 100
MOST_ITEMS = 300
LATE_SPAN = timedelta(days=31)
LEAVES = ("team", "party_group", "union_group")
# Who answers for a unit on the board, the first found of each kind of unit.
ANSWERING = ("political_instructor", "team_leader", "section_chief", "mine_leader", "branch_secretary",
             "committee_secretary", "party_group_leader", "union_group_leader")  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with all below it. `reasons` are its own items that were missed or late."""

    unit_id: int
    name: str
    kind: str
    line: str
    count: Count
    need: Need
    why: str
    holders: str
    reasons: tuple[UnitItem, ...]
    opens: str  # "board" where there are units below, else "items"


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the chart, here and in the whole company."""

    bucket: Bucket
    here: Count
    company: Count


@dataclass(frozen=True, slots=True)
class Board:
    """`rows` are the administration's units below (teams, sections), `others` the party's and the union's."""

    unit_id: int | None
    unit_name: str
    span: Span
    total: Count
    rows: tuple[UnitRow, ...]
    others: tuple[UnitRow, ...]
    own: tuple[UnitRow, ...]
    escalated: tuple[UnitItem, ...]
    late: tuple[UnitItem, ...]
    points: tuple[Point, ...]
    cut: int  # units that were left out of a very long list

    @property
    def shown_ids(self) -> list[int]:
        return [row.unit_id for row in (*self.rows, *self.others, *self.own)]


def view_board(*, viewer: Actor, at: datetime, span: str = "week", unit_id: int | None = None) -> Board:
    """Seven queries, one more below the top; the same number whatever the size of the company."""
    on = timezone.localdate(at)
    during = span_of(span, on)
    heads = _heads(viewer, unit_id, on)
    units = _units(heads, viewer, on)
    roots = {unit.id for unit in units} & set(heads)
    charted = buckets(span, on)
    counts, points = _counts(units, roots, viewer, during, charted)
    shown, cut = _cut([unit for unit in units if unit.id not in roots], counts)
    own = [unit for unit in units if unit.id in roots]
    items = _items([*shown, *own], viewer, at, during)
    holders = _holders([*shown, *own], on)
    rows = [_row(unit, counts[unit.id], holders, items, during) for unit in shown]
    rows.sort(key=lambda row: (list(Need).index(row.need), -row.count.unmet, row.name))
    administration = tuple(row for row in rows if row.line == Line.ADMINISTRATION)
    others = tuple(row for row in rows if row.line != Line.ADMINISTRATION)
    return Board(
        unit_id=unit_id,
        unit_name="、".join(unit.name for unit in own),
        span=during,
        total=sum((counts[unit.id] for unit in own), NOTHING),
        rows=administration,
        others=others,
        own=tuple(_row(unit, counts[unit.id], holders, items, during) for unit in own),
        escalated=tuple(item for item in items if _mine(item, viewer)),
        late=_late(items),
        points=_begun(points),
        cut=cut,
    )


def _heads(viewer: Actor, unit_id: int | None, on: date) -> list[int]:
    """The units that the board is about: those of the viewer's posts, or one of those below them."""
    scope = viewer.scope("dashboard_view")
    if unit_id is None:
        return sorted({ancestors(tree)[-1] for tree in scope.trees} | scope.units)
    links = Link.objects.filter(valid_on(on), left=unit_id).values("right")
    about = Unit.objects.filter(Q(id=unit_id) | Q(id__in=links), within(scope, ""))
    found = {unit.id: unit for unit in about.filter(company=viewer.company_id)}
    if unit_id not in found:
        raise NotFound("没有找到这个单位")
    return sorted(found)


def _units(heads: list[int], viewer: Actor, on: date) -> list[Unit]:
    """The heads and the units directly below them that exist on the day."""
    found = Unit.objects.filter(valid_on(on), Q(id__in=heads) | Q(parent__in=heads))
    return list(found.filter(company=viewer.company_id).order_by("path"))


def _counts(
    units: Sequence[Unit],
    roots: set[int],
    viewer: Actor,
    during: Span,
    charted: Sequence[Bucket],
) -> tuple[dict[int, Count], tuple[Point, ...]]:
    """Each unit's counts in the span, and the periods of the chart: one query for both."""
    tops = Q(unit__parent__isnull=True, unit__company=viewer.company_id)
    chart = (Q(unit__in=roots) | tops) & Q(due_date__gte=charted[0].since)
    table = Q(unit__in=[unit.id for unit in units], due_date__gte=during.since)
    rows = DutyTally.objects.filter(chart | table, due_date__lte=during.until).values_list(
        "unit_id", "unit__parent_id", "due_date", "due", "done", "done_late", "waived"
    )
    counts: dict[int, Count] = defaultdict(Count)
    here: dict[int, Count] = defaultdict(Count)
    company: dict[int, Count] = defaultdict(Count)
    outermost = _outermost(units, roots)
    for unit_id, parent_id, day, *numbers in rows:
        count = _due_by(during.until, day, Count(*numbers))
        if day >= during.since:
            counts[unit_id] += count
        place = next((index for index, one in enumerate(charted) if one.since <= day <= one.until), None)
        if place is not None:
            here[place] += count if unit_id in outermost else NOTHING
            company[place] += count if parent_id is None else NOTHING
    return counts, tuple(Point(one, here[index], company[index]) for index, one in enumerate(charted))


def _begun(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without the periods before anything was owed."""
    first = next((index for index, point in enumerate(points) if point.company.due), len(points) - 1)
    return points[first:]


def _due_by(today: date, day: date, count: Count) -> Count:
    """What may still be done today is not owed yet."""
    return count if day < today else replace(count, due=count.due - count.unmet)


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


def _items(units: Sequence[Unit], viewer: Actor, at: datetime, during: Span) -> list[UnitItem]:
    """What these units themselves missed or did late, and what has climbed to the viewer."""
    on = timezone.localdate(at)
    since = min(during.since, on - LATE_SPAN)
    missed = OPEN & Q(due_at__lt=at)
    theirs = Q(unit__in=[unit.id for unit in units], due_date__range=(since, on))
    climbed = Q(pk__in=[])
    for held in viewer.posts:
        climbed |= Q(escalated_unit_id=held.unit_id, escalated_post=held.post)
    found = DutyItem.objects.filter(
        (theirs & (missed | Q(met_heard_at__gt=F("due_at")))) | (OPEN & climbed & ~Q(escalated_post="")),
        company=viewer.company_id,
    )
    return explained(named(found.order_by("-due_at", "-id")[:MOST_ITEMS]), at=at)


def _mine(item: UnitItem, viewer: Actor) -> bool:
    return item.line.unmet and item.line.escalated_post in {held.post for held in viewer.posts}


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
    unit: Unit, count: Count, holders: dict[int, str], items: Iterable[UnitItem], during: Span
) -> UnitRow:
    own = [item for item in items if item.line.unit_id == unit.id and item.line.due_date >= during.since]
    missed = tuple(item for item in own if item.line.unmet)
    whole = unit.kind in LEAVES
    if whole:  # of today's, what is past its hour is owed
        count += Count(sum(item.line.due_date == during.until for item in missed))
    past = len(missed) if whole else count.unmet
    longest = max((item.line.late_days for item in missed), default=0)
    return UnitRow(
        unit_id=unit.id,
        name=unit.name,
        kind=unit.kind,
        line=unit.line,
        count=count,
        need=need(owed=count.owed, missed=past, late=count.done_late, longest=longest),
        why=_why(missed, count) if whole else _figures(count),
        holders=holders.get(unit.id, ""),
        reasons=missed,
        opens="items" if whole else "board",
    )


def _why(missed: Sequence[UnitItem], count: Count) -> str:
    """“2 次班前会没有记录”, the most missed first; then what was late."""
    titles = Counter(item.line.title for item in missed)
    parts = [f"{number} 次“{title}”没办" for title, number in titles.most_common(2)]
    if len(titles) > 2:
        parts.append(f"还有 {sum(titles.values()) - sum(n for _, n in titles.most_common(2))} 项没办")
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
    return f"没办 {count.unmet} 项，补办 {count.done_late} 项"
