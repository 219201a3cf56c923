"""Link and unlink units of different lines."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.orgs.commands.days import day_of, lock
from tongxin.orgs.models import Link
from tongxin.orgs.queries.scope import company_of, unit_for
from tongxin.orgs.rules.structure import is_left


@dataclass(frozen=True, slots=True)
class Linked:
    fact: Fact
    link_id: int


@transaction.atomic
def link_units(unit_id: int, other_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Linked:
    """Both units must be in the actor's care: a link widens what posts reach."""
    lock(by)
    left, right = unit_for("org_edit", unit_id, viewer=by), unit_for("org_edit", other_id, viewer=by)
    if not is_left(left.kind, right.kind):
        left, right = right, left
    for unit in (left, right):
        if unit.ends_date is not None:
            raise Refused(f"“{unit.name}”已经撤销，不能再挂钩")
    if Link.objects.filter(left=left, right=right, ends_date__isnull=True).exists():
        raise Invalid("已经挂钩了", fields={"other": f"“{left.name}”和“{right.name}”已经挂钩"})
    last = Link.objects.filter(left=left, right=right).order_by("-ends_date").first()
    earliest = max(left.starts_date, right.starts_date)
    if last is not None and last.ends_date is not None:
        earliest = max(earliest, last.ends_date + timedelta(days=1))
    day = day_of(at, on, after=earliest)
    link = Link.objects.create(left=left, right=right, starts_date=day)
    fact = record(
        "units.linked",
        subject=("unit", right.id),
        unit_id=left.id,
        by=by,
        at=at,
        data={"link_id": link.id, "left": left.id, "right": right.id, "on": day.isoformat()},
    )
    return Linked(fact, link.id)


@transaction.atomic
def unlink_units(link_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """`on` is the link's last day. A link made that very day by mistake goes away altogether."""
    lock(by)
    link = Link.objects.filter(id=link_id, left__company_id=company_of(by)).first()
    if link is None:
        raise NotFound("没有找到这条挂钩关系")
    unit_for("org_edit", link.left_id, viewer=by)
    unit_for("org_edit", link.right_id, viewer=by)
    if link.ends_date is not None:
        raise Refused("这条挂钩关系已经结束")
    last_day = day_of(at, on, after=link.starts_date - timedelta(days=1))
    if last_day < link.starts_date:
        link.delete()
    else:
        Link.objects.filter(id=link.id).update(ends_date=last_day)
    return record(
        "units.unlinked",
        subject=("unit", link.right_id),
        unit_id=link.left_id,
        by=by,
        at=at,
        data={"link_id": link_id, "left": link.left_id, "right": link.right_id, "on": last_day.isoformat()},
    )
