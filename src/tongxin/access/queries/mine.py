"""What a person asks about the own account, and whom they turn to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tongxin.access.models import Token
from tongxin.access.queries.actors import valid_on
from tongxin.kernel.actor import Actor
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Appointment, Link, Membership, Person

DESK_POSTS = ("organisation_member", "branch_secretary")


@dataclass(frozen=True, slots=True)
class TokenLine:
    """`state`: open, over, revoked."""

    id: int
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime
    used_at: datetime | None
    state: str


def my_tokens(*, viewer: Actor, at: datetime) -> list[TokenLine]:
    rows = Token.objects.filter(person_id=viewer.person_id or 0).order_by("-id")[:50]
    return [
        TokenLine(row.id, row.name, tuple(row.scopes), row.expires_at, row.used_at, _state(row, at))
        for row in rows
    ]


def _state(token: Token, at: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "open" if token.expires_at > at else "over"


def number_of(viewer: Actor) -> str:
    return Person.objects.values_list("employee_no", flat=True).get(id=viewer.person_id or 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who answers requests about a person's data, and for which unit."""

    person_id: int
    name: str
    unit_id: int
    unit: str


def correction_desk(viewer: Actor, *, at: datetime) -> Desk | None:
    """The organisation member of the nearest branch, else its secretary; never the person themselves."""
    today = valid_on(timezone.localdate(at))
    paths = Membership.objects.filter(today, person_id=viewer.person_id or 0).values_list(
        "unit__path", flat=True
    )
    ids = {number for path in paths for number in ids_in(path)}
    for left, right in Link.objects.filter(today, Q(left__in=ids) | Q(right__in=ids)).values_list(
        "left_id", "right_id"
    ):
        ids |= {left, right}
    rows = Appointment.objects.filter(today, unit__in=ids, post__in=DESK_POSTS)
    found = list(rows.exclude(person_id=viewer.person_id or 0).select_related("person", "unit"))
    if not found:
        return None
    best = min(found, key=lambda row: (DESK_POSTS.index(row.post), -len(row.unit.path), row.id))
    return Desk(best.person_id, best.person.name, best.unit_id, best.unit.name)
