"""A poster: one kind in one unit, opened without an account."""

from dataclasses import dataclass
from datetime import date

from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.queries.who import who_of
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound
from tongxin.orgs.models import Unit
from tongxin.regimes.schema.case import CaseSpec


@dataclass(frozen=True, slots=True)
class Poster:
    unit_id: int
    unit_name: str
    company_id: int
    company_name: str
    spec: CaseSpec


def get_poster(kind: str, unit_id: int, *, on: date) -> Poster:
    """For whoever holds the paper; the signed address says which."""
    unit = Unit.objects.select_related("company").filter(id=unit_id, ends_date=None).first()
    found = case_specs(unit, on=on).get(kind) if unit else None
    if unit is None or found is None or not may_hang(found[0]):
        raise NotFound("这张海报已经不能用了，请找班组长或者支部要一张新的")
    return Poster(unit.id, unit.name, unit.company_id, unit.company.name, found[0])


def may_hang(spec: CaseSpec) -> bool:
    """Whoever stands before a poster has no name and is shown no names."""
    return spec.anonymous and not any(one.required and one.type == "people" for one in spec.opening)


def poster_for(kind: str, unit_id: int, *, viewer: Actor, on: date) -> Poster:
    """To print it, for those who hold a post at the unit, above it or linked to it."""
    unit = Unit.objects.filter(id=unit_id, company=viewer.company_id or 0, ends_date=None).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    if not who_of(unit, viewer, on=on).posts:
        raise NotAllowed(f"{unit.name}的海报由那里有职务的人打印")
    return get_poster(kind, unit_id, on=on)
