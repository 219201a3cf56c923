"""All teams whose shifts one plans; whoever leads one team comes straight to its month."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.orgs.shifts.queries.pages import view_overview, view_rotations
from tongxin.web.pages.orgs.forms import asked, page_number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("shift_edit", model="orgs.Shift", level="C1")
def overview(request: PageRequest) -> HttpResponse:
    q = asked(request)
    view = view_overview(viewer=request.actor, at=clock.read(), q=q, page=page_number(request))
    if len(view.lines) == 1 and not request.actor.scope("shift_edit").trees:
        return redirect("shift_month", view.lines[0].team.id)
    context = {"view": view, "q": q, "rotations": view_rotations(viewer=request.actor)}
    return render(request, "shifts/overview.html", context)
