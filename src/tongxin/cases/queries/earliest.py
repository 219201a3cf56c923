"""The 'five earliest' of units: how long it took, of what is confidential never that there is any.

Of C3 cases nothing is counted that one could see: not how many, not that any are there. Only where those of
so many people were helped that no one of them is told of (SG-08), the middle of them is told, in whole days.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from statistics import median

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries.few import FEWEST
from tongxin.regimes.cases.counting import hours
from tongxin.regimes.schema.case import SUBJECT, CaseSpec
from tongxin.regimes.schema.counting import Measure

EARLIEST = {
    "found": "问题最早发现", "known": "情况最早知道", "removed": "隐患最早排除", "helped": "困难最早帮上",
    "delivered": "关心最早送到",
}  # fmt: skip
SEALED = "C3"
DAY = 24


@dataclass(frozen=True, slots=True)
class Timed:
    """How long it took, in hours; `waiting` are not there yet. `sealed`: the middle of those that are confidential,
    in whole days, where there are so many that it tells of nobody."""

    count: int = 0
    waiting: int = 0
    middle: float | None = None
    longest: float | None = None
    sealed: int | None = None


@dataclass(slots=True)
class Times:
    """What is added up of one row; of what is confidential, the hours of each person."""

    hours: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sealed: dict[str, dict[int | None, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def timed(self, earliest: str) -> Timed:
        told, waiting = sorted(self.hours[earliest]), self.waiting[earliest]
        sealed = _sealed(self.sealed[earliest])
        if not told:
            return Timed(waiting=waiting, sealed=sealed)
        return Timed(len(told), waiting, round(median(told), 1), round(told[-1], 1), sealed)


def _sealed(people: Mapping[int | None, list[float]]) -> int | None:
    if len(people) < FEWEST:
        return None
    return max(1, ceil(median(taken for each in people.values() for taken in each) / DAY))


@dataclass(frozen=True, slots=True)
class _Timing:
    """One case: where it is, when it was opened and whom it is about; two of one person are about one."""

    id: int
    path: str
    spec: CaseSpec
    level: str
    opened_at: datetime
    ended: bool
    person: int | None


def add_times(
    cases: QuerySet[Case], specs: Mapping[str, CaseSpec], rows_of: Callable[[str], Iterable[Times]]
) -> None:
    """Of each case its hours, to every row in which it lies: two questions, whatever the number of cases."""
    found, made = _timings(cases, specs), _first_deeds(cases, specs)
    for case in found:
        for measure in case.spec.measures:
            taken = hours(measure, {**made[case.id], "opened": case.opened_at})
            for row in rows_of(case.path):
                _note(row, measure.earliest, taken, case)


def _timings(cases: QuerySet[Case], specs: Mapping[str, CaseSpec]) -> list[_Timing]:
    about = Part.objects.filter(case=OuterRef("pk"), role=SUBJECT).order_by("person").values("person")[:1]
    known = cases.annotate(about=Coalesce(Subquery(about), "opened_by", output_field=BigIntegerField()))
    rows = known.values_list("id", "unit__path", "kind", "level", "opened_at", "ended_at", "about")
    return [
        _Timing(number, path, specs[kind], level, opened, ended is not None, person)
        for number, path, kind, level, opened, ended, person in rows
    ]


def _first_deeds(
    cases: QuerySet[Case], specs: Mapping[str, CaseSpec]
) -> Mapping[int, Mapping[str, datetime]]:
    moves = {key for spec in specs.values() for one in spec.measures for key in (one.after, *one.until)}
    deeds = Deed.objects.filter(case__in=cases, move__in=moves - {"opened"}).order_by("-number")
    made: dict[int, dict[str, datetime]] = defaultdict(dict)
    for case_id, move, moment in deeds.values_list("case", "move", "happened_at"):
        made[case_id][move] = moment  # the first time stays
    return made


def _note(row: Times, earliest: str, taken: float | None, case: _Timing) -> None:
    if case.level == SEALED:
        if taken is not None:
            row.sealed[earliest][case.person].append(taken)
    elif taken is not None:
        row.hours[earliest].append(taken)
    elif not case.ended:
        row.waiting[earliest] += 1


def counted(specs: Mapping[str, CaseSpec], earliest: str) -> Q:
    """The cases behind the number: there, or still on the way; never what is confidential."""
    found = Q(pk__in=())
    for key, spec in specs.items():
        for measure in spec.measures:
            if measure.earliest == earliest:
                found |= Q(kind=key) & (Q(ended_at=None) | _there(measure))
    return found & ~Q(level=SEALED)


def _there(measure: Measure) -> Q:
    made = Deed.objects.filter(case=OuterRef("pk"))
    there = Q(Exists(made.filter(move__in=measure.until)))
    return there if measure.after == "opened" else there & Q(Exists(made.filter(move=measure.after)))
