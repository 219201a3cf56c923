"""The organisation to look at: teams with their three lines, the trees of any day, reminders, sizes."""

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.orgs.queries.teams import view_teams
from tongxin.orgs.queries.terms import view_reminders, view_sizes
from tongxin.orgs.queries.tree import ancestors_on, children_on, view_tree
from tongxin.web.addresses import number
from tongxin.web.pages.orgs.forms import asked, day_asked, page_number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("org_view", model="orgs.Unit", level="C1")
def teams(request: PageRequest) -> HttpResponse:
    view = view_teams(
        viewer=request.actor,
        on=clock.today(),
        only=request.GET.get("only", ""),
        q=asked(request),
        page=page_number(request),
    )
    return render(request, "orgs/teams.html", {"view": view, "tab": "teams"})


@route("org_view", model="orgs.Unit", level="C0")
def tree(request: PageRequest) -> HttpResponse:
    view = view_tree(viewer=request.actor, on=day_asked(request), today=clock.today())
    return render(request, "orgs/tree.html", {"view": view, "tab": "tree"})


@route("org_view", model="orgs.Unit", level="C0")
def branch(request: PageRequest, unit_id: int) -> HttpResponse:
    """The units under one: into the tree for htmx, else as a page of its own."""
    on, skip = day_asked(request), number(request.GET.get("skip")) or 0
    level = children_on(unit_id, on, viewer=request.actor, skip=skip)
    context = {"level": level, "parent_id": unit_id, "on": on, "next_skip": skip + len(level.units)}
    if request.htmx:
        return render(request, "orgs/tree.html#level", context)
    place = ancestors_on(unit_id, on)
    context |= {"above": place[:-1], "name": place[-1][1] if place else "", "skip": skip, "tab": "tree"}
    return render(request, "orgs/level.html", context | {"is_today": on == clock.today()})


@route("org_view", model="orgs.Appointment", level="C1")
def reminders(request: PageRequest) -> HttpResponse:
    view = view_reminders(viewer=request.actor, on=clock.today())
    return render(request, "orgs/reminders.html", {"view": view, "tab": "reminders"})


@route("org_view", model="orgs.Unit", level="C1")
def sizes(request: PageRequest) -> HttpResponse:
    view = view_sizes(viewer=request.actor, on=clock.today(), page=page_number(request))
    return render(request, "orgs/sizes.html", {"view": view, "tab": "sizes"})
