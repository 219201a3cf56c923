"""My PIN for the terminals of shift rooms: set, change, remove. Nobody is ever shown it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access.commands import pins
from tongxin.access.queries.terminals import pin_of
from tongxin.kernel.errors import Invalid
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("self", model="access.Pin", level="C2", methods=("GET", "POST"))
def my_pin(request: PageRequest) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            pins.set_pin(
                request.POST.get("password", ""),
                request.POST.get("pin", ""),
                again=request.POST.get("again", ""),
                by=request.actor,
                at=clock.read(),
            )
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, "终端密码设好了，现在就能在班组终端上用")
            return redirect("my_account")
    context = {"errors": errors, "had": pin_of(request.actor) is not None}
    return render(request, "me/pin.html", context, status=422 if errors else 200)


@route("self", model="access.Pin", level="C2", methods=("POST",))
def remove(request: PageRequest) -> HttpResponse:
    pins.remove_pin(by=request.actor, at=clock.read())
    messages.success(request, "终端密码删了")
    return redirect("my_account")
