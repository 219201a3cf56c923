"""Try a pack out on the real roster; nothing is changed."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from tongxin import clock
from tongxin.adoption.queries import forms
from tongxin.adoption.queries.forms import TrialView
from tongxin.web.pages.regimes import asked
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

LONGEST = 52


@route("regime_view", model="adoption.PackVersion", level="C0")
def page(request: PageRequest, key: str) -> HttpResponse:
    given = request.GET
    tomorrow = timezone.localdate(clock.read()) + timedelta(days=1)
    view = forms.view_trial(
        key,
        viewer=request.actor,
        unit_id=asked.number(given, "unit"),
        since=asked.day(given, "from", tomorrow),
        weeks=min(max(asked.number(given, "weeks") or 4, 1), LONGEST),
        drop=given.getlist("drop"),
        post=given.get("post", ""),
        version=given.get("version", ""),
    )
    links = {"again": _query(view, (*view.dropped, *view.suggested)), "same": _query(view, view.dropped)}
    return render(request, "regimes/simulate.html", {"view": view, "links": links})


def _query(view: TrialView, drop: tuple[str, ...]) -> str:
    pairs = [
        ("unit", str(view.trial.unit_id)),
        ("version", view.pack.meta.version),
        ("from", view.since.isoformat()),
        ("weeks", str(view.weeks)),
    ]
    return urlencode([*pairs, *(("drop", key) for key in drop)])
