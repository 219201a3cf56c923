"""The quarter's and the year's table of hazards, to be looked at, printed, signed and taken along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.cases.commands.exporting import export_table
from tongxin.cases.queries import figures, tables
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route("case_view", model="cases.Case", level="C1")
def page(request: PageRequest) -> HttpResponse:
    at = clock.read()
    if not tables.is_kept(request.actor, timezone.localdate(at)):
        return render(request, "cases/no_table.html")
    spans = tables.spans_before(timezone.localdate(at))
    span = request.GET.get("span", "") or spans[0].key
    table = tables.view_table(_unit(request), span=span, viewer=request.actor, at=at)
    left = (table.span.due - timezone.localdate(at)).days
    parts = [("单位", table.units), (table.level_title, table.levels), (table.sort_title, table.sorts)]
    context = {"table": table, "spans": spans, "title": _title(table), "left": left, "parts": parts}
    return render(request, "cases/tables.html", context)


@route("case_view", model="cases.Case", level="C1")
def download(request: PageRequest) -> HttpResponse:
    at = clock.read()
    span = request.GET.get("span", "") or tables.spans_before(timezone.localdate(at))[0].key
    content = export_table(_unit(request), span=span, by=request.actor, at=at)
    disposition = f'attachment; filename="hazards-{span}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _unit(request: PageRequest) -> int:
    unit = number(request.GET.get("unit"))
    return unit if unit is not None else figures.first_unit(request.actor)


def _title(table: tables.Table) -> str:
    """The finding: how many, how many done, how many late."""
    whole = table.whole
    if not whole.found:
        return f"{table.span.title}没有排查出{table.kind_title}"
    late = f"，{whole.overdue} 处超期" if whole.overdue else ""
    return f"{table.span.title}：排查 {whole.found} 处，整改 {whole.closed} 处{late}"
