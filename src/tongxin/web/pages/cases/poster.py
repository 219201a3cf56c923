"""A poster on the wall: printed by who looks after the unit, scanned by anybody, no account needed."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tongxin import clock
from tongxin.access.commands import tries
from tongxin.cases.queries.posters import Poster, get_poster, poster_for
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.web.addresses import number
from tongxin.web.pages.cases.codes import code_page, picture
from tongxin.web.pages.cases.opening import bring
from tongxin.web.pages.cases.sheet import Sheet, blank, typed
from tongxin.web.request import PageRequest, visitor_of
from tongxin.web.routes import route

GONE = "这张海报已经不能用了，请找班组长或者支部要一张新的"


def _signer() -> signing.Signer:
    return signing.Signer(salt="tongxin.cases.poster", sep="~")


def token_of(kind: str, unit_id: int) -> str:
    return _signer().sign(f"{unit_id}.{kind}")


def _place(token: str, at: datetime) -> Poster:
    try:
        unit, _, kind = _signer().unsign(token).partition(".")
    except signing.BadSignature:
        raise NotFound(GONE) from None
    return get_poster(kind, int(unit), on=timezone.localdate(at))


@route("member", model="cases.Case", level="C1")
def sheet(request: PageRequest) -> HttpResponse:
    """One A4 page to print."""
    unit_id = number(request.GET.get("unit"))
    if unit_id is None:
        raise NotFound("没有找到这个单位")
    on = timezone.localdate(clock.read())
    place = poster_for(request.GET.get("kind", "")[:60], unit_id, viewer=request.actor, on=on)
    path = reverse("case_poster_form", args=[token_of(place.spec.key, place.unit_id)])
    address = request.build_absolute_uri(path)
    context = {
        "place": place,
        "address": address,
        "picture": picture(address, scale=10),
        "follow": request.build_absolute_uri(reverse("case_follow")),
    }
    return render(request, "cases/poster.html", context)


@route("public", model="cases.Case", level="C1", methods=("GET", "POST"), files=True)
def scanned(request: PageRequest, token: str) -> HttpResponse:
    """The form behind the picture; whoever sends it stays unknown, even if they are logged in."""
    at = clock.read()
    try:
        place = _place(token, at)
    except NotFound as gone:
        return render(request, "cases/scanned.html", {"gone": gone.message}, status=gone.status)
    specs = [one for one in place.spec.opening if one.type != "people"]
    if request.method != "POST":
        return _page(request, place, blank(specs))
    form = typed(specs, request.POST, company_id=None)
    try:
        tries.take(
            tries.key_of_address(visitor_of(request, "poster")),
            limit=settings.ADDRESS_TRIES,
            at=at.replace(second=0, microsecond=0),
        )
    except tries.TooManyTries as locked:
        form.message = "这里刚才交得太多了，请过一会儿再交；写的还在。有危险请直接打电话"
        return _page(request, place, form, status=locked.status)
    nobody = Actor(person_id=None, name="", company_id=place.company_id)
    tried = bring(request, place.spec, place.unit_id, form, at=at, by=nobody)
    if tried.value is None:
        return _page(request, place, form, status=422)
    return code_page(request, place.spec, tried.value.code)


def _page(request: PageRequest, place: Poster, form: Sheet, *, status: int = 200) -> HttpResponse:
    context = {"place": place, "spec": place.spec, "sheet": form}
    return render(request, "cases/scanned.html", context, status=status)
