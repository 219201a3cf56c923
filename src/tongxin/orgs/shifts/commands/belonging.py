"""Say to which day the company's night shifts belong; the shifts of the days to come follow at once."""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Case, Count, DateField, F, QuerySet, Value, When
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound
from tongxin.kernel.periods import DAY
from tongxin.orgs.commands.days import lock
from tongxin.orgs.models import Company, Shift
from tongxin.orgs.shifts.queries import may_set_shift_day
from tongxin.orgs.shifts.rules import Belonging
from tongxin.orgs.shifts.texts import SHIFT_DAYS

HOURS = range(24)


@transaction.atomic
def set_shift_day(rule: str, hour: int, *, by: Actor, at: datetime) -> Fact:
    """`rule` of `Belonging`. Shifts that begin today or earlier keep the day under which they are recorded."""
    if not may_set_shift_day(by):
        raise NotFound("没有找到这一页")
    if rule not in SHIFT_DAYS:
        raise Invalid("还没有选怎么算", fields={"rule": "请选一种"})
    if rule == "mine" and hour not in HOURS:
        raise Invalid("矿日从几点起不对", fields={"hour": "请填 0 到 23 的整点"})
    company = lock(by)
    before = {"rule": company.shift_day, "hour": company.mine_day_hour}
    hour = hour if rule == "mine" else company.mine_day_hour
    after = {"rule": rule, "hour": hour}
    if after == before:
        raise Invalid("没有变化，现在就是这样算的")
    Company.objects.filter(id=company.id).update(shift_day=rule, mine_day_hour=hour)
    moved = _move(company, Belonging(rule, hour), timezone.localdate(at) + DAY)
    data = {"before": before, "after": after, "moved": moved}
    return record("shift_day.changed", subject=("company", company.id), by=by, at=at, data=data)


def _move(company: Company, belonging: Belonging, since: date) -> int:
    """The shifts that begin from `since` on; gives how many of them belong to another day now."""
    begins = timezone.make_aware(datetime.combine(since, time()))
    coming = Shift.objects.filter(team__company=company, starts_at__gte=begins)
    cases, moved = [], 0
    for starts, ends, day, count in _spans(coming):
        now = belonging.day(_local(starts), _local(ends))
        cases.append(When(starts_at=starts, ends_at=ends, then=Value(now)))
        moved += count if now != day else 0
    if moved:
        coming.update(day=Case(*cases, default=F("day"), output_field=DateField()))
    return moved


def _spans(coming: QuerySet[Shift]) -> list[tuple[datetime, datetime, date, int]]:
    """Teams share the hours of their shifts: few spans, however many teams there are."""
    return list(coming.values_list("starts_at", "ends_at", "day").annotate(Count("id")).order_by())


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)
