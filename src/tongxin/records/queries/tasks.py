"""Dated things to do that came out of records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person
from tongxin.orgs.queries import within
from tongxin.records.models import RecordState, Task
from tongxin.records.rules.due import Due, due_word
from tongxin.records.texts import TASK_KINDS

MOST = 200


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of a list of tasks. `record_id` is there for those who look after the unit's records."""

    id: int
    kind: str
    kind_title: str
    text: str
    unit_id: int
    unit_name: str
    owner_id: int | None
    owner_name: str
    due_date: date | None
    due: Due
    done_date: date | None
    done_by: str
    note: str
    record_id: int | None
    record_title: str
    may_finish: bool
    may_change: bool

    @property
    def open(self) -> bool:
        return self.done_date is None


def tasks_seen_by(viewer: Actor) -> QuerySet[Task]:
    """Whoever owns or set it, and whoever sees the records of its unit at its level."""
    if viewer.person_id is None or viewer.administrator:
        return Task.objects.none()
    seen = Q(owner=viewer.person_id) | Q(opened_by=viewer.person_id)
    if view := viewer.scope("record_view"):
        seen |= Q(level__in=("C0", "C1")) & within(view)
    if confidential := viewer.scope("record_confidential"):
        seen |= Q(level="C2") & within(confidential)
    if viewer.team_id is not None:
        seen &= Q(unit=viewer.team_id, level__in=("C0", "C1"))
    return Task.objects.filter(seen, company=viewer.company_id)


def get_task(task_id: int, *, viewer: Actor) -> Task:
    task = tasks_seen_by(viewer).select_related("unit", "owner").filter(id=task_id).first()
    if task is None:
        raise NotFound("没有找到这件事")
    return task


def may_finish(task: Task, by: Actor) -> bool:
    """Whoever owns it, set it, or writes the unit's records."""
    mine = by.person_id in (task.owner_id, task.opened_by_id)
    return mine or by.may_in("record_write", unit_id=task.unit_id, path=task.unit.path)


def may_change(task: Task, by: Actor) -> bool:
    """Owner and date are set by whoever set the task or writes the unit's records, not by its owner alone."""
    return by.person_id == task.opened_by_id or by.may_in(
        "record_write", unit_id=task.unit_id, path=task.unit.path
    )


def open_tasks(
    *, viewer: Actor, on: date, unit_ids: Collection[int] | None = None, owner_id: int | None = None
) -> list[TaskLine]:
    """The most urgent first, those without a date last."""
    rows = tasks_seen_by(viewer).filter(done_at__isnull=True)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    if owner_id is not None:
        rows = rows.filter(owner=owner_id)
    return lines(rows, viewer=viewer, on=on)


def done_tasks(*, viewer: Actor, on: date, since: date) -> list[TaskLine]:
    """What was finished lately, the latest first."""
    rows = tasks_seen_by(viewer).filter(done_at__date__gte=since)
    return sorted(lines(rows, viewer=viewer, on=on), key=lambda line: line.done_date or on, reverse=True)


def tasks_of_record(record_id: int, *, viewer: Actor, on: date) -> list[TaskLine]:
    """Everything that the record opened, done or not; the caller has seen the record."""
    rows = Task.objects.filter(record=record_id)
    return lines(rows, viewer=viewer, on=on)


def view_task(task_id: int, *, viewer: Actor, on: date) -> TaskLine:
    found = lines(tasks_seen_by(viewer).filter(id=task_id), viewer=viewer, on=on)
    if not found:
        raise NotFound("没有找到这件事")
    return found[0]


def lines(rows: QuerySet[Task], *, viewer: Actor, on: date) -> list[TaskLine]:
    joined = rows.select_related("unit", "owner", "record", "done_by")
    found = joined.order_by("due_date", "id")[:MOST]
    dated = sorted(found, key=lambda task: (task.due_date is None, task.due_date or on, task.id))
    return [_line(task, viewer, on) for task in dated]


def _line(task: Task, viewer: Actor, on: date) -> TaskLine:
    done = timezone.localdate(task.done_at) if task.done_at else None
    came_of = task.record if task.record and task.record.state != RecordState.DROPPED else None
    asked = "record_confidential" if task.level == "C2" else "record_view"
    opens = viewer.may_in(asked, unit_id=task.unit_id, path=task.unit.path)
    return TaskLine(
        id=task.id,
        kind=task.kind,
        kind_title=TASK_KINDS.get(task.kind, task.kind),
        text=task.text,
        unit_id=task.unit_id,
        unit_name=task.unit.name,
        owner_id=task.owner_id,
        owner_name=_name(task.owner),
        due_date=task.due_date,
        due=due_word(due=task.due_date, done=done, on=on),
        done_date=done,
        done_by=_name(task.done_by),
        note=task.note,
        record_id=came_of.id if came_of and opens else None,
        record_title=came_of.title if came_of and (opens or task.level != "C2") else "",
        may_finish=task.done_at is None and may_finish(task, viewer),
        may_change=may_change(task, viewer),
    )


def _name(person: Person | None) -> str:
    return person.name if person else ""
