"""The regimes: what is in force where and since when, and what can be adopted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.adoption.queries import pages
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("regime_view", model="adoption.Adoption", level="C0")
def page(request: PageRequest) -> HttpResponse:
    view = pages.view_regimes(viewer=request.actor, on=timezone.localdate(clock.read()))
    return render(request, "regimes/list.html", {"view": view})
