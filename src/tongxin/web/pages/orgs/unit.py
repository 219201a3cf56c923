"""One unit: its page and its history."""

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.orgs.queries.history import view_history
from tongxin.orgs.queries.units import view_unit
from tongxin.web.pages.orgs.forms import asked, day_asked, page_number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("org_view", model="orgs.Unit", level="C2")
def page(request: PageRequest, unit_id: int) -> HttpResponse:
    view = view_unit(
        unit_id,
        viewer=request.actor,
        on=day_asked(request),
        today=clock.today(),
        q=asked(request),
        page=page_number(request),
    )
    template = "orgs/unit.html#people" if request.htmx else "orgs/unit.html"
    return render(request, template, {"view": view})


@route("org_view", model="orgs.Unit", level="C2")
def history(request: PageRequest, unit_id: int) -> HttpResponse:
    view = view_history(unit_id, viewer=request.actor, page=page_number(request))
    return render(request, "orgs/history.html", {"view": view})
