"""What hangs on a case and its steps: people named, files, sealed texts, who was told; asked for at once."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from tongxin.cases.models import Case, Evidence, Named, Sealed
from tongxin.cases.queries.knew import WAYS, Telling
from tongxin.facts.models import Fact


@dataclass(frozen=True, slots=True)
class FileLine:
    id: int  # of the Evidence
    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Beside:
    """By step and field, or by step. `authors`: who wrote what is sealed. `told`: who was told of the case."""

    named: dict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    files: dict[int, list[FileLine]] = field(default_factory=lambda: defaultdict(list))
    hidden: set[tuple[int, str]] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)
    told: list[Telling] = field(default_factory=list)


def beside(case: Case) -> Beside:
    """One statement for the four."""
    found = Beside()
    for step, what, key, said, more, at in _rows(case):
        if what == "named":
            found.named[step, key].append(said)
        elif what == "file":
            found.files[step].append(FileLine(int(key), said, more))
        elif what == "told":
            found.told.append(Telling(at, key, json.loads(said).get("told", [])))
        else:
            found.hidden.add((step, key))
            found.authors.update({int(said)} if said else ())
    return found


def _rows(case: Case) -> Sequence[tuple[int, str, str, str, str, datetime]]:
    named = Named.objects.filter(deed__case=case).values_list(
        "deed_id", _text("named"), F("field"), F("person__name"), _text(""), F("deed__written_at"), F("id")
    )
    files = Evidence.objects.filter(deed__case=case).values_list(
        "deed_id", _text("file"), _as_text("id"), F("file__name"), F("file__content_type"),
        F("deed__written_at"), F("id"),
    )  # fmt: skip
    sealed = Sealed.objects.filter(case=case).values_list(
        "deed_id",
        _text("sealed"),
        F("field"),
        _as_text("author_id"),
        _text(""),
        F("deed__written_at"),
        F("id"),
    )
    told = Fact.objects.filter(subject_type="case", subject_id=case.id, kind__in=WAYS).values_list(
        "subject_id", _text("told"), F("kind"), _as_text("data"), _text(""), F("recorded_at"), F("id")
    )
    whole = sorted(named.union(files, sealed, told, all=True), key=lambda row: row[6])
    return [row[:6] for row in whole]


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


def _as_text(column: str) -> Cast:
    return Cast(column, CharField())
