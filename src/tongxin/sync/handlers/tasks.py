"""A task that was done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tongxin.kernel.actor import Actor
from tongxin.records.commands import finish_task
from tongxin.records.models import Task
from tongxin.records.queries import get_task
from tongxin.records.queries.tasks import tasks_seen_by
from tongxin.sync.handlers.registry import (
    HANDLERS,
    Brought,
    Effect,
    Handler,
    OnlineOnly,
    maybe_number,
    number,
    text,
)
from tongxin.sync.rules.flags import ALREADY_DONE


def done(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    """Done twice is done: who was first is kept, and nobody has to decide anything."""
    task = get_task(number(brought.given, "task", "事项"), viewer=by)
    if task.level == "C2":
        raise OnlineOnly("这件事要联网办，手机里不存")
    subject, data = ("task", task.id), {"task": task.id}
    if task.done_at is not None:
        name = task.done_by.name if task.done_by else "别人"
        return Effect(subject, task.unit_id, data, sentence=f"{name}已经办完了", flags=(ALREADY_DONE,))
    finish_task(task.id, by=by, at=at, note=text(brought.given, "note"))
    return Effect(subject, task.unit_id, data)


def place(given: Mapping[str, Any], company_id: int) -> int | None:
    found = Task.objects.filter(id=maybe_number(given, "task") or 0, company=company_id)
    return found.values_list("unit", flat=True).first()


def kept(given: Mapping[str, Any], company_id: int, on: date) -> Mapping[str, Any]:
    found = Task.objects.filter(id=maybe_number(given, "task") or 0, company=company_id, level="C2")
    if found.exists():
        raise OnlineOnly("这件事要联网办，手机里不存")
    return given


def knows(given: Mapping[str, Any], viewer: Actor) -> bool:
    return tasks_seen_by(viewer).filter(id=maybe_number(given, "task") or 0).exists()


HANDLERS["task.done"] = Handler(done, place, kept, knows=knows)
