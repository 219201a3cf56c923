"""Handing a shift over on the phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.records.handover import commands
from tongxin.records.handover.queries import due_handovers, given_to, view_handover
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("record_write", model="records.Record", level="C1", methods=("GET", "POST"))
def handover_start(request: PageRequest) -> HttpResponse:
    at = clock.read()
    if request.method == "GET":
        here = {
            "due": due_handovers(viewer=request.actor, at=at),
            "given": given_to(viewer=request.actor, at=at),
        }
        return render(request, "preshift/handovers.html", here)
    started = commands.open_handover(_number(request.POST, "shift"), by=request.actor, at=at)
    if started.fact:
        answer_fact(started.fact, at=at)
    return redirect(f"/handover/{started.record_id}")


@route("record_write", model="records.Record", level="C1")
def handover(request: PageRequest, record_id: int) -> HttpResponse:
    page = view_handover(record_id, viewer=request.actor)
    return render(request, "preshift/handover.html", {"page": page, "again": "again" in request.GET})


@route("record_write", model="records.Record", level="C1", methods=("POST",))
def hand_over(request: PageRequest, record_id: int) -> HttpResponse:
    commands.give(
        record_id,
        _values(request.POST),
        to_team=_number(request.POST, "to_team"),
        passed_on=[one for one in map(number, request.POST.getlist("passed_on")) if one is not None],
        by=request.actor,
        at=clock.read(),
    )
    return redirect(f"/handover/{record_id}")


@route("record_write", model="records.Record", level="C1", methods=("POST",))
def take_over(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    fact = commands.take(record_id, _number(request.POST, "taker"), by=request.actor, at=at)
    answer_fact(fact, at=at)
    messages.success(request, "交接好了，两边都签了字。没了结的会出现在接班班组的班前会上")
    return redirect(f"/handover/{record_id}")


@route("record_write", model="records.Record", level="C1", methods=("POST",))
def turn_down(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    code = request.POST.get("code", "")
    fact = commands.refuse(record_id, code, request.POST.getlist("items"), by=request.actor, at=at)
    answer_fact(fact, at=at)
    messages.success(request, "记下了，这个班没有交成。区队长的事项里已经有了")
    return redirect(f"/handover/{record_id}")


def _values(post: QueryDict) -> dict[str, Any]:
    """For each item: nothing to tell, or what was written."""
    told = post.getlist("told")
    found: dict[str, Any] = {}
    for key in post.getlist("item"):
        found[key] = post.get(f"text-{key}" if key in told else f"nothing-{key}", "")
    return found


def _number(post: QueryDict, name: str) -> int:
    found = number(post.get(name))
    if found is None:
        raise Invalid("少选了一样，请回到上一页再点一次")
    return found
