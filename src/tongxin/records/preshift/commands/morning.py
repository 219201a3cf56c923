"""The section's morning meeting: who came, and what is arranged for the teams."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import within
from tongxin.records.commands.closing import close_record
from tongxin.records.commands.opening import open_record
from tongxin.records.commands.saving import save_draft
from tongxin.records.content import Content, Mark
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.preshift import rules
from tongxin.records.preshift.commands.meeting import Started


def open_morning(section_id: int, *, by: Actor, at: datetime) -> Started:
    """The one of this day; opened now, or the one that is there already."""
    section = Unit.objects.filter(within(by.scope("record_write"), ""), id=section_id).first()
    if section is None:
        raise NotFound("没有找到这个区队")
    with transaction.atomic():
        # Two who press at once wait for each other here, so that the second finds the first one's.
        Unit.objects.select_for_update().get(id=section.id)
        record = todays(section.id, at)
        if record is not None:
            return Started(None, record.id)
        opened = open_record(rules.MORNING, unit_id=section.id, by=by, at=at, held_at=at)
    return Started(opened.fact, opened.record_id)


def todays(section_id: int, at: datetime) -> Record | None:
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    there = Record.objects.filter(unit=section_id, kind=rules.MORNING, held_at__gte=start, held_at__lte=at)
    return there.exclude(state=RecordState.DROPPED).order_by("-held_at").first()


def finish_morning(
    record_id: int,
    present: frozenset[int],
    reasons: Mapping[int, str],
    arrangements: Sequence[str],
    *,
    by: Actor,
    at: datetime,
) -> Fact:
    """Attendance and arrangements in one go; nobody has to write anything."""
    with transaction.atomic():
        people = Presence.objects.filter(record=record_id, sitting=1, expected=True)
        marks = {
            person: Mark(present=person in present, reason=reasons.get(person, ""))
            for person in people.values_list("person_id", flat=True)
        }
        content = Content(
            marks=marks,
            chair_id=by.person_id,
            recorder_id=by.person_id,
            data={"arrangements": list(arrangements)},
        )
        save_draft(record_id, content, by=by, at=at)
        return close_record(record_id, by=by, at=at)
