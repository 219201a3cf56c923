"""Finding people, and who is in which unit with what standing: for pages and for other engines."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from tongxin.kernel.actor import Actor
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Person, Unit
from tongxin.orgs.queries.scope import holds_on, people_seen_by

PARTY_MEMBERS = ("full", "probationary")
FEW = 40  # paths in one condition; above it the whole company's rows are read and sorted here


@dataclass(frozen=True, slots=True)
class PersonFound:
    """One line of the people picker; `place` is the work unit."""

    id: int
    name: str
    employee_no: str
    place: str


@dataclass(frozen=True, slots=True)
class Member:
    """Who is in a unit; for party members of a branch `unit_id` is the unit that was asked for."""

    person_id: int
    name: str
    unit_id: int
    standing: str
    rights_suspended: bool
    since: date | None = None  # of the standing; given for party members


@dataclass(frozen=True, slots=True)
class Holder:
    """`stands_in` for a substitute."""

    appointment_id: int
    person_id: int
    name: str
    post: str
    unit_id: int
    starts: date
    ends: date | None
    stands_in: bool


def named(text: str) -> Q:
    """People by a part of the name, the beginning of the pinyin initials or of the employee number."""
    text = text.strip()
    found = Q(name__contains=text) | Q(employee_no__istartswith=text)
    return found | Q(pinyin__startswith=text.lower()) if text.isascii() else found


def find_people(
    text: str, *, viewer: Actor, unit_ids: Collection[int] | None = None, limit: int = 20
) -> list[PersonFound]:
    """People whom the viewer may see, by name, pinyin or number; at most `limit`, in two queries.

    Without a text: the first people of `unit_ids`; without both: nobody.
    """
    if not text.strip() and not unit_ids:
        return []
    people = people_seen_by(viewer).filter(left_date__isnull=True)
    if text.strip():
        people = people.filter(named(text))
    if unit_ids is not None:
        inside = Membership.objects.filter(person=OuterRef("id"), unit__in=unit_ids, ends_date__isnull=True)
        people = people.filter(Exists(inside))
    return _found(people.order_by("name", "id")[:limit])


def _found(people: Iterable[Person]) -> list[PersonFound]:
    rows = list(people)
    places = dict(
        Membership.objects.filter(
            person__in=[row.id for row in rows], line="administration", ends_date__isnull=True
        ).values_list("person_id", "unit__name")
    )
    return [PersonFound(row.id, row.name, row.employee_no, places.get(row.id, "")) for row in rows]


def with_standing(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each row of a person with `standing` and `suspended` as of the day, which no type can say."""
    held = PartyStanding.objects.filter(holds_on(on), person=OuterRef("person"))
    found: QuerySet[Any] = rows.annotate(
        standing=Subquery(held.values("standing")[:1]),
        suspended=Subquery(held.values("rights_suspended")[:1]),
    )
    return found


def members_of(unit_ids: Collection[int], on: date) -> list[Member]:
    """The people who are in these very units on a day, by unit and name, in one query."""
    rows = with_standing(Membership.objects.filter(holds_on(on), unit__in=unit_ids), on)
    found = rows.order_by("unit_id", "person__name", "person_id").values_list(
        "person_id", "person__name", "unit_id", "standing", "suspended"
    )
    return [Member(person, name, unit, s or "", bool(held)) for person, name, unit, s, held in found]


def party_members_of(unit_ids: Collection[int], on: date) -> list[Member]:
    """Party members whose party-line membership is in one of these units or below, in two queries.

    `unit_id` is the unit asked for; somebody below two of them is given for each.
    """
    return members_below(dict(Unit.objects.filter(id__in=unit_ids).values_list("id", "path")), on)


def members_below(paths: Mapping[int, str], on: date) -> list[Member]:
    """`party_members_of` for units whose paths are known: one query."""
    below = Membership.objects.filter(holds_on(on), _below(paths.values()), line="party")
    rows = with_standing(below, on).annotate(since=_since(on)).filter(standing__in=PARTY_MEMBERS)
    found = rows.order_by("person__name", "person_id").values_list(
        "person_id", "person__name", "unit__path", "standing", "suspended", "since"
    )
    return [
        Member(person, name, unit, standing, bool(suspended), start)
        for person, name, path, standing, suspended, start in found
        for unit in ids_in(path)
        if unit in paths
    ]


def _since(on: date) -> Subquery:
    """From when the standing of the outer row is held, if known: rights that were suspended and given
    back meanwhile begin it no anew."""
    same = PartyStanding.objects.filter(
        person=OuterRef("person"), standing=OuterRef("standing"), starts_date__lte=on
    )
    known = Case(When(starts_known=True, then=F("starts_date")))
    return Subquery(same.order_by("starts_date").annotate(known=known).values("known")[:1])


def full_since(person_id: int, on: date) -> date | None:
    """From when somebody is a full member on a day, if they are one and it is known."""
    rows = PartyStanding.objects.filter(holds_on(on), person=person_id, standing="full")
    return rows.annotate(since=_since(on)).values_list("since", flat=True).first()


def _below(paths: Collection[str]) -> Q:
    """Units at or below any of the paths; for many paths everything of the same roots."""
    if not paths:
        return Q(pk__in=())
    few = paths if len(paths) <= FEW else {path.split(".", 1)[0] + "." for path in paths}
    inside = Q()
    for path in few:
        inside |= Q(unit__path__startswith=path)
    return inside


def holders(post: str | Collection[str], unit_ids: Collection[int], on: date) -> list[Holder]:
    """Who holds a post (or any of several) in these units on a day, substitutes too, in one query."""
    keys = [post] if isinstance(post, str) else list(post)
    rows = Appointment.objects.filter(holds_on(on), post__in=keys, unit__in=unit_ids)
    found = rows.order_by("unit_id", "post", "stands_in_for", "id").values_list(
        "id", "person_id", "person__name", "post", "unit_id", "starts_date", "ends_date", "stands_in_for_id"
    )
    return [Holder(*row[:-1], stands_in=row[-1] is not None) for row in found]
