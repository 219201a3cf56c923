"""Correct a closed record on the page on which it was written, with the reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.records import commands, queries
from tongxin.web.forms import attempt
from tongxin.web.pages.records import reading
from tongxin.web.pages.records.writing import again, page
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("record_write", model="records.Record", level="C2", methods=("GET", "POST"))
def correct(request: PageRequest, record_id: int) -> HttpResponse:
    at = clock.read()
    draft = queries.view_draft(record_id, viewer=request.actor, at=at)
    if draft.record.state not in ("closed", "unheld"):
        return redirect("record", record_id)
    if request.method != "POST":
        return page(request, draft, reading.shown(draft), at)
    sheet = reading.typed(request.POST, draft)
    content = reading.read(sheet, draft)
    if sheet.wrong:
        return again(request, record_id, sheet, "有几处没看懂，还没有更正", at)
    tried = attempt(
        lambda: commands.correct_record(
            record_id,
            content,
            reason=request.POST.get("reason", ""),
            by=request.actor,
            at=at,
            revision=sheet.revision,
        )
    )
    if tried.value is None:
        sheet.wrong.update(tried.fields)
        sheet.revision = tried.details.get("revision", sheet.revision)
        return again(request, record_id, sheet, tried.message, at)
    answer_fact(tried.value, at=at)
    messages.success(request, _told(tried.value.data, before=draft.record.state))
    return redirect("record", record_id)


def _told(data: dict[str, object], *, before: str) -> str:
    """A roll put right may turn a meeting into none, or back."""
    done, held = "已更正，原来的一版还留着", data.get("held", True)
    if not held and before == "closed":
        return f"{done}。现在人数不够，这次记成没开成，不再算数"
    return f"{done}。现在人数够了，这次算开过" if held and before == "unheld" else done
