"""The 'three withouts' and the 'five earliest' of a month, and the cases behind each number."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.cases import queries
from tongxin.cases.queries import figures
from tongxin.cases.queries.earliest import EARLIEST, Timed
from tongxin.cases.queries.figures import Figures, Row
from tongxin.kernel.errors import NotFound
from tongxin.kernel.periods import add_months
from tongxin.web.addresses import month_in, number
from tongxin.web.pages.cases.words import row as case_row
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

WITHOUTS = {"violation": "三违", "accident": "身边的未遂和轻伤", "hazard": "没销号的隐患"}
DAY = 24
NOTHING = Timed()


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the five of one row; `what` names the cases behind it."""

    what: str
    title: str
    words: str
    sub: str
    count: int
    bar: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """`stands`: what of the three there was, in words."""

    row: Row
    cells: list[Cell]
    stands: str


@route("case_view", model="cases.Case", level="C1")
def page(request: PageRequest) -> HttpResponse:
    found = _figures(request)
    lines = [Line(row, _cells(row), _stands(row)) for row in found.rows or [found.whole]]
    timed = [line for line in lines if any(row != NOTHING for row in line.row.earliest.values())]
    return render(
        request,
        "cases/figures.html",
        {
            "found": found,
            "title": _title(found),
            "whole": _cells(found.whole),
            "lines": lines,
            "timed": timed if found.rows else [],
            "silent": [line.row.name for line in lines if line not in timed] if found.rows else [],
            "nothing": all(one == NOTHING for one in found.whole.earliest.values()),
            "earliest": EARLIEST,
            "months": [(f"{one:%Y-%m}", f"{one.year} 年 {one.month} 月") for one in found.months],
            "month": f"{found.month:%Y-%m}",
        },
    )


@route("case_view", model="cases.Case", level="C1")
def behind(request: PageRequest) -> HttpResponse:
    """The cases behind a number, as far as the viewer sees them."""
    found, what = _figures(request), request.GET.get("what", "hazard")
    title = {**EARLIEST, **WITHOUTS}.get(what)
    if title is None:
        raise NotFound("没有找到这一页")
    at, zone = clock.read(), timezone.get_current_timezone()
    since = datetime.combine(found.month, time(), zone)
    until = datetime.combine(add_months(found.month, 1), time(), zone)
    standing = what == "hazard"
    asked = queries.Asked(
        kinds=tuple(found.kinds.get(what, ("",))),
        unit_id=found.unit_id,
        below=True,
        standing="all",
        earliest=what if what in EARLIEST else "",
        since=None if standing else since,
        until=None if standing else until,
        open_at=min(until - timedelta(seconds=1), at) if standing else None,
    )
    listed = queries.list_cases(asked, viewer=request.actor, at=at)
    return render(
        request,
        "cases/behind.html",
        {
            "found": found,
            "what": title,
            "rows": [case_row(line, timezone.localdate(at)) for line in listed.lines],
            "more": listed.next is not None,
            "counted": _counted(found.whole, what),
            "month": f"{found.month:%Y-%m}",
            "violations": what == "violation",
        },
    )


def _counted(row: Row, what: str) -> bool:
    """Whether the number that was tapped stands for something; of violations it is not told of everybody."""
    if what in EARLIEST:
        return row.earliest[what] != NOTHING
    return bool(row.accidents if what == "accident" else row.hazards)


def _figures(request: PageRequest) -> Figures:
    at, unit_id = clock.read(), number(request.GET.get("unit"))
    if unit_id is None:
        unit_id = figures.first_unit(request.actor)
    return figures.view_figures(
        unit_id, month=month_in(request.GET.get("month"), timezone.localdate(at)), viewer=request.actor, at=at
    )


def _title(found: Figures) -> str:
    """The finding of the three: where something was, or that nothing was."""
    whole, month = found.whole, f"{found.month.month} 月"
    said = []
    if whole.offended:
        said.append(f"{whole.offended} 名党员有三违")
    if whole.accidents:
        said.append(f"身边 {whole.accidents} 起未遂或轻伤")
    if whole.hazards:
        said.append(f"{whole.hazards} 处隐患没销号")
    if said:
        return f"{month}：{'，'.join(said)}"
    if whole.offended is None:
        return f"{month}：身边没有事故，没有没销号的隐患"
    return f"{month}：三项都没有"


def _stands(row: Row) -> str:
    """What is not told is not called none."""
    people = [f"{row.offended} 人"] if row.offended else []
    cases = [f"{row.accidents + row.hazards} 件"] if row.accidents + row.hazards else []
    if found := [*people, *cases]:
        return f"有 {'、'.join(found)}"
    return "都没有" if row.offended is not None else "另两项没有"


def _cells(row: Row) -> list[Cell]:
    longest = max((timed.middle or 0 for timed in row.earliest.values()), default=0) or 1
    return [_cell(key, timed, longest) for key, timed in row.earliest.items()]


def _cell(key: str, timed: Timed, longest: float) -> Cell:
    title = EARLIEST[key]
    sealed = f"保密的事不说件数，一半在 {timed.sealed} 天以内" if timed.sealed else ""
    waiting = f"{timed.waiting} 件还在等" if timed.waiting else ""
    if timed.middle is None or timed.longest is None:
        words, sub = _untimed(timed, waiting, sealed)
        return Cell(key, title, words, sub, timed.waiting)
    told = f"最长 {in_words(timed.longest)}，{timed.count} 件"
    bar = max(2, round(100 * timed.middle / longest))
    sub = "；".join(filter(None, (told, waiting, sealed)))
    return Cell(key, title, in_words(timed.middle), sub, timed.count + timed.waiting, bar)


def _untimed(timed: Timed, waiting: str, sealed: str) -> tuple[str, str]:
    """Where none is there yet: what there is instead."""
    if waiting:
        return waiting, sealed
    return (f"{timed.sealed} 天以内", "保密的事，不说件数") if timed.sealed else ("没有这样的事", "")


def in_words(hours: float) -> str:
    if hours < 1:
        return f"{round(timedelta(hours=hours).total_seconds() / 60)} 分钟"
    return f"{hours:g} 小时" if hours < 2 * DAY else f"{round(hours / DAY, 1):g} 天"
