"""The steps between the right password and being in: new password, second factor.

Until the last one is done nobody is logged in; the session only remembers who is on the way.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from tongxin import clock
from tongxin.access import queries
from tongxin.access.commands import sessions
from tongxin.access.queries import journal
from tongxin.kernel.errors import Refused
from tongxin.web.request import PageRequest, address_of

KEY = "entering"
LONGEST = timedelta(minutes=10)


def begin(request: PageRequest, account_id: int, *, wanted: str) -> None:
    request.session.flush()
    request.session[KEY] = {
        "account": account_id,
        "at": clock.read().isoformat(),
        "next": wanted,
        "second_factor": False,
    }


def current(request: PageRequest) -> queries.Entering:
    """Who is on the way in; without anybody, or too late, back to the start."""
    kept = _kept(request)
    if kept is None:
        raise Refused("登录放得太久了，请从头再登录一次")
    return queries.entering(kept["account"], second_factor=kept["second_factor"], at=clock.read())


def _kept(request: PageRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or clock.read() - datetime.fromisoformat(kept["at"]) > LONGEST:
        return None
    return kept


def remember(request: PageRequest, **more: Any) -> None:
    request.session[KEY] = {**request.session[KEY], **more}


def forget(request: PageRequest) -> bool:
    """Whether somebody was on the way; now nobody is."""
    return request.session.pop(KEY, None) is not None


def recall(request: PageRequest, name: str) -> Any:
    return request.session[KEY].get(name)


def _tell_of_codes(request: PageRequest, who: queries.Entering, *, since: datetime | None) -> None:
    """A one-time code is a way in for whoever gave it: the person hears of each since the last log-in."""
    for code in journal.codes_given(who.actor.person_id or 0, since=since) if since else []:
        when = f"{timezone.localtime(code.recorded_at):%m-%d %H:%M}"
        words = f"{code.who}在 {when} 给您的账号开过一次性码。不是您要的，请马上换密码，并告诉审计管理员"
        messages.error(request, words)


def go_on(request: PageRequest) -> HttpResponse:
    """The next step that is still open; after the last one the person is in."""
    on_the_way = current(request)
    if on_the_way.step:
        return redirect(f"/login/{on_the_way.step}")
    kept, at = request.session[KEY], clock.read()
    account = queries.account(on_the_way.account_id)
    before = account.last_login
    request.session.flush()
    login(request, account, backend="tongxin.access.backend.Backend")
    _tell_of_codes(request, on_the_way, since=before)
    request.session["entered_at"] = request.session["seen_at"] = at.isoformat()
    request.session["second_factor"] = kept["second_factor"] or on_the_way.demo
    request.session.save()
    sessions.open_session(
        on_the_way.account_id,
        request.session.session_key or "",
        by=on_the_way.actor,
        at=at,
        address=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
    return redirect(kept["next"])
