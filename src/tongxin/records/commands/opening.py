"""Open a record with its roll call, or throw a draft away."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.orgs.models import Shift, Unit
from tongxin.orgs.queries import within
from tongxin.records.commands import saving
from tongxin.records.content import Content, Mark
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.queries import seen
from tongxin.records.queries.roll import expected_people, roll
from tongxin.regimes.schema.record import RecordSpec

ROLL_COLUMNS = (
    "record_id", "person_id", "sitting", "expected", "present", "party", "voter", "exclusion", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    fact: Fact
    record_id: int


def open_record(
    kind: str,
    *,
    unit_id: int,
    by: Actor,
    at: datetime,
    held_at: datetime,
    shift_id: int | None = None,
    key: uuid.UUID | None = None,
) -> Opened:
    """A draft with everybody expected present. The same key, or the same shift, opens it once."""
    unit = Unit.objects.filter(within(by.scope("record_write"), ""), id=unit_id).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    day = timezone.localdate(held_at)
    spec, adoption_id = _spec(kind, unit, day)
    if not seen.may_write(spec, unit, by=by, on=timezone.localdate(at)):
        raise NotAllowed(f"{unit.name}的{spec.title}不由您来写")
    shift = _shift(spec, unit, shift_id)
    record = Record(
        key=key or uuid.uuid4(),
        company_id=unit.company_id,
        unit=unit,
        kind=kind,
        adoption_id=adoption_id,
        title=_title(spec, day, shift),
        level=spec.level,
        shift=shift,
        held_at=held_at,
        chair_id=by.person_id,
        recorder_id=by.person_id,
        opened_by_id=by.person_id,
        saved_by_id=by.person_id,
        saved_at=at,
        created_at=at,
    )
    try:
        with transaction.atomic():
            return _open(record, spec, by=by, at=at)
    except IntegrityError:
        return _opened_before(record, by=by)


def _spec(kind: str, unit: Unit, day: date) -> tuple[RecordSpec, int]:
    found = adoption.record_specs(unit, on=day).get(kind)
    if found is None:
        raise Refused(f"{unit.name}没有采用要写这种记录的制度，请支部书记在“制度”里采用")
    return found


def _shift(spec: RecordSpec, unit: Unit, shift_id: int | None) -> Shift | None:
    if not spec.per_shift:
        return None
    shifts = Shift.objects.filter(team=unit, cancelled=False)
    shift = shifts.filter(id=shift_id).first() if shift_id is not None else None
    if shift is None:
        raise Refused(f"{spec.title}要选一个班次，{unit.name}没有这个班次")
    return shift


def _title(spec: RecordSpec, day: date, shift: Shift | None) -> str:
    if shift is not None:
        return f"{shift.day.month}月{shift.day.day}日{shift.name} {spec.title}"
    return f"{day.month}月{day.day}日 {spec.title}"


def _open(record: Record, spec: RecordSpec, *, by: Actor, at: datetime) -> Opened:
    record.save(force_insert=True)
    record.expected_count = call_roll(record, spec)
    Record.objects.filter(id=record.id).update(expected_count=record.expected_count)
    fact = facts.record(
        "record.opened",
        subject=("record", record.id),
        by=by,
        at=at,
        unit_id=record.unit_id,
        happened_at=at,
        data={"kind": record.kind, "shift_id": record.shift_id},
    )
    return Opened(fact, record.id)


def call_roll(record: Record, spec: RecordSpec) -> int:
    """One insert, for a team of five and for a branch of five thousand; gives how many."""
    if spec.expected == "nobody":
        return 0
    day = timezone.localdate(record.held_at)
    people = roll(expected_people(spec, record.unit, on=day), spec, on=day)
    fixed = people.annotate(
        row_record=Value(record.id), row_sitting=Value(1), row_expected=Value(True), row_exclusion=Value("")
    )
    rows = fixed.values_list(
        "row_record", "id", "row_sitting", "row_expected", "here", "in_party", "votes", "row_exclusion", "why"
    )
    sql, params = rows.query.sql_with_params()
    table = connection.ops.quote_name(Presence._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(ROLL_COLUMNS)}) {sql}", params)
        return max(int(cursor.rowcount), 0)


def renew_roll(record_id: int, *, by: Actor, at: datetime) -> int:
    """Call the roll anew by the roster of the day it is held: a meeting planned long ahead, or moved.

    Who is still on it keeps what was marked. Gives how many are expected now.
    """
    record = seen.get_record(record_id, viewer=by)
    spec = seen.spec_of(record)
    seen.check_may_write(record, spec, by=by, on=timezone.localdate(at))
    with transaction.atomic():
        saving.take(record, RecordState.DRAFT, revision=None)
        old = Presence.objects.filter(record=record, sitting=1, expected=True)
        marks = {
            row.person_id: Mark(row.present, row.reason, row.exclusion) for row in old if not row.present
        }
        old.delete()
        day = timezone.localdate(record.held_at)
        listed = expected_people(spec, record.unit, on=day).values("id")
        Presence.objects.filter(record=record, sitting=1, person__in=listed).delete()
        call_roll(record, spec)
        saving.apply(record, spec, Content(marks=marks))
        saving.keep(record, RecordState.DRAFT, by=by, at=at)
    return record.expected_count


def _opened_before(record: Record, *, by: Actor) -> Opened:
    """Somebody (perhaps the same person twice) opened it a moment ago: go on with that one."""
    same = Record.objects.filter(unit=record.unit_id, kind=record.kind).exclude(state=RecordState.DROPPED)
    twin = same.filter(key=record.key).first()
    if twin is None and record.shift_id is not None:
        twin = same.filter(shift=record.shift_id).first()
    if twin is None:
        raise Refused("这份记录已经用别的内容传过一次，请刷新后再写")
    if twin.state != RecordState.DRAFT and twin.key != record.key:
        raise Refused(f"“{twin.title}”已经记完了，要改请在那份记录上更正", record_id=twin.id)
    fact = Fact.objects.get(subject_type="record", subject_id=twin.id, kind="record.opened")
    return Opened(fact, twin.id)


def drop_record(record_id: int, *, by: Actor, at: datetime) -> Fact:
    """Throw a draft away, or cancel a meeting that was planned."""
    record = seen.get_record(record_id, viewer=by)
    seen.check_may_write(record, seen.spec_of(record), by=by, on=timezone.localdate(at))
    with transaction.atomic():
        draft = Record.objects.filter(id=record.id, state=RecordState.DRAFT)
        if not draft.update(state=RecordState.DROPPED, saved_by_id=by.person_id, saved_at=at):
            raise Refused("已经记完的不能作废；写错了请更正，原来的一版会留着")
        return facts.record(
            "record.dropped", subject=("record", record.id), by=by, at=at, unit_id=record.unit_id,
            data={"kind": record.kind, "shift_id": record.shift_id, "held_at": record.held_at.isoformat()},
        )  # fmt: skip
