"""What one viewer may see of units and people."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.errors import NotAllowed, NotFound
from tongxin.orgs.models import Membership, Person, Unit


def within(scope: Scope, field: str = "unit") -> Q:
    """Rows whose `field` (a unit) is in the scope; an empty scope holds nothing."""
    prefix = f"{field}__" if field else ""
    inside = Q(**{f"{prefix}id__in": scope.units})
    for tree in scope.trees:
        inside |= Q(**{f"{prefix}path__startswith": tree})
    return inside


def company_of(viewer: Actor) -> int:
    """The viewer's company; no company's number for nobody."""
    return viewer.company_id or 0


def holds_on(day: date) -> Q:
    """Rows with `starts_date` and `ends_date` that hold on `day`."""
    return Q(starts_date__lte=day) & (Q(ends_date__isnull=True) | Q(ends_date__gte=day))


def units_seen_by(viewer: Actor) -> QuerySet[Unit]:
    """Names and kinds of units are published in the company (C0); what is inside is not."""
    if viewer.person_id is None:
        return Unit.objects.none()
    return Unit.objects.filter(company_id=company_of(viewer))


def memberships_seen_by(viewer: Actor) -> QuerySet[Membership]:
    """Who is where, in the units of the viewer's `person_view`."""
    return Membership.objects.filter(
        within(viewer.scope("person_view")), person__company_id=company_of(viewer)
    )


def people_seen_by(viewer: Actor) -> QuerySet[Person]:
    """Oneself, and the people of the units in one's `person_view` (C2).

    Who has moved away is no longer seen; who has left the company is, where they were last.
    """
    if viewer.person_id is None:
        return Person.objects.none()
    last = Q(ends_date__isnull=True) | Q(ends_date=F("person__left_date"))
    belongs = memberships_seen_by(viewer).filter(last, person=OuterRef("id"))
    return Person.objects.filter(Q(id=viewer.person_id) | Q(Exists(belongs)), company_id=company_of(viewer))


def get_unit(unit_id: int, *, viewer: Actor) -> Unit:
    unit = units_seen_by(viewer).select_related("company", "parent").filter(id=unit_id).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    return unit


def get_person(person_id: int, *, viewer: Actor) -> Person:
    person = people_seen_by(viewer).select_related("company").filter(id=person_id).first()
    if person is None:
        raise NotFound("没有找到这个人")
    return person


def unit_for(capability: str, unit_id: int, *, viewer: Actor) -> Unit:
    """The unit, if the viewer may do this there."""
    unit = get_unit(unit_id, viewer=viewer)
    if not viewer.may_in(capability, unit_id=unit.id, path=unit.path):
        raise NotAllowed(f"“{unit.name}”不归您管，请联系上级党务工作人员办理")
    return unit
