"""The reports: what is to be written now, and what has been."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.reports import commands, queries
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("report_view", model="reports.Report", level="C1")
def page(request: PageRequest) -> HttpResponse:
    view = queries.view_reports(viewer=request.actor, at=clock.read())
    return render(request, "reports/list.html", {"view": view})


@route("report_write", model="reports.Report", level="C1", methods=("POST",))
def draft(request: PageRequest) -> HttpResponse:
    """POST kind, unit, period."""
    try:
        unit_id = int(request.POST["unit"])
        kind, period = request.POST["kind"], request.POST["period"]
    except (KeyError, ValueError):
        raise Invalid("没有说清要起草哪一份报告，请从列表里点") from None
    at = clock.read()
    drafted = commands.draft_report(kind, unit_id=unit_id, period=period, by=request.actor, at=at)
    answer_fact(drafted.fact, at=at)
    return redirect("report", drafted.report_id)
