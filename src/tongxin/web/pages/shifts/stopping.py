"""Cancelling the shifts of a span, bringing one back, and swapping with another team."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.queries import get_team
from tongxin.orgs.shifts.queries.pages import shift_choices, swap_choices
from tongxin.orgs.shifts.texts import REASONS
from tongxin.web.pages.orgs.forms import choice, day
from tongxin.web.pages.shifts.forms import Done, Plain, Sheet, day_or, submit
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


class CancelForm(Plain):
    first = day("从哪天")
    last = day("到哪天", help_text="只取消一天，就填同一天")

    def __init__(self, *args: Any, shifts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"] = choice("哪个班", [("", "这几天的班都取消"), *shifts])
        self.fields["reason"] = choice("为什么", list(REASONS.items()))
        for name in ("key", "reason"):
            self.fields[name].widget.attrs["class"] = "form-select"


@route("shift_edit", model="orgs.Shift", level="C1", methods=("GET", "POST"))
def cancel(request: PageRequest, team_id: int) -> HttpResponse:
    team = get_team(team_id, viewer=request.actor, capability="shift_edit")
    back = reverse("shift_month", args=[team.id])
    on = day_or(request.GET.get("day"), clock.today())
    shifts = shift_choices(team.id, viewer=request.actor, since=clock.today())
    given = {"first": on, "last": on, "key": request.GET.get("key", "")}
    form = CancelForm(request.POST or None, shifts=shifts, initial=given)

    def act(asked: dict[str, Any], at: datetime) -> Done:
        fact = commands.cancel_shifts(team.id, **asked, by=request.actor, at=at)
        return Done(fact, f"取消了 {len(fact.data['shifts'])} 个班", back)

    note = "已经开始的班不受影响。取消的班不用开班前会，也不算漏；没到时间还能恢复。"
    return submit(request, form, Sheet("取消哪几个班", "取消这些班", back, team.name, note), act)


@route("shift_edit", model="orgs.Shift", level="C1", methods=("POST",))
def restore(request: PageRequest, shift_id: int) -> HttpResponse:
    at = clock.read()
    restored = commands.restore_shift(shift_id, by=request.actor, at=at)
    answer_fact(restored, at=at)
    messages.success(request, "这个班恢复了")
    return redirect("shift_month", restored.unit_id)


class SwapForm(Plain):
    first = day("从哪天")
    last = day("到哪天", help_text="只换一天，就填同一天")

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = choice("和哪个班组换", [(str(id_), name) for id_, name in others])
        self.fields["other"].widget.attrs["class"] = "form-select"
        self.order_fields(["other", "first", "last"])


@route("shift_edit", model="orgs.Shift", level="C1", methods=("GET", "POST"))
def swap(request: PageRequest, team_id: int) -> HttpResponse:
    team = get_team(team_id, viewer=request.actor, capability="shift_edit")
    back = reverse("shift_month", args=[team.id])
    others = swap_choices(team.id, viewer=request.actor)
    form = SwapForm(
        request.POST or None, others=others, initial={"first": clock.today(), "last": clock.today()}
    )

    def act(asked: dict[str, Any], at: datetime) -> Done:
        other = int(asked["other"])
        fact = commands.swap_teams(
            team.id, other, first=asked["first"], last=asked["last"], by=request.actor, at=at
        )
        return Done(fact, f"换好了，{dict(others)[other]}那边也已改过来", back)

    note = "两个班组这几天互相上对方的班。要换回来，再换一次。"
    if not others:
        note = "您只管这一个班组，换不了。请找区队长来换。"
    sheet = Sheet(f"{team.name}和谁换班", "换班", back, team.name, note, closed=not others)
    return submit(request, form, sheet, act)
