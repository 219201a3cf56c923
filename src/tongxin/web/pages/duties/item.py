"""One item: why it stands so, what counts for it, waiving it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.duties import commands, queries
from tongxin.duties.queries import ItemLine
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.web.pages.home.parts import OWN_PAGES
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="duties.DutyItem", level="C1")
def page(request: PageRequest, item_id: int) -> HttpResponse:
    return _show(request, item_id, None)


@route("duty_waive", model="duties.DutyItem", level="C1", methods=("POST",))
def waive(request: PageRequest, item_id: int) -> HttpResponse:
    at = clock.read()
    reason = request.POST.get("reason", "")
    try:
        fact = commands.waive_item(item_id, reason, by=request.actor, at=at)
    except Invalid as error:
        return _show(request, item_id, error, reason)
    answer_fact(fact, at=at)
    messages.success(request, "已免除，原因留在这一页上")
    return redirect("duty_item", item_id)


@route("duty_waive", model="duties.DutyItem", level="C1", methods=("POST",))
def undo_waiver(request: PageRequest, item_id: int) -> HttpResponse:
    at = clock.read()
    answer_fact(commands.undo_waiver(item_id, by=request.actor, at=at), at=at)
    messages.success(request, "已撤销免除，这一项还要办")
    return redirect("duty_item", item_id)


def _start(item: ItemLine) -> str:
    """Where the record that meets it is written."""
    if item.report_kind:
        return "/reports"
    return OWN_PAGES.get(item.record_kind, f"/records/new?kind={item.record_kind}&unit={item.unit_id}")


def _show(request: PageRequest, item_id: int, error: Invalid | None, reason: str = "") -> HttpResponse:
    view = queries.view_item(item_id, viewer=request.actor, at=clock.read())
    shown = {"view": view, "item": view.item, "start": _start(view.item), "error": error, "reason": reason}
    status = error.status if error else 200
    return render(request, "duties/item.html", shown, status=status)
