"""Log out."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect

from tongxin import clock
from tongxin.access.commands import sessions
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("public", methods=("POST",))
def log_out(request: PageRequest) -> HttpResponse:
    if request.actor.person_id is not None:
        sessions.leave(request.session.session_key or "", by=request.actor, at=clock.read())
    logout(request)
    messages.success(request, "已退出")
    return redirect("/login")
