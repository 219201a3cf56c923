"""A team's leave: who is off, who will be; entering and ending it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.queries.pages import LeaveView, view_leaves
from tongxin.orgs.shifts.texts import LEAVE_KINDS
from tongxin.web.addresses import number
from tongxin.web.pages.orgs.forms import choice, day
from tongxin.web.pages.shifts.forms import Done, Plain, carry_out, frame_of
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


class LeaveForm(Plain):
    starts_date = day("从哪天")
    ends_date = day("到哪天（含）")

    def __init__(self, *args: Any, view: LeaveView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.id), person.name) for person in view.people]
        self.fields["person"] = choice("谁请假", [("", "请选一个人"), *people])
        self.fields["person"].required = True  # nobody is chosen by accident
        self.fields["kind"] = choice("什么假", list(LEAVE_KINDS.items()), help_text="不用写原因")
        for name in ("person", "kind"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.order_fields(["person", "kind", "starts_date", "ends_date"])


@route("shift_edit", model="orgs.Leave", level="C2", methods=("GET", "POST"))
def leaves(request: PageRequest, team_id: int) -> HttpResponse:
    view = view_leaves(team_id, viewer=request.actor, on=clock.today())
    form = LeaveForm(
        request.POST or None, view=view, initial={"starts_date": clock.today(), "ends_date": clock.today()}
    )

    def act(asked: dict[str, Any], at: datetime) -> Done:
        person_id = int(asked.pop("person"))
        fact = commands.enter_leave(person_id, **asked, by=request.actor, at=at)
        name = next(person.name for person in view.people if person.id == person_id)
        return Done(fact, f"{name}请假记下了，点名时不会算未到", reverse("shift_leaves", args=[team_id]))

    if request.method == "POST" and form.is_valid() and (done := carry_out(form, act)):
        messages.success(request, done.sentence)
        return redirect(done.to)
    context = {"view": view, "form": form, "layout": frame_of(request)}
    return render(request, "shifts/leave.html", context, status=422 if request.method == "POST" else 200)


@route("shift_edit", model="orgs.Leave", level="C2", methods=("POST",))
def cancel(request: PageRequest, leave_id: int) -> HttpResponse:
    at = clock.read()
    fact = commands.cancel_leave(leave_id, by=request.actor, at=at)
    answer_fact(fact, at=at)
    messages.success(request, "销假了")
    return redirect("shift_leaves", number(request.POST.get("team")) or fact.unit_id)
