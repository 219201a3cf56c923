"""How the server is, for the system administrator."""

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.access.queries import health
from tongxin.facts.queries import worker_is_dead
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("admin:system")
def system(request: PageRequest) -> HttpResponse:
    at = clock.read()
    shown = {"health": health.view_health(at=at), "dead": worker_is_dead(at)}
    return render(request, "administration/system.html", shown)
