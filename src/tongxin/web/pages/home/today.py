"""Today: what this person needs first, by the posts held now."""

from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.facts.queries import worker_is_dead
from tongxin.web.context import home_of
from tongxin.web.pages.home import desk, field, worker
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("signed_in", model="records.Record", level="C1")
def today(request: PageRequest) -> HttpResponse:
    at = clock.read()
    kind = home_of(request.actor)
    if kind == "administrator":
        dead = request.actor.administrator == "system" and worker_is_dead(at)
        return render(request, "home/administrator.html", {"at": at, "dead": dead})
    page = PAGES[kind](request.actor, at=at)
    return render(request, f"home/{kind}.html", {"page": page, "at": at})


PAGES = {"desk": desk.view, "field": field.view, "worker": worker.view}
