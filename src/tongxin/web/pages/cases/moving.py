"""Make one move: its own form, or at once where nothing is asked."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.cases import queries
from tongxin.cases.commands import Making, move_case
from tongxin.cases.queries import CaseView, MoveView
from tongxin.cases.queries.meetings import meetings_for
from tongxin.facts.commands import answer_fact
from tongxin.records.queries import Somebody
from tongxin.web.addresses import number
from tongxin.web.forms import attempt
from tongxin.web.pages.cases.opening import people_near
from tongxin.web.pages.cases.sheet import Sheet, blank, day_of, files_of, key_of, typed
from tongxin.web.pages.cases.showing import earlier
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("member", model="cases.Case", level="C3", methods=("GET", "POST"), files=True)
def do(request: PageRequest, case_id: int, move: str) -> HttpResponse:
    at = clock.read()
    day = earlier(request.POST if request.method == "POST" else request.GET, timezone.localdate(at))
    view = queries.view_case(case_id, viewer=request.actor, at=at, day=day)
    asked = next((one for one in view.moves if one.key == move), None)
    if request.method != "POST":
        if asked is None:
            messages.error(request, "这一步现在不能办，可能刚刚有人办过了")
            return redirect("case", case_id)
        sheet = blank(
            asked.fields, revision=str(view.revision), happened_on=f"{day or timezone.localtime(at):%Y-%m-%d}"
        )
        return _page(request, view, asked, sheet, at)
    people = _near(request, view, asked, at)
    fields = asked.fields if asked else ()
    sheet = typed(
        fields, request.POST, company_id=request.actor.company_id, likely=[one.id for one in people]
    )
    making = making_of(request, move, sheet, dated=asked is not None and asked.dated)
    if not sheet.wrong:
        tried = attempt(lambda: move_case(case_id, making, by=request.actor, at=at))
        if tried.value is not None:
            answer_fact(tried.value, at=at)
            messages.success(request, f"“{asked.title if asked else '这一步'}”办好了")
            return redirect("case", case_id)
        sheet.message, sheet.wrong = tried.message, dict(tried.fields)
    if asked is None:
        messages.error(request, sheet.message or "这一步现在不能办")
        return redirect("case", case_id)
    sheet.message = sheet.message or "有几处没看懂，还没有办"
    return _page(request, view, asked, sheet, at, status=422)


def making_of(
    request: PageRequest, move: str, sheet: Sheet, *, dated: bool = False, code: str = ""
) -> Making:
    """What the form brings to the command; another day only where the move asks for one."""
    revision = sheet.texts.get("revision", "")
    return Making(
        move,
        sheet.given,
        files=files_of(request.FILES),
        revision=int(revision) if revision.isdecimal() and len(revision) < 9 else None,
        done_on=day_of(sheet, "happened_on") if dated else None,
        record_id=number(sheet.texts.get("record")),
        late_reason=sheet.texts.get("late_reason", ""),
        code=code,
        key=key_of(sheet),
    )


def _near(request: PageRequest, view: CaseView, asked: MoveView | None, at: datetime) -> list[Somebody]:
    if asked is None or not any(one.type == "people" for one in asked.fields):
        return []
    return people_near(request.actor, view.line.unit_id, at)


def _page(
    request: PageRequest, view: CaseView, asked: MoveView, sheet: Sheet, at: datetime, *, status: int = 200
) -> HttpResponse:
    """Somebody else may have moved it meanwhile: what is typed goes on with the case as it is now."""
    meetings = (
        meetings_for(view.line.id, asked.key, viewer=request.actor, at=at) if asked.needs_record else []
    )
    context = {
        "view": view,
        "move": asked,
        "sheet": sheet,
        "people": _near(request, view, asked, at),
        "meetings": meetings,
        "today": timezone.localdate(at),
        "day": earlier(request.POST if request.method == "POST" else request.GET, timezone.localdate(at)),
    }
    return render(request, "cases/do.html", context, status=status)
