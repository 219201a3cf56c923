"""Save what was written so far; nothing is refused that can still be put right before closing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Person
from tongxin.records.content import Content, Line, MakeUp, Mark, Measure
from tongxin.records.models import Decision, Presence, Record, RecordState
from tongxin.records.queries import seen
from tongxin.records.rules.votes import EXCLUSIONS, VoteRule, rule_of
from tongxin.records.texts import ABSENCES
from tongxin.regimes import filling
from tongxin.regimes.schema.record import RecordSpec

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Saved:
    revision: int
    at: datetime


def save_draft(
    record_id: int, content: Content, *, by: Actor, at: datetime, revision: int | None = None
) -> Saved:
    """`revision` is the one that was on the page: who comes second is told. None: last one wins."""
    record = seen.get_record(record_id, viewer=by)
    spec = seen.spec_of(record)
    seen.check_may_write(record, spec, by=by, on=timezone.localdate(at))
    with transaction.atomic():
        take(record, RecordState.DRAFT, revision=revision)
        apply(record, spec, content)
        keep(record, RecordState.DRAFT, by=by, at=at)
    return Saved(record.revision, at)


CHANGED = (
    "title", "held_at", "ended_at", "place", "guests", "chair_id", "recorder_id", "data", "sittings",
    "expected_count", "present_count",
)  # fmt: skip


def take(record: Record, state: RecordState, *, revision: int | None) -> None:
    """Two people may save at once: wait for the other, then see whose text stands."""
    now = Record.objects.select_for_update().only("state", "revision", "data", "sittings").get(id=record.id)
    if now.state != state or revision not in (None, now.revision):
        raise not_taken(record.id, state)
    record.revision, record.data, record.sittings = now.revision, now.data, now.sittings


def keep(record: Record, was: RecordState, *, by: Actor, at: datetime, **more: Any) -> None:
    """The conditional update is the guard, on both databases; the lock above only saves work."""
    values = {name: getattr(record, name) for name in CHANGED} | more
    rows = Record.objects.filter(id=record.id, state=was, revision=record.revision)
    record.revision += 1
    if not rows.update(**values, revision=record.revision, saved_by_id=by.person_id, saved_at=at):
        raise not_taken(record.id, was)
    for name, value in more.items():
        setattr(record, name, value)


def not_taken(record_id: int, was: RecordState) -> Refused:
    """Why somebody else was first, with name and time."""
    now = Record.objects.select_related("saved_by", "closed_by").get(id=record_id)
    if now.state == was:
        return Refused(
            f"{_who(now.saved_by)}在 {_clock(now.saved_at)} 也改了这份记录。您写的都还在这一页上，"
            "请对照新的一份，再存一次",
            revision=now.revision,
        )
    if now.state == RecordState.DROPPED:
        return Refused("这份记录已经作废，不能再写")
    if now.state == RecordState.DRAFT:
        return Refused("这份记录还没记完，直接改就行，不用更正")
    return Refused(
        f"{_who(now.closed_by)}在 {_clock(now.written_at)} 已经把这份记录记完了。要补充，请点“更正”",
        record_id=now.id,
    )


def _who(person: Person | None) -> str:
    return person.name if person else "别人"


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def apply(record: Record, spec: RecordSpec, content: Content) -> None:
    """Change the record and its rows; the record itself is saved by the caller."""
    _check_people(record, content)
    for name in ("title", "held_at", "ended_at", "place", "guests", "chair_id", "recorder_id"):
        value = getattr(content, name)
        if value is not None:
            setattr(record, name, value)
    if content.no_end:
        record.ended_at = None
    record.data = {**record.data, **_data(spec, content)}
    _mark(record, content.marks)
    _visit(record, content.visitors)
    _sit(record, spec, content.sittings)
    if content.decisions is not None:
        _decide(record, spec, content.decisions)
    count(record)


def _check_people(record: Record, content: Content) -> None:
    """Everybody named belongs to the company; one query for all."""
    named = {content.chair_id, content.recorder_id, *(content.visitors or ())}
    named |= {line.owner_id for line in content.decisions or ()}
    named |= {measure.owner_id for measure in content.measures or ()}
    named |= {person for sitting in content.sittings or () for person in sitting.present}
    wanted = {person for person in named if person is not None}
    if not wanted:
        return
    found = Person.objects.filter(id__in=wanted, company=record.company_id).count()
    if found != len(wanted):
        raise Invalid("有一个人不在本单位的花名册里，请重新选人")


def _data(spec: RecordSpec, content: Content) -> dict[str, Any]:
    data, wrong = filling.kept(spec.fields, content.data)
    if wrong:
        raise Invalid("有几处没看懂，请改一下再存", fields=wrong)
    if content.agenda is not None:
        data["agenda"] = [text for text in content.agenda if text.strip()][:MOST_LINES]
    if content.minutes is not None:
        data["minutes"] = content.minutes
    if content.ballot is not None:
        data["ballot"] = {
            key: max(int(content.ballot.get(key, 0)), 0) for key in ("seats", "issued", "returned")
        }
    if content.measures is not None:
        data["measures"] = [_measure(measure) for measure in content.measures if measure.text.strip()]
    return data


def _measure(measure: Measure) -> dict[str, Any]:
    due = measure.due_date.isoformat() if measure.due_date else None
    return {"text": measure.text.strip()[:200], "owner": measure.owner_id, "due": due, "kind": measure.kind}


def _mark(record: Record, marks: Mapping[int, Mark]) -> None:
    """Only rows that really change are written, all in one statement."""
    if not marks:
        return
    rows = Presence.objects.filter(record=record, sitting=1, person__in=list(marks))
    changed = [row for row in rows if _set(row, marks[row.person_id])]
    Presence.objects.bulk_update(changed, ["present", "reason", "exclusion"])


def _set(row: Presence, mark: Mark) -> bool:
    before = (row.present, row.reason, row.exclusion)
    row.present = mark.present
    row.reason = mark.reason if not mark.present and mark.reason in ABSENCES else ""
    excluded = row.voter and not mark.present and mark.exclusion in EXCLUSIONS
    row.exclusion = mark.exclusion if excluded else ""
    return before != (row.present, row.reason, row.exclusion)


def _visit(record: Record, visitors: tuple[int, ...] | None) -> None:
    """列席: there, but not expected and without a vote."""
    if visitors is None:
        return
    Presence.objects.filter(record=record, sitting=1, expected=False).exclude(person__in=visitors).delete()
    _add(record, visitors, sitting=1)


def _add(record: Record, people: Iterable[int], *, sitting: int) -> None:
    """Rows for those who have none at this sitting."""
    rows = [
        Presence(record=record, person_id=person, sitting=sitting, expected=False)
        for person in sorted(set(people))
    ]
    Presence.objects.bulk_create(rows, ignore_conflicts=True)


def _sit(record: Record, spec: RecordSpec, sittings: tuple[MakeUp, ...] | None) -> None:
    """CA-21: attendance is a union over sittings; a meeting that votes has one."""
    if sittings is None:
        return
    if sittings and spec.sittings == "one":
        raise Invalid(f"{spec.title}要表决，只能一次开完，不能分场补课")
    record.sittings = [
        {"number": number, "held_at": sitting.held_at.isoformat(), "place": sitting.place}
        for number, sitting in enumerate(sittings, start=2)
    ]
    Presence.objects.filter(record=record, sitting__gt=1).delete()
    for number, sitting in enumerate(sittings, start=2):
        _add(record, sitting.present, sitting=number)


def _decide(record: Record, spec: RecordSpec, lines: tuple[Line, ...]) -> None:
    """Lines keep their place, so that a task stays tied to its decision through corrections."""
    kept = [line for line in lines if line.text.strip()][:MOST_LINES]
    rule = rule_of(spec)
    rows = [_decision(record, rule, position, line) for position, line in enumerate(kept, start=1)]
    Decision.objects.filter(record=record, position__gt=len(rows)).delete()
    Decision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["record", "position"],
        update_fields=[
            "text", "rule", "secret", "yes", "no", "abstain", "written_yes", "written_no", "passed",
            "outcome", "owner", "due_date",
        ],
    )  # fmt: skip


def _decision(record: Record, rule: VoteRule | None, position: int, line: Line) -> Decision:
    """By which rule it was voted is the kind's to say, and so is whether it can do without a vote."""
    return Decision(
        record=record,
        position=position,
        text=line.text.strip()[:300],
        rule=rule.key if rule and (line.voted or rule.each) else "",
        secret=line.secret,
        yes=line.yes,
        no=line.no,
        abstain=line.abstain,
        written_yes=line.written_yes,
        written_no=line.written_no,
        owner_id=line.owner_id,
        due_date=line.due_date,
    )


def count(record: Record) -> None:
    """Expected and present people, each once however many sittings there were."""
    rows = list(Presence.objects.filter(record=record).values_list("person", "expected", "present"))
    expected = {person for person, was_expected, _ in rows if was_expected}
    present = {person for person, _, was_present in rows if was_present}
    record.expected_count = len(expected)
    record.present_count = len(expected & present)
