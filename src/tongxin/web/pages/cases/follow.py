"""Follow by code, without an account: how it goes, what was answered, and one's own moves.

The code travels only in the body of a form: it stands in no address, no log and no session.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from tongxin import clock
from tongxin.access.commands import tries
from tongxin.cases.commands import move_by_code
from tongxin.cases.queries import CaseView, sealed, view_by_code
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import NOBODY
from tongxin.kernel.errors import NotFound
from tongxin.web.forms import attempt
from tongxin.web.pages.cases.moving import making_of
from tongxin.web.pages.cases.sheet import blank, typed
from tongxin.web.pages.cases.showing import shown
from tongxin.web.pages.cases.texts import by_step
from tongxin.web.request import PageRequest, visitor_of
from tongxin.web.routes import route

UNKNOWN = "没有这个查询码。请对着纸条再输一次，字母大小写都行"


@route("public", model="cases.Case", level="C1", methods=("GET", "POST"))
def follow(request: PageRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "cases/follow.html", {})
    return _with_code(request, lambda code, view, at: _followed(request, code, view, at))


@route("public", model="cases.Case", level="C1", methods=("POST",), files=True)
def do(request: PageRequest, move: str) -> HttpResponse:
    """First the form of a move that asks something, then the move."""
    return _with_code(request, lambda code, view, at: _do(request, move, code, view, at))


@route("public", model="cases.Sealed", level="C3", methods=("POST",))
def texts(request: PageRequest) -> HttpResponse:
    """What is sealed of it, for whoever has the code; that it was opened is written down."""
    return _with_code(request, lambda code, view, at: _opened(request, code, view, at))


def _opened(request: PageRequest, code: str, view: CaseView, at: datetime) -> HttpResponse:
    if not view.texts:
        raise NotFound("没有找到这件事")
    opened = by_step(view, sealed.read_texts_by_code(code, at=at))
    context = {"view": view, "code": code, "opened": opened, "readings": sealed.readings_by_code(code)}
    response = render(request, "cases/followed_texts.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _with_code(request: PageRequest, go_on) -> HttpResponse:  # type: ignore[no-untyped-def]
    """A try is used up before the code is looked at; a right code gives it back."""
    at, code = clock.read(), request.POST.get("code", "")[:40]
    key = tries.key_of_address(visitor_of(request, "follow"))
    try:
        tries.take(key, limit=settings.ADDRESS_TRIES, at=at)
        view = view_by_code(code, viewer=NOBODY, at=at)
    except tries.TooManyTries as locked:
        return render(request, "cases/follow.html", {"locked": locked.message}, status=locked.status)
    except NotFound:
        return render(request, "cases/follow.html", {"code": code, "wrong": UNKNOWN}, status=422)
    tries.give_back(key)
    return go_on(code, view, at)  # type: ignore[no-any-return]


def _followed(request: PageRequest, code: str, view: CaseView, at: datetime, **more: object) -> HttpResponse:
    page = shown(view, timezone.localdate(at))
    return render(request, "cases/followed.html", {"page": page, "view": view, "code": code, **more})


def _do(request: PageRequest, move: str, code: str, view: CaseView, at: datetime) -> HttpResponse:
    asked = next((one for one in view.moves if one.key == move), None)
    context = {"view": view, "move": asked, "code": code}
    if request.POST.get("step") == "form" and asked is not None:
        sheet = blank(asked.fields, revision=str(view.revision))
        return render(request, "cases/follow_do.html", {**context, "sheet": sheet})
    sheet = typed(asked.fields if asked else (), request.POST, company_id=None)
    making = making_of(request, move, sheet, code=code)
    tried = attempt(lambda: move_by_code(making, by=NOBODY, at=at))
    if tried.value is not None:
        answer_fact(tried.value, at=at)
        now = view_by_code(code, viewer=NOBODY, at=at)
        return _followed(request, code, now, at, done=asked.title if asked else "")
    if asked is None:
        return _followed(request, code, view, at, refused=tried.message)
    sheet.message, sheet.wrong = tried.message, {**sheet.wrong, **tried.fields}
    return render(request, "cases/follow_do.html", {**context, "sheet": sheet}, status=422)
