"""Which meeting to run: the next one, and those not written down yet."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.records.preshift import commands
from tongxin.records.preshift.queries.morning import sections
from tongxin.records.preshift.queries.upcoming import upcoming
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route
from tongxin.web.terminal import MINE


@route("record_write", model="records.Record", level="C1", methods=("GET", "POST"), terminal=True)
def preshift(request: PageRequest) -> HttpResponse:
    at = clock.read()
    if request.method == "GET":
        if request.terminal is not None:
            return redirect(MINE)
        page = upcoming(viewer=request.actor, at=at)
        here = {"page": page, "sections": sections(viewer=request.actor, at=at), "at": at}
        return render(request, "preshift/start.html", here)
    started = commands.open_meeting(_number(request, "shift"), by=request.actor, at=at)
    if started.fact:
        answer_fact(started.fact, at=at)
    return redirect(f"/preshift/{started.record_id}")


def _number(request: PageRequest, name: str) -> int:
    found = number(request.POST.get(name))
    if found is None:
        raise Invalid("没有选是哪一班，请回到上一页再点一次")
    return found
