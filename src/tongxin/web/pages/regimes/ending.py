"""End an adoption, or call one off that has not begun."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.adoption import commands
from tongxin.adoption.queries import pages
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.web.pages.regimes import asked
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("regime_adopt", model="adoption.Adoption", level="C0", methods=("GET", "POST"))
def page(request: PageRequest, adoption_id: int) -> HttpResponse:
    at = clock.read()
    row = pages.adoption_to_end(adoption_id, viewer=request.actor, on=timezone.localdate(at))
    wrong = None
    if request.method == "POST":
        try:
            fact = commands.end_adoption(
                adoption_id,
                ends_date=asked.day(request.POST, "ends", timezone.localdate(at)),
                reason=request.POST.get("reason", ""),
                by=request.actor,
                at=at,
            )
        except Invalid as invalid:
            wrong = invalid
        else:
            answer_fact(fact, at=at)
            messages.success(request, f"“{row.title}”已定好结束日期，已经排出的事照办")
            return redirect("regimes")
    context = {
        "row": row,
        "wrong": wrong,
        "ends": request.POST.get("ends") or timezone.localdate(at).isoformat(),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "regimes/end.html", context, status=422 if wrong else 200)
