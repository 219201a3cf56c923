"""Write a record of any kind: saved at every change, closed when it is whole."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.records import commands, queries
from tongxin.records.rules.votes import EXCLUSIONS
from tongxin.records.texts import ABSENCES
from tongxin.reports import queries as reports
from tongxin.web.forms import Tried, attempt
from tongxin.web.pages.records import reading
from tongxin.web.pages.records.reading import Sheet
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

NOT_HELD = "记成没开成了，不算开过一次。改天人够了再开，另写一份"


@route("record_write", model="records.Record", level="C2", methods=("GET", "POST"))
def write(request: PageRequest, record_id: int) -> HttpResponse:
    """GET shows the draft; POST saves it (`then=close` closes it too, `unheld` as not held; `add` gives another row)."""
    at = clock.read()
    draft = queries.view_draft(record_id, viewer=request.actor, at=at)
    if draft.record.state != "draft":
        return redirect("record", record_id)
    if address := elsewhere(draft):
        return redirect(address, record_id)
    if request.method == "POST":
        return _take(request, draft, at)
    return page(request, draft, reading.shown(draft), at)


def _take(request: PageRequest, draft: queries.Draft, at: datetime) -> HttpResponse:
    record_id, sheet = draft.record.id, reading.typed(request.POST, draft)
    saved = save(request, draft, sheet, at)
    if request.htmx:
        return _saved_line(request, record_id, sheet, saved, at)
    if not saved.done or sheet.wrong:
        return again(request, record_id, sheet, saved.message or "有几处没看懂，其余的都已保存", at)
    if request.POST.get("then") in ("close", "unheld"):
        return _close(request, record_id, sheet, at)
    messages.success(request, f"已保存 {timezone.localtime(at):%H:%M}")
    return redirect("record_write", record_id)


def elsewhere(draft: queries.Draft) -> str:
    """Kinds with a page of their own."""
    if "fitness" in draft.spec.steps:
        return "preshift_meeting"
    return "handover" if draft.spec.signatures == "both_sides" else ""


def save(request: PageRequest, draft: queries.Draft, sheet: Sheet, at: datetime) -> Tried[commands.Saved]:
    content = reading.read(sheet, draft)
    saved = attempt(
        lambda: commands.save_draft(
            draft.record.id, content, by=request.actor, at=at, revision=sheet.revision
        )
    )
    sheet.wrong.update(saved.fields)
    if saved.value:
        sheet.revision = saved.value.revision
    elif "revision" in saved.details:
        sheet.revision = saved.details["revision"]  # the next press is meant
    return saved


def _close(request: PageRequest, record_id: int, sheet: Sheet, at: datetime) -> HttpResponse:
    unheld = request.POST["then"] == "unheld"
    closed = attempt(
        lambda: commands.close_record(
            record_id, by=request.actor, at=at, revision=sheet.revision, unheld=unheld
        )
    )
    if closed.value is None:
        sheet.wrong.update(closed.fields)
        return again(request, record_id, sheet, closed.message, at)
    answer_fact(closed.value, at=at)
    messages.success(request, NOT_HELD if unheld else "记完了。定的事已经转成任务")
    return redirect("record", record_id)


def again(request: PageRequest, record_id: int, sheet: Sheet, message: str, at: datetime) -> HttpResponse:
    """The page as it was typed, with every sentence at its place."""
    draft = queries.view_draft(record_id, viewer=request.actor, at=at)
    return page(request, draft, sheet, at, message=message)


def _saved_line(
    request: PageRequest, record_id: int, sheet: Sheet, saved: Tried[commands.Saved], at: datetime
) -> HttpResponse:
    """For htmx: when it was saved, and what the votes now come to."""
    draft = queries.view_draft(record_id, viewer=request.actor, at=at)
    context = frame(draft, sheet, at, message=saved.message) | {"saved": saved.value, "swap": True}
    return render(request, "records/write.html#saved", context)


def page(
    request: PageRequest, draft: queries.Draft, sheet: Sheet, at: datetime, *, message: str = ""
) -> HttpResponse:
    context = frame(draft, sheet, at, message=message)
    if "reports" in draft.spec.steps:
        unit = draft.record.unit_id
        context["reports"] = reports.reports_below(unit, viewer=request.actor, at=at)
    return render(request, "records/write.html", context)


def frame(draft: queries.Draft, sheet: Sheet, at: datetime, *, message: str) -> dict[str, object]:
    """What the template needs; fields that a step names stand at that step."""
    named = {"risks", "documents", "tasks"}
    return {
        "draft": draft,
        "record": draft.record,
        "spec": draft.spec,
        "sheet": sheet,
        "message": message,
        "absences": ABSENCES,
        "exclusions": EXCLUSIONS,
        "verdicts": {verdict.position: verdict for verdict in draft.verdicts},
        "planned": draft.record.state == "draft" and draft.record.held_at > at,
        "now": at,
        "steps": [step for step in draft.spec.steps if step not in ("signatures", "fitness")],
        "named_steps": named,
        "plain_fields": [
            spec.key for spec in draft.spec.fields if spec.key not in named & set(draft.spec.steps)
        ],
        "correcting": draft.record.state != "draft",
    }
