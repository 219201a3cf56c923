"""Set a task, finish it, take it up again, give it to somebody else or another day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person, Unit
from tongxin.orgs.queries import within
from tongxin.records.models import Task
from tongxin.records.queries import seen
from tongxin.records.queries.tasks import get_task, may_change, may_finish
from tongxin.records.texts import TASK_KINDS


@dataclass(frozen=True, slots=True)
class OpenedTask:
    fact: Fact
    task_id: int


def open_task(
    *,
    unit_id: int,
    text: str,
    by: Actor,
    at: datetime,
    owner_id: int | None = None,
    due_date: date | None = None,
    kind: str = "open_point",
    record_id: int | None = None,
) -> OpenedTask:
    """Something to do for a unit, by hand or from a record that the person may see."""
    unit = Unit.objects.filter(within(by.scope("record_write"), ""), id=unit_id).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    record = seen.get_record(record_id, viewer=by) if record_id else None
    _check(unit, text, owner_id, due_date, on=timezone.localdate(at))
    with transaction.atomic():
        task = Task.objects.create(
            company_id=unit.company_id,
            unit=unit,
            record=record,
            kind=kind if kind in TASK_KINDS else "open_point",
            text=text.strip()[:200],
            owner_id=owner_id,
            due_date=due_date,
            level=record.level if record else "C1",
            opened_by_id=by.person_id,
            created_at=at,
        )
        return OpenedTask(_tell("task.opened", task, by=by, at=at, owners=[owner_id]), task.id)


def _check(unit: Unit, text: str, owner_id: int | None, due_date: date | None, *, on: date) -> None:
    wrong = {}
    if not text.strip():
        wrong["text"] = "请写要办什么"
    if due_date is not None and due_date < on:
        wrong["due_date"] = f"{due_date:%m-%d} 已经过了，请选今天以后"
    if owner_id is not None and not _colleague(unit.company_id, owner_id, on):
        wrong["owner_id"] = "这个人不在本单位的花名册里，请重新选"
    if wrong:
        raise Invalid("有几处要改", fields=wrong)


def _colleague(company_id: int, person_id: int, on: date) -> bool:
    people = Person.objects.filter(id=person_id, company=company_id)
    return people.exclude(left_date__lt=on).exists()


def finish_task(task_id: int, *, by: Actor, at: datetime, note: str = "") -> Fact:
    task = get_task(task_id, viewer=by)
    if not may_finish(task, by):
        raise NotAllowed("这件事由负责人、交办人或者班组来了结")
    with transaction.atomic():
        still_open = Task.objects.filter(id=task.id, done_at__isnull=True)
        if not still_open.update(done_at=at, done_by_id=by.person_id, note=note.strip()[:200]):
            raise Refused("这件事已经有人办完了")
        return _tell("task.done", task, by=by, at=at, due=_iso(task.due_date))


def reopen_task(task_id: int, *, reason: str, by: Actor, at: datetime) -> Fact:
    """By whoever set it (or writes the unit's records): it was not done after all."""
    task = get_task(task_id, viewer=by)
    if not may_change(task, by):
        raise NotAllowed("重新打开由交办人来办")
    if not reason.strip():
        raise Invalid("请写为什么还要办", fields={"reason": "请写为什么还要办"})
    with transaction.atomic():
        done = Task.objects.filter(id=task.id, done_at__isnull=False)
        if not done.update(done_at=None, done_by=None, note=f"重开：{reason.strip()}"[:200]):
            raise Refused("这件事本来就没有办完")
        return _tell("task.reopened", task, by=by, at=at)


def change_task(
    task_id: int, *, owner_id: int | None, due_date: date | None, reason: str, by: Actor, at: datetime
) -> Fact:
    """The old owner and day stay in the fact; the reason is read on the task."""
    task = get_task(task_id, viewer=by)
    if not may_change(task, by):
        raise NotAllowed("换人、改期由交办人来办")
    if not reason.strip():
        raise Invalid("请写为什么改", fields={"reason": "请写为什么改"})
    _check(task.unit, task.text, owner_id, due_date, on=timezone.localdate(at))
    if (owner_id, due_date) == (task.owner_id, task.due_date):
        raise Refused("负责人和期限都没有变")
    with transaction.atomic():
        still_open = Task.objects.filter(id=task.id, done_at__isnull=True)
        changed = {"owner_id": owner_id, "due_date": due_date, "note": f"改过：{reason.strip()}"[:200]}
        if not still_open.update(**changed):
            raise Refused("这件事已经办完了，不用再改")
        return _tell(
            "task.changed", task, by=by, at=at, owners=[task.owner_id, owner_id],
            due=[_iso(task.due_date), _iso(due_date)],
        )  # fmt: skip


def _tell(kind: str, task: Task, *, by: Actor, at: datetime, **data: object) -> Fact:
    return facts.record(
        kind, subject=("task", task.id), by=by, at=at, unit_id=task.unit_id, data={"tasks": [task.id], **data}
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
