"""Who opened sealed texts in a month, for the branch secretary and the union chair (SG-04)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from tongxin import clock
from tongxin.cases.queries import readings
from tongxin.web.addresses import month_in
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("case_view", model="cases.Reading", level="C2")
def page(request: PageRequest) -> HttpResponse:
    at = clock.read()
    found = readings.list_readings(
        month_in(request.GET.get("month"), timezone.localdate(at)), viewer=request.actor, at=at
    )
    context = {
        "found": found,
        "title": _title(found),
        "months": [(f"{one:%Y-%m}", f"{one.year} 年 {one.month} 月") for one in found.months],
        "month": f"{found.month:%Y-%m}",
    }
    response = render(request, "cases/readings.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _title(found: readings.Readings) -> str:
    month = f"{found.month.month} 月"
    if not found.total:
        return f"{month}没有人打开过封存的文字"
    return f"{month}封存的文字打开过 {found.total} 次，{found.readers} 个人"
