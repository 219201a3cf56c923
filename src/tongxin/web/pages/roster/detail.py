"""One roster: what it would change, how far the writing is, what it did."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs.roster import commands, queries
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

AT_ONCE = 2000  # so many rows are written while the person waits; more are left to the worker


@route("roster_import", model="orgs.RosterImport", level="C2")
def detail(request: PageRequest, import_id: int) -> HttpResponse:
    view = queries.view_import(import_id, viewer=request.actor, at=clock.read())
    template = "roster/detail.html#stage" if request.htmx else "roster/detail.html"
    return render(request, template, {"view": view})


@route("roster_import", model="orgs.RosterImport", level="C2", methods=("POST",))
def write(request: PageRequest, import_id: int) -> HttpResponse:
    wanted = commands.want_import(import_id, by=request.actor, at=clock.read())
    if wanted.rows <= AT_ONCE:
        answer_fact(wanted.fact, at=clock.read())
    return redirect("roster_import", import_id)


@route("roster_import", model="orgs.RosterImport", level="C2", methods=("POST",))
def drop(request: PageRequest, import_id: int) -> HttpResponse:
    commands.drop_import(import_id, by=request.actor, at=clock.read())
    return redirect("roster")
