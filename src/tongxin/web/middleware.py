"""Between the request and the page: who asks, whether the session holds, and what a refusal looks like."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from tongxin import clock
from tongxin.access import queries, rules
from tongxin.access.commands import sessions
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import NotFound, Refused
from tongxin.web import terminal
from tongxin.web.failures import forget_session, unavailable

Next = Callable[[HttpRequest], HttpResponse]
NOTED_EACH = timedelta(minutes=1)  # how finely the last request of a session is kept
OURS = re.compile(r"/(?!/)")
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
# What triggers of the database say, for people.
SAID_BY_TRIGGERS = {
    "an administrator holds no post": "这个人是管理员。管理员不能兼任职务，请先结束管理员授权。",
    "somebody who holds a post is no administrator": "这个人还有任职。管理员不能兼任职务，请先结束任职。",
}


class ActorMiddleware:
    """Builds the actor from the appointments valid at this moment; nothing of it outlives the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = clock.read()
        request.terminal = terminal.terminal_of(request, at)  # type: ignore[attr-defined]
        request.actor = terminal.actor_of(request, at) or _actor(request, at)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


def _actor(request: HttpRequest, at: datetime) -> Actor:
    if not request.user.is_authenticated:
        return NOBODY
    if not _holds(request, at):
        _end(request, at, "太久没有操作，为安全起见已退出，请重新登录")
        return NOBODY
    actor = queries.actor_of(request.user.person_id, at=at)
    if actor.administrator and not request.session.get("second_factor"):
        _end(request, at, "管理员要用二次验证登录，请重新登录")
        return NOBODY
    return actor


def _holds(request: HttpRequest, at: datetime) -> bool:
    kept = request.session
    if "entered_at" not in kept:
        return False
    entered, seen = (datetime.fromisoformat(kept[key]) for key in ("entered_at", "seen_at"))
    if not rules.holds(settings.SESSION_LEVEL, entered_at=entered, seen_at=seen, at=at):
        return False
    if at - seen >= NOTED_EACH:
        kept["seen_at"] = at.isoformat()
        sessions.seen(kept.session_key or "", at=at)
    return True


def _end(request: HttpRequest, at: datetime, words: str) -> None:
    logout(request)
    messages.error(request, words)


class RefusalMiddleware:
    """Turns a refusal into a page, or a message in place when htmx asked."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if page := unavailable(error):
            forget_session(request)
            return page
        refused = _said_by_trigger(error) if isinstance(error, DatabaseError) else error
        if not isinstance(refused, Refused):
            return None
        if isinstance(refused, NotFound) and request.actor.person_id is None:  # type: ignore[attr-defined]
            return _to_log_in(request)
        template = "parts/refusal.html#message" if request.htmx else "parts/refusal.html"  # type: ignore[attr-defined]
        context = {"error": refused, "back": _page_before(request)}
        return render(request, template, context, status=refused.status)


def _page_before(request: HttpRequest) -> str:
    """The address of our page on which the form was sent, as the browser names it; "" for any other."""
    came = urlsplit(request.headers.get("Referer", ""))
    if request.method != "POST" or came.netloc != request.get_host() or not OURS.match(came.path):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def _said_by_trigger(error: DatabaseError) -> Refused | None:
    words = str(error)
    return next((Refused(said) for mark, said in SAID_BY_TRIGGERS.items() if mark in words), None)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path() if request.method == "GET" else "/"
    address = "/login" if wanted == "/" else f"/login?next={quote(wanted)}"
    if request.terminal is not None:  # type: ignore[attr-defined]
        address = terminal.HOME
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
