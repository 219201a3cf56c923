"""Make a device the terminal of a team, list them, revoke them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access.commands import terminals as commands
from tongxin.access.queries.terminals import view_terminals
from tongxin.kernel.actor import NOBODY
from tongxin.kernel.errors import Invalid, Refused
from tongxin.web import terminal as turns
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest, address_of
from tongxin.web.routes import route


@route("public", methods=("GET", "POST"), terminal=True)
def enrol(request: PageRequest) -> HttpResponse:
    """On the device itself: whoever was logged in there is not any more."""
    if request.terminal is not None:
        return redirect(turns.HOME)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            enrolled = commands.enrol_terminal(
                request.POST.get("code", "")[:40], by=NOBODY, at=clock.read(), address=address_of(request)
            )
        except Invalid as refusal:
            wrong, status = refusal.fields["code"], refusal.status
        except Refused as refusal:
            wrong, status = refusal.message, refusal.status
        else:
            request.session.flush()
            return turns.keep_secret(redirect(turns.HOME), enrolled.secret)
    return render(request, "terminal/enrol.html", {"wrong": wrong}, status=status)


@route("signed_in", model="access.Terminal", level="C0", methods=("GET", "POST"))
def listed(request: PageRequest) -> HttpResponse:
    """For the security administrator, and for who plans the shifts above the team (`teams_to_equip`)."""
    at, status = clock.read(), 200
    context: dict[str, Any] = {"errors": {}, "given": request.POST}
    if request.method == "POST":
        try:
            context["offered"] = commands.offer_terminal(
                number(request.POST.get("team")) or 0,
                request.POST.get("name", ""),
                by=request.actor,
                at=at,
            )
        except Invalid as wrong:
            context["errors"], status = wrong.fields, wrong.status
    return _page(request, context, status)


def _page(request: PageRequest, context: dict[str, Any], status: int) -> HttpResponse:
    search = request.GET.get("search", "").strip()[:30]
    page = view_terminals(viewer=request.actor, at=clock.read(), search=search)
    return render(request, "terminal/list.html", {**context, "page": page, "search": search}, status=status)


@route("signed_in", model="access.Terminal", level="C0", methods=("POST",))
def revoke(request: PageRequest, terminal_id: int) -> HttpResponse:
    commands.revoke_terminal(terminal_id, by=request.actor, at=clock.read())
    messages.success(request, "停用了。那台设备从现在起打不开班组的任何东西")
    return redirect("terminals")
