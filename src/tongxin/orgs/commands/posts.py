"""Appoint, end, take back, and let somebody stand in. A right comes from here and from nowhere else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, PartyStanding, Person, Unit
from tongxin.orgs.queries.people import full_since, holders
from tongxin.orgs.queries.scope import company_of, holds_on, people_seen_by, unit_for
from tongxin.orgs.rules.posts import Candidate, Wanted, check_appointment, post_of, usual_end
from tongxin.orgs.rules.size import Caution
from tongxin.regimes.load import posts

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appointed:
    """`cautions`: what the appointer should mind; the appointment stands all the same."""

    fact: Fact
    appointment_id: int
    cautions: tuple[Caution, ...] = ()


@transaction.atomic
def appoint(
    person_id: int,
    post: str,
    unit_id: int,
    *,
    by: Actor,
    at: datetime,
    starts_date: date | None = None,
    ends_date: date | None = None,
    basis: str = "",
) -> Appointed:
    """A person holds a post in a unit; without an end, until the post's usual term is over."""
    unit = _open_unit(unit_id, by)
    spec = post_of(posts(settings.PACKS_DIR), post)
    starts = starts_date or timezone.localdate(at)
    wanted = Wanted(
        spec,
        unit.id,
        unit.kind,
        unit.starts_date,
        starts,
        ends_date or usual_end(spec, starts),
        holders=_names(post, unit, starts, ends_date),
    )
    return _appoint(wanted, person_id, basis, None, by=by, at=at)


def _open_unit(unit_id: int, by: Actor) -> Unit:
    unit = unit_for("appointment_make", unit_id, viewer=by)
    Unit.objects.select_for_update().get(id=unit.id)  # two appointers, one chair
    if unit.ends_date is not None:
        raise Refused(f"“{unit.name}”已经撤销，不能再任命")
    return unit


def _names(post: str, unit: Unit, starts: date, ends: date | None) -> tuple[str, ...]:
    """Who holds the post at any time from `starts` to `ends`, substitutes left out."""
    rows = Appointment.objects.filter(unit=unit, post=post, stands_in_for__isnull=True)
    rows = rows.filter(Q(ends_date__isnull=True) | Q(ends_date__gte=starts))
    if ends is not None:
        rows = rows.filter(starts_date__lte=ends)
    return tuple(rows.order_by("id").values_list("person__name", flat=True))


def _appoint(
    wanted: Wanted, person_id: int, basis: str, stands_in_for: int | None, *, by: Actor, at: datetime
) -> Appointed:
    candidate = _candidate(wanted, person_id, by)
    cautions = check_appointment(wanted, candidate, by_id=by.person_id)
    row = Appointment(
        person_id=person_id,
        post=wanted.post.key,
        unit_id=wanted.unit_id,
        starts_date=wanted.starts,
        ends_date=wanted.ends,
        basis=basis.strip()[:120],
        stands_in_for_id=stands_in_for,
        appointed_by_id=by.person_id,
        appointed_at=at,
    )
    _keep(row)
    fact = _record("appointment.made", row, by, at, cautions=[one.rule for one in cautions])
    return Appointed(fact, row.id, tuple(cautions))


def _keep(row: Appointment) -> None:
    """A trigger keeps the three administrators away from posts; they are not ours to ask for."""
    try:
        with transaction.atomic():
            row.save()
    except DatabaseError as error:
        if "administrator" not in str(error):
            raise
        raise Invalid(
            "系统、安全、审计管理员不能担任职务", fields={"person": "请换一个人，或先收回管理员身份"}
        ) from None


def _candidate(wanted: Wanted, person_id: int, by: Actor) -> Candidate:
    person = people_seen_by(by).filter(id=person_id).first()
    if person is None:
        raise Invalid("没有找到这个人", fields={"person": "请先找到这个人，再选"})
    held = PartyStanding.objects.filter(holds_on(wanted.starts), person=person).first()
    same = holders(wanted.post.key, [wanted.unit_id], wanted.starts)
    return Candidate(
        person.id,
        held.standing if held else "",
        full_since(person.id, wanted.starts),
        person.left_date,
        holds_it=any(one.person_id == person.id for one in same),
    )


def _record(kind: str, row: Appointment, by: Actor, at: datetime, **more: object) -> Fact:
    data = {
        "person_id": row.person_id,
        "post": row.post,
        "starts": row.starts_date.isoformat(),
        "ends": row.ends_date.isoformat() if row.ends_date else None,
        "stands_in_for": row.stands_in_for_id,
        **more,
    }
    return record(kind, subject=("appointment", row.id), unit_id=row.unit_id, by=by, at=at, data=data)


def _appointment_for(appointment_id: int, by: Actor) -> Appointment:
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(id=appointment_id, unit__company_id=company_of(by))
        .first()
    )
    if row is None:
        raise NotFound("没有找到这项任职")
    unit_for("appointment_make", row.unit_id, viewer=by)
    return row


@transaction.atomic
def end_appointment(appointment_id: int, *, by: Actor, at: datetime, on: date | None = None) -> Fact:
    """`on` is the last day, yesterday if not given, so that the rights are gone at the next request.

    An appointment that has not had a day yet is taken back altogether.
    """
    row = _appointment_for(appointment_id, by)
    today = timezone.localdate(at)
    last = on or today - DAY
    if row.ends_date is not None and row.ends_date < today:
        raise Refused("这项任职已经结束")
    if row.ends_date is not None and last > row.ends_date:
        raise Invalid("比任期还晚", fields={"on": f"任期到 {row.ends_date:%Y-%m-%d}，请填这天或以前"})
    _end_substitutes(row, last)
    if last < row.starts_date:
        return _take_back(row, by, at, today)
    was = row.ends_date.isoformat() if row.ends_date else None
    row.ends_date = last
    row.save(update_fields=["ends_date"])
    return _record("appointment.ended", row, by, at, was=was)


def _take_back(row: Appointment, by: Actor, at: datetime, today: date) -> Fact:
    if row.starts_date < today:
        raise Invalid("比开始日期还早", fields={"on": f"请填 {row.starts_date:%Y-%m-%d} 或以后"})
    fact = _record("appointment.ended", row, by, at, taken_back=True)
    row.delete()
    return fact


def _end_substitutes(row: Appointment, last: date) -> None:
    """Nobody stands in for somebody who no longer holds the post."""
    standing_in = Appointment.objects.filter(stands_in_for=row)
    standing_in.filter(starts_date__gt=last).delete()
    standing_in.filter(Q(ends_date__isnull=True) | Q(ends_date__gt=last)).update(ends_date=last)


@transaction.atomic
def restore_appointment(appointment_id: int, *, by: Actor, at: datetime) -> Fact:
    """Undoes an ending made by mistake, as long as nobody else has the post."""
    row = _appointment_for(appointment_id, by)
    if row.person_id == by.person_id:
        raise NotAllowed("不能恢复自己的职务，请由另一位有权的人来办")
    ended = Fact.objects.filter(
        subject_type="appointment", subject_id=row.id, kind__in=("appointment.ended", "appointment.made")
    ).last()
    if ended is None or ended.kind != "appointment.ended" or row.unit.ends_date is not None:
        raise Refused("这项任职没有被免去，不能恢复")
    was = ended.data.get("was")
    row.ends_date = date.fromisoformat(was) if was else None
    _check_free(row, timezone.localdate(at))
    _keep(row)
    return _record("appointment.made", row, by, at, restored=True)


def _check_free(row: Appointment, today: date) -> None:
    spec = post_of(posts(settings.PACKS_DIR), row.post)
    others = _names(row.post, row.unit, today, row.ends_date)
    if row.stands_in_for_id is None and len(others) >= spec.per_unit:
        raise Refused(f"{spec.title}已经由{'、'.join(others)}担任，不能恢复")
    if not Person.objects.filter(id=row.person_id, left_date__isnull=True).exists():
        raise Refused("这个人已经离开单位，不能恢复")


@transaction.atomic
def substitute(
    appointment_id: int,
    person_id: int,
    *,
    starts_date: date,
    ends_date: date,
    by: Actor,
    at: datetime,
    basis: str = "",
) -> Appointed:
    """Somebody stands in for the holder of a post for a time, with the post's rights."""
    row = _appointment_for(appointment_id, by)
    if row.stands_in_for_id is not None:
        raise Refused("代理人不能再找人代理，请给担任职务的人另定代理")
    if row.ends_date is not None and row.ends_date < starts_date:
        raise Invalid("那时任期已满", fields={"starts_date": f"任期到 {row.ends_date:%Y-%m-%d}"})
    spec = post_of(posts(settings.PACKS_DIR), row.post)
    unit = row.unit
    wanted = Wanted(spec, unit.id, unit.kind, unit.starts_date, starts_date, ends_date, substitute=True)
    return _appoint(wanted, person_id, basis, row.id, by=by, at=at)
