"""One report: facts as drafted, the author's own words, filing, Word."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Refused
from tongxin.reports import commands, queries
from tongxin.reports.docx import report_docx
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@route("report_view", model="reports.Report", level="C1", methods=("GET", "POST"))
def page(request: PageRequest, report_id: int) -> HttpResponse:
    if request.method == "POST":
        return _save(request, report_id)
    view = queries.view_report(report_id, viewer=request.actor, at=clock.read())
    return render(request, "reports/detail.html", {"view": view})


def _save(request: PageRequest, report_id: int) -> HttpResponse:
    """Save the words and, when asked so by the button, file the report with them."""
    at = clock.read()
    words = {
        key.removeprefix("words-"): str(text)
        for key, text in request.POST.items()
        if key.startswith("words-")
    }
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() else -1
    saved = commands.save_words(report_id, words, by=request.actor, at=at, revision=revision)
    if request.htmx:
        return render(request, "reports/detail.html#saved", {"view": {"revision": saved}, "at": at})
    if "file" in request.POST:
        return file(request, report_id)
    messages.success(request, "已保存")
    return redirect("report", report_id)


@route("report_write", model="reports.Report", level="C1", methods=("POST",))
def redraft(request: PageRequest, report_id: int) -> HttpResponse:
    """Draft again from today's facts; the words stay."""
    at = clock.read()
    report = queries.get_report(report_id, viewer=request.actor)
    drafted = commands.draft_report(
        report.kind, unit_id=report.unit_id, period=report.period, by=request.actor, at=at
    )
    answer_fact(drafted.fact, at=at)
    messages.success(request, "已按现在的事实重新排好，您写的没有动")
    return redirect("report", report_id)


@route("report_write", model="reports.Report", level="C1", methods=("POST",))
def file(request: PageRequest, report_id: int) -> HttpResponse:
    at = clock.read()
    try:
        fact = commands.file_report(report_id, by=request.actor, at=at)
    except Refused as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.message)
        return redirect("report", report_id)
    answer_fact(fact, at=at)
    messages.success(request, "已归档。可以下载 Word，内容不会再变")
    return redirect(f"{reverse('report', args=[report_id])}#word")


@route("report_view", model="reports.Report", level="C1")
def word(request: PageRequest, report_id: int) -> HttpResponse:
    view = queries.view_report(report_id, viewer=request.actor, at=clock.read())
    response = HttpResponse(report_docx(view), content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(view.title)}.docx"
    return response
