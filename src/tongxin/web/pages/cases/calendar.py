"""The calendar of a kind of case: month by month, who is to do what, from when and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.cases.queries.calendar import CalendarView, Dated, view_calendar
from tongxin.cases.queries.openable import openable
from tongxin.kernel.actor import Actor
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@dataclass(frozen=True, slots=True)
class Month:
    """`key` names the heading; who has the kind's first mark comes first, then by day."""

    key: str
    title: str
    lines: tuple[Dated, ...]


@route("member", model="cases.Case", level="C2")
def page(request: PageRequest, kind: str) -> HttpResponse:
    at, unit = clock.read(), number(request.GET.get("unit"))
    view = view_calendar(kind, viewer=request.actor, at=at, unit_id=unit)
    context = {
        "view": view,
        "title": _title(view),
        "months": months(view.lines, timezone.localdate(at)),
        "unit_id": unit,
        "may_open": not view.lines and _may_open(kind, request.actor, timezone.localdate(at)),
    }
    return render(request, "cases/calendar.html", context)


def _may_open(kind: str, actor: Actor, on: date) -> bool:
    return any(one.kind == kind for one in openable(viewer=actor, on=on))


def _title(view: CalendarView) -> str:
    """The finding: how many are under way, how many are late."""
    if not view.lines:
        return f"{view.title}：您这里没有正在办的"
    late = sum(one.line.days_late > 0 for one in view.lines)
    count = f"{len(view.lines)} 件以上" if view.more else f"{len(view.lines)} 件"
    return f"{view.title}：{count}正在办" + (f"，{late} 件过期" if late else "")


def months(lines: Iterable[Dated], today: date) -> list[Month]:
    """What is overdue first; then month by month; what has no day last."""
    ordered = sorted(
        lines, key=lambda one: (_month(one, today), not one.first, one.day or date.max, one.line.id)
    )
    return [
        Month(f"m{key[0]}{key[1]:%Y%m}", _heading(key), tuple(group))
        for key, group in groupby(ordered, key=lambda one: _month(one, today))
    ]


def _month(one: Dated, today: date) -> tuple[int, date]:
    if one.line.days_late:
        return 0, date.min
    if one.day is None:
        return 2, date.max
    return 1, max(one.day, today).replace(day=1)


def _heading(key: tuple[int, date]) -> str:
    return {0: "已经过期", 2: "随时能办"}.get(key[0], f"{key[1].year} 年 {key[1].month} 月")
