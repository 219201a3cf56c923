"""What stands on the terminal before anybody comes in: the shift, and the names with what each has still to do.

The device asks, not a person: names of the team and who has signed are what hangs in a shift room anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Person, Shift
from tongxin.orgs.queries import members_of
from tongxin.orgs.shifts.queries import next_shift, shift_at
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.preshift import rules
from tongxin.records.preshift.queries.upcoming import WRITERS
from tongxin.records.sign_in.queries import hows
from tongxin.records.texts import ABSENCES


@dataclass(frozen=True, slots=True)
class Face:
    """One name on the terminal. `can`: sign, come, or nothing but to come in (empty)."""

    id: int
    name: str
    tone: str
    word: str
    can: str
    away: bool

    @property
    def done(self) -> bool:
        return self.tone in ("ok", "note")


@dataclass(frozen=True, slots=True)
class Helper:
    """Who may sign for another: whoever runs the meeting."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TerminalBoard:
    """`state`: none, draft, closed."""

    shift: Shift | None
    record: Record | None
    state: str
    faces: tuple[Face, ...]
    helpers: tuple[Helper, ...]

    @property
    def unsigned(self) -> int:
        return len([one for one in self.faces if one.can])

    @property
    def done(self) -> int:
        return len([one for one in self.faces if one.done and not one.away])

    @property
    def away(self) -> int:
        return len([one for one in self.faces if one.away])

    def face(self, person_id: int | None) -> Face | None:
        return next((one for one in self.faces if one.id == person_id), None)

    def helper(self, person_id: int | None) -> Helper | None:
        return next((one for one in self.helpers if one.id == person_id), None)


def view_board(team_id: int, *, at: datetime) -> TerminalBoard:
    shift = _shift(team_id, at)
    record = _record(team_id, shift)
    state = "none" if record is None else "draft" if record.state == RecordState.DRAFT else "closed"
    faces = _members(team_id, at) if record is None else _roll(record)
    helpers = _helpers(team_id, record, at)
    known = {one.id for one in faces}
    others = [Face(one.id, one.name, "", "", "", False) for one in helpers if one.id not in known]
    return TerminalBoard(shift, record, state, (*faces, *others), tuple(helpers))


def _shift(team_id: int, at: datetime) -> Shift | None:
    """The one that is on, else the next, from the hour on at which its meeting may begin."""
    if (now := shift_at(team_id, at)) is not None:
        return now
    coming = next_shift(team_id, at)
    return coming if coming and coming.starts_at - at <= rules.OPENS_BEFORE else None


def _record(team_id: int, shift: Shift | None) -> Record | None:
    if shift is None:
        return None
    rows = Record.objects.filter(unit=team_id, kind=rules.KIND, shift=shift)
    return rows.exclude(state=RecordState.DROPPED).select_related("chair", "recorder").first()


def _members(team_id: int, at: datetime) -> list[Face]:
    people = sorted(members_of([team_id], on=timezone.localdate(at)), key=lambda one: one.person_id)
    return [Face(one.person_id, one.name, "", "", "", False) for one in people]


def _roll(record: Record) -> list[Face]:
    rows = Presence.objects.filter(record=record, sitting=1).select_related("person", "signed_via")
    came = hows(record.id)
    draft = record.state == RecordState.DRAFT
    asked = record.state == RecordState.CLOSED and not record.came_from
    return [
        _coming(row, row.person_id in came) if draft else _signing(row, record.version, asked=asked)
        for row in rows.order_by("-expected", "person_id")
    ]


def _coming(row: Presence, came: bool) -> Face:
    if came and row.present:
        return _face(row, "ok", "签到了")
    if not row.present:
        return _face(row, "note", ABSENCES.get(row.reason, "没到"), can="come", away=True)
    return _face(row, "due", "待签到", can="come")


def _signing(row: Presence, version: int, *, asked: bool) -> Face:
    if not row.present:
        return _face(row, "note", ABSENCES.get(row.reason, "没到"), away=True)
    if row.signed_at is None or row.signed_version != version:
        return _face(row, "due", "待签字", can="sign") if asked else _face(row, "ok", "到")
    if row.signed_via:
        return _face(row, "note", f"{row.signed_via.name}代签")
    return _face(row, "ok", f"已签 {timezone.localtime(row.signed_at):%H:%M}")


def _face(row: Presence, tone: str, word: str, *, can: str = "", away: bool = False) -> Face:
    return Face(row.person_id, row.person.name, tone, word, can, away)


def _helpers(team_id: int, record: Record | None, at: datetime) -> list[Helper]:
    """Who leads the team or is its instructor, and who chairs or writes this meeting."""
    today = valid_on(timezone.localdate(at))
    held = Appointment.objects.filter(today, unit=team_id, post__in=WRITERS).select_related("person")
    people: Sequence[Person | None] = [row.person for row in held.order_by("id")]
    if record is not None:
        people = [*people, record.chair, record.recorder]
    found = {one.id: Helper(one.id, one.name) for one in people if one is not None}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class SignedFor:
    """That somebody signed in one's name: both names, and when."""

    record_id: int
    title: str
    unit: str
    by: str
    at: datetime


def signed_for(viewer: Actor, *, since: datetime) -> list[SignedFor]:
    """What others signed for the viewer lately, the newest first: told to them on their own page."""
    rows = Presence.objects.filter(
        person=viewer.person_id or 0, signed_at__gte=since, signed_via__isnull=False
    )
    found = rows.select_related("record__unit", "signed_via").order_by("-signed_at", "-id")[:20]
    return [
        SignedFor(
            row.record_id,
            row.record.title,
            row.record.unit.name,
            row.signed_via.name if row.signed_via else "",
            row.signed_at or row.record.held_at,
        )
        for row in found
    ]
