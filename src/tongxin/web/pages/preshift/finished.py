"""After the meeting: signatures, and what the one record counted for."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.duties.queries import items_met_by
from tongxin.facts.commands import answer_fact
from tongxin.records.commands import sign
from tongxin.records.preshift import commands
from tongxin.records.preshift.queries.finished import view_finished
from tongxin.records.preshift.rules import KIND
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="records.Record", level="C1", methods=("GET", "POST"))
def signatures(request: PageRequest, record_id: int) -> HttpResponse:
    """Each taps the own name; whoever holds the screen is named beside it."""
    at = clock.read()
    if request.method == "POST":
        person = request.POST.get("person", "")
        fact = (
            commands.sign_rest(record_id, by=request.actor, at=at)
            if person == "rest"
            else sign(record_id, by=request.actor, at=at, person_id=number(person))
        )
        answer_fact(fact, at=at)
        if not request.htmx:
            return redirect(f"/preshift/{record_id}/sign")
    page = view_finished(record_id, viewer=request.actor, kind=KIND)
    template = "preshift/sign.html#people" if request.htmx else "preshift/sign.html"
    return render(request, template, {"page": page, "own": _own(request, page.record.chair_id)})


def _own(request: PageRequest, chair_id: int | None) -> bool:
    """Whether only the viewer's own name can be tapped."""
    return not (request.actor.may("record_write") or request.actor.person_id == chair_id)


@route("member", model="records.Record", level="C1")
def done(request: PageRequest, record_id: int) -> HttpResponse:
    """这份记录算到了哪里."""
    at = clock.read()
    page = view_finished(record_id, viewer=request.actor, kind=KIND)
    if page.record.state == "draft":
        return redirect(f"/preshift/{record_id}")
    counted = items_met_by(record_id, viewer=request.actor, at=at)
    return render(request, "preshift/done.html", {"page": page, "counted": counted})
