"""The month's list of who opened sealed texts (SG-04), for those who watch over it: never what, nor whose."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongxin.adoption.queries import packs_of
from tongxin.cases.held import WORDS
from tongxin.cases.models import Case, Part, Reading
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.paths import ids_in
from tongxin.kernel.periods import add_months
from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries import holds_on
from tongxin.regimes.schema.case import OPENER, SUBJECT

WATCHERS = ("branch_secretary", "union_chair")
MONTHS, MOST = 36, 500
THEIR_OWN = (SUBJECT, OPENER)


@dataclass(frozen=True, slots=True)
class Read:
    read_at: datetime
    reader: str
    role: str
    kind: str
    texts: int


@dataclass(frozen=True, slots=True)
class Readings:
    """`months`: those whose readings are still kept, newest first; `total`: more than are listed, where many."""

    month: date
    months: list[date]
    total: int
    readers: int
    lines: list[Read]


def watches(viewer: Actor) -> bool:
    """Whether the list is for them."""
    return not viewer.administrator and any(post.post in WATCHERS for post in viewer.posts)


def list_readings(month: date, *, viewer: Actor, at: datetime) -> Readings:
    """In the units that the viewer's posts of this sort look after. What workers read of their own is left out:
    it would say whose it is."""
    if not watches(viewer):
        raise NotFound("没有找到这一页")
    today = timezone.localdate(at)
    months = [add_months(today.replace(day=1), -back) for back in range(MONTHS)]
    first = month.replace(day=1)
    if first not in months:
        raise NotFound("没有这个月的记录")
    rows = _rows(first, viewer, today)
    total = rows.count()
    readers = rows.order_by().values("reader").distinct().count()
    return Readings(first, months, total, readers, _lines(rows[:MOST]))


def _rows(first: date, viewer: Actor, today: date) -> QuerySet[Reading]:
    zone = timezone.get_current_timezone()
    since, until = (datetime.combine(day, time(), zone) for day in (first, add_months(first, 1)))
    rows = Reading.objects.filter(company_id=viewer.company_id or 0, read_at__gte=since, read_at__lt=until)
    places = _watched(set(rows.values_list("unit_id", flat=True).distinct()), viewer, today)
    own = Part.objects.filter(
        case=OuterRef("case_id"), person=OuterRef("reader"), role__in=THEIR_OWN, text=True
    )
    rows = rows.filter(unit_id__in=places).exclude(as_role__in=THEIR_OWN).filter(~Exists(own))
    return rows.order_by("-read_at", "-id")


def _watched(places: Collection[int], viewer: Actor, on: date) -> list[int]:
    """Of these units those over which the viewer holds one of the posts, as `units_over` says it of one unit."""
    held = {post.unit_id for post in viewer.posts if post.post in WATCHERS}
    above = {one: ids_in(path) for one, path in Unit.objects.filter(id__in=places).values_list("id", "path")}
    known = {number for ids in above.values() for number in ids}
    reached: dict[int, set[int]] = defaultdict(set)
    links = Link.objects.filter(holds_on(on), Q(left__in=known) | Q(right__in=known))
    for left, right in links.values_list("left__path", "right__path"):
        for here, there in ((left, right), (right, left)):
            reached[ids_in(here)[-1]].update(ids_in(there))
    return [
        one for one, ids in above.items() if held & set(ids) or any(held & reached[number] for number in ids)
    ]


def _lines(rows: QuerySet[Reading]) -> list[Read]:
    """The kind and its words come with the case; after that is gone, the journal says only who and when."""
    cases = Case.objects.filter(id=OuterRef("case_id"))
    found: Iterable[Any] = list(
        rows.select_related("reader").annotate(
            kind=Subquery(cases.values("kind")[:1]), adoption=Subquery(cases.values("adoption_id")[:1])
        )
    )
    adoptions: Collection[int] = {row.adoption for row in found if row.adoption}
    packs = packs_of(adoptions)
    specs = {(one, case.key): case for one, pack in packs.items() for case in pack.cases}
    lines = []
    for row in found:
        spec = specs.get((row.adoption, row.kind))
        role = WORDS.get(row.as_role) or (spec.role_title(row.as_role) if spec else "")
        name = row.reader.name if row.reader else ""
        lines.append(Read(row.read_at, name, role, spec.title if spec else "", row.texts))
    return lines
