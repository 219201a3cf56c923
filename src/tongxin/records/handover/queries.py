"""The screen of a handover, for both sides."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import pinned_record
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Appointment, Shift, Unit
from tongxin.orgs.queries import within
from tongxin.records.handover import rules
from tongxin.records.models import Record, RecordState, Task
from tongxin.regimes.load import posts
from tongxin.regimes.schema.fields import FieldSpec
from tongxin.regimes.schema.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things to hand over; `nothing` is what is written when there is nothing to tell."""

    field: FieldSpec
    nothing: str
    text: str
    told: bool


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    name: str
    shift: str


@dataclass(frozen=True, slots=True)
class Taker:
    id: int
    name: str
    title: str
    team_id: int


@dataclass(frozen=True, slots=True)
class Carried:
    """A point of our team that is still open and goes along."""

    id: int
    text: str
    due_date: date | None
    goes: bool


@dataclass(frozen=True, slots=True)
class HandoverPage:
    record: Record
    spec: RecordSpec
    giving: bool
    given: bool
    items: tuple[Item, ...]
    teams: tuple[Team, ...]
    to_team_id: int | None
    to_team: str
    takers: tuple[Taker, ...]
    carried: tuple[Carried, ...]
    refusals: tuple[tuple[str, str], ...]
    refused: str
    refused_items: tuple[str, ...]


def get_handover(record_id: int, *, viewer: Actor) -> tuple[Record, bool]:
    """The record and whether the viewer is of the giving side; the taking side sees it once given."""
    teams = [post.unit_id for post in viewer.posts if post.post in rules.WRITERS]
    ours = within(viewer.scope("record_write"))
    theirs = Q(data__to_team__in=teams) if teams else Q(pk__in=[])
    if viewer.company_id is None:
        raise NotFound("没有找到这次交接班")
    record = (
        Record.objects.filter(ours | theirs, id=record_id, kind=rules.KIND, company_id=viewer.company_id)
        .exclude(state=RecordState.DROPPED)
        .select_related("unit", "shift", "chair", "recorder", "closed_by", "company")
        .first()
    )
    if record is None:
        raise NotFound("没有找到这次交接班")
    giving = viewer.may_in("record_write", unit_id=record.unit_id, path=record.unit.path)
    return record, giving


def view_handover(record_id: int, *, viewer: Actor) -> HandoverPage:
    record, giving = get_handover(record_id, viewer=viewer)
    spec = pinned_record(rules.KIND, adoption_id=record.adoption_id or 0)
    teams = _teams(record)
    to_team = record.data.get("to_team") or (teams[0].id if teams else None)
    refusals = [(code, title) for code, title in rules.REFUSALS.items() if giving or code in rules.BY_TAKER]
    return HandoverPage(
        record=record,
        spec=spec,
        giving=giving,
        given="given_at" in record.data,
        items=tuple(_item(field, record.data) for field in spec.fields),
        teams=teams,
        to_team_id=to_team,
        to_team=next((team.name for team in teams if team.id == to_team), ""),
        takers=_takers(to_team, timezone.localdate(record.held_at)),
        carried=_carried(record) if giving else (),
        refusals=tuple(refusals),
        refused=rules.SHOWN.get(record.data.get("refused", ""), ""),
        refused_items=tuple(record.data.get("refused_items", ())),
    )


def _item(field: FieldSpec, data: dict[str, Any]) -> Item:
    value = data.get(field.key)
    text = "\n".join(value) if isinstance(value, list) else str(value or "")
    nothing = rules.NOTHING.get(field.key, "")
    return Item(field, nothing or "没有", text, bool(text) and text != nothing)


def _teams(record: Record) -> tuple[Team, ...]:
    """Teams of the same section, those whose shift begins when this one ends first."""
    siblings = Unit.objects.filter(
        parent=record.unit.parent_id, kind="team", ends_date__isnull=True, company=record.company_id
    ).exclude(id=record.unit_id)
    begins: dict[int, str] = {}
    if record.shift is not None:
        hour = timedelta(hours=1)
        near = (record.shift.ends_at - hour, record.shift.ends_at + hour)
        next_up = Shift.objects.filter(team__in=siblings, cancelled=False, starts_at__range=near)
        begins = dict(next_up.values_list("team_id", "name"))
    found = [Team(unit.id, unit.name, begins.get(unit.id, "")) for unit in siblings.order_by("id")]
    return tuple(sorted(found, key=lambda team: not team.shift))


def _takers(team_id: int | None, on: date) -> tuple[Taker, ...]:
    titles = posts(settings.PACKS_DIR)
    held = Appointment.objects.filter(
        valid_on(on), unit=team_id, post__in=sorted(rules.WRITERS, reverse=True)
    )
    return tuple(
        Taker(one.person_id, one.person.name, titles[one.post].title, one.unit_id)
        for one in held.select_related("person").order_by("-post", "id")
    )


def _carried(record: Record) -> tuple[Carried, ...]:
    open_here = Task.objects.filter(unit=record.unit_id, kind="open_point", done_at__isnull=True)
    kept = record.data.get("passed_on")
    return tuple(
        Carried(one.id, one.text, one.due_date, kept is None or one.id in kept)
        for one in open_here.order_by("due_date", "id")[:20]
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A shift that ends soon or has just ended, and its handover so far."""

    shift_id: int
    team: str
    name: str
    day: date
    ends_at: datetime
    record_id: int | None
    state: str


def due_handovers(*, viewer: Actor, at: datetime) -> list[Due]:
    """Two queries. Only shifts for which a handover can be written now."""
    teams = [post.unit_id for post in viewer.posts if post.post in rules.WRITERS]
    if not teams:
        return []
    shifts = Shift.objects.filter(
        team__in=teams,
        cancelled=False,
        ends_at__lte=at + rules.TOLD_BEFORE_END,
        ends_at__gte=at - rules.WRITTEN_UP_WITHIN,
    )
    found = list(shifts.select_related("team").order_by("-ends_at")[:6])
    records = Record.objects.filter(unit__in=teams, kind=rules.KIND, shift__in=[one.id for one in found])
    known = {one.shift_id: one for one in records.exclude(state=RecordState.DROPPED)}
    return [_due(shift, known.get(shift.id)) for shift in found]


def _due(shift: Shift, record: Record | None) -> Due:
    return Due(
        shift.id,
        shift.team.name,
        shift.name,
        shift.day,
        shift.ends_at,
        record.id if record else None,
        str(record.state) if record else "none",
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A shift that was given to the viewer's team and not taken yet."""

    id: int
    team: str
    shift: str
    giver: str
    refused: bool


def given_to(*, viewer: Actor, at: datetime) -> list[Waiting]:
    teams = [post.unit_id for post in viewer.posts if post.post in rules.WRITERS]
    if not teams:
        return []
    # By the few teams of the section, whose handovers an index finds; not by the company's of the day.
    sections = Unit.objects.filter(id__in=teams).values("parent")
    waiting = Record.objects.filter(
        unit__in=Unit.objects.filter(parent__in=sections, kind="team"),
        kind=rules.KIND,
        state__in=(RecordState.DRAFT, RecordState.REFUSED),
        held_at__gte=at - timedelta(hours=16),
        data__to_team__in=teams,
    )
    rows = waiting.select_related("unit", "shift", "chair").order_by("-held_at")[:3]
    return [
        Waiting(
            one.id,
            one.unit.name,
            one.shift.name if one.shift else "",
            one.chair.name if one.chair else "",
            one.state == RecordState.REFUSED,
        )
        for one in rows
    ]
