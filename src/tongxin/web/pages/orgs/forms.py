"""Forms that read input for one change of the organisation, and the one way to carry it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.web.addresses import number
from tongxin.web.request import PageRequest

EMPTY = {"required": "这一项还空着"}


class Plain(forms.Form):
    """Fields with our classes; a refusal's sentences go back to the fields they are about."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            widget = one.widget
            kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
            if not isinstance(widget, forms.CheckboxInput):
                widget.attrs.setdefault("class", kind)
            if one.help_text:
                widget.attrs["aria-describedby"] = f"help-{name}"

    def take(self, error: Invalid) -> None:
        self.add_error(None, error.message)
        for name, sentence in error.fields.items():
            self.add_error(name if name in self.fields else None, sentence)


def day(label: str, *, help_text: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**EMPTY, "invalid": "请填日期，例如 2026-11-20"},
    )


def text(label: str, *, help_text: str = "", required: bool = True, longest: int = 60) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        error_messages={**EMPTY, "max_length": f"最多 {longest} 个字"},
    )


def choice(label: str, choices: Sequence[tuple[str, str]], *, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        required=not any(key == "" for key, _ in choices),
        error_messages={**EMPTY, "invalid_choice": "请从列表里选"},
    )


def pick() -> forms.IntegerField:
    """A person or a unit chosen from what the search found."""
    problem = "请先找到，再选一个"
    return forms.IntegerField(error_messages={"required": problem, "invalid": problem})


@dataclass(frozen=True, slots=True)
class Option:
    id: int
    title: str
    sub: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Picker:
    """What a search found; `keep` are the address's other parameters, kept while searching."""

    name: str
    label: str
    hint: str
    options: Sequence[Option]
    q: str
    empty: str = "没有找到，换个说法再找"
    keep: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words around a form: a button says what happens."""

    title: str
    button: str
    back: str
    back_title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What the page says after the change, and where it goes."""

    fact: Any
    sentence: str
    to: str


def asked(request: PageRequest) -> str:
    """What was searched for; a posted form remembers it."""
    given = request.POST.get("asked", "") if request.method == "POST" else request.GET.get("q", "")
    return str(given).strip()[:40]


def page_number(request: PageRequest) -> int:
    return min(number(request.GET.get("page")) or 1, 10_000)


def day_asked(request: PageRequest) -> date:
    """The day the organisation is looked at: any day up to today."""
    today = clock.today()
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


def _with_choice(picker: Picker | None, request: PageRequest) -> Picker | None:
    """What was chosen stays chosen when the form comes back."""
    chosen = number(request.POST.get(picker.name)) if picker else None
    if picker is None or chosen is None:
        return picker
    options = [replace(one, chosen=one.id == chosen) for one in picker.options]
    return replace(picker, options=options)


def submit(
    request: PageRequest,
    form: Plain,
    sheet: Sheet,
    act: Callable[[dict[str, Any], datetime], Done],
    picker: Picker | None = None,
) -> HttpResponse:
    """Shows the form; on POST carries out `act`, and puts a refusal's sentences back on the form."""
    context = {"form": form, "sheet": sheet, "picker": _with_choice(picker, request)}
    if request.htmx and request.method == "GET":
        return render(request, "orgs/form.html#found", context)
    if request.method == "POST" and form.is_valid():
        at = clock.read()
        try:
            done = act(form.cleaned_data, at)
        except Invalid as error:
            form.take(error)
        else:
            answer_fact(done.fact, at=at)
            messages.success(request, done.sentence)
            return redirect(done.to)
    return render(request, "orgs/form.html", context, status=422 if request.method == "POST" else 200)
