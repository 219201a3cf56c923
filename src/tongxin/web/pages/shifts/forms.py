"""The one way to show a form of this area and to carry out what it asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.web.pages.orgs.forms import Done, Plain
from tongxin.web.request import PageRequest

__all__ = ["Done", "Plain", "Sheet", "carry_out", "day_or", "frame_of", "submit"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words around a form; `note` says what follows from it. A closed one shows the note alone."""

    title: str
    button: str
    back: str
    back_title: str
    note: str = ""
    closed: bool = False


def frame_of(request: PageRequest) -> str:
    """Who plans for a whole section sits at a desk; who leads one team holds a phone."""
    scope = request.actor.scope("shift_edit")
    return "field.html" if scope.units and not scope.trees else "desk.html"


def day_or(given: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(given or "")
    except ValueError:
        return otherwise


def carry_out(form: Plain, act: Callable[[dict[str, Any], datetime], Done]) -> Done | None:
    """Do what a valid form asks; None puts a refusal's sentences back on the form."""
    at = clock.read()
    try:
        done = act(form.cleaned_data, at)
    except Invalid as error:
        form.take(error)
        return None
    if done.fact is not None:
        answer_fact(done.fact, at=at)
    return done


def submit(
    request: PageRequest, form: Plain, sheet: Sheet, act: Callable[[dict[str, Any], datetime], Done]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (done := carry_out(form, act)):
        messages.success(request, done.sentence)
        return redirect(done.to)
    context = {"form": form, "sheet": sheet, "layout": frame_of(request)}
    return render(request, "shifts/form.html", context, status=422 if request.method == "POST" else 200)
