"""Take the last import back, after asking."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs.roster import commands, queries
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("roster_import", model="orgs.RosterImport", level="C2", methods=("GET", "POST"))
def undo(request: PageRequest, import_id: int) -> HttpResponse:
    if request.method == "POST":
        at = clock.read()
        answer_fact(commands.undo_import(import_id, by=request.actor, at=at), at=at)
        messages.success(request, "已撤销，人员和单位回到了导入以前")
        return redirect("roster")
    view = queries.view_import(import_id, viewer=request.actor, at=clock.read())
    return render(request, "roster/undo.html", {"view": view})
