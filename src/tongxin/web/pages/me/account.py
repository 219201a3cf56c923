"""My own account: password, devices, second factor, tokens."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access import queries
from tongxin.access.commands import accounts, second_factor, sessions, tokens
from tongxin.access.queries import journal
from tongxin.access.queries.terminals import pin_of
from tongxin.duties.queries import view_feed
from tongxin.kernel.errors import Invalid
from tongxin.web.pages.account.qr import totp_picture
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


def _account_id(request: PageRequest) -> int:
    return int(request.session["_auth_user_id"])


@route("self", model="access.Account", level="C2")
def my_account(request: PageRequest) -> HttpResponse:
    context = {
        "sessions": queries.my_sessions(viewer=request.actor, current=request.session.session_key or ""),
        "second_factor": queries.has_second_factor(_account_id(request)),
        "codes": journal.codes_given(request.actor.person_id or 0, since=clock.read() - journal.LATELY),
        "feed": view_feed(viewer=request.actor),
        "pin": pin_of(request.actor),
    }
    return render(request, "me/account.html", context)


@route("self", model="access.Account", level="C2", methods=("GET", "POST"))
def change_password(request: PageRequest) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            accounts.change_password(
                _account_id(request),
                request.POST.get("old", ""),
                request.POST.get("password", ""),
                again=request.POST.get("again", ""),
                by=request.actor,
                at=clock.read(),
                keep=request.session.session_key,
            )
        except Invalid as wrong:
            errors = wrong.fields
        else:
            update_session_auth_hash(request, queries.account(_account_id(request)))
            messages.success(request, "密码换好了，别处的登录已经退出")
            return redirect("my_account")
    context = {"errors": errors, "level": settings.PASSWORD_LEVEL}
    return render(request, "me/password.html", context, status=422 if errors else 200)


@route("self", model="access.Account", level="C2", methods=("POST",))
def end_session(request: PageRequest, session_id: int) -> HttpResponse:
    sessions.end_session(session_id, by=request.actor, at=clock.read())
    messages.success(request, "那台设备已经退出")
    return redirect("my_account")


@route("self", model="access.Account", level="C2", methods=("POST",))
def end_other_sessions(request: PageRequest) -> HttpResponse:
    key = request.session.session_key
    sessions.end_sessions(_account_id(request), by=request.actor, at=clock.read(), but=key)
    messages.success(request, "别处的登录都退出了")
    return redirect("my_account")


@route("self", model="access.Account", level="C2", methods=("GET", "POST"))
def set_up_second_factor(request: PageRequest) -> HttpResponse:
    secret = request.session.get("secret") or second_factor.new_secret()
    request.session["secret"] = secret
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _, codes = second_factor.turn_on(
                _account_id(request), secret, request.POST.get("code", ""), by=request.actor, at=clock.read()
            )
        except Invalid as wrong:
            errors = wrong.fields
        else:
            del request.session["secret"]
            request.session["second_factor"] = True
            return render(request, "me/recovery_codes.html", {"codes": codes, "action": "/me/account"})
    number = queries.number_of(request.actor)
    context = {"errors": errors, "secret": secret, "picture": totp_picture(secret, number)}
    return render(request, "me/set_up.html", context, status=422 if errors else 200)


@route("self", model="access.Account", level="C2", methods=("POST",))
def turn_off_second_factor(request: PageRequest) -> HttpResponse:
    at, account_id = clock.read(), _account_id(request)
    second_factor.check(account_id, request.POST.get("code", ""), by=request.actor, at=at)
    second_factor.turn_off(account_id, by=request.actor, at=at)
    messages.success(request, "二次验证关了")
    return redirect("my_account")


@route("self", model="access.Token", level="C2", methods=("GET", "POST"))
def my_tokens(request: PageRequest) -> HttpResponse:
    context: dict[str, Any] = {"errors": {}, "given": request.POST, "scopes": tokens.SCOPES}
    status = 200
    if request.method == "POST":
        days = request.POST.get("days", "")
        try:
            context["made"] = tokens.make_token(
                request.POST.get("name", ""),
                scopes=request.POST.getlist("scopes"),
                days=int(days) if days.isdecimal() and len(days) < 5 else 0,
                by=request.actor,
                at=clock.read(),
            )
        except Invalid as wrong:
            context["errors"], status = wrong.fields, wrong.status
    context["tokens"] = queries.my_tokens(viewer=request.actor, at=clock.read())
    context["chosen"] = request.POST.getlist("scopes")
    return render(request, "me/tokens.html", context, status=status)


@route("self", model="access.Token", level="C2", methods=("POST",))
def revoke_token(request: PageRequest, token_id: int) -> HttpResponse:
    tokens.revoke_token(token_id, by=request.actor, at=clock.read())
    messages.success(request, "令牌停用了，从现在起打不开任何东西")
    return redirect("my_tokens")
