"""Dated things to do: mine, and those of my units; finish them, or give them another owner or day."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tongxin import clock
from tongxin.cases.queries.openable import task_offers
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid, NotFound
from tongxin.records import commands, queries
from tongxin.regimes.schema.case import CaseSpec
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

LATELY = timedelta(days=14)


@route("member", model="records.Task", level="C2")
def tasks(request: PageRequest) -> HttpResponse:
    today = timezone.localdate(clock.read())
    lines = queries.open_tasks(viewer=request.actor, on=today)
    mine = [line for line in lines if line.owner_id == request.actor.person_id]
    return render(
        request,
        "tasks/tasks.html",
        {
            "title": _title(mine, lines),
            "mine": mine,
            "others": [line for line in lines if line.owner_id != request.actor.person_id],
            "done": queries.done_tasks(viewer=request.actor, on=today, since=today - LATELY),
            "units": queries.units_to_write(by=request.actor, at=clock.read()),
            "today": today,
        },
    )


def _title(mine: list[queries.TaskLine], lines: list[queries.TaskLine]) -> str:
    over = sum(line.due.days_over > 0 for line in mine)
    if over:
        return f"您有 {len(mine)} 件要办，{over} 件超期了"
    if mine:
        return f"您有 {len(mine)} 件要办"
    if lines:
        return f"您手上没有要办的，别人手上还有 {len(lines)} 件"
    return "没有要办的事"


@route("member", model="records.Task", level="C2")
def task(request: PageRequest, task_id: int) -> HttpResponse:
    """One task by itself, with the forms to change it."""
    at = clock.read()
    line = queries.view_task(task_id, viewer=request.actor, on=timezone.localdate(at))
    people = queries.people_of(line.unit_id, viewer=request.actor, at=at) if line.may_change else []
    offers = task_offers(line.unit_id, viewer=request.actor, on=timezone.localdate(at)) if line.open else []
    return render(
        request,
        "tasks/task.html",
        {
            "line": line,
            "people": people,
            "today": timezone.localdate(at),
            "offers": [_offer(spec, unit_id, line) for spec, unit_id in offers],
        },
    )


def _offer(spec: CaseSpec, unit_id: int, line: queries.TaskLine) -> tuple[str, str]:
    """Title and address of a form that has the task's words in it, and the meeting that decided it."""
    known = {"unit": unit_id, spec.from_task: line.text, "record": line.record_id or ""}
    return spec.title, f"{reverse('case_open', args=[spec.key])}?{urlencode(known)}"


@route("record_write", model="records.Task", level="C1", methods=("POST",))
def add(request: PageRequest) -> HttpResponse:
    at, post = clock.read(), request.POST
    unit_id = number(post.get("unit"))
    if unit_id is None:
        raise NotFound("没有找到这个单位")
    opened = commands.open_task(
        unit_id=unit_id,
        text=post.get("text", ""),
        owner_id=_owner(request, post.get("owner", "")),
        due_date=_day(post.get("due", "")),
        by=request.actor,
        at=at,
    )
    answer_fact(opened.fact, at=at)
    messages.success(request, "已交办")
    return redirect("tasks")


@route("member", model="records.Task", level="C2", methods=("POST",))
def finish(request: PageRequest, task_id: int) -> HttpResponse:
    at = clock.read()
    fact = commands.finish_task(task_id, by=request.actor, at=at, note=request.POST.get("note", ""))
    answer_fact(fact, at=at)
    messages.success(request, "办完了")
    return redirect("tasks")


@route("member", model="records.Task", level="C2", methods=("POST",))
def reopen(request: PageRequest, task_id: int) -> HttpResponse:
    at = clock.read()
    fact = commands.reopen_task(task_id, reason=request.POST.get("reason", ""), by=request.actor, at=at)
    answer_fact(fact, at=at)
    messages.success(request, "又列为要办")
    return redirect("task", task_id)


@route("member", model="records.Task", level="C2", methods=("POST",))
def change(request: PageRequest, task_id: int) -> HttpResponse:
    at, post = clock.read(), request.POST
    fact = commands.change_task(
        task_id,
        owner_id=_owner(request, post.get("owner", "")),
        due_date=_day(post.get("due", "")),
        reason=post.get("reason", ""),
        by=request.actor,
        at=at,
    )
    answer_fact(fact, at=at)
    messages.success(request, "已改，原来的人和日子也留着")
    return redirect("task", task_id)


def _owner(request: PageRequest, text: str) -> int | None:
    name = text.strip()
    if not name or request.actor.company_id is None:
        return None
    found = queries.find_people([name], company_id=request.actor.company_id, likely=())
    if name in found.wrong:
        raise Invalid(found.wrong[name], fields={"owner_id": found.wrong[name]})
    return found.people[name]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"“{text}”不是一个日期，例如 2026-11-20") from None
