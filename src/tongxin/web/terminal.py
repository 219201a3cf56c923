"""The shared device of a shift room: nobody is logged in there; somebody comes in by PIN, for a short while.

Such a browser carries a secret of its own. With it no page opens but those that say so (`route(terminal=True)`),
and an ordinary log-in in the same browser counts for nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access import rules
from tongxin.access.commands.terminals import note_turn
from tongxin.access.queries import terminals
from tongxin.access.queries.terminals import TerminalSeen
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import NotFound

HOME = "/terminal"
MINE = "/terminal/mine"
TURN = "turn"  # who is at the terminal now, in the session
Next = Callable[[HttpRequest], HttpResponse]


class TerminalMiddleware:
    """On a terminal every page is shut but those that are for it, whoever stands there."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.terminal is None or getattr(view, "on_terminal", False):  # type: ignore[attr-defined]
            return None
        if request.path == "/" and request.method == "GET":
            return redirect(HOME)
        error = NotFound("这件事在班组终端上办不了，请用自己的手机或者电脑登录后办")
        return render(request, "terminal/refused.html", {"error": error}, status=error.status)


def terminal_of(request: HttpRequest, at: datetime) -> TerminalSeen | None:
    return terminals.terminal_of(request.COOKIES.get(settings.TERMINAL_COOKIE_NAME, ""), at=at)


def actor_of(request: HttpRequest, at: datetime) -> Actor | None:
    """Who is at the terminal; None on any other device."""
    terminal: TerminalSeen | None = request.terminal  # type: ignore[attr-defined]
    if terminal is None:
        return None
    kept = request.session.get(TURN)
    if not kept or kept["terminal"] != terminal.id or not _is_there(kept, at):
        return NOBODY
    kept["touched_at"] = at.isoformat()
    request.session.modified = True
    return terminals.actor_on(terminal, kept["person"], at=at)


def _is_there(kept: dict[str, Any], at: datetime) -> bool:
    entered, touched = (datetime.fromisoformat(kept[key]) for key in ("entered_at", "touched_at"))
    return rules.at_terminal(entered_at=entered, touched_at=touched, at=at)


def come_in(request: HttpRequest, terminal: TerminalSeen, actor: Actor) -> None:
    """The PIN was right."""
    at = clock.read()
    request.session.flush()
    moment = at.isoformat()
    request.session[TURN] = {
        "terminal": terminal.id,
        "person": actor.person_id,
        "entered_at": moment,
        "touched_at": moment,
    }
    note_turn(terminal, leaves=False, by=actor, at=at)


def lock(request: HttpRequest) -> None:
    """Whoever was there is gone; of what they did nothing is left in the browser."""
    terminal, actor = request.terminal, request.actor  # type: ignore[attr-defined]
    if terminal is not None and actor.person_id is not None:
        note_turn(terminal, leaves=True, by=actor, at=clock.read())
    request.session.flush()


def after(request: HttpRequest, address: str) -> str:
    """Where to go next: on a terminal back to what one does there."""
    return address if request.terminal is None else MINE  # type: ignore[attr-defined]


def keep_secret(response: HttpResponse, secret: str) -> HttpResponse:
    response.set_cookie(
        settings.TERMINAL_COOKIE_NAME,
        secret,
        max_age=int(rules.TERMINAL_LASTS.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
