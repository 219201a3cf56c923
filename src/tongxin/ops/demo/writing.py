"""Writes the told records in bulk, with their traces."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.db.models import F
from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.duties.dialect import execute_many, moment
from tongxin.facts.models import Fact
from tongxin.ops.demo import texts
from tongxin.ops.demo.history import PRE_SHIFT, Held, Life
from tongxin.ops.demo.journal import Act
from tongxin.orgs.models import Person
from tongxin.records.commands import correct_record
from tongxin.records.content import Content, Mark
from tongxin.records.models import Decision, Presence, Record, Task, Version
from tongxin.records.rules import telling
from tongxin.records.rules.lateness import lateness
from tongxin.records.snapshot import snapshot
from tongxin.regimes.schema.fields import FieldSpec

BATCH = 1500
THEME_DAY, CORRECTED_AFTER = "theme_day", timedelta(days=2)


def write(life: Life, held: list[Held]) -> list[Fact]:
    """Records, people, versions, decisions and tasks; gives the facts of their closing, not written yet."""
    held = sorted(held, key=lambda one: one.written_at)  # the journal reads from the first to the last
    records = [_record(life, one) for one in held]
    Record.objects.bulk_create(records, batch_size=BATCH)
    pairs = list(zip(records, held, strict=True))
    presences = [row for record, one in pairs for row in _presences(life, record, one)]
    _insert(presences)
    decisions = _decide(life, pairs)
    Version.objects.bulk_create(_versions(pairs, presences, decisions), batch_size=BATCH)
    return [_fact(life, record, one) for record, one in pairs]


def _record(life: Life, one: Held) -> Record:
    month = f"{one.held_at.month} 月" if one.spec.key != PRE_SHIFT else ""
    return Record(
        company=life.group.company,
        unit=one.unit,
        kind=one.spec.key,
        adoption_id=one.adoption_id,
        title=f"{one.shift.name}{one.spec.title}" if one.shift else f"{month}{one.spec.title}",
        level=one.spec.level,
        state="closed",
        shift=one.shift,
        held_at=one.held_at,
        ended_at=one.held_at + timedelta(minutes=max(10, one.spec.minutes)),
        place="班前会议室" if one.shift else f"{one.unit.name}会议室",
        chair=one.chair,
        recorder=one.chair,
        data=_data(life.random, one, life.trade(one.unit)),
        expected_count=len(one.people),
        present_count=len(one.people) - len(one.absent),
        version=1,
        revision=1,
        written_at=one.written_at,
        late_days=_late_days(one),
        closed_by=one.chair,
        opened_by=one.chair,
        saved_by=one.chair,
        saved_at=one.written_at,
        created_at=one.written_at - timedelta(minutes=9),
    )


def _late_days(one: Held) -> int:
    ended_at = one.held_at + timedelta(minutes=max(10, one.spec.minutes))
    return lateness(
        ended_at=timezone.localtime(ended_at),
        written_at=timezone.localtime(one.written_at),
        late_after_hours=one.spec.late_after_hours,
    ).days


def _data(random: Random, one: Held, trade: str) -> dict[str, Any]:
    data = {field.key: _value(random, field, one, trade) for field in one.spec.fields}
    if "agenda" in one.spec.steps:
        data["agenda"] = random.sample(texts.AGENDA, 3)
    if "minutes" in one.spec.steps:
        data["minutes"] = "\n".join(random.sample(texts.MINUTES, 2))
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _value(random: Random, field: FieldSpec, one: Held, trade: str) -> Any:
    if field.type in ("choice", "choices"):
        keys = [choice.key for choice in random.sample(field.choices, min(2, len(field.choices)))]
        return keys if field.type == "choices" else keys[0]
    if field.type == "steps":
        plain = texts.STEPS.get(field.key, ("按要求办了",))
        return random.sample(texts.of_trade(trade, field.key, plain), 1)
    if field.type in ("text", "long_text"):
        plain = texts.TEXTS.get(field.key, ("",) if field.type == "text" else texts.MINUTES)
        return random.choice(texts.of_trade(trade, field.key, plain))
    if field.type == "number":
        return random.randint(1, 5) if field.key in ("excellent", "passed") else 0
    return {"yes": True, "people": [one.chair.id]}.get(field.type)


def _presences(life: Life, record: Record, one: Held) -> Iterable[Presence]:
    for person in one.people:
        present = person.id not in one.absent
        standing = life.party.get(person.id, "")
        yield Presence(
            record=record,
            person=person,
            present=present,
            reason=one.absent.get(person.id, ""),
            party=bool(standing),
            voter=standing == "full" and one.spec.expected in ("members", "voters", "committee"),
            signed_at=one.written_at if present and one.spec.signatures == "present" else None,
        )


def _insert(presences: list[Presence]) -> None:
    """As `bulk_create` would, in a tenth of its time: these are most of the demo's rows."""
    fields = [field for field in Presence._meta.concrete_fields if not field.primary_key]
    columns, marks = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    moments = {row.signed_at: row.signed_at and moment(row.signed_at) for row in presences}
    rows = [
        [
            moments[row.signed_at] if field.attname == "signed_at" else getattr(row, field.attname)
            for field in fields
        ]
        for row in presences
    ]
    execute_many(f"INSERT INTO {Presence._meta.db_table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def _decide(life: Life, pairs: list[tuple[Record, Held]]) -> list[Decision]:
    """Committee and members' meetings decide; what is decided becomes a task, mostly done."""
    decisions, tasks = [], []
    for record, one in pairs:
        if "decisions" in one.spec.steps and one.spec.level == "C1":
            known = texts.of_trade(life.trade(one.unit), "decisions", texts.DECISIONS)
            for position, text in enumerate(life.random.sample(known, 2), start=1):
                decision = _decision(record, one, position, text)
                decisions.append(decision)
                tasks.append(_task(life, record, one, text, "decision", decision))
        elif "measures" in one.spec.steps and life.random.random() < 0.3:
            planned = texts.of_trade(life.trade(one.unit), "planned", texts.STEPS["planned"])
            tasks.append(_task(life, record, one, life.random.choice(planned), "measure", None))
    for team in life.group.teams:
        known = texts.of_trade(team.enterprise.prefix, "late_tasks", texts.LATE_TASKS)
        for text in life.random.sample(known, life.random.choice((0, 0, 1, 2))):
            tasks.append(_open_point(life, team.unit, team.leader, text))
    Decision.objects.bulk_create(decisions, batch_size=BATCH)
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    return decisions


def _decision(record: Record, one: Held, position: int, text: str) -> Decision:
    voters = len(one.people) - len(one.absent)
    return Decision(
        record=record,
        position=position,
        text=text,
        rule=one.spec.vote,
        yes=voters,
        passed=True if one.spec.vote else None,
        outcome=f"同意 {voters} 票，超过应到 {len(one.people)} 人的半数，通过" if one.spec.vote else "",
    )


def _task(life: Life, record: Record, one: Held, text: str, kind: str, decision: Decision | None) -> Task:
    due = record.held_at.date() + timedelta(days=life.random.choice((3, 7, 14)))
    done_at = record.held_at + timedelta(days=life.random.randint(1, 12))
    done = done_at < life.at and life.random.random() < 0.9
    owner = life.random.choice(one.people)
    return Task(
        company=life.group.company,
        unit=one.unit,
        record=record,
        decision=decision,
        kind=kind,
        text=text,
        owner=owner,
        due_date=due,
        done_at=done_at if done else None,
        done_by=owner if done else None,
        note="办完了，大家看过" if done else "",
        level=one.spec.level,
        opened_by=one.chair,
        created_at=one.written_at,
    )


def _open_point(life: Life, unit: Any, owner: Person, text: str) -> Task:
    days = life.random.randint(0, 3)
    return Task(
        company=life.group.company,
        unit=unit,
        kind="open_point",
        text=text,
        owner=owner,
        due_date=life.on + timedelta(days=life.random.randint(-1, 3)),
        opened_by=owner,
        created_at=life.at - timedelta(days=days, hours=2),
    )


def _versions(
    pairs: list[tuple[Record, Held]], presences: list[Presence], decisions: list[Decision]
) -> Iterable[Version]:
    there, decided = defaultdict(list), defaultdict(list)
    for row in presences:
        there[row.record_id].append(row)
    for decision in decisions:
        decided[decision.record_id].append(decision)
    for record, one in pairs:
        content = snapshot(record, there[record.id], decided[record.id], [])
        yield Version(
            record=record, number=1, content=content, written_by=one.chair, written_at=one.written_at
        )


def corrections(life: Life) -> Iterable[Act]:
    """In each branch somebody was marked absent who was there; the secretary put it right two days later."""
    written = Record.objects.filter(kind=THEME_DAY, present_count__lt=F("expected_count"))
    for branch in life.group.branches:
        record = written.filter(unit=branch.unit, written_at__lt=life.at - CORRECTED_AFTER).last()
        if record is not None and record.written_at is not None:
            at = record.written_at + CORRECTED_AFTER
            yield at, partial(_correct, record, branch.secretary, at)


def _correct(record: Record, secretary: Person, at: datetime) -> Fact:
    row = Presence.objects.filter(record=record, present=False).select_related("person")[0]
    return correct_record(
        record.id,
        Content(marks={row.person_id: Mark(present=True)}),
        reason=f"{row.person.name}那天到了，漏记了",
        by=actor_of(secretary.id, at=at),
        at=at,
    )


def _fact(life: Life, record: Record, one: Held) -> Fact:
    """As closing a record tells it."""
    return Fact(
        kind="record.closed",
        subject_type="record",
        subject_id=record.id,
        company_id=life.group.company.id,
        unit_id=one.unit.id,
        by_id=one.chair.id,
        by_name=one.chair.name,
        happened_at=one.held_at,
        recorded_at=one.written_at,
        data={
            "kind": one.spec.key,
            "shift_id": one.shift.id if one.shift else None,
            "chair_id": one.chair.id,
            "present": sorted(person.id for person in one.people if person.id not in one.absent),
            "written_at": timezone.localtime(one.written_at).isoformat(),
            "version": 1,
            "late_days": record.late_days,
            "told_late": record.late_days > 0,
            **telling.choices(one.spec.fields, record.data),
        },
    )
