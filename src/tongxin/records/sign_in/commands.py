"""Say that one has come, or that another has. One row a person and record, however often it is said."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.records.models import Arrival, Presence, Record, RecordState
from tongxin.records.queries import seen
from tongxin.records.sign_in import rules
from tongxin.records.sign_in.keys import key_of

UNKNOWN = "这不是签到的码，请扫主持人屏幕上的码"
CLOSED = "这次会已经记完了，不能再签到。您在场的话，请主持人更正点名"
STRANGER = "您不在这次会的名单上。请主持人在点名里把您加上，再扫一次"


@dataclass(frozen=True, slots=True)
class Arrived:
    """`fact` is None for who had come already: saying it again changes nothing."""

    fact: Fact | None
    record: Record
    arrived_at: datetime


def sign_in(text: str, *, by: Actor, at: datetime) -> Arrived:
    """By a code that stands on the screen now. It proves the record and the step, nothing else is asked."""
    token = rules.read(text)
    record = _record(token.record_id if token else 0, by)
    if token is None or record is None or not rules.holds(key_of(record), token):
        raise NotFound(UNKNOWN)
    before = Arrival.objects.filter(record=record, person=by.person_id, step=token.step).first()
    if before is not None:
        return Arrived(None, record, before.arrived_at)
    if not rules.in_time(token, at=at):
        raise Refused(rules.TOO_OLD)
    return _arrive(record, by.person_id or 0, "code", by=by, at=at, step=token.step)


def come(record_id: int, *, by: Actor, at: datetime) -> Arrived:
    """At the terminal of the team, by PIN."""
    record = _record(record_id, by)
    if record is None or by.team_id is None or record.unit_id != by.team_id:
        raise NotFound("没有找到这次会")
    return _arrive(record, by.person_id or 0, "terminal", by=by, at=at)


def confirm(record_id: int, person_id: int, *, by: Actor, at: datetime) -> Arrived:
    """Another says so, who may write the record; the name stays beside it. Nobody confirms themselves."""
    record = seen.get_record(record_id, viewer=by)
    seen.check_may_write(record, seen.spec_of(record), by=by, on=timezone.localdate(at))
    if person_id == by.person_id:
        raise NotAllowed("自己不能给自己确认。请用自己的手机扫码，或者请另一位主持的人确认")
    return _arrive(record, person_id, "named", by=by, at=at)


def _record(record_id: int, by: Actor) -> Record | None:
    rows = Record.objects.filter(id=record_id, company=by.company_id or 0).exclude(state=RecordState.DROPPED)
    return rows.select_related("unit", "shift").first()


def _arrive(
    record: Record, person_id: int, how: str, *, by: Actor, at: datetime, step: int | None = None
) -> Arrived:
    ends_at = record.shift.ends_at if record.shift else None
    listed = Presence.objects.filter(record=record, person=person_id, sitting=1)
    if not listed.exists():
        raise NotAllowed(STRANGER if person_id == by.person_id else "这个人不在名单上，请先在点名里加上")
    with transaction.atomic():
        # Closing and coming wait for each other: nobody comes to a meeting that is closed.
        now = Record.objects.select_for_update(no_key=True).only("state").get(id=record.id)
        if now.state != RecordState.DRAFT:
            raise Refused(CLOSED)
        if not rules.may_come(held_at=record.held_at, ends_at=ends_at, at=at):
            raise Refused("不是开会的时候，不能签到")
        row, first = Arrival.objects.get_or_create(
            record=record,
            person_id=person_id,
            defaults={
                "how": how,
                "arrived_at": at,
                "step": step,
                "confirmed_by_id": by.person_id if how == "named" else None,
            },
        )
        again = listed.filter(present=False).update(present=True, reason="")
        if not first and not again:
            return Arrived(None, record, row.arrived_at)
        if not first:
            Arrival.objects.filter(id=row.id).update(step=step)
        if again:
            _count(record)
        fact = facts.record(
            "record.signed_in", subject=("record", record.id), by=by, at=at, unit_id=record.unit_id,
            data={"person_id": person_id, "how": how},
        )  # fmt: skip
    return Arrived(fact, record, row.arrived_at)


def _count(record: Record) -> None:
    here = Presence.objects.filter(record=record, expected=True, present=True)
    Record.objects.filter(id=record.id).update(present_count=here.values("person").distinct().count())
