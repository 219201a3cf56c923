"""What happened to a person, and what a company's list says must follow: a talk, or a visit."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from tongxin.adoption.queries import in_force_at
from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands.opening import Opened, Opening, StillOpen, open_under
from tongxin.cases.models import Case, Part
from tongxin.cases.queries.story import local
from tongxin.cases.queries.who import holders_over
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Line, Membership, Unit
from tongxin.orgs.queries import holds_on
from tongxin.orgs.shifts.queries import calendar
from tongxin.regimes.cases import spans
from tongxin.regimes.schema.case import OWNER, SUBJECT, CaseSpec
from tongxin.regimes.schema.trigger import DUE_ON, WHY, TriggerSpec


def open_by_trigger(event: str, person_id: int, fact: Fact, *, by: Actor, at: datetime) -> list[Opened]:
    """Safe to repeat: of one fact each trigger opens once, and while one is open no second opens."""
    unit = _place(person_id, by, at)
    if unit is None:
        return []
    specs = case_specs(unit, on=timezone.localdate(at))
    found = [trigger for trigger in _triggers(unit, at) if _hears(trigger, event, fact)]
    return [
        opened
        for trigger in {one.key: one for one in found}.values()
        if trigger.opens in specs and not _running(trigger, person_id)
        for opened in _open(trigger, specs[trigger.opens], person_id, unit, fact, by=by, at=at)
    ]


def _place(person_id: int, by: Actor, at: datetime) -> Unit | None:
    """Where the person works."""
    on = timezone.localdate(at)
    rows = Membership.objects.filter(
        holds_on(on), person=person_id, line=Line.ADMINISTRATION, person__company=by.company_id
    )
    membership = rows.select_related("unit").order_by("id").first()
    return membership.unit if membership else None


def _triggers(unit: Unit, at: datetime) -> Iterator[TriggerSpec]:
    for one in in_force_at(unit, on=timezone.localdate(at)):
        yield from one.pack.triggers


def _hears(trigger: TriggerSpec, event: str, fact: Fact) -> bool:
    if trigger.event != event:
        return False
    return event != "step" or (trigger.case, trigger.move) == (fact.data.get("kind"), fact.data.get("move"))


def _running(trigger: TriggerSpec, person_id: int) -> bool:
    about = Part.objects.filter(person=person_id, role=SUBJECT).values("case")
    same = Case.objects.filter(id__in=about, kind=trigger.opens, ended_at=None)
    return same.filter(**{f"data__{WHY}": trigger.key}).exists()


def _open(
    trigger: TriggerSpec,
    found: tuple[CaseSpec, int],
    person_id: int,
    unit: Unit,
    fact: Fact,
    *,
    by: Actor,
    at: datetime,
) -> list[Opened]:
    """None, where the person has one of the kind already."""
    spec, adoption_id = found
    who = next(field.key for field in spec.opening if field.fills == SUBJECT)
    day = spans.ends_at(local(at), trigger.within, calendar(unit.company_id)).date()
    owners = holders_over(unit, trigger.to, on=timezone.localdate(at))
    brought = Opening(
        kind=spec.key,
        unit_id=unit.id,
        given={who: [person_id], WHY: trigger.key, DUE_ON: day.isoformat()},
        roles={OWNER: [one for one in owners if one != person_id]},
        posts=owners,
        key=uuid.uuid5(fact.key, f"{trigger.key} {person_id}"),
    )
    opened: list[Opened] = []
    with suppress(StillOpen):
        opened.append(open_under(spec, adoption_id, unit, brought, by=by, at=at))
    return opened
