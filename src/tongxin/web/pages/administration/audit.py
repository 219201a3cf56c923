"""The journal, for the audit administrator: who, when, what kind, which thing; no content."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from django import forms
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.access.queries import journal
from tongxin.access.texts import AREAS
from tongxin.facts.commands import record
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

HEADS = ("编号", "记下时间", "发生时间", "谁", "什么事", "类别", "对象", "单位", "原因")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 - both widths


class NarrowingForm(forms.Form):
    area = forms.CharField(required=False, max_length=20)
    who = forms.CharField(required=False, max_length=60)
    since = forms.DateField(required=False, error_messages={"invalid": "日期请写成 2026-11-20。"})
    until = forms.DateField(required=False, error_messages={"invalid": "日期请写成 2026-11-20。"})
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)


def _narrowing(form: NarrowingForm) -> journal.Narrowing:
    given = form.cleaned_data if form.is_valid() else {}
    return journal.Narrowing(
        area=given.get("area", ""),
        who=given.get("who", ""),
        since=_day(given.get("since")),
        until=_day(given.get("until")),
        before=given.get("before") or 0,
    )


def _day(value: date | None) -> date | None:
    return value if value and 1970 < value.year < 2200 else None


@route("admin:audit", model="facts.Fact", level="C2")
def audit(request: PageRequest) -> HttpResponse:
    form = NarrowingForm(request.GET)
    page = journal.view_journal(_narrowing(form), viewer=request.actor)
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {"page": page, "form": form, "areas": AREAS, "asked": asked.urlencode()}
    return render(request, "administration/audit.html", context)


@route("admin:audit", model="facts.Fact", level="C2", methods=("POST",))
def export(request: PageRequest) -> StreamingHttpResponse:
    """The lines of the filter as csv; that somebody took them is itself in the journal."""
    narrowing, at = _narrowing(NarrowingForm(request.POST)), clock.read()
    with transaction.atomic():
        subject = ("company", request.actor.company_id or 0)
        record("journal.exported", subject=subject, by=request.actor, at=at)
    name = f"journal-{timezone.localtime(at):%Y%m%d-%H%M}.csv"
    return StreamingHttpResponse(
        _csv(narrowing, request),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(narrowing: journal.Narrowing, request: PageRequest) -> Iterator[str]:
    yield "\ufeff" + _row(HEADS)
    for line in journal.journal_lines(narrowing, viewer=request.actor):
        yield _row(
            (
                line.id,
                f"{timezone.localtime(line.recorded_at):%Y-%m-%d %H:%M:%S}",
                f"{timezone.localtime(line.happened_at):%Y-%m-%d %H:%M:%S}",
                line.who,
                line.words,
                line.kind,
                line.subject,
                line.unit_id or "",
                line.why,
            )
        )


def _row(cells: tuple[object, ...]) -> str:
    kept = io.StringIO()
    csv.writer(kept).writerow(_harmless(cell) for cell in cells)
    return kept.getvalue()


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would run is shown as text; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
