"""A record as it stood in a version, and what a correction changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.models import Record, Version
from tongxin.records.queries import seen
from tongxin.records.queries.view import reason_word
from tongxin.records.rules.diff import Change, changes
from tongxin.records.rules.votes import EXCLUSIONS
from tongxin.regimes.schema.record import RecordSpec

RESERVED = {"agenda": "议题", "minutes": "记录", "measures": "措施", "ballot": "选票"}


@dataclass(frozen=True, slots=True)
class Compared:
    record: Record
    old: int
    new: int
    written_at: datetime
    written_by: str
    reason: str
    changes: list[Change]


def compare_versions(record_id: int, old: int, new: int, *, viewer: Actor) -> Compared:
    """Fields above the record's level are left out, here as on the page."""
    record = seen.get_record(record_id, viewer=viewer)
    spec = seen.spec_of(record)
    rows = {
        row.number: row
        for row in Version.objects.filter(record=record, number__in=[old, new]).select_related("written_by")
    }
    if old not in rows or new not in rows:
        raise NotFound("没有这一版")
    latest = rows[new]
    hidden = hidden_keys(spec, record, viewer)
    return Compared(
        record=record,
        old=old,
        new=new,
        written_at=latest.written_at,
        written_by=latest.written_by.name if latest.written_by else "",
        reason=latest.reason,
        changes=changes(
            _readable(rows[old].content, hidden),
            _readable(latest.content, hidden),
            titles={field.key: field.title for field in spec.fields} | RESERVED,
        ),
    )


def hidden_keys(spec: RecordSpec, record: Record, viewer: Actor) -> set[str]:
    trusted = viewer.person_id in (record.chair_id, record.recorder_id) or viewer.may_in(
        "record_confidential", unit_id=record.unit_id, path=record.unit.path
    )
    return set() if trusted else {field.key for field in spec.fields if field.level == "C2"}


def _readable(content: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    people = [
        {**row, "reason": reason_word(row["reason"]), "exclusion": EXCLUSIONS.get(row["exclusion"], "")}
        for row in content["presence"]
    ]
    data = {key: value for key, value in content["data"].items() if key not in hidden}
    return {**content, "presence": people, "data": data}
