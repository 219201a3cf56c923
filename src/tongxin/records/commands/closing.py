"""Close a record: once, complete, with its votes counted and its tasks opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Person
from tongxin.records import tally
from tongxin.records.commands import saving
from tongxin.records.models import Attachment, Decision, Presence, Record, RecordState, Task, Version
from tongxin.records.queries import seen
from tongxin.records.rules import telling
from tongxin.records.rules.keeping import keep_until
from tongxin.records.rules.lateness import lateness
from tongxin.records.rules.votes import Finding, Seat
from tongxin.records.snapshot import snapshot
from tongxin.regimes import filling
from tongxin.regimes.schema.record import RecordSpec

LONGEST = timedelta(days=1)  # of a meeting: whoever says it ended later has not written it in time


@dataclass(slots=True)
class Whole:
    """A record with everything that belongs to it, read once."""

    record: Record
    spec: RecordSpec
    presences: list[Presence]
    decisions: list[Decision]
    attachments: list[Attachment]

    @property
    def seats(self) -> list[Seat]:
        return tally.seats_of(self.spec, self.presences)

    @property
    def opening(self) -> Finding | None:
        return tally.opening(self.record, self.spec, self.seats)

    @property
    def too_few(self) -> bool:
        return self.opening is not None and not self.opening.ok


def read(record: Record, spec: RecordSpec, presences: Sequence[Presence] | None = None) -> Whole:
    """Only what the kind has, and is not known: a pre-shift meeting is closed often and must be quick."""
    rows = Presence.objects.filter(record=record).select_related("person").order_by("sitting", "id")
    decisions = Decision.objects.filter(record=record).select_related("owner").order_by("position")
    files = Attachment.objects.filter(record=record, removed_in=None).select_related("file").order_by("id")
    return Whole(
        record,
        spec,
        list(rows if presences is None else presences),
        list(decisions) if "decisions" in spec.steps else [],
        list(files) if "attachments" in spec.steps or record.came_from else [],
    )


def close_record(
    record_id: int, *, by: Actor, at: datetime, revision: int | None = None, unheld: bool = False
) -> Fact:
    """Version 1, the tasks and the fact, all or nothing; of two people closing, one wins.

    `unheld`: too few came; kept as a meeting that was not held, which meets no duty and decides nothing.
    """
    record = seen.get_record(record_id, viewer=by)
    spec = seen.spec_of(record)
    seen.check_may_write(record, spec, by=by, on=timezone.localdate(at))
    with transaction.atomic():
        saving.take(record, RecordState.DRAFT, revision=revision)
        whole = read(record, spec)
        if unheld and not whole.too_few:
            raise Refused("现在人数够了，不是没开成；请点“记完了”")
        return close_taken(whole, by=by, at=at, unheld=unheld)


def close_taken(whole: Whole, *, by: Actor, at: datetime, unheld: bool = False) -> Fact:
    """Close what the caller has taken in its own transaction, and may write."""
    record = whole.record
    state = complete(whole, at=at, unheld=unheld)
    first = written(record, whole.spec, by=by, at=at) | {"state": state}
    saving.keep(record, RecordState.DRAFT, by=by, at=at, **first)
    keep_version(whole, by=by, at=at)
    fact = tell("record.closed", whole, by=by, at=at)
    open_tasks(whole, by=by, at=at)
    return fact


def written(record: Record, spec: RecordSpec, *, by: Actor, at: datetime) -> dict[str, Any]:
    """What the first writing fixes for good; `late_days` among it, so that late stays late."""
    return {
        "state": RecordState.CLOSED,
        "version": 1,
        "written_at": at,
        "late_days": late_days(record, spec, written_at=at),
        "keep_until": keep_until(timezone.localdate(record.held_at), spec.keep_years),
        "closed_by_id": by.person_id,
    }


def late_days(record: Record, spec: RecordSpec, written_at: datetime | None = None) -> int:
    """As its times stand now: a correction that dates it back makes it late, an end days later does not help."""
    ended_at = min(record.ended_at or record.held_at, record.held_at + LONGEST)
    return lateness(
        ended_at=timezone.localtime(ended_at),
        written_at=timezone.localtime(written_at or record.written_at),
        late_after_hours=spec.late_after_hours,
    ).days


def complete(whole: Whole, *, at: datetime, unheld: bool) -> RecordState:
    """Add what follows from what was written, and refuse what is not whole; gives whether it was held."""
    add_officers(whole)
    wrong = ({} if unheld else _not_whole(whole)) | _never_true(whole, at=at)
    if wrong:
        raise Invalid(f"还差 {len(wrong)} 处才能记完", fields=wrong)
    explain_absences(whole)
    tally.count_votes(whole.record, whole.spec, whole.seats, whole.decisions)
    Decision.objects.bulk_update(whole.decisions, ["passed", "outcome"])
    _count_people(whole)
    _keep_ruling(whole)
    return RecordState.UNHELD if unheld else RecordState.CLOSED


def _keep_ruling(whole: Whole) -> None:
    """How it was counted stays with the record, whatever the company says later."""
    if whole.opening is None:
        return
    data = {key: value for key, value in whole.record.data.items() if key != "unheld"}
    data["ruling"] = tally.ruling(whole.record)
    if whole.too_few:
        data["unheld"] = whole.opening.sentence
    whole.record.data = data


def _never_true(whole: Whole, *, at: datetime) -> dict[str, str]:
    """What no record can say, of a meeting or of one for which too few came."""
    record, wrong = whole.record, {}
    if record.held_at > at:
        wrong["held_at"] = f"还没到时间：写的是 {timezone.localtime(record.held_at):%m-%d %H:%M} 开"
    elif record.ended_at is not None and record.ended_at < record.held_at:
        wrong["ended_at"] = "结束的时间早于开始的时间"
    wrong |= _absent_officers(whole)
    if "roll_call" in whole.spec.steps and not any(row.present for row in whole.presences):
        wrong["roll"] = "一个人都没到，不能记完；没开成的请作废"
    return wrong


def _not_whole(whole: Whole) -> dict[str, str]:
    """Everything that is missing, told at once and each where it belongs."""
    record, spec = whole.record, whole.spec
    wrong = filling.missing(spec.fields, record.data)
    if "minutes" in spec.steps and not str(record.data.get("minutes", "")).strip():
        wrong["minutes"] = "请写记录：谁说了什么，怎么定的"
    if whole.opening and whole.too_few:
        told = f"{whole.opening.sentence}，会不能开"
        return wrong | {"roll": f"{told}。点名点错了请改；人确实不够，请点“人不够，记成没开成”"}
    return wrong | tally.vote_faults(record, spec, whole.seats, whole.decisions)


def _absent_officers(whole: Whole) -> dict[str, str]:
    wrong = {}
    there = {row.person_id for row in whole.presences if row.present}
    for name, title in (("chair", "主持"), ("recorder", "记录")):
        person: Person | None = getattr(whole.record, name)
        if person is not None and person.id not in there:
            wrong[name] = f"{title}人{person.name}点名点的是没到，请改一处"
    return wrong


def add_officers(whole: Whole) -> None:
    """Who led or wrote it was there, even if not on the list: they can sign, and see it later."""
    listed = {row.person_id for row in whole.presences}
    officers = {
        person.id: person
        for person in (whole.record.chair, whole.record.recorder)
        if person is not None and person.id not in listed
    }
    if officers:
        rows = [Presence(record=whole.record, person=one, expected=False) for one in officers.values()]
        Presence.objects.bulk_create(rows, ignore_conflicts=True)
        whole.presences += rows


def explain_absences(whole: Whole) -> None:
    """An absence that nobody explained says so."""
    silent = [row for row in whole.presences if not row.present and not row.reason]
    for row in silent:
        row.reason = "missing"
    if silent:
        Presence.objects.filter(id__in=[row.id for row in silent]).update(reason="missing")


def keep_version(whole: Whole, *, by: Actor, at: datetime, reason: str = "") -> None:
    Version.objects.create(
        record=whole.record,
        number=whole.record.version,
        content=snapshot(whole.record, whole.presences, whole.decisions, whole.attachments),
        reason=reason,
        written_by_id=by.person_id,
        written_at=at,
    )


def _count_people(whole: Whole) -> None:
    """Each person once, however many sittings there were."""
    expected = {row.person_id for row in whole.presences if row.expected}
    present = {row.person_id for row in whole.presences if row.present}
    whole.record.expected_count, whole.record.present_count = len(expected), len(expected & present)


def tell(kind: str, whole: Whole, *, by: Actor, at: datetime) -> Fact:
    """The fact that duties, reports and the board live on."""
    record = whole.record
    written_at = timezone.localtime(record.written_at or at)
    return facts.record(
        kind,
        subject=("record", record.id),
        by=by,
        at=at,
        unit_id=record.unit_id,
        happened_at=record.held_at,
        data={
            "kind": record.kind,
            "shift_id": record.shift_id,
            "chair_id": record.chair_id,
            "present": sorted({row.person_id for row in whole.presences if row.present}),
            "written_at": written_at.isoformat(),
            "version": record.version,
            "late_days": max(record.late_days, late_days(record, whole.spec)),
            "told_late": late_days(record, whole.spec, written_at=at) > 0,
            **({"came_from": record.came_from} if record.came_from else {}),
            **({"held": False} if record.state == RecordState.UNHELD else {}),
            **telling.choices(whole.spec.fields, record.data),
        },
    )


def open_tasks(whole: Whole, *, by: Actor, at: datetime) -> None:
    """Decisions that passed and have an owner or a date, and measures, become tasks."""
    before = Task.objects.filter(record=whole.record).values_list("decision", "kind", "text")
    had = set(before) if whole.record.version > 1 else set()
    wanted = [*_from_decisions(whole), *_from_measures(whole)]
    new = [task for task in wanted if not _known(task, had)]
    for task in new:
        task.opened_by_id, task.created_at = by.person_id, at
    if not new:
        return
    made = Task.objects.bulk_create(new)
    facts.record(
        "task.opened", subject=("record", whole.record.id), by=by, at=at, unit_id=whole.record.unit_id,
        data={"tasks": [task.id for task in made], "owners": [task.owner_id for task in made]},
    )  # fmt: skip


def _known(task: Task, had: set[tuple[Any, ...]]) -> bool:
    if task.decision_id is not None:
        return any(decision == task.decision_id for decision, _, _ in had)
    return (None, task.kind, task.text) in had


def _from_decisions(whole: Whole) -> list[Task]:
    return [
        _task(whole.record, "decision", line.text, line.owner_id, line.due_date, decision_id=line.id)
        for line in whole.decisions
        if line.passed is not False and (line.owner_id or line.due_date) and line.rule != "BR-43"
    ]


def _from_measures(whole: Whole) -> list[Task]:
    return [
        _task(whole.record, one["kind"], one["text"], one["owner"], _day(one["due"]))
        for one in whole.record.data.get("measures", ())
    ]


def _task(
    record: Record,
    kind: str,
    text: str,
    owner_id: int | None,
    due: date | None,
    decision_id: int | None = None,
) -> Task:
    return Task(
        company_id=record.company_id,
        unit_id=record.unit_id,
        record=record,
        decision_id=decision_id,
        kind=kind,
        text=text[:200],
        owner_id=owner_id,
        due_date=due,
        level=record.level,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
