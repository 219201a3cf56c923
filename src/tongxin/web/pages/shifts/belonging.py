"""To which day a night shift belongs: shown to everybody, changed by who plans for the whole company."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongxin.kernel.errors import NotFound
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.queries import view_shift_day
from tongxin.orgs.shifts.texts import SHIFT_DAYS, shift_day_words
from tongxin.web.pages.orgs.forms import choice
from tongxin.web.pages.shifts.forms import Done, Plain, carry_out
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

HOUR = "请填 0 到 23 的整点"
LIKE = {
    "start": "20 日 22:30 上班、21 日 06:30 下班，算 20 日的班。多数单位这样算",
    "end": "20 日 22:30 上班、21 日 06:30 下班，算 21 日的班",
    "mine": "每天从定好的整点起算新的一天。定 20 点：20 日 20 点以后上的班，都算 21 日的",
}


class ShiftDayForm(Plain):
    hour = forms.IntegerField(
        label="矿日从几点起",
        help_text="只在按矿日算时有用。过了中午的钟点，算第二天的矿日",
        min_value=0,
        max_value=23,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), HOUR),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"] = choice("跨夜的班算哪一天", list(SHIFT_DAYS.items()))

    @property
    def rules(self) -> list[tuple[str, str, str, bool]]:
        chosen = self["rule"].value()
        return [(key, title, LIKE[key], key == chosen) for key, title in SHIFT_DAYS.items()]


@route("signed_in", model="orgs.Company", level="C0", methods=("GET", "POST"))
def page(request: PageRequest) -> HttpResponse:
    view = view_shift_day(viewer=request.actor)
    if request.method == "POST" and not view.may_edit:
        raise NotFound("没有找到这一页")
    form = ShiftDayForm(request.POST or None, initial={"rule": view.rule, "hour": view.hour})

    def act(asked: dict[str, Any], at: datetime) -> Done:
        fact = commands.set_shift_day(asked["rule"], asked["hour"], by=request.actor, at=at)
        words = shift_day_words(asked["rule"], asked["hour"])
        sentence = f"跨夜的班从明天起{words}，{fact.data['moved']} 个已排好的班跟着改了"
        return Done(fact, sentence, reverse("shift_day"))

    if request.method == "POST" and form.is_valid() and (done := carry_out(form, act)):
        messages.success(request, done.sentence)
        return redirect(done.to)
    context = {"view": view, "form": form}
    return render(request, "shifts/belonging.html", context, status=422 if request.method == "POST" else 200)
