"""What a version keeps: the whole record as values, with the names of the day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tongxin.orgs.models import Person
from tongxin.records.models import Attachment, Decision, Presence, Record


def snapshot(
    record: Record,
    presences: Sequence[Presence],
    decisions: Sequence[Decision],
    attachments: Sequence[Attachment],
) -> dict[str, Any]:
    return {
        "title": record.title,
        "held_at": _moment(record.held_at),
        "ended_at": _moment(record.ended_at),
        "place": record.place,
        "guests": record.guests,
        **({"came_from": record.came_from} if record.came_from else {}),
        "chair": _person(record.chair),
        "recorder": _person(record.recorder),
        "sittings": record.sittings,
        "data": record.data,
        "presence": [_presence(row) for row in presences],
        "decisions": [_decision(line) for line in decisions],
        "attachments": [
            {"name": one.file.name, "sha256": one.file.sha256, "size": one.file.size} for one in attachments
        ],
    }


def _person(person: Person | None) -> dict[str, Any] | None:
    return {"id": person.id, "name": person.name} if person else None


def _presence(row: Presence) -> dict[str, Any]:
    return {
        "id": row.person_id,
        "name": row.person.name,
        "sitting": row.sitting,
        "expected": row.expected,
        "present": row.present,
        "party": row.party,
        "voter": row.voter,
        "reason": row.reason,
        "exclusion": row.exclusion,
    }


def _decision(line: Decision) -> dict[str, Any]:
    return {
        "text": line.text,
        "rule": line.rule,
        "secret": line.secret,
        "votes": [line.yes, line.no, line.abstain, line.written_yes, line.written_no],
        "passed": line.passed,
        "outcome": line.outcome,
        "owner": _person(line.owner),
        "due": _day(line.due_date),
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
