"""What I owe: to do now, coming, climbed to me, done."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.duties import queries
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

AHEAD = timedelta(days=31)
BACK = timedelta(days=14)
NOW = timedelta(days=1)  # what is due by tomorrow is to be done now


@route("member", model="duties.DutyItem", level="C1")
def page(request: PageRequest) -> HttpResponse:
    at, today = clock.read(), clock.today()
    owed = queries.my_items(viewer=request.actor, at=at, until=today + AHEAD)
    unmet = [item for item in owed if item.unmet]
    gone = [item for item in unmet if item.ends_date < today]
    now = [item for item in unmet if item.due_date <= today + NOW and item.ends_date >= today]
    view = {
        "now": now,
        "minutes": sum(item.minutes for item in now),
        "coming": [item for item in unmet if item.due_date > today + NOW],
        "climbed": queries.climbed_to(viewer=request.actor, at=at),
        "done": queries.my_done(viewer=request.actor, at=at, since=today - BACK),
        "gone": gone,
        "missed": sum(item.standing in ("late", "overdue") for item in now),
        "may_see_board": request.actor.may("dashboard_view"),
    }
    return render(request, "duties/mine.html", {"view": view})
