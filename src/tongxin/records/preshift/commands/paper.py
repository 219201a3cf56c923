"""Type a sheet that was held on paper: opened, filled in and closed in one go, or not at all."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Shift
from tongxin.records.commands.attaching import attach_file
from tongxin.records.models import Origin, Presence, Record
from tongxin.records.preshift import printed, rules
from tongxin.records.preshift.commands.meeting import finish_meeting, open_meeting, own_shift, save_meeting
from tongxin.records.preshift.queries.paper import told_twice, written_of
from tongxin.records.preshift.queries.sheet import get_meeting

MOST_GUESTS = 12


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on the paper: when it was held by the clock, the sheet, who else came, its photo if any."""

    clock: time | None
    sheet: rules.Sheet
    guests: tuple[str, ...] = ()
    photo: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """`facts` are to be answered in their order."""

    facts: tuple[Fact, ...]
    record_id: int


def enter_paper(shift_id: int, written: Written, *, by: Actor, at: datetime) -> Typed:
    """The record of the shift, as the paper says and late as it is. Whoever types it is named beside it and
    need not have been there; signatures stay on the paper. Of a shift that has a record already nothing
    is taken: the refusal says which."""
    shift = own_shift(shift_id, by)
    with transaction.atomic():
        _refuse_twice(shift)
        held_at = _held_at(shift, written.clock, at)
        started = open_meeting(shift_id, by=by, at=at, done_at=held_at)
        get_meeting(started.record_id, viewer=by)
        Record.objects.filter(id=started.record_id).update(
            held_at=held_at, came_from=Origin.PAPER, chair=None
        )
        sheet = _invite(started.record_id, written, by=by, at=at)
        if written.photo:
            attach_file(started.record_id, *written.photo, by=by, at=at)
        revision = Record.objects.values_list("revision", flat=True).get(id=started.record_id)
        finished = finish_meeting(started.record_id, sheet, by=by, at=at, revision=revision)
        if finished.fact is None:
            raise _not_whole(finished.gaps)
    facts = (started.fact, finished.fact) if started.fact else (finished.fact,)
    return Typed(facts, started.record_id)


def _refuse_twice(shift: Shift) -> None:
    """Two who type at once wait for each other here."""
    Shift.objects.select_for_update().get(id=shift.id)
    there = written_of(shift)
    if there is not None:
        raise Refused(told_twice(there), record_id=there.id, state=there.state)


def _held_at(shift: Shift, clock: time | None, at: datetime) -> datetime:
    if reason := rules.may_open(starts_at=shift.starts_at, at=at):
        raise Refused(reason)
    if clock is None:
        raise _wrong_time("几点开的，照纸上填")
    starts, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    found = printed.held_at(clock, starts_at=starts, ends_at=ends)
    if found is None:
        raise _wrong_time(f"这个班 {starts:%H:%M} 上、{ends:%H:%M} 下，班前会不会在 {clock:%H:%M} 开")
    if found > at:
        raise _wrong_time(f"还没到 {found:%H:%M}，会还没开")
    return found


def _wrong_time(sentence: str) -> Invalid:
    return Invalid("开会的时间不对，别的都还在", fields={"clock": sentence})


def _invite(record_id: int, written: Written, *, by: Actor, at: datetime) -> rules.Sheet:
    """The sheet with whoever was lent or visiting, which each has to be on the roster."""
    sheet = written.sheet
    for name in written.guests[:MOST_GUESTS]:
        revision = Record.objects.values_list("revision", flat=True).get(id=record_id)
        save_meeting(record_id, replace(sheet, guest=name), by=by, at=at, revision=revision)
        came = Presence.objects.filter(record=record_id, expected=False)
        sheet = replace(sheet, present=sheet.present | set(came.values_list("person", flat=True)))
    return sheet


def _not_whole(gaps: Collection[rules.Gap]) -> Invalid:
    fields = {gap.field: gap.text for gap in gaps}
    return Invalid(f"还差 {len(fields)} 处，录的都还在", fields=fields)
