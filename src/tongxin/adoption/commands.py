"""Adopt a pack, end an adoption, keep a company's own pack."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.adoption import rules
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.adoption.queries.catalogue import known_packs
from tongxin.adoption.queries.force import in_force, in_force_at, layout, reaches
from tongxin.adoption.queries.simulation import try_packs
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.orgs.models import Unit
from tongxin.regimes.load import library
from tongxin.regimes.overlay import Overlay, apply
from tongxin.regimes.schema.pack import Pack

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Adopted:
    fact: Fact
    adoption_id: int


@dataclass(frozen=True, slots=True)
class Kept:
    fact: Fact
    pack: str
    version: str


def adopt_pack(
    pack: Pack,
    *,
    unit_id: int,
    starts_date: date,
    by: Actor,
    at: datetime,
    overlay: Overlay | None = None,
    basis: str = "",
    reason: str = "",
) -> Adopted:
    """`unit_id` and whoever `coverage` says follow `pack` from `starts_date`, in place of an older version."""
    with transaction.atomic():
        unit = _unit_to_govern(unit_id, by=by)
        given = (overlay or Overlay()).model_dump(mode="json", exclude_defaults=True)
        older = _followed(unit, pack, starts_date)
        _check(pack, unit, starts_date, overlay or Overlay(), at)
        rules.check_newer(pack, given, starts_date, [_as_followed(row) for row in older])
        if not reason.strip():
            _check_budget(apply(pack, overlay or Overlay()), unit, starts_date)
        version = _version(pack, by=by, at=at)
        _close(older, on=starts_date - DAY, by=by, at=at, reason=f"由 {pack.meta.version} 版接替")
        adoption = Adoption.objects.create(
            unit=unit,
            pack_version=version,
            overlay=given,
            basis=basis[:120],
            starts_date=starts_date,
            adopted_by_id=by.person_id,
            adopted_at=at,
            reason=reason[:200],
        )
        fact = _tell("regime.adopted", adoption, pack.meta.title, by=by, at=at)
    return Adopted(fact, adoption.id)


def _unit_to_govern(unit_id: int, *, by: Actor) -> Unit:
    unit = Unit.objects.select_for_update().filter(id=unit_id, company_id=by.company_id or 0).first()
    if unit is None or not by.may_in("regime_view", unit_id=unit.id, path=unit.path):
        raise NotFound("没有找到这个单位")
    if not by.may_in("regime_adopt", unit_id=unit.id, path=unit.path):
        raise NotAllowed(f"您不能替{unit.name}采用或结束制度，请找{unit.name}的支部书记或上级党务干事")
    if unit.ends_date is not None:
        raise Refused(f"{unit.name}已撤销，不能采用制度")
    return unit


def _check(pack: Pack, unit: Unit, starts_date: date, overlay: Overlay, at: datetime) -> None:
    known = known_packs(unit.company_id)
    rules.check_sound(pack, known)
    rules.check_place(pack, unit.kind, unit.name)
    rules.check_days(pack, starts_date, today=timezone.localdate(at))
    followed = {one.pack.meta.key for one in in_force_at(unit, on=starts_date)}
    # A pack of posts alone holds for everybody and is never adopted.
    titles = {key: other.meta.title for key, other in known.items() if other.adoptable}
    rules.check_requires(pack, followed, titles)
    rules.check_overlay(pack, overlay)


def _check_budget(pack: Pack, unit: Unit, starts_date: date) -> None:
    """BY-2: what asks more of a post than its budget is adopted only with a reason."""
    over = try_packs([pack], unit=unit, since=starts_date).over
    rules.check_budget([(row.then.title, row.then.over) for row in over])


def _followed(unit: Unit, pack: Pack, starts_date: date) -> list[Adoption]:
    """Adoptions of the pack at the unit that hold on `starts_date` or later."""
    still = Q(ends_date__isnull=True) | Q(ends_date__gte=starts_date)
    rows = Adoption.objects.filter(still, unit=unit, pack_version__pack=pack.meta.key)
    return list(rows.select_related("pack_version", "unit").order_by("starts_date"))


def _as_followed(row: Adoption) -> rules.Followed:
    kept = row.pack_version
    return rules.Followed(kept.version, row.overlay, kept.digest, row.starts_date)


def _version(pack: Pack, *, by: Actor, at: datetime) -> PackVersion:
    """The version as it is kept, or kept now; what is kept is never changed."""
    shipped = library(settings.PACKS_DIR)
    own = pack.meta.key not in shipped
    if not own:
        rules.check_version(pack, rules.digest(shipped[pack.meta.key]))
    kept, _ = _kept(pack, by.company_id if own else None, by=by, at=at)
    rules.check_version(pack, kept.digest)
    return kept


def _kept(pack: Pack, company_id: int | None, *, by: Actor, at: datetime) -> tuple[PackVersion, bool]:
    """The version as it is kept, and whether it is kept only now; two at once keep it once."""
    whose: dict[str, Any] = {"company_id": company_id, "pack": pack.meta.key, "version": pack.meta.version}
    return PackVersion.objects.get_or_create(
        **whose,
        defaults={
            "digest": rules.digest(pack),
            "spec": pack.model_dump(mode="json"),
            "kept_at": at,
            "kept_by_id": by.person_id,
        },
    )


def _close(rows: list[Adoption], *, on: date, by: Actor, at: datetime, reason: str) -> None:
    for row in rows:
        _end(row, on, by=by, at=at, reason=reason)
        _tell("regime.ended", row, row.pack_version.pack, by=by, at=at)


def _end(row: Adoption, on: date, *, by: Actor, at: datetime, reason: str) -> None:
    changed = Adoption.objects.filter(id=row.id, ends_date=row.ends_date).update(
        ends_date=on, ended_by=by.person_id, ended_at=at, ended_reason=reason[:200]
    )
    if not changed:
        raise Refused("这项制度刚刚有人改过，请刷新后再看")
    row.ends_date = on


def _tell(kind: str, adoption: Adoption, title: str, *, by: Actor, at: datetime) -> Fact:
    version = adoption.pack_version
    data: dict[str, Any] = {
        "pack": version.pack,
        "version": version.version,
        "title": title,
        "starts_date": adoption.starts_date.isoformat(),
        "ends_date": adoption.ends_date.isoformat() if adoption.ends_date else None,
        "changes": sorted(key for part in adoption.overlay.values() for key in part),
    }
    return record(kind, subject=("adoption", adoption.id), unit_id=adoption.unit_id, by=by, at=at, data=data)


def end_adoption(adoption_id: int, *, ends_date: date, reason: str, by: Actor, at: datetime) -> Fact:
    """`ends_date` is the last day; duties that are already owed stay owed."""
    with transaction.atomic():
        row = (
            Adoption.objects.select_related("pack_version", "unit")
            .filter(id=adoption_id, unit__company_id=by.company_id or 0)
            .first()
        )
        if row is None:
            raise NotFound("没有找到这次采用")
        _unit_to_govern(row.unit_id, by=by)
        last = max(ends_date, row.starts_date - DAY)
        today = timezone.localdate(at)
        rules.check_ending(
            starts_date=row.starts_date, ended=row.ends_date, ends_date=last, today=today, reason=reason
        )
        _check_not_needed(row, last + DAY)
        _end(row, last, by=by, at=at, reason=reason.strip())
        return _tell("regime.ended", row, row.pack_version.spec["meta"]["title"], by=by, at=at)


def _check_not_needed(row: Adoption, on: date) -> None:
    """A pack that rests on this one, where it is adopted under it, must be ended first."""
    now = in_force(company_id=row.unit.company_id, on=on)
    reach = reaches(now, layout(row.unit.company_id, on=on)).get(row.id, set())
    for one in now:
        if row.pack_version.pack in one.pack.meta.requires and one.unit_id in reach:
            raise Refused(f"“{one.pack.meta.title}”要在它的基础上执行，请先结束“{one.pack.meta.title}”")


def keep_own_pack(pack: Pack, *, by: Actor, at: datetime) -> Kept:
    """Keep a pack that the company wrote itself, checked, so that it can be simulated and adopted."""
    if not by.may("regime_adopt"):
        raise NotAllowed("您不能保存本单位的制度，请找支部书记或党务干事")
    assert by.company_id is not None
    shipped = library(settings.PACKS_DIR)
    rules.check_own(pack, shipped)
    rules.check_sound(pack, known_packs(by.company_id))
    with transaction.atomic():
        kept, new = _kept(pack, by.company_id, by=by, at=at)
        if not new:
            rules.check_version(pack, kept.digest)
            raise Refused(f"“{pack.meta.title}”{pack.meta.version} 版已经保存过，内容一样")
        data = {"pack": kept.pack, "version": kept.version, "title": pack.meta.title}
        fact = record("regime.kept", subject=("pack_version", kept.id), by=by, at=at, data=data)
    return Kept(fact, kept.pack, kept.version)
