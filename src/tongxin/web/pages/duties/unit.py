"""A unit's items: chosen by span and standing, paged by key."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.duties import queries
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

STANDINGS = (("", "全部"), ("missed", "没办"), ("open", "待办"), ("done", "按时办了"), ("done_late", "补办"),
             ("waived", "已免除"))  # fmt: skip


@route("duty_view", model="duties.DutyItem", level="C1")
def page(request: PageRequest, unit_id: int) -> HttpResponse:
    if duty := request.GET.get("climbed", ""):
        return _climbed(request, unit_id, duty)
    at, today = clock.read(), clock.today()
    span = queries.span_of(request.GET.get("span", "week"), today)
    standing = request.GET.get("standing", "")
    view = queries.unit_items(
        unit_id,
        viewer=request.actor,
        at=at,
        since=span.since,
        until=span.until,
        standing=standing,
        after=request.GET.get("after", ""),
    )
    shown = {
        "view": view,
        "span": span,
        "spans": queries.spans(today),
        "standing": standing,
        "standings": STANDINGS,
        "next": urlencode({"span": span.key, "standing": standing, "after": view.next_key}),
        "first": "after" not in request.GET,
    }
    return render(request, "duties/unit.html", shown)


def _climbed(request: PageRequest, unit_id: int, duty: str) -> HttpResponse:
    """What the unit has left undone of one duty and waits for the viewer, however long ago."""
    view = queries.unit_climbed(
        unit_id, duty, viewer=request.actor, at=clock.read(), after=request.GET.get("after", "")
    )
    shown = {
        "view": view,
        "climbed": view.items[0].line.title if view.items else "职责",
        "next": urlencode({"climbed": duty, "after": view.next_key}),
        "first": "after" not in request.GET,
    }
    return render(request, "duties/unit.html", shown)
