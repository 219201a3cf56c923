"""Field specs as a Django form; a command tried, with what it refuses told on the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django import forms

from tongxin.kernel.errors import Invalid, Refused
from tongxin.regimes.schema.fields import FieldSpec

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Tried(Generic[Value]):
    """What a command gave; or its sentence, and a sentence for each field that is wrong."""

    value: Value | None = None
    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return not self.message


def attempt(command: Callable[[], Value]) -> Tried[Value]:
    """Run a command; a refusal that the person can mend stays on the page with all they typed.

    Not found and not allowed are no matter of typing: they go on to the middleware.
    """
    try:
        return Tried(command())
    except Invalid as refusal:
        return Tried(message=refusal.message, fields=refusal.fields)
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return Tried(message=refusal.message, details=refusal.details)


def submit(form: forms.Form, command: Callable[[dict[str, Any]], Value]) -> Tried[Value]:
    """Run a command with what a form has read; sentences about fields land on the fields."""
    if not form.is_valid():
        return Tried(
            message="有几处要改", fields={key: str(errors[0]) for key, errors in form.errors.items()}
        )
    tried = attempt(lambda: command(form.cleaned_data))
    for key, sentence in tried.fields.items():
        form.add_error(key if key in form.fields else None, sentence)
    if tried.message and not tried.fields:
        form.add_error(None, tried.message)
    return tried


def spec_form(specs: Sequence[FieldSpec]) -> type[forms.Form]:
    """Reads leniently, so that a half-written draft can be kept; the command cleans and judges."""
    return type("SpecForm", (forms.Form,), {spec.key: _field(spec) for spec in specs})


def _field(spec: FieldSpec) -> forms.Field:
    kind = {"yes": forms.BooleanField, "choices": Several}.get(spec.type, forms.CharField)
    return kind(label=spec.title, required=False, help_text=spec.hint, widget=_widget(spec))


def _widget(spec: FieldSpec) -> forms.Widget:
    choices = [(choice.key, choice.title) for choice in spec.choices]
    match spec.type:
        case "yes":
            return forms.CheckboxInput()
        case "choice":
            return forms.RadioSelect(choices=choices)
        case "choices":
            return forms.CheckboxSelectMultiple(choices=choices)
        case "long_text" | "steps":
            return forms.Textarea(
                attrs={"class": "form-control", "rows": 4 if spec.type == "long_text" else 3}
            )
    return forms.TextInput(attrs={"class": "form-control", **LINES.get(spec.type, {})})


LINES = {
    "number": {"class": "form-control tx-sel-s", "inputmode": "decimal"},
    "date": {"class": "form-control tx-sel-s", "type": "date"},
    "people": {"list": "people", "autocomplete": "off"},
}


class Several(forms.Field):
    """Any list of texts; the command knows which are on the list."""

    def clean(self, value: Any) -> list[str]:
        return [str(one) for one in value or ()]
