"""Which specs are in force where, and which spec a thing was made under."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db.models import Q

from tongxin.adoption.models import Adoption
from tongxin.orgs.models import Unit
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.schema.report import ReportSpec

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class InForce:
    """A pack with the company's overlay applied, as one adoption brings it to `path` and below."""

    adoption_id: int
    unit_id: int
    path: str
    pack: Pack
    starts_date: date
    ends_date: date | None


@lru_cache(maxsize=512)
def _pack(adoption_id: int) -> Pack:
    """A pinned pack never changes, nor does an adoption's overlay: safe to keep."""
    adoption = Adoption.objects.select_related("pack_version").get(id=adoption_id)
    return Pack.model_validate(adoption.pack_version.spec)


def in_force(*, company_id: int, on: date) -> list[InForce]:
    """Every adoption of the company that holds on a day, from the root down."""
    rows = Adoption.objects.filter(
        Q(ends_date__isnull=True) | Q(ends_date__gte=on), unit__company_id=company_id, starts_date__lte=on
    )
    return [
        InForce(row.id, row.unit_id, row.unit.path, _pack(row.id), row.starts_date, row.ends_date)
        for row in rows.select_related("unit").order_by("unit__path", "id")
    ]


def _in_force_at(unit: Unit, on: date) -> list[InForce]:
    """What holds for a unit: adopted by it or one above it in its own tree, the nearest last.

    A party or union unit also follows what its linked administration unit follows, and the
    other way round, through the company: packs are adopted for a subtree and say by each duty's
    and record's kinds of unit what they are about.
    """
    found = in_force(company_id=unit.company_id, on=on)
    return [one for one in found if unit.path.startswith(one.path)]


def record_specs(unit: Unit, *, on: date) -> dict[str, tuple[RecordSpec, int]]:
    """Key -> (spec, adoption id) of the records that may be written in a unit on a day."""
    return {
        spec.key: (spec, one.adoption_id)
        for one in _in_force_at(unit, on)
        for spec in one.pack.records
        if unit.kind in spec.held_at
    }


def report_specs(unit: Unit, *, on: date) -> dict[str, tuple[ReportSpec, int]]:
    return {
        spec.key: (spec, one.adoption_id)
        for one in _in_force_at(unit, on)
        for spec in one.pack.reports
        if unit.kind in spec.written_at
    }


def pinned_record(key: str, *, adoption_id: int) -> RecordSpec:
    """The spec under which a record was opened, whatever is in force now."""
    return _found(_pack(adoption_id).record(key), key)


def pinned_duty(key: str, *, adoption_id: int) -> DutySpec:
    return _found(_pack(adoption_id).duty(key), key)


def _found(spec: Found | None, key: str) -> Found:
    if spec is None:
        raise LookupError(f"{key} is not in the pack that it was made under")
    return spec
