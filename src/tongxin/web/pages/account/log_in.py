"""Log in with employee number and password; further steps follow when they are due."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.access import queries
from tongxin.access.commands import log_in as commands
from tongxin.kernel.actor import NOBODY
from tongxin.kernel.errors import Invalid, Refused
from tongxin.web.pages.account import entering
from tongxin.web.request import PageRequest, address_of, safe_next
from tongxin.web.routes import route


class LogInForm(forms.Form):
    number = forms.CharField(max_length=60, error_messages={"required": "请写工号。"})
    password = forms.CharField(
        max_length=200, strip=False, error_messages={"required": "请写密码，或者管理员给您的一次性码。"}
    )
    company = forms.IntegerField(required=False)


@route("public", methods=("GET", "POST"))
def log_in(request: PageRequest) -> HttpResponse:
    if request.actor.person_id is not None:
        return redirect(safe_next(request))
    form = LogInForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _try(request, form)
    return _page(request, form)


def _try(request: PageRequest, form: LogInForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        known = commands.log_in(
            given["number"],
            given["password"],
            company_id=given["company"],
            by=NOBODY,
            at=clock.read(),
            address=address_of(request),
        )
    except commands.WhichCompany as which:
        return _page(request, form, companies=which.companies, status=which.status)
    except Invalid as wrong:
        for field, sentence in wrong.fields.items():
            form.add_error(field, sentence)
        return _page(request, form, status=wrong.status)
    except Refused as locked:
        return _page(request, form, locked=locked.message, status=locked.status)
    entering.begin(request, known.account_id, wanted=safe_next(request))
    return entering.go_on(request)


def _page(request: PageRequest, form: LogInForm, *, status: int = 200, **more: Any) -> HttpResponse:
    demo = queries.demo_log_ins(at=clock.read())
    context = {
        "form": form,
        "next": safe_next(request),
        "demo": demo,
        "demo_password": settings.DEMO_PASSWORD if demo else "",
        **more,
    }
    return render(request, "account/log_in.html", context, status=status)
