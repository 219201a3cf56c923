"""The code on the host's screen, and what opens when somebody scans it."""

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid, Refused
from tongxin.records.sign_in import rules
from tongxin.records.sign_in.commands import Arrived, confirm, sign_in
from tongxin.records.sign_in.queries import CodePage, view_codes
from tongxin.web.addresses import number
from tongxin.web.forms import attempt
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

MASK = 2  # a fixed one: to try all eight takes four times as long, and any is read


@route("record_write", model="records.Record", level="C1", methods=("GET", "POST"))
def code(request: PageRequest, record_id: int) -> HttpResponse:
    """GET shows the code and who has come; POST confirms somebody without a phone."""
    at = clock.read()
    page = view_codes(record_id, viewer=request.actor, at=at)  # first of all, whether one may
    if request.method == "POST":
        person_id = number(request.POST.get("person"))
        if person_id is None:
            raise Invalid("没有选人，请再点一次")
        arrived = confirm(record_id, person_id, by=request.actor, at=at)
        _answer(arrived)
        if not request.htmx:
            return redirect("preshift_code", record_id)
        page = view_codes(record_id, viewer=request.actor, at=at)
    if request.htmx:
        part = "codes" if "codes" in request.GET else "people"
        return render(request, f"preshift/code.html#{part}", _context(request, page, part == "codes"))
    return render(request, "preshift/code.html", _context(request, page, True))


def _context(request: PageRequest, page: CodePage, drawn: bool) -> dict[str, object]:
    """The pictures for as long as the meeting may take, so that the screen needs no network."""
    pictures = [(one.step, _picture(request, one.token)) for one in page.codes] if drawn else []
    return {
        "page": page,
        "pictures": pictures,
        "now": int(page.now.timestamp() * 1000),
        "step": rules.STEP,
        "minutes": rules.STEP * rules.GIVEN_OUT // 60,
    }


def _picture(request: PageRequest, token: str) -> str:
    address = request.build_absolute_uri(reverse("signin", args=[token]))
    drawn = segno.make(address, error="m", mask=MASK, mode="byte", boost_error=False, micro=False)
    return str(drawn.png_data_uri(scale=1, border=2))


@route("member", model="records.Record", level="C1", methods=("GET", "POST"))
def signin(request: PageRequest, token: str) -> HttpResponse:
    """GET changes nothing, so that no preview of a link signs anybody in; the page sends itself at once."""
    if request.method != "POST":
        return render(request, "preshift/signin.html")
    tried = attempt(lambda: sign_in(token, by=request.actor, at=clock.read()))
    if tried.value is None:  # the way back would only send the same code again
        return render(request, "preshift/signin.html", {"refused": tried.message}, status=Refused.status)
    _answer(tried.value)
    return render(request, "preshift/signin.html", {"arrived": tried.value})


def _answer(arrived: Arrived) -> None:
    if arrived.fact is not None:
        answer_fact(arrived.fact, at=clock.read())
