"""The files of a case, handed out to whoever sees the step that they came with."""

from urllib.parse import quote

from csp.decorators import csp_replace
from django.http import HttpResponse

from tongxin import clock
from tongxin.cases.queries.files import get_evidence
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@csp_replace({"default-src": ["'none'"], "img-src": ["'self'"], "sandbox": [""]})
@route("member", model="cases.Evidence", level="C2")
def download(request: PageRequest, case_id: int, evidence_id: int) -> HttpResponse:
    """Pictures may be shown, all else is saved to the disk; nothing ever runs in the page."""
    found = get_evidence(case_id, evidence_id, viewer=request.actor, at=clock.read())
    response = HttpResponse(found.content, content_type=found.content_type)
    picture = found.content_type.startswith("image/")
    kind = "inline" if picture and "show" in request.GET else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
