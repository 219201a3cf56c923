"""Who has come by now, how, and the codes of the next minutes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound, Refused
from tongxin.records.models import Arrival, How, Presence, Record, RecordState
from tongxin.records.preshift.rules import Sheet
from tongxin.records.queries import seen
from tongxin.records.sign_in import rules
from tongxin.records.sign_in.keys import key_of


@dataclass(frozen=True, slots=True)
class Came:
    """One of the roll. `how` in words, empty for who has not come in by one of the three ways."""

    person_id: int
    name: str
    present: bool
    reason: str
    how: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Code:
    step: int
    token: str


@dataclass(frozen=True, slots=True)
class CodePage:
    record: Record
    people: tuple[Came, ...]
    codes: tuple[Code, ...]
    now: datetime

    @property
    def came(self) -> int:
        return len([one for one in self.people if one.how])

    @property
    def waiting(self) -> tuple[Came, ...]:
        return tuple(one for one in self.people if not one.how)

    @property
    def arrived(self) -> tuple[Came, ...]:
        return tuple(
            sorted((one for one in self.people if one.at), key=lambda one: one.at or self.now, reverse=True)
        )


def view_codes(record_id: int, *, viewer: Actor, at: datetime) -> CodePage:
    """For whoever runs the meeting: who may write it, before it is closed."""
    record = _hosted(record_id, viewer=viewer, at=at)
    first, key = rules.step_at(at), key_of(record)
    codes = tuple(
        Code(step, rules.write(key, record.id, step)) for step in range(first, first + rules.GIVEN_OUT)
    )
    return CodePage(record, came_to(record.id), codes, at)


def _hosted(record_id: int, *, viewer: Actor, at: datetime) -> Record:
    record = seen.get_record(record_id, viewer=viewer)
    if not seen.may_write(seen.spec_of(record), record.unit, by=viewer, on=timezone.localdate(at)):
        raise NotFound("没有找到这次会")
    if record.state != RecordState.DRAFT:
        raise Refused("这次会已经记完了，不再签到。点名点错了，请在记录上更正")
    if not rules.may_come(held_at=record.held_at, ends_at=_ends_at(record), at=at):
        raise Refused("不是开会的时候，不能签到。补记请直接点名")
    return record


def _ends_at(record: Record) -> datetime | None:
    return record.shift.ends_at if record.shift else None


def came_to(record_id: int) -> tuple[Came, ...]:
    rows = Presence.objects.filter(record=record_id, sitting=1).select_related("person").order_by("id")
    how = hows(record_id)
    return tuple(
        Came(row.person_id, row.person.name, row.present, row.reason, *how.get(row.person_id, ("", None)))
        for row in rows
    )


def hows(record_id: int, people: Collection[int] | None = None) -> dict[int, tuple[str, datetime]]:
    """Person -> how and when they came, of those who came by code, at the terminal, or were confirmed."""
    rows = Arrival.objects.filter(record=record_id).select_related("confirmed_by")
    rows = rows if people is None else rows.filter(person__in=people)
    return {
        row.person_id: (
            rules.words(row.how, row.confirmed_by.name if row.confirmed_by else ""),
            row.arrived_at,
        )
        for row in rows
    }


def with_arrived(record_id: int, sheet: Sheet, *, known: Collection[int] = ()) -> Sheet:
    """The sheet, and those who came by themselves since it was on the screen: what did not know of somebody's
    coming does not undo it. `known`: who had come when it was shown; of them the chair's word counts."""
    rows = Arrival.objects.filter(record=record_id).exclude(how=How.NAMED).exclude(person__in=known)
    came = frozenset(rows.values_list("person", flat=True))
    return replace(sheet, present=sheet.present | came)
