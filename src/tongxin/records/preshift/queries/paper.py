"""The meeting on paper: which sheets there are, and what stands on one."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tongxin.adoption import queries as adoption
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound, Refused
from tongxin.orgs.models import Shift, Unit
from tongxin.orgs.queries import within
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.preshift import printed, rules
from tongxin.records.preshift.queries import page
from tongxin.records.preshift.queries.sheet import Meeting, usual_places
from tongxin.records.preshift.queries.upcoming import WRITERS, Slot, slots_of
from tongxin.records.queries.roll import expected_people, roll
from tongxin.records.queries.seen import may_write

SLOTS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sheets:
    """`unwritten`: begun or over, and nothing written. `coming`: can be printed for the days to come."""

    teams: tuple[tuple[int, str], ...]
    team_id: int | None
    unwritten: tuple[Slot, ...]
    coming: tuple[Slot, ...]


def sheets(*, viewer: Actor, at: datetime, team_id: int | None = None) -> Sheets:
    """Of the teams whose meeting the viewer may write; of one of them, if one is asked for."""
    teams = dict(_teams(viewer))
    if team_id is not None and team_id not in teams:
        raise NotFound("没有找到这个班组")
    slots = slots_of([team_id] if team_id else list(teams), at) if teams else []
    open_ = [slot for slot in slots if slot.state == "none"]
    return Sheets(
        teams=tuple(teams.items()),
        team_id=team_id,
        unwritten=tuple(reversed([slot for slot in open_ if slot.starts_at <= at]))[:SLOTS_SHOWN],
        coming=tuple(slot for slot in open_ if slot.ends_at > at)[:SLOTS_SHOWN],
    )


def _teams(viewer: Actor) -> list[tuple[int, str]]:
    posts = [post for post in viewer.posts if post.post in WRITERS]
    if not posts:
        return []
    own = Q(id__in=[post.unit_id for post in posts])
    for post in posts:
        own |= Q(path__startswith=post.unit_path) if post.unit_path else Q()
    teams = Unit.objects.filter(own, within(viewer.scope("record_write"), ""), kind="team")
    return list(teams.order_by("path").values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the sheet; by `number` they are named in all that is written beside it."""

    number: int
    id: int
    name: str
    place: str
    present: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Tick:
    """`value` is what its field keeps when it is ticked."""

    key: str
    words: str
    value: str = "on"


@dataclass(frozen=True)
class Paper:
    """What is printed, and what is typed from it again: the same lines in the same order.

    `there` is the record that the shift has already, if anything is written in it.
    """

    meeting: Meeting
    shift: Shift
    there: Record | None
    late: bool

    @property
    def team(self) -> Unit:
        return self.shift.team

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        places = self.meeting.places
        return tuple(
            Line(number, one.person_id, one.person.name, places[one.person_id], one.present, one.reason)
            for number, one in enumerate(self.meeting.presences, start=1)
        )

    @cached_property
    def leads(self) -> tuple[Line, ...]:
        """Who may have chaired it: those whose post it is, and then everybody else."""
        posts = self.meeting.chairs
        return tuple(sorted(self.lines, key=lambda line: line.id not in posts))

    @property
    def number(self) -> str:
        return printed.number_of(self.shift.id)

    @property
    def mark(self) -> str:
        return printed.mark_of([line.id for line in self.lines])

    @cached_property
    def points(self) -> tuple[page.Point, ...]:
        return page.points_of(self.team.id, self.shift.day)[: page.POINTS_SHOWN]

    @cached_property
    def handed_by(self) -> str:
        return page.handed_by(self.meeting.record, self.shift)

    @cached_property
    def documents(self) -> tuple[str, ...]:
        return page.documents_of(self.meeting.record, self.shift)

    @cached_property
    def risks(self) -> tuple[page.Risk, ...]:
        return page.risks_of(self.meeting)

    @cached_property
    def asked(self) -> tuple[page.Asked, ...]:
        return page.asked_of(self.meeting, self.shift.day)

    @cached_property
    def ticks(self) -> tuple[Tick, ...]:
        """What is ticked once for all, in the order of their numbers."""
        told = [Tick("told", f"上一班交来的 {len(self.points)} 件都讲了")] if self.points else []
        read = [Tick("read", f"传达的 {len(self.documents)} 条都念了")] if self.documents else []
        fields = [Tick(one.field.key, one.field.title) for one in self.asked if one.field.type == "yes"]
        questions = [
            Tick(one.field.key, f"{one.field.title}：{one.question.title}", one.question.key)
            for one in self.asked
            if one.question
        ]
        return (*told, *read, *fields, *questions)

    @property
    def texts(self) -> tuple[page.Asked, ...]:
        return tuple(one for one in self.asked if one.field.type in ("text", "long_text", "steps"))

    @property
    def place_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.place for line in self.lines if line.place))


def view_paper(shift_id: int, *, viewer: Actor, at: datetime) -> Paper:
    """For whoever writes the meeting; for anybody else the shift is not there."""
    shift = _shift(shift_id, viewer)
    found = adoption.record_specs(shift.team, on=timezone.localdate(shift.starts_at)).get(rules.KIND)
    if found is None:
        raise Refused(f"{shift.team.name}没有采用要开班前会的制度，请支部书记在“制度”里采用")
    spec, adoption_id = found
    if not may_write(spec, shift.team, by=viewer, on=timezone.localdate(at)):
        raise NotFound("没有找到这个班次")
    record = Record(
        unit=shift.team, kind=rules.KIND, adoption_id=adoption_id, shift=shift, held_at=shift.starts_at
    )
    blank = Meeting(record=record, spec=spec, presences=[], fitness=[])
    people = _people(blank)
    record.data = {"base": usual_places(record, ((one.person_id, one.person.trade) for one in people))}
    return Paper(
        meeting=replace(blank, presences=people),
        shift=shift,
        there=written_of(shift),
        late=rules.is_late(ends_at=shift.ends_at, at=at),
    )


def _shift(shift_id: int, viewer: Actor) -> Shift:
    mine = Shift.objects.filter(within(viewer.scope("record_write"), "team"), id=shift_id, cancelled=False)
    shift = mine.select_related("team__company", "team__parent").first()
    if shift is None:
        raise NotFound("没有找到这个班次")
    return shift


def _people(blank: Meeting) -> list[Presence]:
    """The roll as it would be called now: who leads it first, then by employee number."""
    team, day = blank.record.unit, timezone.localdate(blank.record.held_at)
    people: list[Any] = list(roll(expected_people(blank.spec, team, on=day), blank.spec, on=day))
    first = list(blank.chairs)
    people.sort(
        key=lambda one: (first.index(one.id) if one.id in first else len(first), one.employee_no, one.id)
    )
    return [Presence(person=one, expected=True, present=one.here, reason=one.why) for one in people]


def written_of(shift: Shift) -> Record | None:
    """The record of a shift in which something is written; one that was only opened is none."""
    there = Record.objects.filter(unit=shift.team_id, kind=rules.KIND, shift=shift)
    record = there.exclude(state=RecordState.DROPPED).select_related("closed_by", "saved_by").first()
    return record if record and (record.state != RecordState.DRAFT or record.revision) else None


def told_twice(record: Record) -> str:
    """What somebody reads who brings a sheet of which there is a record."""
    who = record.closed_by or record.saved_by
    name = who.name if who else "别人"
    if record.state == RecordState.DRAFT:
        return f"“{record.title}”{name}已经在系统里开了头，请接着那一份记，别再录一遍"
    when = timezone.localtime(record.written_at) if record.written_at else None
    how = "录过了" if record.came_from else "记完了"
    return f"“{record.title}”{name}在 {when:%m-%d %H:%M} 已经{how}，这里是那一份" if when else ""
