"""One pack: each duty with its article; and what two versions differ in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.adoption.queries import pages
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("regime_view", model="adoption.PackVersion", level="C0")
def page(request: PageRequest, key: str) -> HttpResponse:
    on = timezone.localdate(clock.read())
    view = pages.view_pack(key, request.GET.get("version", ""), viewer=request.actor, on=on)
    return render(request, "regimes/pack.html", {"view": view})


@route("regime_view", model="adoption.PackVersion", level="C0")
def compare(request: PageRequest, key: str) -> HttpResponse:
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    on = timezone.localdate(clock.read())
    view = pages.view_diff(key, old=old, new=new, viewer=request.actor, on=on)
    return render(request, "regimes/compare.html", {"view": view})
