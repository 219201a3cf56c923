"""Whom the roll call of a record lists."""

from datetime import date

from django.conf import settings
from django.db.models import BooleanField, Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from tongxin.access.queries import valid_on
from tongxin.orgs.models import Appointment, Leave, Link, Membership, PartyStanding, Person, Standing, Unit
from tongxin.regimes.load import posts
from tongxin.regimes.schema.record import RecordSpec

PARTY = (Standing.FULL, Standing.PROBATIONARY)
MINE = OuterRef("id")


def expected_people(spec: RecordSpec, unit: Unit, *, on: date) -> QuerySet[Person]:
    """Those the kind asks to come, as the roster stood on the day."""
    people = Person.objects.filter(Q(left_date__isnull=True) | Q(left_date__gte=on), company=unit.company_id)
    match spec.expected:
        case "everybody":
            return people.filter(_in(unit, on))
        case "members":
            return people.filter(_in(unit, on), _standing(on, PARTY))
        case "voters":
            return people.filter(_in(unit, on), _full(on))
        case "committee":
            return people.filter(
                _holds(Appointment.objects.filter(unit=unit, post__in=committee_posts()), on)
            )
        case "posts":
            there = Appointment.objects.filter(_near(unit, on), post__in=spec.expected_posts)
            return people.filter(_holds(there, on))
    return people.none()


def roll(people: QuerySet[Person], spec: RecordSpec, *, on: date) -> QuerySet[Person]:
    """The same people with what their row at the record starts with: who is on leave is absent."""
    leave = Leave.objects.filter(person=MINE, starts_date__lte=on, ends_date__gte=on)
    training = leave.filter(kind="training")
    voter: object = Value(False, output_field=BooleanField())
    if spec.vote:
        all_of_them = spec.vote == "BR-42" or spec.voters == "everybody"
        voter = Value(True, output_field=BooleanField()) if all_of_them else _full(on)
    return people.annotate(
        here=~Exists(leave),
        why=Case(
            When(Exists(training), then=Value("training")),
            When(Exists(leave), then=Value("leave")),
            default=Value(""),
            output_field=CharField(),
        ),
        in_party=_standing(on, PARTY),
        votes=voter,
    ).order_by()


def committee_posts() -> list[str]:
    """BR-07: the elected posts of a party unit are those with a term."""
    known = posts(settings.PACKS_DIR).values()
    return [post.key for post in known if post.line == "party" and post.term_years]


def _in(unit: Unit, on: date) -> Exists:
    there = Membership.objects.filter(valid_on(on), person=MINE, unit__path__startswith=unit.path)
    return Exists(there)


def _standing(on: date, standings: tuple[Standing, ...]) -> Exists:
    return Exists(PartyStanding.objects.filter(valid_on(on), person=MINE, standing__in=standings))


def _full(on: date) -> Exists:
    """BR-45: full members whose rights are not suspended."""
    rights = PartyStanding.objects.filter(valid_on(on), standing=Standing.FULL, rights_suspended=False)
    return Exists(rights.filter(person=MINE))


def _holds(appointments: QuerySet[Appointment], on: date) -> Exists:
    return Exists(appointments.filter(valid_on(on), person=MINE))


def _near(unit: Unit, on: date) -> Q:
    """The unit and all below; and the units linked to it with all below these."""
    links = Link.objects.filter(valid_on(on), Q(left=unit) | Q(right=unit))
    near = Q(unit__path__startswith=unit.path)
    for left, right in links.values_list("left__path", "right__path"):
        near |= Q(unit__path__startswith=left) | Q(unit__path__startswith=right)
    return near
