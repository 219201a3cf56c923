"""Adopt a pack for a unit, with the company's own changes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from pydantic import ValidationError

from tongxin import clock
from tongxin.adoption import commands
from tongxin.adoption.queries import forms
from tongxin.adoption.queries.forms import AdoptView
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid, Refused
from tongxin.regimes.overlay import Overlay
from tongxin.regimes.schema.duty import DutySpec
from tongxin.web.pages.regimes import asked
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("regime_adopt", model="adoption.Adoption", level="C0", methods=("GET", "POST"))
def page(request: PageRequest, key: str) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    at = clock.read()
    today = timezone.localdate(at)
    view = forms.view_adopt(
        key,
        viewer=request.actor,
        unit_id=asked.number(given, "unit"),
        on=today,
        version=given.get("version", ""),
    )
    if request.method == "POST":
        try:
            return _adopt(request, view)
        except Refused as refused:
            return _form(request, view, given, refused)
    return _form(request, view, given, None)


def _adopt(request: PageRequest, view: AdoptView) -> HttpResponse:
    given, at = request.POST, clock.read()
    adopted = commands.adopt_pack(
        view.pack,
        unit_id=view.unit_id,
        starts_date=asked.day(given, "starts", timezone.localdate(at)),
        overlay=_overlay(view, given),
        basis=given.get("basis", ""),
        reason=given.get("reason", ""),
        by=request.actor,
        at=at,
    )
    answer_fact(adopted.fact, at=at)
    messages.success(request, f"已采用“{view.pack.meta.title}”，到日子起会自动排出每个人的事")
    return redirect("regimes")


def _overlay(view: AdoptView, given: QueryDict) -> Overlay:
    changes = {row.duty.key: _change(row.duty, given) for row in view.rows}
    try:
        return Overlay.model_validate({"duties": {key: change for key, change in changes.items() if change}})
    except ValidationError:
        raise Invalid("有一项改动填得不对：次数 1 至 31，宽限 0 至 92 天") from None


def _change(duty: DutySpec, given: QueryDict) -> Mapping[str, Any]:
    """Only what differs from the pack."""
    change: dict[str, Any] = {}
    if given.get(f"drop-{duty.key}"):
        change["drop"] = True
    if (every := given.get(f"every-{duty.key}", duty.every)) != duty.every:
        change["every"] = every
    for name, now in (("grace", duty.grace_days), ("times", duty.times)):
        wanted = asked.number(given, f"{name}-{duty.key}")
        if wanted is not None and wanted != now:
            change["grace_days" if name == "grace" else "times"] = wanted
    if change and (reason := given.get(f"reason-{duty.key}", "").strip()):
        change["reason"] = reason[:200]
    return change


def _form(request: PageRequest, view: AdoptView, given: QueryDict, wrong: Refused | None) -> HttpResponse:
    tomorrow = timezone.localdate(clock.read()) + timedelta(days=1)
    filled = [
        {
            "row": row,
            "every": given.get(f"every-{row.duty.key}", row.duty.every),
            "times": given.get(f"times-{row.duty.key}", row.duty.times),
            "grace": given.get(f"grace-{row.duty.key}", row.duty.grace_days),
            "drop": given.get(f"drop-{row.duty.key}") or row.duty.key in given.getlist("drop"),
            "reason": given.get(f"reason-{row.duty.key}", ""),
        }
        for row in view.rows
    ]
    context = {
        "view": view,
        "filled": filled,
        "starts": given.get("starts") or given.get("from") or tomorrow.isoformat(),
        "basis": given.get("basis", ""),
        "reason": given.get("reason", ""),
        "today": timezone.localdate(clock.read()).isoformat(),
        "wrong": wrong,
        "fields": getattr(wrong, "fields", {}),
    }
    return render(request, "regimes/adopt.html", context, status=wrong.status if wrong else 200)
