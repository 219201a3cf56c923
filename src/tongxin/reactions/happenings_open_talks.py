"""After what happened to a person, the talk or visit opens that their unit's list asks for.

Of a person it is told only that something happened, never what: the case holds the key of the trigger.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from tongxin.cases.commands import open_by_trigger
from tongxin.cases.queries import people_in
from tongxin.kernel.actor import Actor
from tongxin.orgs.shifts.queries import leave_kind, leave_overrun
from tongxin.reactions.registry import reaction
from tongxin.records.queries import missing_at
from tongxin.regimes.schema.case import SUBJECT

if TYPE_CHECKING:
    from tongxin.facts.models import Fact

Happened = Iterator[tuple[str, int]]  # event, person


def step(fact: "Fact") -> Happened:
    yield from (("step", person) for person in people_in(fact.subject_id, SUBJECT))


def absence(fact: "Fact") -> Happened:
    """Of a shift alone: who misses a meeting is not absent from work."""
    if fact.data.get("shift_id") is None:
        return
    missing = missing_at(fact.subject_id)
    overrun = leave_overrun(missing, timezone.localdate(fact.happened_at))
    for person in missing:
        yield "absence", person
        if person in overrun:
            yield "leave_overrun", person


def sick_leave(fact: "Fact") -> Happened:
    if leave_kind(fact.data["leave"]) == "sick":
        yield "sick_leave", fact.subject_id


def new_post(fact: "Fact") -> Happened:
    if not fact.data.get("restored"):
        yield "post_change", fact.data["person_id"]


def new_unit(fact: "Fact") -> Happened:
    if fact.data["line"] == "administration":
        yield "post_change", fact.subject_id


def joined(fact: "Fact") -> Happened:
    yield "joined", fact.subject_id


HAPPENED: dict[str, Callable[["Fact"], Happened]] = {
    "case.moved": step,
    "record.closed": absence,
    "leave.entered": sick_leave,
    "appointment.made": new_post,
    "person.moved": new_unit,
    "person.joined": joined,
}


@reaction(*HAPPENED)
def answer(fact: "Fact", at: datetime) -> None:
    by = Actor(person_id=None, name="系统", company_id=fact.company_id)
    for event, person in HAPPENED[fact.kind](fact):
        open_by_trigger(event, person, fact, by=by, at=at)
