"""What waits for a person: what could not be taken in by itself, with both bodies side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import within
from tongxin.regimes.load import library
from tongxin.regimes.schema.fields import FieldSpec
from tongxin.sync.models import Operation, Outcome, Twin
from tongxin.sync.queries.operations import TYPES
from tongxin.sync.rules.flags import WORDS
from tongxin.sync.rules.outcomes import TO_REVIEW
from tongxin.sync.rules.telling import kind_of, told

MOST = 100


def _looked_after(viewer: Actor, unit: str) -> Q:
    """By who writes the unit's records; and by whom it was given to, for as long as they see those."""
    writes = viewer.scope("record_write")
    given = Q(reviewer=viewer.person_id or 0) & within(writes | viewer.scope("record_view"), unit)
    return given | within(writes, unit)


def to_review(*, viewer: Actor) -> QuerySet[Operation]:
    """For whoever it was given to, and whoever writes the unit's records; one's own are seen, too."""
    if viewer.person_id is None or viewer.administrator:
        return Operation.objects.none()
    mine = Q(person=viewer.person_id) | _looked_after(viewer, "unit")
    rows = Operation.objects.filter(mine, company=viewer.company_id, decided_at=None)
    return rows.filter(outcome__in=TO_REVIEW, review_by__isnull=False)


def twins_to_review(*, viewer: Actor) -> QuerySet[Twin]:
    if viewer.person_id is None or viewer.administrator:
        return Twin.objects.none()
    mine = Q(person=viewer.person_id) | _looked_after(viewer, "operation__unit")
    return Twin.objects.filter(mine, operation__company=viewer.company_id, decided_at=None)


def waiting_for_decision(*, viewer: Actor) -> int:
    """How many somebody else's wait for the viewer; one statement."""
    if viewer.person_id is None or not (viewer.may("record_write") or viewer.may("record_view")):
        return 0
    rows = to_review(viewer=viewer).exclude(person=viewer.person_id).values("type", "received_at")
    twins = twins_to_review(viewer=viewer).exclude(person=viewer.person_id)
    twins = twins.exclude(operation__person=viewer.person_id)
    return rows.union(twins.values("sha256", "received_at"), all=True).count()


@cache
def titles_of(kind: str) -> dict[str, str]:
    """How the fields and choices of a kind are called, by their keys."""
    packs = library(settings.PACKS_DIR).values()
    fields: list[FieldSpec] = []
    for pack in packs:
        fields += [field for one in pack.records if one.key == kind for field in one.fields]
        fields += [field for one in pack.cases if one.key == kind for field in one.fields.values()]
    choices = {choice.key: choice.title for field in fields for choice in field.choices}
    return choices | {field.key: field.title for field in fields}


Openers = Mapping[int | None, int | None]  # case -> who opened it


@dataclass(frozen=True, slots=True)
class Body:
    """What came, a line each: label and words."""

    who: str
    received_at: datetime
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """`key` is of an operation, `twin_id` of another body under its id. `may_decide`: not of one's own."""

    key: UUID
    twin_id: int | None
    type: str
    why: str
    outcome: str
    unit: str
    happened_at: datetime
    time_verified: bool
    flags: tuple[str, ...]
    review_by: datetime
    late: bool
    reviewer: str
    came: Body
    stands: Body | None
    subject: str
    may_decide: bool
    may_take: bool


def needing_review(*, viewer: Actor, at: datetime) -> list[ReviewLine]:
    """The most urgent first; three statements, however many there are."""
    related = ("person", "unit", "reviewer")
    rows = list(to_review(viewer=viewer).select_related(*related).order_by("review_by", "seq")[:MOST])
    twins = twins_to_review(viewer=viewer).select_related(
        "person", "reviewer", "operation__person", "operation__unit"
    )
    others = list(twins.order_by("review_by", "id")[:MOST])
    openers = _openers([*rows, *(one.operation for one in others)])
    found = [_of_row(one, openers, viewer, at) for one in rows]
    found += [_of_twin(one, openers, viewer, at) for one in others]
    return sorted(found, key=lambda line: line.review_by)


def _openers(rows: Sequence[Operation]) -> Openers:
    """Of the cases in which steps were made."""
    ids = [one.subject_id for one in rows if one.type == "case.move" and one.subject_id]
    return dict(Case.objects.filter(id__in=ids).values_list("id", "opened_by")) if ids else {}


def _of_row(row: Operation, openers: Openers, viewer: Actor, at: datetime) -> ReviewLine:
    return ReviewLine(
        **_common(row, at),
        twin_id=None,
        why=row.sentence,
        outcome=row.get_outcome_display(),
        review_by=row.review_by or at,
        late=(row.review_by or at) < at,
        reviewer=row.reviewer.name if row.reviewer else "",
        came=_body(row, row, openers),
        stands=None,
        may_decide=row.person_id != viewer.person_id,
        may_take=bool(row.body) and row.person_id != viewer.person_id,
    )


def _of_twin(twin: Twin, openers: Openers, viewer: Actor, at: datetime) -> ReviewLine:
    """Whoever brings something under the id of another's sees nothing of theirs by that."""
    row = twin.operation
    theirs = twin.person_id == viewer.person_id != row.person_id
    common = _common(row, at)
    return ReviewLine(
        **(
            common | {"unit": "", "subject": "", "flags": (), "happened_at": twin.received_at}
            if theirs
            else common
        ),
        twin_id=twin.id,
        why="同一个编号来了两份不一样的",
        outcome=str(Outcome.CONFLICT.label),
        review_by=twin.review_by,
        late=twin.review_by < at,
        reviewer=twin.reviewer.name if twin.reviewer else "",
        came=_body(twin, row, openers),
        stands=None if theirs else _body(row, row, openers),
        may_decide=viewer.person_id not in (twin.person_id, row.person_id),
        may_take=False,
    )


def _common(row: Operation, at: datetime) -> dict[str, Any]:
    return {
        "key": row.id,
        "type": TYPES.get(row.type, row.type or "看不懂的"),
        "unit": row.unit.name if row.unit else "",
        "happened_at": row.happened_at,
        "time_verified": row.time_verified,
        "flags": tuple(WORDS.get(one, one) for one in row.flags),
        "subject": f"/{row.subject_type}s/{row.subject_id}" if row.subject_id else "",
    }


def _body(came: Operation | Twin, row: Operation, openers: Openers) -> Body:
    """Who opens a case may be hidden from others in it, so nobody learns it here, by a step of theirs neither."""
    shown = came.person is not None and not _may_have_opened(came.person_id, row, openers)
    name = came.person.name if came.person and shown else "不显示是谁"
    return Body(name, came.received_at, told(came.body, titles_of(kind_of(came.body))))


def _may_have_opened(person_id: int | None, row: Operation, openers: Openers) -> bool:
    if row.type != "case.move":
        return row.type == "case.open"
    return row.subject_id not in openers or openers[row.subject_id] == person_id
