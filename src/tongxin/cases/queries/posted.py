"""What is posted for the whole company: good deeds on the star wall, plaques, areas, pledges.

Nobody is counted or ordered by person; what adds up are deeds, of a unit.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.adoption.queries.cases import pinned_case
from tongxin.cases.models import Case, Deed, Part
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import newest
from tongxin.regimes import filling
from tongxin.regimes.schema.case import SUBJECT

PAGE = 30
States = Mapping[str, Collection[str]]  # kind -> the states in which it is posted


@dataclass(frozen=True, slots=True)
class Poster:
    """One case with what everybody may see of it: `fields` are those of level C0 in words, `lines` what was
    listed when it was opened.

    `answers`: how many people made the move that answers it; `answered`: whether the viewer did.
    """

    id: int
    kind: str
    kind_title: str
    title: str
    unit_name: str
    people: tuple[str, ...]
    fields: Mapping[str, str]
    lines: tuple[str, ...]
    since: datetime
    answers: int = 0
    answered: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    unit_id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Wall:
    """`places`: the units below, in their own order, with how many; `here` with all below it."""

    posters: list[Poster]
    next: tuple[datetime, int] | None
    here: Place | None
    above: tuple[int, str] | None
    places: list[Place]
    total: int


def posted(
    states: States,
    *,
    viewer: Actor,
    at: datetime,
    unit_id: int | None = None,
    before: tuple[datetime, int] | None = None,
    answer: str = "",
    size: int = PAGE,
) -> Wall:
    """The newest first, a page at a time; the same number of questions however many there are."""
    unit = _unit(unit_id, viewer)
    whole = _rows(states, viewer)
    here = whole.filter(unit__path__startswith=unit.path) if unit else whole
    found, following = newest(here.select_related("unit"), [Q()], by="opened_at", size=size, before=before)
    counts = _counts(here, at)
    total = sum(counts.values())
    return Wall(
        posters=_posters(found, viewer, answer),
        next=following,
        here=Place(unit.id, unit.name, total) if unit else None,
        above=(unit.parent.id, unit.parent.name) if unit and unit.parent else None,
        places=_places(unit, counts, viewer),
        total=total,
    )


def _unit(unit_id: int | None, viewer: Actor) -> Unit | None:
    if unit_id is None:
        return None
    unit = Unit.objects.filter(id=unit_id, company=viewer.company_id or 0).select_related("parent").first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    return unit


def _rows(states: States, viewer: Actor) -> QuerySet[Case]:
    """Level C0 is what the case has while it is posted; what is taken down is gone at once."""
    if viewer.person_id is None or viewer.administrator:
        return Case.objects.none()
    shown = Q(pk__in=())
    for kind, keys in states.items():
        shown |= Q(kind=kind, state__in=list(keys))
    return Case.objects.filter(shown, company=viewer.company_id, level="C0")


def _counts(rows: QuerySet[Case], at: datetime) -> dict[str, int]:
    """Path of a unit -> how many there were this year."""
    new_year = timezone.localtime(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    this_year = rows.filter(opened_at__gte=new_year).order_by().values_list("unit__path")
    return dict(this_year.annotate(count=Count("id")))


def _places(unit: Unit | None, counts: Mapping[str, int], viewer: Actor) -> list[Place]:
    """The units directly below that have any, each with all below it; at the top from where they part."""
    ways = {ids_in(path): count for path, count in counts.items()}
    depth = unit.path.count(".") if unit else _shared(ways)
    below: Counter[int] = Counter()
    for way, count in ways.items():
        if len(way) > depth:
            below[way[depth]] += count
    names = Unit.objects.filter(id__in=below, company=viewer.company_id).order_by("line", "path")
    return [Place(one.id, one.name, below[one.id]) for one in names.only("name")]


def _shared(ways: Collection[tuple[int, ...]]) -> int:
    """How many units they have in common, so that one whole is not shown as its only part."""
    same = [len(set(ids)) == 1 for ids in zip(*ways, strict=False)]
    common = same.index(False) if False in same else len(same)
    return max(0, min(common, min(map(len, ways), default=1) - 1))


def _posters(rows: list[Case], viewer: Actor, answer: str) -> list[Poster]:
    adoption.packs_of(row.adoption_id for row in rows)
    people: dict[int, list[tuple[int, str]]] = {}
    parts = Part.objects.filter(case__in=rows, role=SUBJECT).order_by("id")
    for case, person, name in parts.values_list("case", "person", "person__name"):
        people.setdefault(case, []).append((person, name))
    made = Deed.objects.filter(case__in=rows, move=answer).order_by() if answer else Deed.objects.none()
    answers = dict(made.values_list("case").annotate(count=Count("by", distinct=True)))
    answered = set(made.filter(by=viewer.person_id).values_list("case", flat=True))
    return [_poster(row, people.get(row.id, []), answers, answered, viewer) for row in rows]


def _poster(
    row: Case,
    people: list[tuple[int, str]],
    answers: Mapping[int, int],
    answered: Collection[int],
    viewer: Actor,
) -> Poster:
    spec = pinned_case(row.kind, adoption_id=row.adoption_id)
    asked = [one for one in spec.fields.values() if one.level == "C0" and one.key in row.data]
    return Poster(
        id=row.id,
        kind=row.kind,
        kind_title=spec.title,
        title=row.title,
        unit_name=row.unit.name,
        people=tuple(name for _, name in people),
        fields={one.key: filling.shown(one, row.data[one.key], {}) for one in asked},
        lines=next(
            (tuple(row.data[one.key]) for one in spec.opening if one in asked and one.type == "steps"), ()
        ),
        since=row.opened_at,
        answers=answers.get(row.id, 0),
        answered=row.id in answered,
        mine=any(person == viewer.person_id for person, _ in people),
    )
