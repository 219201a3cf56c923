"""The one way to the sealed texts of a case: who reads is written down first, or nothing is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.adoption.queries.cases import pinned_case
from tongxin.cases.held import READING_YEARS
from tongxin.cases.models import Case, Part, Reading, Sealed
from tongxin.cases.queries.seen import get_by_code
from tongxin.cases.queries.who import who_of
from tongxin.cases.sealing import unseal
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.periods import add_years
from tongxin.regimes.schema.case import OPENER, SUBJECT


@dataclass(frozen=True, slots=True)
class OpenedText:
    deed_id: int
    field: str
    text: str
    author_id: int | None


@transaction.atomic
def read_texts(case: Case, *, viewer: Actor, at: datetime) -> list[OpenedText]:
    """What the viewer may read: all, for whoever has a part with text; else what they wrote themselves.

    Raises NotFound for everybody else, whatever their post.
    """
    if viewer.person_id is None or viewer.administrator:
        raise NotFound("没有找到这件事")
    part = _reading_part(case, viewer, on=timezone.localdate(at))
    rows = Sealed.objects.filter(case=case).order_by("id")
    if part is None:
        rows = rows.filter(author=viewer.person_id)
    found = list(rows)
    if part is None and not found:
        raise NotFound("没有找到这件事")
    return _opened(case, found, reader_id=viewer.person_id, role=part.role if part else "author", at=at)


@transaction.atomic
def read_texts_by_code(code: str, *, at: datetime) -> list[OpenedText]:
    """What the opener without a name may read: all, where the kind shows openers all. The trace names nobody."""
    case = get_by_code(code)
    if pinned_case(case.kind, adoption_id=case.adoption_id).reporter_sees != "all":
        raise NotFound("没有找到这件事")
    found = list(Sealed.objects.filter(case=case).order_by("id"))
    return _opened(case, found, reader_id=None, role=OPENER, at=at)


def _opened(
    case: Case, found: Sequence[Sealed], *, reader_id: int | None, role: str, at: datetime
) -> list[OpenedText]:
    """The row first: without it nothing is unsealed."""
    Reading.objects.create(
        case_id=case.id,
        company_id=case.company_id,
        unit_id=case.unit_id,
        reader_id=reader_id,
        as_role=role,
        read_at=at,
        texts=len(found),
        keep_until=add_years(timezone.localdate(at), READING_YEARS),
    )
    return [OpenedText(row.deed_id, row.field, unseal(row.text), row.author_id) for row in found]


def _reading_part(case: Case, viewer: Actor, *, on: date) -> Part | None:
    """What came by a post opens nothing once the post is gone."""
    mine = Part.objects.filter(case=case, person=viewer.person_id, text=True).order_by("id")
    held = who_of(case.unit, viewer, on=on, asks_unit=False).posts
    return next((part for part in mine if part.post in {"", *held}), None)


def may_know_who_read(case: Case, viewer: Actor) -> bool:
    """Whom it is about, and whoever brought their own matter."""
    own = Part.objects.filter(case=case, person=viewer.person_id, role__in=(SUBJECT, OPENER))
    return own.filter(Q(role=SUBJECT) | Q(text=True)).exists()


def readings_of(case: Case) -> list[Reading]:
    """Who read it; shown to those whose own it is. The caller has seen the case."""
    return list(Reading.objects.filter(case_id=case.id).select_related("reader").order_by("-read_at")[:100])


def readings_by_code(code: str) -> list[Reading]:
    """Who read it, for whoever has the code."""
    return readings_of(get_by_code(code))
