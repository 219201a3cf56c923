"""Which specs are in force where, and which spec a thing was made under."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q

from tongxin.access.queries import valid_on
from tongxin.adoption.models import Adoption
from tongxin.kernel.paths import ids_in
from tongxin.kernel.periods import covers
from tongxin.orgs.models import Line, Link, Unit
from tongxin.orgs.queries import LinkRow, beside, links_of, units_above
from tongxin.regimes.overlay import Overlay, apply
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.schema.report import ReportSpec

Found = TypeVar("Found")

# A unit itself and those above it, as far up as trees of units go.
LEVELS = ("id", "parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent")


@dataclass(frozen=True, slots=True)
class InForce:
    """A pack with the company's overlay applied, as one adoption brings it to `path` and below."""

    adoption_id: int
    unit_id: int
    path: str
    pack: Pack
    starts_date: date
    ends_date: date | None
    company_id: int = 0
    whole: bool = False  # adopted at the head of the company: every unit follows


# What adoptions say, by id: a pinned pack never changes, nor does an adoption's overlay (triggers).
_kept: dict[int, Pack] = {}
MOST_KEPT = 2000


def packs_of(adoption_ids: Iterable[int]) -> dict[int, Pack]:
    """The packs with the overlays of these adoptions; one query for those not known yet."""
    wanted = set(adoption_ids)
    missing = wanted - _kept.keys()
    if missing:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
            missing = wanted
        rows = Adoption.objects.filter(id__in=missing).select_related("pack_version")
        _kept.update({row.id: _followed(row) for row in rows})
    return {one: _kept[one] for one in wanted if one in _kept}


def _followed(row: Adoption) -> Pack:
    pack = Pack.model_validate(row.pack_version.spec)
    return apply(pack, Overlay.model_validate(row.overlay)) if row.overlay else pack


def forget_packs() -> None:
    """For tests, whose rows come and go under the same ids."""
    _kept.clear()


def _pack(adoption_id: int) -> Pack:
    found = packs_of([adoption_id])
    if adoption_id not in found:
        raise LookupError(f"there is no adoption {adoption_id}")
    return found[adoption_id]


def in_force(*, company_id: int, on: date) -> list[InForce]:
    """Every adoption of the company that holds on a day, the widest first.

    Where two adoptions of one pack reach the same unit, the later in this order holds there.
    """
    rows = list(Adoption.objects.filter(valid_on(on), unit__company_id=company_id).select_related("unit"))
    packs = packs_of(row.id for row in rows)
    found = [
        InForce(
            adoption_id=row.id,
            unit_id=row.unit_id,
            path=row.unit.path,
            pack=packs[row.id],
            starts_date=row.starts_date,
            ends_date=row.ends_date,
            company_id=company_id,
            whole=is_root(row.unit),
        )
        for row in rows
    ]
    return sorted(found, key=widest_first)


def widest_first(one: InForce) -> tuple[bool, int, int]:
    return not one.whole, one.path.count("."), one.adoption_id


def is_root(unit: Unit) -> bool:
    """What the head of the administration line adopts holds for the whole company, all lines."""
    return unit.parent_id is None and unit.line == Line.ADMINISTRATION


def coverage(one: InForce, *, on: date, among: Sequence[InForce] = ()) -> Q:
    """The units that follow an adoption, as a condition on Unit.

    They are the adopting unit and all below it; and, so that a branch follows what its section
    adopts, the units of other lines linked to any of these, with all below them. At the head of
    the administration line it is the whole company. Links are followed once, never on and on.

    `among` are the company's adoptions in force, as `in_force` orders them: a unit follows only
    the last of those of the same pack that reach it.
    """
    nearer = [other for other in among[_place(one, among) :] if other.pack.meta.key == one.pack.meta.key]
    reach = _reach(one, on)
    for other in nearer:
        reach &= ~_reach(other, on)
    return reach


def _place(one: InForce, among: Sequence[InForce]) -> int:
    ids = [other.adoption_id for other in among]
    return ids.index(one.adoption_id) + 1 if one.adoption_id in ids else len(ids)


def _reach(one: InForce, on: date) -> Q:
    if one.whole:
        return Q(company_id=one.company_id)
    links = Link.objects.filter(valid_on(on))
    left = links.filter(right__path__startswith=one.path).values("left")
    right = links.filter(left__path__startswith=one.path).values("right")
    reach = Q(path__startswith=one.path)
    for ancestor in LEVELS:
        reach |= Q(**{f"{ancestor}__in": left}) | Q(**{f"{ancestor}__in": right})
    return reach


@dataclass(frozen=True, slots=True)
class Layout:
    """The units of a company with those above each, and the links between them on a day."""

    above: Mapping[int, set[int]]
    links: Sequence[tuple[int, int]]
    units: Sequence[tuple[int, str, str]]  # id, kind and name of those that exist on the day, as trees go


def layout(company_id: int, *, on: date) -> Layout:
    fields = ("id", "path", "kind", "name", "starts_date", "ends_date")
    rows = Unit.objects.filter(company_id=company_id).order_by("path", "id").values_list(*fields)
    links = Link.objects.filter(valid_on(on), right__company_id=company_id)
    return Layout(
        above={unit_id: set(ids_in(path)) for unit_id, path, *_ in rows},
        links=list(links.values_list("left_id", "right_id")),
        units=[
            (unit_id, kind, name) for unit_id, _, kind, name, starts, ends in rows if covers(starts, ends, on)
        ],
    )


def reaches(among: Iterable[InForce], over: Layout) -> dict[int, set[int]]:
    """Adoption id -> ids of the units that follow it, for all at once; whom `coverage` says, too."""
    found: dict[int, set[int]] = {}
    taken: dict[str, set[int]] = {}
    for one in sorted(among, key=widest_first, reverse=True):
        nearer = taken.setdefault(one.pack.meta.key, set())
        found[one.adoption_id] = _followers(one, over) - nearer
        nearer |= found[one.adoption_id]
    return found


def _followers(one: InForce, over: Layout) -> set[int]:
    if one.whole:
        return set(over.above)
    heads = {one.unit_id}
    for left, right in over.links:
        if one.unit_id in over.above.get(right, ()):
            heads.add(left)
        if one.unit_id in over.above.get(left, ()):
            heads.add(right)
    return {unit_id for unit_id, ids in over.above.items() if not heads.isdisjoint(ids)}


def in_force_at(unit: Unit, *, on: date, links: Iterable[LinkRow] | None = None) -> list[InForce]:
    """What one unit follows, the widest first; the other side of `coverage`. `links`: those of the unit and of
    what is above it, where they are read already."""
    found = in_force(company_id=unit.company_id, on=on)
    if not found:
        return []
    links = links_of(units_above(unit), on) if links is None else links
    return followed(found, (unit.path, *beside(unit.path, links)))


def followed(found: Sequence[InForce], paths: Collection[str]) -> list[InForce]:
    """Of what is in force (the widest first) the nearest of each pack that reaches one of the paths: those of a
    unit and of what is linked to it or above it."""
    nearest: dict[str, InForce] = {}
    for one in found:
        if one.whole or any(path.startswith(one.path) for path in paths):
            nearest[one.pack.meta.key] = one
    return [one for one in found if nearest.get(one.pack.meta.key) is one]


def record_specs(unit: Unit, *, on: date) -> dict[str, tuple[RecordSpec, int]]:
    """Key -> (spec, adoption id) of the records that may be written in a unit on a day."""
    return records_of(unit.kind, in_force_at(unit, on=on))


def records_of(kind: str, followed: Iterable[InForce]) -> dict[str, tuple[RecordSpec, int]]:
    """`followed`: by a unit of this kind."""
    return {
        spec.key: (spec, one.adoption_id)
        for one in followed
        for spec in one.pack.records
        if kind in spec.held_at
    }


def report_specs(unit: Unit, *, on: date) -> dict[str, tuple[ReportSpec, int]]:
    return {
        spec.key: (spec, one.adoption_id)
        for one in in_force_at(unit, on=on)
        for spec in one.pack.reports
        if unit.kind in spec.written_at
    }


def pinned_record(key: str, *, adoption_id: int) -> RecordSpec:
    """The spec under which a record was opened, whatever is in force now."""
    return _found(_pack(adoption_id).record(key), key)


def pinned_duty(key: str, *, adoption_id: int) -> DutySpec:
    return _found(_pack(adoption_id).duty(key), key)


def pinned_report(key: str, *, adoption_id: int) -> ReportSpec:
    reports = _pack(adoption_id).reports
    return _found(next((report for report in reports if report.key == key), None), key)


def _found(spec: Found | None, key: str) -> Found:
    if spec is None:
        raise LookupError(f"{key} is not in the pack that it was made under")
    return spec
