"""Which kinds a person may open, and where: one's own units first, then those around and below."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.adoption.queries import InForce
from tongxin.adoption.queries.cases import cases_of
from tongxin.cases.queries.who import who_among
from tongxin.kernel.actor import Actor
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Membership, Unit
from tongxin.orgs.queries import LinkRow, beside, holds_on, links_of, over
from tongxin.regimes.cases.moving import may
from tongxin.regimes.cases.story import Story, Who
from tongxin.regimes.schema.case import CaseSpec

MOST_UNITS = 60
BUTTONS = 2  # one of a group, and beside them all the rest
EVERYDAY = ("safety", "voice", "honour", "work", "care", "party")


@dataclass(frozen=True, slots=True)
class Openable:
    """A kind that the person may open in each of `units` (id, name), the most likely first."""

    spec: CaseSpec
    units: tuple[tuple[int, str], ...]

    @property
    def kind(self) -> str:
        return self.spec.key


def openable(*, viewer: Actor, on: date, unit_id: int | None = None) -> list[Openable]:
    """Four statements, however many units and kinds there are; with `unit_id` only in that unit."""
    if viewer.person_id is None or viewer.company_id is None or viewer.administrator:
        return []
    found = adoption.in_force(company_id=viewer.company_id, on=on)
    if not any(one.pack.cases for one in found):
        return []
    rows = Membership.objects.filter(holds_on(on), person=viewer.person_id).order_by("unit__line", "id")
    own = list(rows.values_list("unit", "unit__path"))
    units, links = _around(viewer, [unit for unit, _ in own], unit_id, on)
    told: dict[str, tuple[CaseSpec, list[tuple[int, str]]]] = {}
    for unit in units:
        who = _who(unit, viewer, own, links)
        for spec in _specs(unit, links, found):
            if may(spec.opened_by, _untold(spec, on), who):
                told.setdefault(spec.key, (spec, []))[1].append((unit.id, unit.name))
    return [Openable(spec, tuple(places)) for spec, places in told.values()]


def task_offers(unit_id: int, *, viewer: Actor, on: date) -> list[tuple[CaseSpec, int]]:
    """Kinds that take up a task of a meeting, each in the task's unit, else where it is most likely meant."""
    found = [one for one in openable(viewer=viewer, on=on) if one.spec.from_task]
    return [(one.spec, unit_id if unit_id in dict(one.units) else one.units[0][0]) for one in found]


def _around(
    viewer: Actor, own: Sequence[int], unit_id: int | None, on: date
) -> tuple[list[Unit], list[LinkRow]]:
    """The units in question in the order in which one would choose them, and the links between them."""
    posts = [post.unit_id for post in viewer.posts]
    existing = Unit.objects.filter(company=viewer.company_id, ends_date=None).order_by("line", "path")
    base = list(existing.filter(id__in=[unit_id] if unit_id else [*own, *posts]))
    above = {number for unit in base for number in ids_in(unit.path)}
    links = links_of(above, on)
    if unit_id:
        return base, links
    linked = {end for left, right, *_ in links for end in (left, right)}
    near = {end for left, right, *_ in links if {left, right} & set(posts) for end in (left, right)}
    wanted = Q(id__in=above | linked) | Q(parent__in=near | set(posts))
    units = list(existing.filter(wanted).distinct()[: MOST_UNITS * 4])
    order = {unit: place for place, unit in enumerate(dict.fromkeys((*own, *posts)))}
    units.sort(key=lambda unit: (order.get(unit.id, len(order)), -unit.path.count(".")))
    return units[:MOST_UNITS], links


def _who(unit: Unit, viewer: Actor, own: Sequence[tuple[int, str]], links: Collection[LinkRow]) -> Who:
    """As `who_of`, for many units."""
    reach = over(unit.path, links)
    inside = any(path.startswith(unit.path) or place in reach for place, path in own)
    return who_among(unit, reach, viewer, of_unit=inside)


def _specs(unit: Unit, links: Collection[LinkRow], found: Sequence[InForce]) -> list[CaseSpec]:
    """As `adoption.queries.cases.case_specs`, for many units."""
    here = adoption.followed(found, (unit.path, *beside(unit.path, links)))
    return [spec for spec, _ in cases_of(unit.kind, here).values()]


def _untold(spec: CaseSpec, on: date) -> Story:
    start = timezone.make_aware(datetime.combine(on, time()))
    return Story(spec, spec.start, start, start)


def everyday(found: Sequence[InForce], *, viewer: Actor, on: date) -> list[CaseSpec]:
    """What anybody here may open, for the big buttons of Today. `found`: what is in force.

    Whoever holds a post has the path of its unit at hand; of others it is asked where they belong.
    """
    paths = {post.unit_path for post in viewer.posts}
    if not paths:
        rows = Membership.objects.filter(holds_on(on), person=viewer.person_id)
        paths = set(rows.values_list("unit__path", flat=True))
    near = [one for one in found if one.whole or any(path.startswith(one.path) for path in paths)]
    specs = {spec.key: spec for one in near for spec in one.pack.cases if spec.opened_by.everybody}
    ordered = sorted(specs.values(), key=lambda spec: (EVERYDAY.index(spec.group), not spec.anonymous))
    first = {spec.group: spec for spec in reversed(ordered)}
    return [spec for spec in ordered if first[spec.group] is spec][:BUTTONS]
