"""A team's month as a grid."""

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.orgs.shifts.queries.pages import view_month
from tongxin.web.pages.shifts.forms import day_or, frame_of
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("org_view", model="orgs.Shift", level="C1")
def month(request: PageRequest, team_id: int) -> HttpResponse:
    at = clock.read()
    on = day_or(f"{request.GET.get('month', '')}-01", clock.today())
    view = view_month(team_id, viewer=request.actor, on=on, at=at)
    return render(request, "shifts/month.html", {"view": view, "layout": frame_of(request)})
