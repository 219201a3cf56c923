"""Who looks at what could not be taken in by itself."""

from datetime import date, datetime

from django.utils import timezone

from tongxin.orgs.models import Appointment, Membership, Unit
from tongxin.orgs.queries import holds_on, units_over

# The nearest first: whoever answers for the teams, then who leads the one.
POSTS = ("section_chief", "branch_secretary", "team_leader", "political_instructor", "mine_leader")


def reviewer_of(unit_id: int | None, *, but: int | None, at: datetime) -> int | None:
    """Never whose it is. None where nobody is there: then whoever writes the unit's records sees it."""
    unit = Unit.objects.filter(id=unit_id).first() if unit_id is not None else None
    if unit is None:
        return None
    on = timezone.localdate(at)
    held = Appointment.objects.filter(holds_on(on), unit__in=units_over(unit, on), post__in=POSTS)
    rows = held.exclude(person=but).order_by("-unit__path", "id").values_list("person", "post")
    return next((person for person, _ in sorted(rows, key=lambda row: POSTS.index(row[1]))), None)


def place_of(person_id: int | None, company_id: int, *, on: date) -> int | None:
    """Where somebody works, or last did; for nobody the head of the company."""
    mine = Membership.objects.filter(person=person_id or 0, unit__company=company_id, starts_date__lte=on)
    last = mine.order_by("line", "-starts_date", "-id").values_list("unit", flat=True).first()
    heads = Unit.objects.filter(company=company_id, kind="company", parent=None)
    return last or heads.order_by("id").values_list("id", flat=True).first()
