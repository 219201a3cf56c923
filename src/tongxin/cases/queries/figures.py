"""The 'three withouts' and the 'five earliest' of a month, counted from cases, team by team; no person is ranked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tongxin.cases.models import Case, Part
from tongxin.cases.queries.earliest import EARLIEST, Timed, Times, add_times
from tongxin.cases.queries.few import FEWEST, untold
from tongxin.cases.queries.lists import kinds_in_force, open_at, void
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.periods import add_months
from tongxin.orgs.models import Membership, PartyStanding, Unit
from tongxin.orgs.queries import holders, holds_on
from tongxin.regimes.schema.case import SUBJECT, CaseSpec

PARTY = ("full", "probationary")


@dataclass(frozen=True, slots=True)
class Row:
    """A team, or a unit with all below it. `offended`: party members with a violation, where it may be told."""

    unit_id: int
    name: str
    is_team: bool
    instructors: str
    members: int
    offended: int | None
    accidents: int
    hazards: int
    earliest: Mapping[str, Timed]

    @property
    def spotless(self) -> bool:
        return not (self.offended or self.accidents or self.hazards)


@dataclass(frozen=True, slots=True)
class Figures:
    """`kinds`: of each figure the kinds of case behind it; `months`: the last of them, newest first."""

    unit_id: int
    unit_name: str
    above: tuple[int, str] | None
    month: date
    until: date
    whole: Row
    rows: list[Row]
    kinds: Mapping[str, list[str]]
    months: list[date]


@dataclass(slots=True)
class _Sum:
    """What is counted of one row."""

    members: int = 0
    offended: set[int] = field(default_factory=set)
    accidents: int = 0
    hazards: int = 0
    times: Times = field(default_factory=Times)


def view_figures(unit_id: int, *, month: date, viewer: Actor, at: datetime) -> Figures:
    """Of the unit and of each directly below it, every one with all that is below."""
    unit = looked_after(unit_id, viewer)
    first = min(month.replace(day=1), timezone.localdate(at).replace(day=1))
    specs = kinds_in_force(viewer, on=timezone.localdate(at))
    below = list(Unit.objects.filter(parent=unit, ends_date=None).order_by("name", "id"))
    sums: dict[int, _Sum] = {one.id: _Sum() for one in (unit, *below)}
    counting = _Counting(unit, {one.path: one.id for one in below}, sums, first, at)
    counting.run(specs)
    teams = [one.id for one in (unit, *below) if one.kind == "team"]
    named = _instructors(teams, counting.last_day)
    return Figures(
        unit_id=unit.id,
        unit_name=unit.name,
        above=(unit.parent.id, unit.parent.name) if unit.parent and _covers(viewer, unit.parent) else None,
        month=first,
        until=counting.last_day,
        whole=_row(unit, sums[unit.id], named, counting.untold),
        rows=[_row(one, sums[one.id], named, counting.untold) for one in below],
        kinds=_kinds(specs),
        months=[add_months(timezone.localdate(at).replace(day=1), -back) for back in range(12)],
    )


def looked_after(unit_id: int, viewer: Actor) -> Unit:
    """A unit of the administration whose cases the viewer looks after."""
    units = Unit.objects.filter(id=unit_id, company=viewer.company_id or 0, line="administration")
    unit = units.select_related("parent").first()
    if unit is None or not _covers(viewer, unit):
        raise NotFound("没有找到这个单位")
    return unit


def first_unit(viewer: Actor) -> int:
    """The highest unit whose cases the viewer looks after."""
    scope = viewer.scope("case_view")
    found = Q(id__in=scope.units)
    for tree in scope.trees:
        found |= Q(path__startswith=tree)
    units = Unit.objects.filter(found, company=viewer.company_id or 0, line="administration", ends_date=None)
    unit_id = units.order_by("path").values_list("id", flat=True).first()
    if unit_id is None:
        raise NotFound("您没有要看的单位")
    return unit_id


def _covers(viewer: Actor, unit: Unit) -> bool:
    return viewer.may_in("case_view", unit_id=unit.id, path=unit.path)


def _kinds(specs: Mapping[str, CaseSpec]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, spec in specs.items():
        for measure in spec.measures:
            found[measure.earliest].append(key)
        if spec.without:
            found[spec.without].append(key)
    return dict(found)


def _instructors(teams: Sequence[int], on: date) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    for one in holders("political_instructor", teams, on):
        names[one.unit_id].append(one.name)
    return {unit_id: "、".join(found) for unit_id, found in names.items()}


class _Counting:
    """Six questions, whatever the number of units and cases; each answer is added to its rows."""

    def __init__(
        self, unit: Unit, below: Mapping[str, int], sums: Mapping[int, _Sum], first: date, at: datetime
    ) -> None:
        zone = timezone.get_current_timezone()
        self.unit, self.below, self.sums = unit, below, sums
        self.since = datetime.combine(first, time(), zone)
        until = datetime.combine(add_months(first, 1), time(), zone)
        self.end = min(until - timedelta(seconds=1), at)
        self.last_day = timezone.localdate(self.end)
        self.month = Q(opened_at__gte=self.since, opened_at__lt=until)
        self.cases = Case.objects.filter(company=unit.company_id, unit__path__startswith=unit.path)
        self.untold: frozenset[str] = frozenset()

    def run(self, specs: Mapping[str, CaseSpec]) -> None:
        real = self.cases.exclude(void(specs))
        kinds = _kinds(specs)
        self._members()
        self._offended(kinds.get("violation", ()), specs)
        self._broken(real, kinds)
        self._times({key: spec for key, spec in specs.items() if spec.measures}, real)

    def _of(self, path: str) -> Iterable[_Sum]:
        yield self.sums[self.unit.id]
        rest = path[len(self.unit.path) :].split(".", 1)[0]
        child = self.below.get(f"{self.unit.path}{rest}.") if rest else None
        if child is not None:
            yield self.sums[child]

    def _party(self) -> Q:
        held = PartyStanding.objects.filter(holds_on(self.last_day), standing__in=PARTY)
        return Q(person__in=held.values("person"))

    def _members(self) -> None:
        """Of the whole tree: what is told here depends on what is told beside and above."""
        top = self.unit.path.split(".", 1)[0] + "."
        rows = Membership.objects.filter(holds_on(self.last_day), self._party(), unit__path__startswith=top)
        counts = dict(rows.order_by().values_list("unit__path").annotate(count=Count("id")))
        self.untold = untold(counts, self.unit.path)
        for path, count in counts.items():
            for one in self._of(path) if path.startswith(self.unit.path) else ():
                one.members += count

    def _offended(self, kinds: Sequence[str], specs: Mapping[str, CaseSpec]) -> None:
        cases = self.cases.filter(self.month, kind__in=kinds).exclude(void(specs))
        rows = Part.objects.filter(self._party(), role=SUBJECT, case__in=cases)
        for path, person in rows.values_list("case__unit__path", "person"):
            for one in self._of(path):
                one.offended.add(person)

    def _broken(self, real: QuerySet[Case], kinds: Mapping[str, Sequence[str]]) -> None:
        accident = self.month & Q(kind__in=kinds.get("accident", ()))
        hazard = open_at(self.end) & Q(kind__in=kinds.get("hazard", ()))
        counted = real.filter(accident | hazard).order_by().values_list("unit__path")
        for path, accidents, hazards in counted.annotate(
            accidents=Count("id", filter=accident), hazards=Count("id", filter=hazard)
        ):
            for one in self._of(path):
                one.accidents += accidents
                one.hazards += hazards

    def _times(self, specs: Mapping[str, CaseSpec], real: QuerySet[Case]) -> None:
        cases = real.filter(self.month, kind__in=list(specs))
        add_times(cases, specs, lambda path: (one.times for one in self._of(path)))


def _row(unit: Unit, found: _Sum, named: Mapping[int, str], untold: Collection[str]) -> Row:
    hidden = found.members < FEWEST or unit.path in untold
    return Row(
        unit_id=unit.id,
        name=unit.name,
        is_team=unit.kind == "team",
        instructors=named.get(unit.id, ""),
        members=found.members,
        offended=None if hidden else len(found.offended),
        accidents=found.accidents,
        hazards=found.hazards,
        earliest={key: found.times.timed(key) for key in EARLIEST},
    )
