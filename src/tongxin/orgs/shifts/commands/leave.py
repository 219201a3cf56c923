"""Enter and cancel leave. The journal keeps the days, never the kind."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Leave, Membership
from tongxin.orgs.queries import within
from tongxin.orgs.shifts.queries import leaves_seen_by
from tongxin.orgs.shifts.texts import LEAVE_KINDS

LONGEST = 366


@transaction.atomic
def enter_leave(
    person_id: int, kind: str, *, starts_date: date, ends_date: date, by: Actor, at: datetime
) -> Fact:
    """Somebody whose shifts `by` edits is off from `starts_date` to `ends_date`, both included."""
    membership = _membership(person_id, by)
    if kind not in LEAVE_KINDS:
        raise Invalid("请从列表里选假别", fields={"kind": "请从列表里选"})
    if ends_date < starts_date:
        raise Invalid("结束日期在开始日期之前", fields={"ends_date": "不能早于开始日期"})
    if (ends_date - starts_date).days >= LONGEST:
        raise Invalid("一次请假最长一年", fields={"ends_date": "最长一年，请核对年份"})
    overlapping = Leave.objects.filter(
        person=person_id, starts_date__lte=ends_date, ends_date__gte=starts_date
    ).first()
    if overlapping:
        raise Invalid(
            f"{membership.person.name}这几天已经请过假（{overlapping.starts_date} 至 {overlapping.ends_date}）"
        )
    leave = Leave.objects.create(person_id=person_id, kind=kind, starts_date=starts_date, ends_date=ends_date)
    return _record("leave.entered", leave, membership.unit_id, by, at)


@transaction.atomic
def cancel_leave(leave_id: int, *, by: Actor, at: datetime) -> Fact:
    """Leave not begun disappears; leave that runs ends yesterday, the person being back today."""
    leave = leaves_seen_by(by).filter(id=leave_id).first()
    if leave is None:
        raise NotFound("没有找到这条请假")
    membership = _membership(leave.person_id, by)
    today = timezone.localdate(at)
    if leave.ends_date < today:
        raise Refused("这次假已经休完，不能再销假")
    if leave.starts_date >= today:
        fact = _record("leave.cancelled", leave, membership.unit_id, by, at)
        leave.delete()
        return fact
    leave.ends_date = today - DAY
    leave.save(update_fields=["ends_date"])
    return _record("leave.cancelled", leave, membership.unit_id, by, at)


def _membership(person_id: int, by: Actor) -> Membership:
    rows = Membership.objects.filter(
        within(by.scope("shift_edit")), person=person_id, ends_date__isnull=True
    ).select_related("person")
    membership = rows.order_by("line").first()  # administration before party and union
    if membership is None:
        raise NotFound("没有找到这个人")
    return membership


def _record(kind: str, leave: Leave, unit_id: int, by: Actor, at: datetime) -> Fact:
    return record(
        kind,
        subject=("person", leave.person_id),
        by=by,
        at=at,
        unit_id=unit_id,
        data={"leave": leave.id, "first": str(leave.starts_date), "last": str(leave.ends_date)},
    )
