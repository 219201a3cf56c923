"""The fields of a kind as a form: shown, read, and shown again as typed."""

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tongxin.files.rules import LARGEST, MOST_PER_THING
from tongxin.kernel.ids import is_key
from tongxin.records.queries import find_people
from tongxin.regimes.schema.case import CaseField
from tongxin.web.forms import spec_form

NAMES = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form."""

    spec: CaseField
    field: BoundField


@dataclass(slots=True)
class Sheet:
    """`needed` is in view, `more` behind a fold. `given` is what the command gets."""

    needed: list[Asked]
    more: list[Asked]
    texts: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    message: str = ""

    @property
    def all(self) -> list[Asked]:
        return [*self.needed, *self.more]

    @property
    def opened(self) -> bool:
        """Whether the fold holds something that was typed or is wrong."""
        return any(one.spec.key in self.wrong or one.field.value() for one in self.more)

    @property
    def elsewhere(self) -> list[str]:
        """Sentences whose field is not on the page."""
        here = {one.spec.key for one in self.all} | {"files", "happened_on", "late_reason", "record", "unit"}
        return [said for key, said in self.wrong.items() if key not in here]


def blank(specs: Sequence[CaseField], known: Mapping[str, str] | None = None, **texts: str) -> Sheet:
    """`known`: what a field holds already, as a task of a meeting."""
    form = spec_form(specs)(prefix="f", initial=dict(known or {}))
    return _sheet(specs, form, {"key": str(uuid.uuid4()), **texts})


def typed(
    specs: Sequence[CaseField], post: QueryDict, *, company_id: int | None, likely: Collection[int] = ()
) -> Sheet:
    """Exactly as it came; what cannot be read stands in `wrong`. Without a company no name is looked up."""
    texts = {name: str(value) for name, value in post.items() if not name.startswith("f-")}
    form = spec_form(specs)(post, prefix="f")
    sheet = _sheet(specs, form, texts)
    form.is_valid()
    sheet.given = dict(form.cleaned_data)
    _name(sheet, specs, company_id, likely)
    return sheet


def _sheet(specs: Sequence[CaseField], form: forms.Form, texts: dict[str, str]) -> Sheet:
    rows = [Asked(spec, form[spec.key]) for spec in specs]
    needed = [one for one in rows if one.spec.required]
    if not needed or len(rows) - len(needed) < 2:
        return Sheet(rows, [], texts)
    return Sheet(needed, [one for one in rows if not one.spec.required], texts)


def _name(sheet: Sheet, specs: Sequence[CaseField], company_id: int | None, likely: Collection[int]) -> None:
    """Names become people; all are looked up at once."""
    typed_in = {
        spec.key: [name for name in NAMES.split(str(sheet.given.get(spec.key) or "").strip()) if name]
        for spec in specs
        if spec.type == "people"
    }
    names = {name for found in typed_in.values() for name in found}
    known = find_people(names, company_id=company_id or 0, likely=likely) if names else None
    for key, found in typed_in.items():
        sheet.given[key] = [known.people[name] for name in found if known and name in known.people]
        nobody = [known.wrong[name] for name in found if known and name in known.wrong]
        if nobody:
            sheet.wrong[key] = "；".join(nobody)


def key_of(sheet: Sheet) -> uuid.UUID:
    given = sheet.texts.get("key", "")
    return uuid.UUID(given) if is_key(given) else uuid.uuid4()


def files_of(files: MultiValueDict[str, Any]) -> list[tuple[str, bytes]]:
    """At most one more than may be kept, so that the command says so."""
    return [
        (upload.name or "", upload.read(LARGEST + 1))
        for upload in files.getlist("files")[: MOST_PER_THING + 1]
    ]


def day_of(sheet: Sheet, name: str) -> date | None:
    text = sheet.texts.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        sheet.wrong[name] = f"“{text}”不是一个日期，例如 2026-11-20"
        return None
