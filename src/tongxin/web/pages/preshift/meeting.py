"""The pre-shift meeting on one screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.records.preshift import commands
from tongxin.records.preshift.queries.page import MeetingPage, view_meeting
from tongxin.records.preshift.rules import Sheet
from tongxin.records.sign_in.queries import hows, with_arrived
from tongxin.web.pages.preshift.form import came_of, read_sheet, revision_of
from tongxin.web.request import PageRequest
from tongxin.web.routes import route
from tongxin.web.terminal import after


@route("record_write", model="records.Record", level="C2", methods=("GET", "POST"), terminal=True)
def meeting(request: PageRequest, record_id: int) -> HttpResponse:
    """GET shows the sheet; POST saves it, at every change or by a button."""
    if request.method == "POST":
        return _save(request, record_id)
    page = view_meeting(record_id, viewer=request.actor, at=clock.read())
    if page.closed:
        messages.success(request, _told(page))
        return redirect(after(request, f"/preshift/{record_id}/done"))
    context = {"page": page, "missing": "missing" in request.GET, "came": hows(record_id)}
    return render(request, "preshift/meeting.html", context)


def _save(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    whole = not request.htmx
    commands.save_meeting(
        record_id,
        _sheet(request, record_id, whole=whole),
        by=request.actor,
        at=at,
        revision=revision_of(request.POST),
    )
    if whole:
        return redirect(f"/preshift/{record_id}#{_anchor(request)}")
    page = view_meeting(record_id, viewer=request.actor, at=at)
    return render(request, "preshift/saved.html", {"page": page})


def _sheet(request: PageRequest, record_id: int, *, whole: bool) -> Sheet:
    sheet = read_sheet(request.POST, whole=whole)
    return with_arrived(record_id, sheet, known=came_of(request.POST))


def _anchor(request: PageRequest) -> str:
    """Where on the page the button stood."""
    place = request.GET.get("to", "")
    return place if place in ("roll", "fitness", "tasks", "risks") else "main"


def _told(page: MeetingPage) -> str:
    record = page.record
    who = record.closed_by.name if record.closed_by else ""
    when = timezone.localtime(record.written_at) if record.written_at else None
    return f"这次班前会 {when:%H:%M} 已由{who}记完，不用再开" if when else "这次班前会已经记完"


@route("record_write", model="records.Record", level="C2", methods=("POST",), terminal=True)
def close(request: PageRequest, record_id: int) -> HttpResponse:
    """Saves what is on the page and closes; what is missing is shown where it is missing."""
    at = clock.read()
    finished = commands.finish_meeting(
        record_id,
        _sheet(request, record_id, whole=True),
        by=request.actor,
        at=at,
        revision=revision_of(request.POST),
    )
    if finished.fact is None:
        return redirect(f"/preshift/{record_id}?missing=1")
    answer_fact(finished.fact, at=at)
    return redirect(after(request, f"/preshift/{record_id}/sign"))
