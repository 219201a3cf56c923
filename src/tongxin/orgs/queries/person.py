"""One person's page: where they belong, their standing and posts, with the history of each."""

from dataclasses import dataclass
from datetime import date

from tongxin.kernel.actor import Actor
from tongxin.orgs import texts
from tongxin.orgs.models import Appointment, Membership, PartyStanding, Person
from tongxin.orgs.queries.scope import get_person


@dataclass(frozen=True, slots=True)
class PlaceLine:
    unit_id: int
    unit: str
    line: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class StandingLine:
    """`known`: whether `starts` is when it began, or only when we heard."""

    word: str
    starts: date
    ends: date | None
    suspended: bool
    known: bool


@dataclass(frozen=True, slots=True)
class PostHeldLine:
    appointment_id: int
    word: str
    unit_id: int
    unit: str
    starts: date
    ends: date | None
    basis: str
    stands_in: bool
    now: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """`suspended` rights are for those who keep the standing; others see the standing alone."""

    id: int
    name: str
    employee_no: str
    trade: str
    phone: str
    hired: date | None
    left: date | None
    standing: str
    places: list[PlaceLine]
    standings: list[StandingLine]
    posts: list[PostHeldLine]
    is_self: bool
    may_edit: bool

    @property
    def now(self) -> list[PlaceLine]:
        return [place for place in self.places if place.ends is None]

    @property
    def before(self) -> list[PlaceLine]:
        return [place for place in self.places if place.ends is not None]

    @property
    def suspended(self) -> bool:
        return any(standing.suspended for standing in self.standings if standing.ends is None)

    @property
    def posts_now(self) -> list[PostHeldLine]:
        return [post for post in self.posts if post.now]

    @property
    def posts_before(self) -> list[PostHeldLine]:
        return [post for post in self.posts if not post.now]


def view_person(person_id: int, *, viewer: Actor, on: date) -> PersonView:
    """Four queries."""
    person = get_person(person_id, viewer=viewer)
    places = list(
        Membership.objects.filter(person=person).select_related("unit").order_by("-starts_date", "-id")
    )
    may_edit = person.id != viewer.person_id and any(_is_edited(place, person, viewer) for place in places)
    standings = list(PartyStanding.objects.filter(person=person).order_by("-starts_date", "-id"))
    return PersonView(
        person.id,
        person.name,
        person.employee_no,
        person.trade,
        person.phone,
        person.hired_date,
        person.left_date,
        next((one.standing for one in standings if one.ends_date is None), ""),
        [_place(place) for place in places],
        [_standing(one, may_edit or person.id == viewer.person_id) for one in standings],
        _posts(person, viewer, on),
        is_self=person.id == viewer.person_id,
        may_edit=may_edit,
    )


def _is_edited(place: Membership, person: Person, viewer: Actor) -> bool:
    if place.ends_date is not None and place.ends_date != person.left_date:
        return False
    return viewer.may_in("org_edit", unit_id=place.unit_id, path=place.unit.path)


def _place(row: Membership) -> PlaceLine:
    return PlaceLine(row.unit_id, row.unit.name, texts.LINES[row.line], row.starts_date, row.ends_date)


def _standing(row: PartyStanding, all_of_it: bool) -> StandingLine:
    return StandingLine(
        texts.STANDINGS[row.standing],
        row.starts_date,
        row.ends_date,
        all_of_it and row.rights_suspended,
        row.starts_known,
    )


def _posts(person: Person, viewer: Actor, on: date) -> list[PostHeldLine]:
    words = texts.words(person.company)
    rows = Appointment.objects.filter(person=person).select_related("unit")
    return [
        PostHeldLine(
            row.id,
            words.get(row.post, row.post),
            row.unit_id,
            row.unit.name,
            row.starts_date,
            row.ends_date,
            row.basis,
            row.stands_in_for_id is not None,
            now=row.ends_date is None or row.ends_date >= on,
            may_end=viewer.may_in("appointment_make", unit_id=row.unit_id, path=row.unit.path),
        )
        for row in rows.order_by("-starts_date", "-id")
    ]
