"""Give a shift over, take it, or refuse it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Shift, Unit
from tongxin.orgs.queries import within
from tongxin.records.commands import closing
from tongxin.records.commands.opening import open_record
from tongxin.records.handover import rules
from tongxin.records.handover.queries import get_handover
from tongxin.records.models import Presence, Record, RecordState, Task
from tongxin.records.queries import seen, spec_of
from tongxin.regimes import filling

OPEN = (RecordState.DRAFT, RecordState.REFUSED)


@dataclass(frozen=True, slots=True)
class Started:
    fact: Fact | None
    record_id: int


def open_handover(shift_id: int, *, by: Actor, at: datetime) -> Started:
    """The one handover of this shift."""
    mine = Shift.objects.filter(within(by.scope("record_write"), "team"), id=shift_id, cancelled=False)
    shift = mine.first()
    if shift is None:
        raise NotFound("没有找到这个班次")
    there = Record.objects.filter(unit=shift.team_id, kind=rules.KIND, shift=shift)
    if record := there.exclude(state=RecordState.DROPPED).first():
        return Started(None, record.id)
    if reason := rules.may_open(ends_at=shift.ends_at, at=at):
        raise Refused(reason)
    held_at = rules.held_at(ends_at=shift.ends_at, at=at)
    opened = open_record(rules.KIND, unit_id=shift.team_id, by=by, at=at, held_at=held_at, shift_id=shift.id)
    return Started(opened.fact, opened.record_id)


def give(
    record_id: int,
    values: Mapping[str, Any],
    *,
    to_team: int,
    passed_on: Collection[int],
    by: Actor,
    at: datetime,
) -> None:
    """What is handed over, and to whom; the taking side sees it from now on. Can be given again
    until it is taken."""
    record, giving = get_handover(record_id, viewer=by)
    spec = spec_of(record)
    if not giving:
        raise NotAllowed("交什么由交班的一方写")
    seen.check_may_write(record, spec, by=by, on=timezone.localdate(at))
    _check_team(record, to_team)
    kept, wrong = filling.kept(spec.fields, values)
    wrong |= filling.missing(spec.fields, kept)
    if wrong:
        raise Invalid(f"还差 {len(wrong)} 项，交班还没有交出去", fields=wrong)
    own = Task.objects.filter(unit=record.unit_id, kind="open_point", done_at__isnull=True)
    data = {
        **record.data,
        **kept,
        "to_team": to_team,
        "passed_on": sorted(own.filter(id__in=passed_on).values_list("id", flat=True)),
        "given_at": at.isoformat(),
    }
    with transaction.atomic():
        _replace(record, data=data, chair_id=by.person_id, by=by, at=at)


def _check_team(record: Record, to_team: int) -> None:
    siblings = Unit.objects.filter(parent=record.unit.parent_id, kind="team", company=record.company_id)
    if not siblings.filter(id=to_team).exclude(id=record.unit_id).exists():
        raise Invalid("选一下交给哪个班组", fields={"to_team": "没有选交给哪个班组"})


def _replace(record: Record, *, by: Actor, at: datetime, **changed: Any) -> None:
    """A draft is saved as it is; a refused one has a version, so it gets the next one."""
    rows = Record.objects.filter(id=record.id, state=record.state, revision=record.revision)
    if record.state == RecordState.REFUSED:
        changed["version"] = record.version + 1
    taken = rows.update(revision=F("revision") + 1, saved_by_id=by.person_id, saved_at=at, **changed)
    if not taken:
        raise Refused("对方刚刚也动了这次交接班，请刷新看看")
    record.refresh_from_db()
    if record.state == RecordState.REFUSED:
        whole = closing.read(record, spec_of(record))
        closing.keep_version(whole, by=by, at=at, reason="没交清楚，重新交")


def take(record_id: int, taker_id: int, *, by: Actor, at: datetime) -> Fact:
    """The taking side signs, on its own phone or on the giver's; both names are kept.

    What is still open belongs to the taking team from now on.
    """
    record, _ = get_handover(record_id, viewer=by)
    if record.state not in OPEN:
        raise Refused("这个班已经交接完了，不用再签")
    if "given_at" not in record.data:
        raise Refused("交班的一方还没有交出来")
    _check_taker(record, taker_id, at)
    with transaction.atomic():
        _claim(record, taker_id, by=by, at=at)
        _sign(record, taker_id, by=by, at=at)
        whole = closing.read(record, spec_of(record))
        reason = "交清楚以后接班" if record.version > 1 else ""
        closing.keep_version(whole, by=by, at=at, reason=reason)
        fact = closing.tell("record.closed", whole, by=by, at=at)
        _pass_on(record, by=by, at=at)
    return fact


def _check_taker(record: Record, taker_id: int, at: datetime) -> None:
    """Whoever leads the taking team, or is its instructor."""
    held = Appointment.objects.filter(
        valid_on(timezone.localdate(at)),
        unit=record.data["to_team"],
        person=taker_id,
        post__in=rules.WRITERS,
    )
    if not held.exists():
        raise Invalid("接班要由接班班组的班组长或小政委签", fields={"taker": "请选接班的人"})


def _claim(record: Record, taker_id: int, *, by: Actor, at: datetime) -> None:
    first = closing.written(record, spec_of(record), by=by, at=at)
    if record.written_at is not None:
        first |= {"written_at": record.written_at, "late_days": record.late_days}
    rows = Record.objects.filter(id=record.id, state=record.state, revision=record.revision)
    claimed = rows.update(
        **first | {"version": record.version + 1},
        revision=F("revision") + 1,
        recorder_id=taker_id,
        saved_by_id=by.person_id,
        saved_at=at,
        present_count=2,
    )
    if not claimed:
        raise Refused("对方刚刚也动了这次交接班，请刷新看看")
    record.refresh_from_db()


def _sign(record: Record, taker_id: int, *, by: Actor, at: datetime) -> None:
    given_at = datetime.fromisoformat(record.data["given_at"])
    via = by.person_id if by.person_id != taker_id else None
    Presence.objects.filter(record=record).delete()
    Presence.objects.bulk_create(
        [
            Presence(
                record=record, person_id=cast("int", record.chair_id), expected=False,  # since it was given
                signed_at=given_at, signed_version=record.version,
            ),
            Presence(
                record=record, person_id=taker_id, expected=False,
                signed_at=at, signed_via_id=via, signed_version=record.version,
            ),
        ]
    )  # fmt: skip


def _pass_on(record: Record, *, by: Actor, at: datetime) -> None:
    """Old points move with the work; new ones begin with the taking team."""
    to_team = record.data["to_team"]
    Task.objects.filter(id__in=record.data.get("passed_on", ()), done_at__isnull=True).update(unit_id=to_team)
    new = [
        Task(
            company_id=record.company_id,
            unit_id=to_team,
            record=record,
            kind="open_point",
            text=text,
            level=record.level,
            opened_by_id=record.chair_id,
            created_at=at,
        )
        for text in rules.open_points(record.data)
    ]
    if not new:
        return
    made = Task.objects.bulk_create(new)
    facts.record(
        "task.opened", subject=("record", record.id), by=by, at=at, unit_id=to_team,
        data={"tasks": [task.id for task in made], "owners": [None] * len(made)},
    )  # fmt: skip


def refuse(record_id: int, code: str, items: Collection[str], *, by: Actor, at: datetime) -> Fact:
    """Not handed over, or not taken; the section chief has it as a task at once."""
    record, giving = get_handover(record_id, viewer=by)
    if record.state != RecordState.DRAFT:
        raise Refused("这次交接班已经有了结果，请刷新看看")
    if wrong := rules.check_refusal(code, by_taker=not giving):
        raise Invalid(wrong, fields={"code": wrong})
    spec = spec_of(record)
    known = {field.key: field.title for field in spec.fields}
    unclear = [key for key in items if key in known] if code == "unclear" else []
    with transaction.atomic():
        _mark_refused(record, code, [known[key] for key in unclear], by=by, at=at)
        closing.keep_version(closing.read(record, spec), by=by, at=at)
        task = _report_up(record, code, [known[key] for key in unclear], by=by, at=at)
        return facts.record(
            "handover.refused", subject=("record", record.id), by=by, at=at, unit_id=record.unit_id,
            happened_at=at,
            data={
                "code": code, "items": unclear, "shift_id": record.shift_id,
                "to_team": record.data.get("to_team"), "task_id": task.id,
            },
        )  # fmt: skip


def _mark_refused(record: Record, code: str, items: list[str], *, by: Actor, at: datetime) -> None:
    """That somebody was unfit is in the journal for the chief, not on the record that stays for years."""
    shown = code if code == "unclear" else "unfit"
    rows = Record.objects.filter(id=record.id, state=RecordState.DRAFT, revision=record.revision)
    refused = rows.update(
        **closing.written(record, spec_of(record), by=by, at=at) | {"state": RecordState.REFUSED},
        revision=F("revision") + 1,
        saved_by_id=by.person_id,
        saved_at=at,
        data={**record.data, "refused": shown, "refused_items": items},
    )
    if not refused:
        raise Refused("对方刚刚也动了这次交接班，请刷新看看")
    record.refresh_from_db()


def _report_up(record: Record, code: str, items: list[str], *, by: Actor, at: datetime) -> Task:
    today = timezone.localdate(at)
    chief = Appointment.objects.filter(valid_on(today), unit=record.unit.parent_id, post="section_chief")
    return Task.objects.create(
        company_id=record.company_id,
        unit_id=record.unit.parent_id or record.unit_id,
        record=record,
        kind="open_point",
        text=rules.refusal_task(record.unit.name, record.shift.name if record.shift else "", code, items),
        owner_id=chief.order_by("id").values_list("person_id", flat=True).first(),
        due_date=today,
        opened_by_id=by.person_id,
        created_at=at,
    )
