"""What hangs on the steps of a case: people named, files, sealed texts; asked for at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from tongxin.cases.models import Case, Evidence, Named, Sealed


@dataclass(frozen=True, slots=True)
class FileLine:
    id: int  # of the Evidence
    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Beside:
    """By step and field, or by step. `authors`: who wrote what is sealed."""

    named: dict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    files: dict[int, list[FileLine]] = field(default_factory=lambda: defaultdict(list))
    hidden: set[tuple[int, str]] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)


def beside(case: Case) -> Beside:
    """One statement for the three."""
    found = Beside()
    for step, what, key, said, more in _rows(case):
        if what == "named":
            found.named[step, key].append(said)
        elif what == "file":
            found.files[step].append(FileLine(int(key), said, more))
        else:
            found.hidden.add((step, key))
            found.authors.update({int(said)} if said else ())
    return found


def _rows(case: Case) -> Sequence[tuple[int, str, str, str, str]]:
    named = Named.objects.filter(deed__case=case).values_list(
        "deed_id", _text("named"), F("field"), F("person__name"), _text(""), F("id")
    )
    files = Evidence.objects.filter(deed__case=case).values_list(
        "deed_id", _text("file"), _as_text("id"), F("file__name"), F("file__content_type"), F("id")
    )
    sealed = Sealed.objects.filter(case=case).values_list(
        "deed_id", _text("sealed"), F("field"), _as_text("author_id"), _text(""), F("id")
    )
    whole = sorted(named.union(files, sealed, all=True), key=lambda row: row[5])
    return [(row[0], row[1], row[2], row[3], row[4]) for row in whole]


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


def _as_text(column: str) -> Cast:
    return Cast(column, CharField())
