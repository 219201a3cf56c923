"""Record when a committee was elected."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.orgs.commands.days import day_of
from tongxin.orgs.models import Election, Unit
from tongxin.orgs.queries.scope import unit_for
from tongxin.orgs.rules.size import Caution, early_election
from tongxin.orgs.rules.terms import TERM_YEARS


@dataclass(frozen=True, slots=True)
class Elected:
    """`cautions`: what the higher organisation should know of; the election stands all the same."""

    fact: Fact
    cautions: tuple[Caution, ...] = ()


@transaction.atomic
def record_election(
    unit_id: int, elected_date: date, *, by: Actor, at: datetime, corrects: bool = False
) -> Elected:
    """The committee was elected on this day; its term counts from the last election (BR-08).

    `corrects`: the last one was entered with a wrong day, and this is the right one.
    """
    unit = unit_for("org_edit", unit_id, viewer=by)
    if unit.kind not in TERM_YEARS:
        raise Invalid("这一类单位不换届", fields={"elected_date": "只有党委、总支、支部和工会登记换届"})
    last = Unit.objects.select_for_update().get(id=unit.id).elected_date
    earlier = sorted(Election.objects.filter(unit=unit).values_list("held_date", flat=True))
    day = day_of(at, elected_date, after=unit.starts_date)
    _check(day, last, earlier, corrects)
    if last is not None and not corrects:
        Election.objects.create(unit=unit, held_date=min(day, last))
        earlier.append(last)
    newest = day if corrects or last is None else max(day, last)
    Unit.objects.filter(id=unit.id).update(elected_date=newest)
    before = max((one for one in earlier if one < day), default=None)
    early = early_election(unit.id, unit.kind, before, day)
    data = {
        "from": last.isoformat() if last else None,
        "to": day.isoformat(),
        **({"corrects": True} if corrects and last else {}),
    }
    fact = record("unit.elected", subject=("unit", unit.id), unit_id=unit.id, by=by, at=at, data=data)
    return Elected(fact, (early,) if early else ())


def _check(day: date, last: date | None, earlier: list[date], corrects: bool) -> None:
    if day in (last, *earlier):
        raise Invalid("这次选举已经登记过了", fields={"elected_date": f"{day:%Y-%m-%d} 已经登记过"})
    if corrects and earlier and day < earlier[-1]:
        sentence = f"再上一次选举在 {earlier[-1]:%Y-%m-%d}，请填以后的日期"
        raise Invalid("比再上一次选举还早", fields={"elected_date": sentence})
