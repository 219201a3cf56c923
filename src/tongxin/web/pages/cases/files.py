"""The files of a case, handed out to whoever sees the step that they came with."""

from django.http import HttpResponse

from tongxin import clock
from tongxin.cases.queries.files import get_evidence
from tongxin.web.downloads import hand_out, powerless
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@powerless
@route("member", model="cases.Evidence", level="C2")
def download(request: PageRequest, case_id: int, evidence_id: int) -> HttpResponse:
    found = get_evidence(case_id, evidence_id, viewer=request.actor, at=clock.read())
    return hand_out(found, show="show" in request.GET)
