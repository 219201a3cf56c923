"""From appointments to rights, at the moment of the request."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongxin.access.models import Account, Administrator, Token
from tongxin.kernel.actor import NOBODY, NOWHERE, Actor, PostHeld, Scope
from tongxin.orgs.models import Appointment, Link, Person, Unit
from tongxin.regimes.load import posts
from tongxin.regimes.schema.post import PostSpec


def valid_on(day: date) -> Q:
    """Rows with `starts_date` and `ends_date` that hold on `day`."""
    return Q(starts_date__lte=day) & (Q(ends_date__isnull=True) | Q(ends_date__gte=day))


def administrators_of(company_id: int, day: date) -> Iterable[int]:
    return Administrator.objects.filter(valid_on(day), company=company_id).values_list("person_id", flat=True)


def actor_of(person_id: int, *, at: datetime) -> Actor:
    """The person with the rights of their appointments valid at `at`; never kept beyond a request."""
    day = timezone.localdate(at)
    rows = list(_appointments(person_id, day))
    person, administrator = (rows[0].person, rows[0].administrator) if rows else _without_post(person_id, day)
    if person is None or (person.left_date is not None and person.left_date < day):
        return NOBODY
    known = posts(settings.PACKS_DIR)
    held = [] if administrator else [(row, known[row.post]) for row in rows if row.post in known]
    return Actor(
        person_id=person.id,
        name=person.name,
        company_id=person.company_id,
        scopes=_scopes(held, day),
        posts=tuple(
            PostHeld(
                post=post.key,
                title=post.title,
                unit_id=appointment.unit_id,
                unit_name=appointment.unit.name,
                unit_kind=appointment.unit.kind,
                unit_path=appointment.unit.path,
            )
            for appointment, post in held
        ),
        administrator=administrator or "",
    )


def _appointments(person_id: int, day: date) -> QuerySet[Any]:
    """With the person and what they administer, so that who holds a post is asked for once."""
    rows = Appointment.objects.filter(valid_on(day), person_id=person_id).select_related("unit", "person")
    return rows.annotate(administrator=_administers("person", day)).order_by("id")


def _without_post(person_id: int, day: date) -> tuple[Person | None, str | None]:
    rows = Person.objects.filter(id=person_id).annotate(administrator=_administers("id", day))
    person = rows.first()
    return person, person.administrator if person else None


def _administers(person: str, day: date) -> Subquery:
    return Subquery(Administrator.objects.filter(valid_on(day), person=OuterRef(person)).values("kind")[:1])


def _scopes(held: list[tuple[Appointment, PostSpec]], day: date) -> dict[str, Scope]:
    linked = _linked([row.unit_id for row, post in held if post.linked], day)
    scopes: dict[str, Scope] = defaultdict(lambda: NOWHERE)
    for row, post in held:
        units = [row.unit, *(linked[row.unit_id] if post.linked else [])]
        reach = (
            Scope(trees=frozenset(unit.path for unit in units))
            if post.reach == "subtree"
            else Scope(units=frozenset(unit.id for unit in units))
        )
        for capability in post.capabilities:
            scopes[capability] |= reach
    return dict(scopes)


def _linked(unit_ids: list[int], day: date) -> dict[int, list[Unit]]:
    others: dict[int, list[Unit]] = defaultdict(list)
    if not unit_ids:
        return others
    links = Link.objects.filter(valid_on(day), Q(left__in=unit_ids) | Q(right__in=unit_ids))
    for link in links.select_related("left", "right"):
        others[link.left_id].append(link.right)
        others[link.right_id].append(link.left)
    return others


def actor_of_token(token: str, *, at: datetime) -> tuple[Actor, frozenset[str]] | None:
    """Who a token speaks for and what it may read; none if it ended or its maker lost the account.

    Found by digest, so the time taken says nothing about the token. The note of its last use is
    refreshed at most each minute.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    row = Token.objects.filter(digest=digest, revoked_at__isnull=True, expires_at__gt=at).first()
    if row is None or Account.objects.filter(person_id=row.person_id, is_active=False).exists():
        return None
    actor = actor_of(row.person_id, at=at)
    if actor.person_id is None or actor.administrator:
        return None
    if row.used_at is None or row.used_at <= at - timedelta(minutes=1):
        Token.objects.filter(id=row.id).update(used_at=at)
    return actor, frozenset(row.scopes)
