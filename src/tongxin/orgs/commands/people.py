"""People come, move, change and leave; what the Party has decided about their standing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.commands.days import day_of
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Person, Standing, Unit
from tongxin.orgs.queries.scope import get_person, unit_for, within
from tongxin.orgs.queries.spared import spared_of
from tongxin.orgs.rules.people import initials

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Joined:
    fact: Fact
    person_id: int


@transaction.atomic
def join_person(
    unit_id: int,
    name: str,
    employee_no: str,
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    trade: str = "",
) -> Joined:
    """A person new to the company, in a unit of the administration line."""
    unit = unit_for("org_edit", unit_id, viewer=by)
    if unit.line != "administration" or unit.ends_date is not None:
        raise Invalid("新来的人先进班组或区队", fields={"unit": "请选一个行政单位"})
    name, employee_no = "".join(name.split()), "".join(employee_no.split())
    if not name or not employee_no:
        raise Invalid("姓名和工号都要填", fields={"name" if not name else "employee_no": "这一项还空着"})
    if Person.objects.filter(company_id=unit.company_id, employee_no=employee_no).exists():
        raise Invalid("这个工号已经有人用", fields={"employee_no": f"{employee_no} 已经有人用，请核对"})
    day = day_of(at, on, after=unit.starts_date)
    person = Person.objects.create(
        company_id=unit.company_id,
        employee_no=employee_no,
        name=name,
        pinyin=initials(name),
        trade=trade.strip(),
        hired_date=day,
    )
    Membership.objects.create(person=person, unit=unit, line=unit.line, starts_date=day)
    data = {"on": day.isoformat()}
    fact = record("person.joined", subject=("person", person.id), unit_id=unit.id, by=by, at=at, data=data)
    return Joined(fact, person.id)


def _person_for(person_id: int, by: Actor) -> Person:
    """The person, if they belong to a unit in the actor's `org_edit`, now or when they left."""
    person = get_person(person_id, viewer=by)
    mine = Membership.objects.filter(within(by.scope("org_edit")), person=person)
    if not mine.filter(Q(ends_date__isnull=True) | Q(ends_date=person.left_date)).exists():
        raise NotAllowed(f"{person.name}不在您管的单位里，请联系上级党务工作人员办理")
    return person


def _present(person: Person) -> None:
    if person.left_date is not None:
        raise Refused(f"{person.name}已经离开单位，不能再改")


@transaction.atomic
def place_person(person_id: int, unit_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """From `on` the person belongs to this unit of its line; the place before ends the day before."""
    person = _person_for(person_id, by)
    _present(person)
    unit = unit_for("org_edit", unit_id, viewer=by)
    if unit.ends_date is not None:
        raise Refused(f"“{unit.name}”已经撤销，请选别的单位")
    before = (
        Membership.objects.select_for_update()
        .filter(person=person, line=unit.line, ends_date__isnull=True)
        .first()
    )
    if before is not None:
        _check_move(before, unit, by)
    day = day_of(at, on, after=max(unit.starts_date, before.starts_date if before else unit.starts_date))
    if before is not None and before.starts_date == day:
        Membership.objects.filter(id=before.id).update(unit=unit)
    else:
        if before is not None:
            Membership.objects.filter(id=before.id).update(ends_date=day - DAY)
        Membership.objects.create(person=person, unit=unit, line=unit.line, starts_date=day)
    data = {
        "line": unit.line,
        "from": before.unit_id if before else None,
        "to": unit.id,
        "on": day.isoformat(),
    }
    return record("person.moved", subject=("person", person.id), unit_id=unit.id, by=by, at=at, data=data)


def _check_move(before: Membership, unit: Unit, by: Actor) -> None:
    if before.unit_id == unit.id:
        raise Invalid("已经在这个单位", fields={"unit": f"已经在“{unit.name}”，不用再安排"})
    unit_for("org_edit", before.unit_id, viewer=by)


@transaction.atomic
def set_standing(
    person_id: int,
    standing: str,
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    rights_suspended: bool = False,
) -> Fact:
    """From `on` the person's standing is this; an empty one ends what they had."""
    person = _person_for(person_id, by)
    _present(person)
    if person.id == by.person_id:
        raise NotAllowed("不能改自己的政治面貌，请由另一位有权的人来办")
    if standing not in ("", *Standing.values):
        raise Invalid("没有这一种", fields={"standing": "请从列表里选"})
    before = PartyStanding.objects.filter(person=person, ends_date__isnull=True).first()
    if _same(before, standing, rights_suspended):
        raise Invalid("没有变化", fields={"standing": "和现在的一样"})
    last = PartyStanding.objects.filter(person=person).order_by("-starts_date").first()
    day = day_of(at, on, after=last.starts_date if last else None)
    _replace(person, before, standing, rights_suspended, day)
    return record(
        "standing.changed",
        subject=("person", person.id),
        unit_id=_party_unit(person),
        by=by,
        at=at,
        data={"from": before.standing if before else "", "to": standing, "on": day.isoformat()},
    )


def _same(before: PartyStanding | None, standing: str, suspended: bool) -> bool:
    if before is None:
        return standing == ""
    return before.standing == standing and before.rights_suspended == suspended


def _replace(person: Person, before: PartyStanding | None, standing: str, suspended: bool, day: date) -> None:
    if before is not None and before.starts_date == day:
        before.delete()
    elif before is not None:
        PartyStanding.objects.filter(id=before.id).update(ends_date=day - DAY)
    if standing:
        PartyStanding.objects.create(
            person=person,
            standing=standing,
            rights_suspended=suspended and standing in ("full", "probationary"),
            starts_date=day,
        )


def _party_unit(person: Person) -> int | None:
    """Where a change of standing belongs: the party unit, else the work unit."""
    rows = Membership.objects.filter(person=person, ends_date__isnull=True)
    units = dict(rows.values_list("line", "unit_id"))
    return units.get("party") or units.get("administration")


@transaction.atomic
def change_person(person_id: int, *, name: str, trade: str, phone: str, by: Actor, at: datetime) -> Fact:
    """Corrects name, trade and telephone; the fact says which changed, not what they were."""
    person = _person_for(person_id, by)
    name = "".join(name.split())
    if not name:
        raise Invalid("姓名要填", fields={"name": "这一项还空着"})
    given = {"name": name, "trade": trade.strip(), "phone": phone.strip()}
    changed = sorted(key for key, value in given.items() if getattr(person, key) != value)
    if not changed:
        raise Invalid("没有变化", fields={"name": "和现在的一样"})
    if "name" in changed:
        given["pinyin"] = initials(name)
    Person.objects.filter(id=person.id).update(**given)
    data = {"changed": changed}
    unit_id = _work_unit(person)
    return record("person.changed", subject=("person", person.id), unit_id=unit_id, by=by, at=at, data=data)


def _work_unit(person: Person) -> int | None:
    rows = Membership.objects.filter(person=person, ends_date__isnull=True)
    units = dict(rows.values_list("line", "unit_id"))
    return units.get("administration") or next(iter(units.values()), None)


@transaction.atomic
def person_left(person_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """`on` is the last day; places and posts end with it, those not yet begun fall away."""
    person = _person_for(person_id, by)
    _present(person)
    if person.id == by.person_id:
        raise NotAllowed("不能给自己办离开，请由另一位有权的人来办")
    if person.id in spared_of(person.company_id, on=timezone.localdate(at)):
        raise Refused(f"{person.name}现在是管理员，请先由安全管理员结束授权，再办离开")
    unit_id = _work_unit(person)
    inside = Membership.objects.filter(person=person, ends_date__isnull=True)
    earliest = max(inside.values_list("starts_date", flat=True), default=None)
    day = day_of(at, on, after=earliest)
    inside.update(ends_date=day)
    held = Appointment.objects.filter(person=person).filter(Q(ends_date__isnull=True) | Q(ends_date__gt=day))
    held.filter(starts_date__gt=day).delete()
    ended = list(held.values_list("id", flat=True))
    held.update(ends_date=day)
    Person.objects.filter(id=person.id).update(left_date=day)
    data = {"on": day.isoformat(), "appointments": ended}
    return record("person.left", subject=("person", person.id), unit_id=unit_id, by=by, at=at, data=data)


@transaction.atomic
def person_returned(person_id: int, *, by: Actor, at: datetime) -> Fact:
    """Undoes a leaving entered by mistake: the places of the last day are open again. Posts are made anew."""
    person = _person_for(person_id, by)
    if person.left_date is None:
        raise NotFound(f"{person.name}没有离开")
    Membership.objects.filter(person=person, ends_date=person.left_date, unit__ends_date__isnull=True).update(
        ends_date=None
    )
    Person.objects.filter(id=person.id).update(left_date=None)
    data = {"returned": True}
    unit_id = _work_unit(person)
    return record("person.changed", subject=("person", person.id), unit_id=unit_id, by=by, at=at, data=data)
