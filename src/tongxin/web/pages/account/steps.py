"""Set a new password, give the second factor's code, set the second factor up: on the way in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access.commands import accounts, second_factor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.web.pages.account import entering
from tongxin.web.pages.account.qr import totp_picture
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("public", methods=("GET", "POST"))
def new_password(request: PageRequest) -> HttpResponse:
    def act(who: Any) -> None:
        accounts.set_password(
            who.account_id,
            request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            by=who.actor,
            at=clock.read(),
        )

    return _step(request, "password", act)


@route("public", methods=("GET", "POST"))
def code(request: PageRequest) -> HttpResponse:
    def act(who: Any) -> None:
        second_factor.check(who.account_id, request.POST.get("code", ""), by=who.actor, at=clock.read())
        entering.remember(request, second_factor=True)

    return _step(request, "code", act)


@route("public", methods=("GET", "POST"))
def second_factor_set_up(request: PageRequest) -> HttpResponse:
    def act(who: Any) -> None:
        secret = entering.recall(request, "secret") or ""
        _, codes = second_factor.turn_on(
            who.account_id, secret, request.POST.get("code", ""), by=who.actor, at=clock.read()
        )
        entering.remember(request, second_factor=True, codes=codes, secret="")

    def more(who: Any) -> dict[str, Any]:
        secret = entering.recall(request, "secret") or second_factor.new_secret()
        entering.remember(request, secret=secret)
        return {"secret": secret, "picture": totp_picture(secret, who.number)}

    return _step(request, "set-up", act, more)


@route("public", methods=("GET", "POST"))
def recovery_codes(request: PageRequest) -> HttpResponse:
    """Shown once, right after the second factor was set up."""
    try:
        entering.current(request)
    except Refused as refused:
        return _from_the_start(request, refused)
    codes = entering.recall(request, "codes")
    if request.method == "POST" or not codes:
        return entering.go_on(request)
    return render(request, "account/recovery_codes.html", {"codes": codes, "action": "/login/codes"})


def _from_the_start(request: PageRequest, refused: Refused) -> HttpResponse:
    """Told why, if somebody was on the way at all."""
    if entering.forget(request):
        messages.error(request, refused.message)
    return redirect("/login")


def _step(request: PageRequest, step: str, act: Any, more: Any = None) -> HttpResponse:
    try:
        who = entering.current(request)
    except Refused as refused:
        return _from_the_start(request, refused)
    if who.step != step:
        return entering.go_on(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            act(who)
        except Invalid as wrong:
            errors, status = wrong.fields, wrong.status
        except Refused as refused:
            errors, status = {"all": refused.message}, refused.status
        else:
            return redirect("/login/codes") if entering.recall(request, "codes") else entering.go_on(request)
    context = {"who": who, "errors": errors, "level": settings.PASSWORD_LEVEL, **(more(who) if more else {})}
    return render(request, f"account/{step.replace('-', '_')}.html", context, status=status)
