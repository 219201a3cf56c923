"""“有错，要改”: a dated task for whoever keeps the roster of the person's branch."""

from dataclasses import replace
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tongxin import clock
from tongxin.access import queries
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Scope
from tongxin.kernel.errors import NotFound
from tongxin.records.commands.tasks import open_task
from tongxin.web.pages.me.held import HOLDINGS
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

ANSWERED_IN = timedelta(days=15)


class CorrectionForm(forms.Form):
    text = forms.CharField(
        max_length=120,
        error_messages={
            "required": "请写哪里不对、应该是什么。",
            "max_length": "请写短一点，最多 120 个字。细节可以当面说。",
        },
    )


@route("self", model="records.Task", level="C2", methods=("GET", "POST"))
def ask(request: PageRequest, model: str) -> HttpResponse:
    """Nobody needs a post to ask: the person may set this one task, in this one unit."""
    holding = next((holding for holding in HOLDINGS if holding.key == model), None)
    if holding is None:
        raise NotFound("没有找到这一页")
    at = clock.read()
    desk = queries.correction_desk(request.actor, at=at)
    form = CorrectionForm(request.POST or None)
    due = timezone.localdate(at) + ANSWERED_IN
    if desk and form.is_bound and form.is_valid():
        by = replace(request.actor, scopes={"record_write": Scope(units=frozenset({desk.unit_id}))})
        text = f"{request.actor.name}要求更正“{holding.title}”：{form.cleaned_data['text']}"
        opened = open_task(
            unit_id=desk.unit_id, text=text, owner_id=desk.person_id, due_date=due, by=by, at=at
        )
        answer_fact(opened.fact, at=at)
        messages.success(request, f"交给{desk.name}了，最迟 {due.month}月{due.day}日答复您")
        return redirect("mine")
    context = {"holding": holding, "form": form, "desk": desk, "due": due}
    return render(request, "me/correction.html", context, status=422 if form.errors else 200)
