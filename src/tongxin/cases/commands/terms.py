"""What opens by itself so long before a term ends; found by looking at the terms, so a lost round heals."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands.opening import Opening, kept_key, open_under
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.orgs.models import Appointment, Company, Unit
from tongxin.orgs.queries import holds_on, units_over
from tongxin.orgs.shifts.queries import calendar
from tongxin.regimes.cases import spans
from tongxin.regimes.schema.case import BeforeTerm, CaseSpec

BATCH = 200


@dataclass(frozen=True, slots=True)
class _Ending:
    """A term whose time has come; `key` is the same however often it is looked at."""

    spec: CaseSpec
    before: BeforeTerm
    held: Appointment
    ends: date

    @property
    def key(self) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.spec.key}:{self.held.id}:{self.ends}")


def open_before_terms_end(*, at: datetime) -> list[Fact]:
    """One case for each term that ends soon, where the unit follows a kind that says so."""
    found = []
    for company_id in Company.objects.order_by("id").values_list("id", flat=True):
        by = Actor(person_id=None, name="系统", company_id=company_id)
        found += [fact for one in _due(company_id, at) if (fact := _open(one, by=by, at=at))]
    return found


def _due(company_id: int, at: datetime) -> list[_Ending]:
    on = timezone.localdate(at)
    packs = adoption.in_force(company_id=company_id, on=on)
    kinds = {spec.key: spec for one in packs for spec in one.pack.cases if spec.before_term}
    ending = [
        one
        for spec in kinds.values()
        for before in spec.before_term
        for one in _ending(spec, before, company_id, at)
    ]
    keys = [kept_key(one.key) for one in ending]
    there = set(Case.objects.filter(key__in=keys).values_list("key", flat=True))
    return [one for one, key in zip(ending, keys, strict=True) if key not in there][:BATCH]


def _ending(spec: CaseSpec, before: BeforeTerm, company_id: int, at: datetime) -> Iterable[_Ending]:
    """Terms that end soon and that nobody follows yet."""
    until = spans.ends_at(timezone.localtime(at), before.span, calendar(company_id)).date()
    terms = Appointment.objects.filter(unit__company=company_id, post=before.post, stands_in_for=None)
    next_term = Exists(terms.filter(unit=OuterRef("unit"), ends_date__gt=until))
    soon = terms.filter(
        holds_on(timezone.localdate(at)), ~next_term, unit__ends_date=None, ends_date__lte=until
    )
    rows = soon.select_related("unit").order_by("ends_date", "id")
    return [_Ending(spec, before, row, row.ends_date) for row in rows if row.ends_date is not None]


def _open(one: _Ending, *, by: Actor, at: datetime) -> Fact | None:
    """Where one is open already, or the unit follows no such kind, nothing is opened."""
    unit = _where(one, on=timezone.localdate(at))
    found = case_specs(unit, on=timezone.localdate(at)).get(one.spec.key) if unit else None
    if unit is None or found is None:
        return None
    given = {**one.before.given, one.before.field: one.ends.isoformat()}
    opening = Opening(one.spec.key, unit.id, given, key=one.key)
    try:
        return open_under(found[0], found[1], unit, opening, by=by, at=at).fact
    except Refused:
        return None


def _where(one: _Ending, *, on: date) -> Unit | None:
    """Where the post is held, or the nearest linked unit at which such cases are opened."""
    if one.held.unit.kind in one.spec.opened_at:
        return one.held.unit
    near = Unit.objects.filter(
        id__in=units_over(one.held.unit, on), kind__in=one.spec.opened_at, ends_date=None
    )
    return min(near, key=lambda unit: (-unit.path.count("."), unit.id), default=None)
