"""Say to which day the company's night shifts belong; the shifts of the days to come follow at once."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, DateField, Value, When
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

ASIDE = timedelta(days=365 * 100)  # where rows wait while others leave the day that they are to take
HELD = "day"  # the reason of a row that only holds a place
HOURS = range(24)
Place = tuple[int, date, str]
Span = tuple[datetime, datetime]


@transaction.atomic
def set_shift_day(rule: str, hour: int, *, by: Actor, at: datetime) -> Fact:
    """`rule` of `Belonging`. Today's shifts and earlier ones keep the day under which they are recorded."""
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
    moved = _move(company, Belonging(rule, hour), timezone.localdate(at), at)
    data = {"before": before, "after": after, "moved": moved}
    return record("shift_day.changed", subject=("company", company.id), by=by, at=at, data=data)


def _move(company: Company, belonging: Belonging, today: date, at: datetime) -> int:
    """Gives the number of shifts that belong to another day now."""
    shifts = Shift.objects.filter(team__company=company)
    shifts.filter(cancelled_reason=HELD, day__gte=today).delete()
    stay = list(shifts.filter(day__gte=today - 2 * DAY).exclude(day__gt=today, starts_at__gt=at))
    coming = shifts.filter(day__gt=today, starts_at__gt=at)
    rows = list(coming.order_by("cancelled", "starts_at", "id"))
    days = {(row.starts_at, row.ends_at): _day(row, belonging) for row in rows}
    renamed = _take_places(rows, days, {(row.team_id, row.day, row.key) for row in stay})
    if rows:
        coming.update(day=_day_of({span: day + ASIDE for span, day in days.items()}))
        Shift.objects.bulk_update(renamed, ["key"], batch_size=500)
        shifts.filter(day__gt=today + ASIDE / 2).update(day=_day_of(days))
    _hold_places(stay, belonging, today)
    return sum(days[row.starts_at, row.ends_at] != row.day for row in rows)


def _day(shift: Shift, belonging: Belonging) -> date:
    starts, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return belonging.day(starts.replace(tzinfo=None), ends.replace(tzinfo=None))


def _day_of(days: Mapping[Span, date]) -> Case:
    cases = [When(starts_at=starts, ends_at=ends, then=Value(day)) for (starts, ends), day in days.items()]
    return Case(*cases, output_field=DateField())


def _take_places(rows: Collection[Shift], days: Mapping[Span, date], taken: set[Place]) -> list[Shift]:
    """Where two nights meet on one day, the later one gets a key of its own; gives those."""
    renamed = []
    for row in rows:
        day, key, number = days[row.starts_at, row.ends_at], row.key, 2
        while (row.team_id, day, row.key) in taken:
            row.key, number = f"{key[:18]}{number}", number + 1
        taken.add((row.team_id, day, row.key))
        if row.key != key:
            renamed.append(row)
    return renamed


def _hold_places(stay: Collection[Shift], belonging: Belonging, today: date) -> None:
    """The rotation would have a shift that keeps its old day on another: there it must not be raised again."""
    held = [
        Shift(
            team_id=row.team_id,
            day=_day(row, belonging),
            key=row.key,
            name=row.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            cancelled=True,
            cancelled_reason=HELD,
        )
        for row in stay
        if _day(row, belonging) >= today and _day(row, belonging) != row.day
    ]
    Shift.objects.bulk_create(held, ignore_conflicts=True)
