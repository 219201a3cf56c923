"""Open, save and close a pre-shift meeting; clear what was noted about fitness when the shift ends."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.orgs.models import Person, Shift
from tongxin.orgs.queries import within
from tongxin.records.commands import closing, saving
from tongxin.records.commands.opening import open_record
from tongxin.records.models import Fitness, Presence, Record, RecordState
from tongxin.records.preshift import rules
from tongxin.records.preshift.queries.sheet import Meeting, fit_people, get_meeting, places_of, usual_places
from tongxin.records.queries import seen
from tongxin.regimes import filling

LONGEST_PLACE = 20


@dataclass(frozen=True, slots=True)
class Started:
    """Whoever comes second gets the same record, and no fact."""

    fact: Fact | None
    record_id: int


def open_meeting(
    shift_id: int, *, by: Actor, at: datetime, key: uuid.UUID | None = None, done_at: datetime | None = None
) -> Started:
    """The one record of this shift; opened now, or the one that is there already.

    `key` makes sending twice safe. `done_at`: when it was held, of one that was written without a network.
    """
    shift = own_shift(shift_id, by)
    there = Record.objects.filter(unit=shift.team_id, kind=rules.KIND, shift=shift)
    if record := there.exclude(state=RecordState.DROPPED).first():
        return Started(None, record.id)
    done_at = done_at or at
    if reason := rules.may_open(starts_at=shift.starts_at, at=done_at):
        raise Refused(reason)
    with transaction.atomic():
        opened = open_record(
            rules.KIND,
            unit_id=shift.team_id,
            by=by,
            at=at,
            held_at=rules.held_at(starts_at=shift.starts_at, ends_at=shift.ends_at, at=done_at),
            shift_id=shift.id,
            key=key,
        )
        fresh = Record.objects.filter(id=opened.record_id, revision=0, data={}).first()
        if fresh is not None:
            _bring_along(fresh)
    return Started(opened.fact, opened.record_id)


def own_shift(shift_id: int, by: Actor) -> Shift:
    mine = Shift.objects.filter(within(by.scope("record_write"), "team"), id=shift_id, cancelled=False)
    shift = mine.select_related("team").first()
    if shift is None:
        raise NotFound("没有找到这个班次")
    return shift


def _bring_along(record: Record) -> None:
    rows = Presence.objects.filter(record=record).values_list("person_id", "person__trade")
    Record.objects.filter(id=record.id).update(data={"base": usual_places(record, rows)})


def save_meeting(record_id: int, sheet: rules.Sheet, *, by: Actor, at: datetime, revision: int) -> None:
    """The whole sheet as it is on the page. Writes only what has changed.

    A draft is nothing that has happened yet, so it leaves no fact.
    """
    with transaction.atomic():
        meeting = _take(record_id, sheet, by=by, at=at, revision=revision)
        saving.keep(meeting.record, RecordState.DRAFT, by=by, at=at)


def _take(record_id: int, sheet: rules.Sheet, *, by: Actor, at: datetime, revision: int) -> Meeting:
    """The meeting as the sheet says, its people kept; the record itself is left to the caller to keep."""
    meeting = get_meeting(record_id, viewer=by)
    record = meeting.record
    seen.check_may_write(record, meeting.spec, by=by, on=timezone.localdate(at))
    # Somebody's own second tap may overtake the first; only another person's is a conflict.
    own = record.saved_by_id == by.person_id
    saving.take(record, RecordState.DRAFT, revision=None if own else revision)
    presences = _mark(meeting, sheet)
    if sheet.guest:
        guest = _invite(record, sheet.guest)
        presences += [guest] if guest.id not in {row.id for row in presences} else []
    watched = _watched(meeting, sheet, at)
    fitness = _keep_watched(meeting, watched)
    _describe(meeting, sheet, watched)
    # Who types a paper need not have been there.
    record.recorder_id = None if record.came_from else by.person_id
    return Meeting(record, meeting.spec, presences, fitness)


def _mark(meeting: Meeting, sheet: rules.Sheet) -> list[Presence]:
    """The rows that stay; a guest who is not there after all is none."""
    changed, gone = [], []
    for row in meeting.presences:
        present = row.person_id in sheet.present
        reason = "" if present else sheet.reasons.get(row.person_id, "")
        reason = reason if reason in rules.ABSENCES else ""
        if not present and not row.expected:
            gone.append(row.id)
        elif (row.present, row.reason) != (present, reason):
            row.present, row.reason = present, reason
            changed.append(row)
    if changed:
        Presence.objects.bulk_update(changed, ["present", "reason"])
    if gone:
        Presence.objects.filter(id__in=gone).delete()
    return [row for row in meeting.presences if row.id not in gone]


def _invite(record: Record, text: str) -> Presence:
    """Somebody lent or visiting, by employee number or full name."""
    company = Person.objects.filter(company=record.company_id, left_date__isnull=True)
    found = list(company.filter(employee_no=text)[:1]) or list(company.filter(name=text)[:2])
    if not found:
        raise Invalid(f"花名册里没有“{text}”，请写工号或全名", fields={"guest": "没有找到这个人"})
    if len(found) > 1:
        raise Invalid(f"有不止一个“{text}”，请写工号", fields={"guest": "同名，请写工号"})
    presence, _ = Presence.objects.get_or_create(
        record=record, person=found[0], sitting=1, defaults={"expected": False}
    )
    return presence


def _watched(meeting: Meeting, sheet: rules.Sheet, at: datetime) -> list[rules.Watch]:
    """After the shift nothing about fitness is taken any more (SG-05)."""
    shift = meeting.record.shift
    if shift is None or shift.ends_at <= at:
        return []
    there = {row.person_id for row in meeting.presences} & sheet.present
    return [
        rules.settled(watch)
        for watch in sheet.watched
        if watch.person_id in there and watch.result in rules.RESULTS
    ]


def _keep_watched(meeting: Meeting, watched: list[rules.Watch]) -> list[Fitness]:
    before = [
        rules.Watch(one.person_id, one.result, one.arrangement, one.partner_id) for one in meeting.fitness
    ]
    shift = meeting.record.shift
    if before == watched or shift is None:
        return meeting.fitness
    there = {row.person_id for row in meeting.presences}
    Fitness.objects.filter(record=meeting.record).delete()
    return Fitness.objects.bulk_create(
        Fitness(
            record=meeting.record,
            person_id=one.person_id,
            result=one.result,
            arrangement=one.arrangement if one.arrangement in rules.ARRANGEMENTS else "",
            partner_id=one.partner_id if one.partner_id in there else None,
            expires_at=shift.ends_at,
        )
        for one in watched
    )


def _describe(meeting: Meeting, sheet: rules.Sheet, watched: list[rules.Watch]) -> None:
    record = meeting.record
    there = {row.person_id for row in meeting.presences}
    moves = {**meeting.sheet.moves, **_moves(sheet, there)}
    settled = rules.Sheet(chair_id=sheet.chair_id, present=sheet.present, watched=tuple(watched))
    places = places_of(meeting.presences, record.data.get("base", {}), moves)
    plan = rules.plan(places, at_work=fit_people(settled, [row.person_id for row in meeting.presences]))
    record.data = {
        **record.data,
        **_values(meeting, sheet.values, there),
        "moves": {str(key): value for key, value in moves.items()},
        "tasks": [
            {"place": line.place, "people": list(line.people)}
            for line in rules.everybody(plan.lines, present=[one for one in there if one in sheet.present])
        ],
    }
    if sheet.new_place:
        record.data["more_places"] = _more_places(record.data, sheet.new_place)
    if sheet.chair_id != record.chair_id and sheet.chair_id in meeting.chairs:
        record.chair_id = sheet.chair_id
    record.present_count = len([row for row in meeting.presences if row.expected and row.present])


def _moves(sheet: rules.Sheet, there: set[int]) -> dict[int, str]:
    return {key: place[:LONGEST_PLACE] for key, place in sheet.moves.items() if key in there}


def _more_places(data: Mapping[str, Any], place: str) -> list[str]:
    known = [*data.get("more_places", []), place[:LONGEST_PLACE]]
    return list(dict.fromkeys(known))


def _values(meeting: Meeting, values: Mapping[str, Any], there: set[int]) -> dict[str, Any]:
    """The pack's fields, each as its type wants it, and who watches which risk.

    The page always sends the whole form, so a box that is not sent is not ticked.
    """
    given = {field.key: _given(field.type, values.get(field.key) or []) for field in meeting.spec.fields}
    kept, _ = filling.kept(meeting.spec.fields, given)
    watchers = {key: person for key, person in (values.get("watchers") or {}).items() if person in there}
    return {**kept, "watchers": watchers, "told": bool(values.get("told")), "read": bool(values.get("read"))}


def _given(kind: str, sent: list[str]) -> Any:
    if kind in ("choices", "people"):
        return sent
    if kind == "yes":
        return bool(sent)
    return "\n".join(sent)


@dataclass(frozen=True, slots=True)
class Finished:
    """Closed with a fact; or still open, and what is missing."""

    fact: Fact | None
    gaps: tuple[rules.Gap, ...] = ()


def finish_meeting(record_id: int, sheet: rules.Sheet, *, by: Actor, at: datetime, revision: int) -> Finished:
    """Keep what is on the page, and close if nothing is missing: one fact, from which the duties of
    everybody concerned follow. What is missing loses nothing of what was entered."""
    with transaction.atomic():
        meeting = _take(record_id, sheet, by=by, at=at, revision=revision)
        if meeting.gaps:
            saving.keep(meeting.record, RecordState.DRAFT, by=by, at=at)
            return Finished(None, tuple(meeting.gaps))
        whole = closing.read(meeting.record, meeting.spec, meeting.presences)
        return Finished(closing.close_taken(whole, by=by, at=at))


def expire_fitness(at: datetime) -> int:
    """What was noted about fitness dies with the shift (SG-05); run by the worker, safe to run again."""
    deleted, _ = Fitness.objects.filter(expires_at__lte=at).delete()
    return deleted
