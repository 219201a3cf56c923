"""The meeting on paper: choose sheets, and print them."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongxin import clock
from tongxin.kernel.errors import NotFound
from tongxin.records.preshift import printed, rules
from tongxin.records.preshift.queries.paper import Paper, sheets, view_paper
from tongxin.web.addresses import number
from tongxin.web.pages.cases.codes import picture
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

MOST_AT_ONCE = 21  # a week of three shifts a day
SPARE = range(3)  # lines for whoever is lent


@route("record_write", model="records.Record", level="C1")
def paper(request: PageRequest) -> HttpResponse:
    """With `shift` (several, if wanted) what is printed; without it what there is to print and to type."""
    at, team = clock.read(), number(request.GET.get("team"))
    shifts = [one for one in map(number, request.GET.getlist("shift")) if one][:MOST_AT_ONCE]
    if not shifts:
        return render(
            request, "preshift/papers.html", {"page": sheets(viewer=request.actor, at=at, team_id=team)}
        )
    papers = [view_paper(one, viewer=request.actor, at=at) for one in shifts]
    if team is not None and any(one.team.id != team for one in papers):
        raise NotFound("没有找到这个班次")
    context = {
        "papers": [(one, picture(_address(request, one), scale=4)) for one in papers],
        "absences": rules.ABSENCES,
        "results": rules.RESULTS,
        "arrangements": rules.ARRANGEMENTS,
        "spare": SPARE,
    }
    return render(request, "preshift/paper.html", context)


def _address(request: PageRequest, one: Paper) -> str:
    """Scanned by a telephone it opens the screen to type it on; a scanner at a desk types it there."""
    asked = urlencode({printed.SHEET: one.number.replace(" ", ""), printed.MARK: one.mark})
    return f"{request.build_absolute_uri(reverse('preshift_enter'))}?{asked}"
