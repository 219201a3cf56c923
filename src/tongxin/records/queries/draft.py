"""A record as its writing page needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.records import tally
from tongxin.records.models import Decision, Presence, Record
from tongxin.records.queries import people, seen
from tongxin.records.queries.people import Somebody
from tongxin.records.queries.tasks import TaskLine, open_tasks
from tongxin.records.queries.view import AttachmentLine, attachments_of, post_titles
from tongxin.records.rules.votes import Finding, VoteRule, rule_of
from tongxin.regimes.schema.fields import FieldSpec
from tongxin.regimes.schema.record import RecordSpec


@dataclass(frozen=True, slots=True)
class Called:
    """One person of the roll call."""

    id: int
    name: str
    post: str
    present: bool
    reason: str
    voter: bool
    exclusion: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the votes of one decision come to, as far as they are filled in."""

    position: int
    tone: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    record: Record
    spec: RecordSpec
    called: list[Called]
    visitors: list[int]
    later: dict[int, list[int]]
    decisions: list[Decision]
    rule: VoteRule | None
    quorum: Finding | None
    verdicts: list[Verdict]
    near: list[Somebody]
    labels: dict[int, str]
    open_points: list[TaskLine]
    attachments: list[AttachmentLine]

    @property
    def present(self) -> int:
        return sum(one.present for one in self.called)

    @property
    def asked_fields(self) -> list[FieldSpec]:
        return list(self.spec.fields)


def view_draft(record_id: int, *, viewer: Actor, at: datetime) -> Draft:
    """Of a record that the viewer may write, a draft or one to be corrected."""
    record = seen.get_record(record_id, viewer=viewer)
    spec = seen.spec_of(record)
    today = timezone.localdate(at)
    seen.check_may_write(record, spec, by=viewer, on=today)
    rows = list(Presence.objects.filter(record=record).select_related("person").order_by("sitting", "id"))
    lines = list(Decision.objects.filter(record=record).order_by("position"))
    suggested = people.near(record.unit, on=today)
    later: dict[int, list[int]] = {}
    for row in rows:
        if row.sitting > 1:
            later.setdefault(row.sitting, []).append(row.person_id)
    return Draft(
        record=record,
        spec=spec,
        called=_called(record, rows),
        visitors=[row.person_id for row in rows if row.sitting == 1 and not row.expected],
        later=later,
        decisions=lines,
        rule=rule_of(spec),
        quorum=tally.opening(record, spec, tally.seats_of(spec, rows)),
        verdicts=verdicts(record, spec, rows, lines),
        near=suggested,
        labels=_labels(record, rows, lines, suggested),
        open_points=open_tasks(viewer=viewer, on=today, unit_ids=[record.unit_id])
        if "open_points" in spec.steps
        else [],
        attachments=attachments_of(record, viewer=viewer),
    )


def _called(record: Record, rows: Sequence[Presence]) -> list[Called]:
    first = [row for row in rows if row.sitting == 1 and row.expected]
    titles = post_titles(record, [row.person_id for row in first])
    return [
        Called(
            row.person_id,
            row.person.name,
            titles.get(row.person_id, ""),
            row.present,
            row.reason,
            row.voter,
            row.exclusion,
        )
        for row in first
    ]


def verdicts(
    record: Record, spec: RecordSpec, rows: Sequence[Presence], lines: Sequence[Decision]
) -> list[Verdict]:
    """The same arithmetic as at closing, said while one types."""
    here = tally.seats_of(spec, rows)
    wrong = tally.vote_faults(record, spec, here, lines)
    tally.count_votes(record, spec, here, lines)
    return [_verdict(line, wrong.get(f"decision-{line.position}", "")) for line in lines if line.rule]


def _verdict(line: Decision, wrong: str) -> Verdict:
    empty = not any((line.yes, line.no, line.abstain, line.written_yes, line.written_no))
    if empty:
        return Verdict(line.position, "note", "还没填票数", "")
    if wrong:
        return Verdict(line.position, "warn", "票数不对", wrong)
    return Verdict(
        line.position, "ok" if line.passed else "bad", "通过" if line.passed else "没通过", line.outcome
    )


def _labels(
    record: Record, rows: Sequence[Presence], lines: Sequence[Decision], suggested: Sequence[Somebody]
) -> dict[int, str]:
    """A way to write each person who is named somewhere on the page."""
    labels = {row.person_id: row.person.name for row in rows}
    for officer in (record.chair, record.recorder):
        if officer is not None:
            labels[officer.id] = officer.name
    labels |= {one.id: one.label for one in suggested}
    named = {line.owner_id for line in lines} | {one["owner"] for one in record.data.get("measures", ())}
    for field in seen.spec_of(record).fields:
        if field.type == "people":
            named |= set(record.data.get(field.key, ()))
    unknown = {person for person in named if person is not None and person not in labels}
    return labels | {one.id: one.label for one in people.with_ids(unknown)}
