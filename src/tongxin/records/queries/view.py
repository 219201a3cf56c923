"""One record as its page shows it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Person
from tongxin.records import tally
from tongxin.records.models import Decision, Presence, Record, RecordState, Version
from tongxin.records.preshift.told import told
from tongxin.records.queries import seen
from tongxin.records.queries.tasks import TaskLine, tasks_of_record
from tongxin.records.rules.lateness import Lateness, lateness
from tongxin.records.rules.signing import signers
from tongxin.records.rules.votes import EXCLUSIONS, Finding, counted_of, opens, rule_of, votes_needed
from tongxin.records.texts import ABSENCES
from tongxin.regimes import filling
from tongxin.regimes.load import posts
from tongxin.regimes.schema.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Attendee:
    """`asked`: this person's signature belongs on the record. `sittings`: the later ones they came to."""

    person_id: int
    name: str
    post: str
    expected: bool
    present: bool
    sittings: tuple[int, ...]
    reason: str
    exclusion: str
    asked: bool
    signed_at: datetime | None
    signed_via: str
    signed_version: int | None

    def signed(self, version: int) -> bool:
        return self.signed_version == version


@dataclass(frozen=True, slots=True)
class Decided:
    position: int
    text: str
    votes: str
    passed: bool | None
    outcome: str
    owner: str
    task: TaskLine | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of the kind in words; `hidden`: it is there and not for this viewer."""

    title: str
    words: str
    steps: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    written_at: datetime
    written_by: str
    reason: str
    days_after: int


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    id: int
    name: str
    content_type: str
    size: int
    removed_in: int | None

    @property
    def picture(self) -> bool:
        return self.content_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class RecordView:
    record: Record
    spec: RecordSpec
    late: Lateness | None
    attendees: list[Attendee]
    quorum: Finding | None
    needed: str
    decisions: list[Decided]
    measures: list[TaskLine]
    fields: list[Shown]
    versions: list[VersionLine]
    attachments: list[AttachmentLine]
    may_write: bool
    my_signature: bool

    @property
    def draft(self) -> bool:
        return self.record.state == RecordState.DRAFT

    @property
    def closed(self) -> bool:
        return self.record.state in (RecordState.CLOSED, RecordState.UNHELD)

    @property
    def unheld(self) -> str:
        """Why it was no meeting; empty for one that was."""
        return str(self.record.data.get("unheld", "")) if self.record.state == RecordState.UNHELD else ""

    @property
    def typed(self) -> VersionLine | None:
        """Of what came from paper: who typed it and when, which is its first writing."""
        return self.versions[-1] if self.record.came_from and self.versions else None

    @property
    def expected(self) -> list[Attendee]:
        return [one for one in self.attendees if one.expected]

    @property
    def visitors(self) -> list[Attendee]:
        return [one for one in self.attendees if not one.expected]

    @property
    def unsigned(self) -> list[Attendee]:
        return [one for one in self.attendees if one.asked and not one.signed(self.record.version)]


def reason_word(code: str) -> str:
    return ABSENCES.get(code, code)


def view_record(record_id: int, *, viewer: Actor, at: datetime) -> RecordView:
    record = seen.get_record(record_id, viewer=viewer)
    spec = seen.spec_of(record)
    today = timezone.localdate(at)
    rows = list(
        Presence.objects.filter(record=record)
        .select_related("person", "signed_via")
        .order_by("sitting", "id")
    )
    lines = list(Decision.objects.filter(record=record).select_related("owner").order_by("position"))
    tasks = tasks_of_record(record.id, viewer=viewer, on=today)
    attendees = _attendees(record, spec, rows)
    quorum, needed = _quorum(record, spec, rows)
    return RecordView(
        record=record,
        spec=spec,
        late=late_of(record, spec),
        attendees=attendees,
        quorum=quorum,
        needed=needed,
        decisions=[_decided(line, tasks) for line in lines],
        measures=[task for task in tasks if task.kind != "decision"],
        fields=shown_fields(record, spec, viewer=viewer, rows=rows),
        versions=_versions(record),
        attachments=attachments_of(record, viewer=viewer),
        may_write=seen.may_write(spec, record.unit, by=viewer, on=today),
        my_signature=any(
            one.person_id == viewer.person_id and one.asked and not one.signed(record.version)
            for one in attendees
        ),
    )


def late_of(record: Record, spec: RecordSpec) -> Lateness | None:
    """Of the first writing; a correction changes nothing in it."""
    if record.written_at is None:
        return None
    return lateness(
        ended_at=timezone.localtime(record.ended_at or record.held_at),
        written_at=timezone.localtime(record.written_at),
        late_after_hours=spec.late_after_hours,
    )


def _attendees(record: Record, spec: RecordSpec, rows: Sequence[Presence]) -> list[Attendee]:
    present = {row.person_id for row in rows if row.present}
    asked = signers(
        spec.signatures,
        chair_id=record.chair_id,
        recorder_id=record.recorder_id,
        present=present,
        on_paper=bool(record.came_from),
    )
    titles = post_titles(record, [row.person_id for row in rows])
    later: dict[int, list[int]] = {}
    for row in rows:
        if row.sitting > 1 and row.present:
            later.setdefault(row.person_id, []).append(row.sitting)
    firsts: dict[int, Presence] = {}
    for row in rows:
        firsts.setdefault(row.person_id, row)
    return [
        Attendee(
            person_id=row.person_id,
            name=row.person.name,
            post=titles.get(row.person_id, ""),
            expected=row.expected,
            present=row.present,
            sittings=tuple(later.get(row.person_id, ())),
            reason=reason_word(row.reason),
            exclusion=EXCLUSIONS.get(row.exclusion, ""),
            asked=row.person_id in asked and row.person_id in present,
            signed_at=row.signed_at,
            signed_via=row.signed_via.name if row.signed_via else "",
            signed_version=row.signed_version,
        )
        for row in sorted(firsts.values(), key=lambda row: (not row.present, row.id))
    ]


def post_titles(record: Record, person_ids: Collection[int]) -> dict[int, str]:
    """What each was there as: the post at the unit or above, on the day."""
    day = timezone.localdate(record.held_at)
    held = Appointment.objects.filter(valid_on(day), person__in=person_ids, unit__company=record.company_id)
    known = posts(settings.PACKS_DIR)
    titles: dict[int, str] = {}
    for person, post, unit in held.order_by("id").values_list("person", "post", "unit"):
        if post in known and (person not in titles or unit == record.unit_id):
            titles[person] = known[post].title
    return titles


def _quorum(record: Record, spec: RecordSpec, rows: Sequence[Presence]) -> tuple[Finding | None, str]:
    rule = rule_of(spec)
    if rule is None:
        return None, ""
    room = tally.room(record, tally.seats_of(spec, rows))
    _, base = counted_of(rule, room)
    return opens(rule, room), f"通过要超过半数：至少 {votes_needed(base)} 票" if rule.key else ""


def _decided(line: Decision, tasks: Sequence[TaskLine]) -> Decided:
    task = next((one for one in tasks if one.kind == "decision" and one.text == line.text[:200]), None)
    return Decided(
        position=line.position,
        text=line.text,
        votes=votes_in_words(line),
        passed=line.passed,
        outcome=line.outcome,
        owner=line.owner.name if line.owner else "",
        task=task,
    )


def votes_in_words(line: Decision) -> str:
    """“同意 3，反对 1，弃权 1”; a decision without a vote says nothing."""
    counts = (
        ("同意", line.yes),
        ("反对", line.no),
        ("弃权", line.abstain),
        ("书面同意", line.written_yes),
        ("书面反对", line.written_no),
    )
    told = [f"{word} {number}" for word, number in counts if number]
    return "，".join([*told, *(["无记名"] if line.secret and told else [])])


def shown_fields(record: Record, spec: RecordSpec, *, viewer: Actor, rows: Sequence[Presence]) -> list[Shown]:
    """Fields in words; one of a higher level than the record is for few and for those who were there."""
    given = [field for field in spec.fields if record.data.get(field.key) not in (None, "", [], False)]
    people = _names(given, record.data)
    there = {row.person_id for row in rows if row.present}
    trusted = seen.reads_confidential(record, viewer, there=there)
    found = []
    for field in given:
        if field.level == "C2" and not trusted:
            found.append(Shown(field.title, "", hidden=True))
            continue
        value = record.data[field.key]
        steps = tuple(value) if field.type == "steps" else ()
        found.append(Shown(field.title, filling.shown(field, value, people), steps))
    here = {row.person_id: row.person.name for row in rows}
    more = told(record.data, fields=spec.fields, names=here)
    return [*found, *(Shown(title, "；".join(lines), lines) for title, lines in more)]


def _names(fields: Sequence[Any], data: Mapping[str, Any]) -> dict[int, str]:
    wanted = {person for field in fields if field.type == "people" for person in data.get(field.key, ())}
    return dict(Person.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def _versions(record: Record) -> list[VersionLine]:
    """The latest first; days are counted from the day it was held."""
    rows = Version.objects.filter(record=record).select_related("written_by").defer("content")
    held = timezone.localdate(record.held_at)
    return [
        VersionLine(
            number=row.number,
            written_at=row.written_at,
            written_by=row.written_by.name if row.written_by else "",
            reason=row.reason,
            days_after=(timezone.localdate(row.written_at) - held).days,
        )
        for row in (rows.order_by("-number") if record.version else [])
    ]


def attachments_of(record: Record, *, viewer: Actor) -> list[AttachmentLine]:
    """Those that belong to it now first, then those that only earlier versions have."""
    rows = seen.attachments_seen_by(viewer, record).select_related("file").order_by("id")
    found = sorted(rows, key=lambda row: row.removed_in or 0)
    return [
        AttachmentLine(row.id, row.file.name, row.file.content_type, row.file.size, row.removed_in)
        for row in found
    ]
