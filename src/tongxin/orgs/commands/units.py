"""Open, rename, move and end units; their history stays in `Placement`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, Value
from django.db.models.functions import Concat, Length, Substr

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.orgs.commands.days import day_of, lock
from tongxin.orgs.models import Appointment, Link, Membership, Placement, Unit
from tongxin.orgs.queries.scope import company_of, unit_for
from tongxin.orgs.rules.structure import LINE_OF, check_move, check_parent

DAY = timedelta(days=1)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Opened:
    fact: Fact
    unit_id: int


@transaction.atomic
def open_unit(
    kind: str,
    name: str,
    *,
    parent_id: int | None,
    by: Actor,
    at: datetime,
    on: date | None = None,
    code: str = "",
    trade: str = "",
) -> Opened:
    """A new unit under `parent_id`; without one, the root of a line that has none yet."""
    company = lock(by)
    parent = unit_for("org_edit", parent_id, viewer=by) if parent_id else None
    check_parent(kind, parent.kind if parent else None)
    if parent is None:
        _check_root(kind, by)
    elif parent.ends_date is not None:
        raise Refused(f"“{parent.name}”已经撤销，不能再在下面设单位")
    name = _checked_name(name, company.id, LINE_OF[kind], parent_id)
    day = day_of(at, on, after=parent.starts_date if parent else None)
    unit = Unit.objects.create(
        company=company,
        line=LINE_OF[kind],
        kind=kind,
        name=name,
        code=code.strip(),
        trade=trade.strip(),
        parent=parent,
        starts_date=day,
    )
    unit.path = f"{parent.path if parent else ''}{unit.id}."
    unit.save(update_fields=["path"])
    Placement.objects.create(unit=unit, parent=parent, starts_date=day)
    data = {"kind": kind, "name": name, "parent_id": parent_id, "on": day.isoformat()}
    fact = record("unit.opened", subject=("unit", unit.id), unit_id=unit.id, by=by, at=at, data=data)
    return Opened(fact, unit.id)


def _check_root(kind: str, by: Actor) -> None:
    """The first unit of a line: for whoever may edit another line's root."""
    roots = Unit.objects.filter(company_id=company_of(by), parent__isnull=True)
    if not any(by.may_in("org_edit", unit_id=root.id, path=root.path) for root in roots):
        raise NotAllowed("只有管全公司组织的人能设最上级的单位")
    if any(root.line == LINE_OF[kind] for root in roots):
        raise Invalid("这条线已经有最上级的单位", fields={"parent": "请选上级单位"})


def _checked_name(
    name: str, company_id: int, line: str, parent_id: int | None, but: int | None = None
) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("名称不对", fields={"name": f"请填 1 到 {LONGEST_NAME} 个字"})
    same = Unit.objects.filter(
        company_id=company_id, line=line, parent=parent_id, name=name, ends_date__isnull=True
    )
    if same.exclude(id=but or 0).exists():
        raise Invalid("同一个上级下面已经有这个名称", fields={"name": f"“{name}”已经有了，请换一个名称"})
    return name


def _open_placement(unit: Unit) -> Placement:
    if unit.ends_date is not None:
        raise Refused(f"“{unit.name}”已经撤销，不能再改")
    return Placement.objects.get(unit=unit, ends_date__isnull=True)


@transaction.atomic
def rename_unit(unit_id: int, name: str, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """From `on` the unit has the new name; earlier days show the old one."""
    lock(by)
    unit = unit_for("org_edit", unit_id, viewer=by)
    standing = _open_placement(unit)
    before = unit.name
    name = _checked_name(name, unit.company_id, unit.line, unit.parent_id, but=unit.id)
    if name == before:
        raise Invalid("名称没有变", fields={"name": "请填新的名称"})
    day = day_of(at, on, after=standing.starts_date)
    if day > standing.starts_date:
        _close(standing, day)
        Placement.objects.create(unit=unit, parent_id=unit.parent_id, starts_date=day)
    # Empty means "as it is called now", which changes at this moment.
    Placement.objects.filter(unit=unit, name="", ends_date__isnull=False).update(name=before)
    Unit.objects.filter(id=unit.id).update(name=name)
    data = {"from": before, "to": name, "on": day.isoformat()}
    return record("unit.renamed", subject=("unit", unit.id), unit_id=unit.id, by=by, at=at, data=data)


def _close(standing: Placement, day: date) -> None:
    standing.ends_date = day - DAY
    standing.save(update_fields=["ends_date"])


@transaction.atomic
def move_unit(unit_id: int, parent_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """The unit and all below it stand under another parent from `on`."""
    lock(by)
    unit = unit_for("org_edit", unit_id, viewer=by)
    parent = unit_for("org_edit", parent_id, viewer=by)
    standing = _open_placement(unit)
    _check_new_parent(unit, parent)
    day = day_of(at, on, after=max(standing.starts_date, parent.starts_date))
    before = unit.parent_id
    if day > standing.starts_date:
        _close(standing, day)
        Placement.objects.create(unit=unit, parent=parent, starts_date=day)
    else:  # placed and moved on one day: the last word of the day holds
        Placement.objects.filter(id=standing.id).update(parent=parent)
    Unit.objects.filter(id=unit.id).update(parent=parent)
    _hang(unit.path, f"{parent.path}{unit.id}.")
    data = {"from": before, "to": parent.id, "on": day.isoformat()}
    return record("unit.moved", subject=("unit", unit.id), unit_id=unit.id, by=by, at=at, data=data)


def _check_new_parent(unit: Unit, parent: Unit) -> None:
    if parent.ends_date is not None:
        raise Refused(f"“{parent.name}”已经撤销，请选别的上级")
    if parent.id == unit.parent_id:
        raise Invalid("上级没有变", fields={"parent": f"已经在“{parent.name}”下面"})
    if parent.line != unit.line:
        raise Invalid("不能移到另一条线", fields={"parent": "请选同一条线的上级；不同的线之间用挂钩"})
    check_parent(unit.kind, parent.kind)
    longest = Unit.objects.filter(path__startswith=unit.path).aggregate(longest=Max(Length("path")))
    check_move(unit.path, parent.path, longest_below=longest["longest"] or len(unit.path))
    _checked_name(unit.name, unit.company_id, unit.line, parent.id, but=unit.id)


def _hang(path: str, new_path: str) -> None:
    """One statement for the whole tree below."""
    Unit.objects.filter(path__startswith=path).update(
        path=Concat(Value(new_path), Substr("path", len(path) + 1))
    )


@transaction.atomic
def end_unit(unit_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """`on` is the unit's last day; its links and posts end with it. People and lower units must be elsewhere."""
    lock(by)
    unit = unit_for("org_edit", unit_id, viewer=by)
    standing = _open_placement(unit)
    _check_empty(unit)
    day = day_of(at, on, after=max(standing.starts_date, _latest_inside(unit)))
    Unit.objects.filter(id=unit.id).update(ends_date=day)
    Placement.objects.filter(id=standing.id).update(ends_date=day)
    Link.objects.filter(Q(left=unit) | Q(right=unit), ends_date__isnull=True).update(ends_date=day)
    held = Appointment.objects.filter(unit=unit).filter(Q(ends_date__isnull=True) | Q(ends_date__gt=day))
    ended = list(held.filter(starts_date__lte=day).values_list("id", flat=True))
    held.filter(starts_date__gt=day).delete()  # never begun
    Appointment.objects.filter(id__in=ended).update(ends_date=day)
    data = {"on": day.isoformat(), "appointments": ended}
    return record("unit.ended", subject=("unit", unit.id), unit_id=unit.id, by=by, at=at, data=data)


def _check_empty(unit: Unit) -> None:
    below = Unit.objects.filter(parent=unit, ends_date__isnull=True).count()
    if below:
        raise Refused(f"“{unit.name}”下面还有 {below} 个单位，请先移走或撤销它们")
    inside = Membership.objects.filter(unit=unit, ends_date__isnull=True).count()
    if inside:
        raise Refused(f"“{unit.name}”里还有 {inside} 人，请先把他们安排到别的单位")


def _latest_inside(unit: Unit) -> date:
    """No earlier than the last day on which somebody or something was still in it, or linked."""
    last: list[date | None] = [
        Membership.objects.filter(unit=unit).aggregate(day=Max("ends_date"))["day"],
        Placement.objects.filter(parent=unit).aggregate(day=Max("ends_date"))["day"],
        Link.objects.filter(Q(left=unit) | Q(right=unit)).aggregate(day=Max("starts_date"))["day"],
    ]
    return max([unit.starts_date, *(day for day in last if day is not None)])
