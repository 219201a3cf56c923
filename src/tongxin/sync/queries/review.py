"""What waits for a person: what could not be taken in by itself, with both bodies side by side."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

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


def _seen(viewer: Actor, unit: str) -> Q:
    scope = viewer.scope("record_write")
    return within(scope, unit) if scope else Q(pk__in=[])


def to_review(*, viewer: Actor) -> QuerySet[Operation]:
    """For whoever it was given to, and whoever writes the unit's records; one's own are seen, too."""
    if viewer.person_id is None or viewer.administrator:
        return Operation.objects.none()
    mine = Q(reviewer=viewer.person_id) | Q(person=viewer.person_id) | _seen(viewer, "unit")
    rows = Operation.objects.filter(mine, company=viewer.company_id, decided_at=None)
    return rows.filter(outcome__in=TO_REVIEW, review_by__isnull=False)


def twins_to_review(*, viewer: Actor) -> QuerySet[Twin]:
    if viewer.person_id is None or viewer.administrator:
        return Twin.objects.none()
    mine = Q(reviewer=viewer.person_id) | Q(person=viewer.person_id) | _seen(viewer, "operation__unit")
    return Twin.objects.filter(mine, operation__company=viewer.company_id, decided_at=None)


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
    rows = to_review(viewer=viewer).select_related(*related).order_by("review_by", "seq")
    twins = twins_to_review(viewer=viewer).select_related(
        "person", "reviewer", "operation__person", "operation__unit"
    )
    found = [_of_row(one, viewer, at) for one in rows[:MOST]]
    found += [_of_twin(one, viewer, at) for one in twins.order_by("review_by", "id")[:MOST]]
    return sorted(found, key=lambda line: line.review_by)


def _of_row(row: Operation, viewer: Actor, at: datetime) -> ReviewLine:
    return ReviewLine(
        **_common(row, at),
        twin_id=None,
        why=row.sentence,
        outcome=row.get_outcome_display(),
        review_by=row.review_by or at,
        late=(row.review_by or at) < at,
        reviewer=row.reviewer.name if row.reviewer else "",
        came=_body(row, row.person, row.received_at, row.body),
        stands=None,
        may_decide=row.person_id != viewer.person_id,
        may_take=bool(row.body) and row.person_id != viewer.person_id,
    )


def _of_twin(twin: Twin, viewer: Actor, at: datetime) -> ReviewLine:
    row = twin.operation
    first = _body(row, row.person, row.received_at, row.body)
    return ReviewLine(
        **_common(row, at),
        twin_id=twin.id,
        why="同一个编号来了两份不一样的",
        outcome=str(Outcome.CONFLICT.label),
        review_by=twin.review_by,
        late=twin.review_by < at,
        reviewer=twin.reviewer.name if twin.reviewer else "",
        came=_body(row, twin.person, twin.received_at, twin.body),
        stands=first,
        may_decide=twin.person_id != viewer.person_id,
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


def _body(row: Operation, person: Any, received_at: datetime, text: str) -> Body:
    """Who opens a case may be hidden from others in it, so nobody learns it here."""
    name = person.name if person and row.type != "case.open" else "不显示是谁"
    return Body(name, received_at, told(text, titles_of(kind_of(text))))
