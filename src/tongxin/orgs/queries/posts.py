"""What an appointer needs: the posts of a unit, the people near it, one appointment."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs import texts
from tongxin.orgs.models import Appointment, Unit
from tongxin.orgs.queries.choices import linked_units
from tongxin.orgs.queries.scope import company_of, unit_for
from tongxin.regimes.load import posts


@dataclass(frozen=True, slots=True)
class Appointable:
    """`unit_ids`: the unit and those linked to it, whose people are offered first."""

    posts: list[tuple[str, str]]
    unit_ids: list[int]


@dataclass(frozen=True, slots=True)
class AppointmentView:
    id: int
    person_id: int
    person: str
    unit_id: int
    unit: str
    word: str


def appointable(unit: Unit, *, viewer: Actor, on: date) -> Appointable:
    words = texts.words(unit.company)
    known = posts(settings.PACKS_DIR).items()
    return Appointable(
        [(key, words[key]) for key, post in known if unit.kind in post.units],
        [unit.id, *(linked.id for linked in linked_units(unit.id, on))],
    )


def view_appointment(appointment_id: int, *, viewer: Actor) -> AppointmentView:
    """For whoever may make appointments in its unit."""
    rows = Appointment.objects.filter(unit__company_id=company_of(viewer)).select_related("person")
    row = rows.filter(id=appointment_id).first()
    if row is None:
        raise NotFound("没有找到这项任职")
    unit = unit_for("appointment_make", row.unit_id, viewer=viewer)
    word = texts.word(unit.company, row.post)
    return AppointmentView(row.id, row.person_id, row.person.name, unit.id, unit.name, word)
