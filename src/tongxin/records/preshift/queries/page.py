"""The screen of the pre-shift meeting, with everything brought along."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F

from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Shift, Unit
from tongxin.records.models import Presence, Record, Task
from tongxin.records.preshift import rules
from tongxin.records.preshift.queries.reminding import reminders_of
from tongxin.records.preshift.queries.sheet import Meeting, get_meeting
from tongxin.regimes.schema.fields import Choice, FieldSpec

POINTS_SHOWN = 12
OWN_FIELDS = ("risks", "documents", "other_risk")


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person of the roll call; `guest` is somebody lent or visiting."""

    id: int
    name: str
    present: bool
    reason: str
    guest: bool


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody to be chosen."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """The fitness of one person: `on` if somebody said that they need attention."""

    id: int
    name: str
    on: bool
    result: str
    arrangement: str
    partner_id: int | None
    partner: str
    partners: tuple[Somebody, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """Something open: whose it is, and how it stands against its day."""

    text: str
    owner: str
    due_date: date | None
    days_over: int
    today: bool

    @property
    def over_words(self) -> str:
        return f"{self.days_over} 天"


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    people: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Where somebody works today, to be chosen again."""

    id: int
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Risk:
    key: str
    title: str
    measure: str
    chosen: bool
    watcher_id: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A further field of the pack, with what was answered.

    Of a choice that is asked (每日一题) the page shows one answer a day, in turn.
    """

    field: FieldSpec
    value: Any
    question: Choice | None = None

    @property
    def words(self) -> str:
        return "\n".join(self.value) if isinstance(self.value, list) else str(self.value or "")


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Templates count nothing and decide nothing."""

    meeting: Meeting
    late: bool
    chairs: tuple[Somebody, ...]
    roll: tuple[RollLine, ...]
    cards: tuple[Card, ...]
    reminders: tuple[Remembered, ...]
    points: tuple[Point, ...]
    more_points: int
    handed_by: str
    documents: tuple[str, ...]
    places: tuple[Place, ...]
    handed: tuple[str, ...]
    hands: tuple[Hand, ...]
    place_names: tuple[str, ...]
    risks: tuple[Risk, ...]
    asked: tuple[Asked, ...]
    counts: dict[str, int]
    absences: dict[str, str]

    @property
    def record(self) -> Record:
        return self.meeting.record

    @property
    def questions(self) -> list[Asked]:
        return [one for one in self.asked if one.question]

    @property
    def closed(self) -> bool:
        return self.meeting.record.state != "draft"

    @property
    def gaps(self) -> list[rules.Gap]:
        return self.meeting.gaps


def view_meeting(record_id: int, *, viewer: Actor, at: datetime) -> MeetingPage:
    meeting = get_meeting(record_id, viewer=viewer)
    record, shift = meeting.record, _shift(meeting)
    points = points_of(record.unit_id, shift.day)
    return MeetingPage(
        meeting=meeting,
        late=rules.is_late(ends_at=shift.ends_at, at=at),
        chairs=tuple(Somebody(key, name) for key, name in meeting.chairs.items()),
        roll=_roll(meeting),
        cards=_cards(meeting),
        reminders=_reminders(meeting, shift),
        points=points[:POINTS_SHOWN],
        more_points=max(0, len(points) - POINTS_SHOWN),
        handed_by=handed_by(record, shift),
        documents=documents_of(record, shift),
        places=_places(meeting),
        handed=_handed(meeting),
        hands=_hands(meeting),
        place_names=_place_names(meeting),
        risks=risks_of(meeting),
        asked=asked_of(meeting, shift.day),
        counts=_counts(meeting),
        absences=rules.ABSENCES,
    )


def _shift(meeting: Meeting) -> Shift:
    if meeting.record.shift is None:
        raise LookupError("a pre-shift meeting belongs to a shift")
    return meeting.record.shift


def _roll(meeting: Meeting) -> tuple[RollLine, ...]:
    return tuple(
        RollLine(one.person_id, one.person.name, one.present, one.reason, not one.expected)
        for one in meeting.presences
    )


def _cards(meeting: Meeting) -> tuple[Card, ...]:
    known = {one.person_id: one for one in meeting.sheet.watched}
    return tuple(_card(meeting, one, known.get(one.person_id)) for one in meeting.presences)


def _card(meeting: Meeting, presence: Presence, watch: rules.Watch | None) -> Card:
    beside = rules.partners(presence.person_id, lines=meeting.plan.lines, fit=meeting.fit)
    partner_id = (watch.partner_id if watch else None) or (beside[0] if beside else None)
    return Card(
        id=presence.person_id,
        name=presence.person.name,
        on=watch is not None,
        result=watch.result if watch else "watch",
        arrangement=watch.arrangement if watch else "",
        partner_id=partner_id,
        partner=meeting.names.get(partner_id or 0, ""),
        partners=tuple(Somebody(one, meeting.names[one]) for one in beside),
    )


def _reminders(meeting: Meeting, shift: Shift) -> tuple[Remembered, ...]:
    """For those present who have no arrangement yet."""
    watched = {one.person_id for one in meeting.sheet.watched}
    open_for = [
        one for one in meeting.presences if one.present and one.expected and one.person_id not in watched
    ]
    found = reminders_of([one.person for one in open_for], [shift])[shift.id]
    return tuple(Remembered(one.person_id, meeting.names[one.person_id], one.text) for one in found)


def points_of(team_id: int, on: date) -> tuple[Point, ...]:
    """What is still open in the team, the latest first; one more than shown tells that there is more."""
    tasks = Task.objects.filter(unit_id=team_id, done_at__isnull=True).exclude(level="C2")
    rows = tasks.select_related("owner").order_by(F("due_date").asc(nulls_last=True), "id")[
        : POINTS_SHOWN * 2
    ]
    return tuple(
        Point(
            one.text,
            one.owner.name if one.owner else "",
            one.due_date,
            max(0, (on - one.due_date).days) if one.due_date else 0,
            one.due_date == on,
        )
        for one in rows
    )


def handed_by(record: Record, shift: Shift) -> str:
    """Which shift handed over to this team last, when, and who. The receiving team may know it:
    the outgoing side addressed it to them."""
    given = Record.objects.filter(
        unit__in=Unit.objects.filter(parent=record.unit.parent_id, kind="team"),
        kind="shift_handover",
        held_at__gte=shift.starts_at - timedelta(hours=12),
        held_at__lte=shift.ends_at,
        data__to_team=record.unit_id,
    ).exclude(state="dropped")
    one = given.select_related("shift", "unit", "chair").order_by("-held_at").first()
    if one is None:
        return ""
    name = one.chair.name if one.chair else one.unit.name
    return f"{one.shift.name if one.shift else one.unit.name} {name}"


def documents_of(record: Record, shift: Shift) -> tuple[str, ...]:
    """What was written down here; before that, what the section's morning meeting arranged for its
    teams. Being arranged for them, it is theirs to read."""
    if "documents" in record.data:
        return tuple(record.data["documents"])
    if record.unit.parent_id is None:
        return ()
    held = Record.objects.filter(
        unit_id=record.unit.parent_id,
        kind=rules.MORNING,
        held_at__gt=shift.starts_at - timedelta(hours=24),
        held_at__lte=shift.ends_at,
        state="closed",
    )
    latest = held.order_by("-held_at").values_list("data", flat=True).first() or {}
    return tuple(latest.get("arrangements") or ())


def _places(meeting: Meeting) -> tuple[Place, ...]:
    return tuple(
        Place(line.place, "、".join(meeting.names[one] for one in line.people)) for line in meeting.plan.lines
    )


def _place_names(meeting: Meeting) -> tuple[str, ...]:
    more = meeting.record.data.get("more_places", [])
    return tuple(dict.fromkeys(one for one in (*meeting.places.values(), *more) if one))


def _handed(meeting: Meeting) -> tuple[str, ...]:
    return tuple(
        f"{meeting.names[one.away]}的活转给{meeting.names[one.to]}"
        if one.to
        else f"{one.place}没有人了：{meeting.names[one.away]}不在"
        for one in meeting.plan.handed
    )


def _hands(meeting: Meeting) -> tuple[Hand, ...]:
    today = {one: line.place for line in meeting.plan.lines for one in line.people}
    return tuple(Hand(one, meeting.names[one], today.get(one, "")) for one in meeting.fit)


def risks_of(meeting: Meeting) -> tuple[Risk, ...]:
    field = next((one for one in meeting.spec.fields if one.key == "risks"), None)
    chosen = meeting.record.data.get("risks") or []
    watchers = meeting.record.data.get("watchers") or {}
    return tuple(
        Risk(
            one.key,
            one.title,
            one.text,
            one.key in chosen,
            watchers.get(one.key) or meeting.record.chair_id,
        )
        for one in (field.choices if field else ())
    )


def asked_of(meeting: Meeting, on: date) -> tuple[Asked, ...]:
    data = meeting.record.data
    return tuple(
        Asked(
            field,
            data.get(field.key),
            field.choices[on.toordinal() % len(field.choices)] if field.choices else None,
        )
        for field in meeting.spec.fields
        if field.key not in OWN_FIELDS
    )


def _counts(meeting: Meeting) -> dict[str, int]:
    sheet = meeting.sheet
    return {
        "present": len(sheet.present),
        "absent": len([one for one in meeting.expected if one not in sheet.present]),
        "watched": len(sheet.watched),
        "normal": len(sheet.present) - len(sheet.watched),
        "risks": len(meeting.record.data.get("risks") or []),
    }
