"""The section's morning meeting: attendance with one tap."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.records.preshift import commands
from tongxin.records.preshift.queries.morning import view_morning
from tongxin.web.pages.preshift.form import read_sheet
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("record_write", model="records.Record", level="C1", methods=("POST",))
def open_today(request: PageRequest, section_id: int) -> HttpResponse:
    at = clock.read()
    started = commands.open_morning(section_id, by=request.actor, at=at)
    if started.fact:
        answer_fact(started.fact, at=at)
    return redirect(f"/preshift/morning/{started.record_id}")


@route("record_write", model="records.Record", level="C1", methods=("GET", "POST"))
def morning(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    if request.method == "POST":
        sheet = read_sheet(request.POST, whole=True)
        lines = request.POST.get("arrangements", "").splitlines()
        fact = commands.finish_morning(
            record_id, sheet.present, sheet.reasons, lines, by=request.actor, at=at
        )
        answer_fact(fact, at=at)
        messages.success(request, "早会记好了。今天的安排会带进各班的班前会")
        return redirect("/")
    page = view_morning(record_id, viewer=request.actor)
    if page.closed:
        messages.success(request, "今天的早会已经记过了，这里是那份记录")
        return redirect(f"/records/{record_id}")
    return render(request, "preshift/morning.html", {"page": page})
