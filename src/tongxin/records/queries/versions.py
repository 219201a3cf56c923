"""A record as it stood in a version, and what a correction changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person
from tongxin.records.models import Record, Version
from tongxin.records.queries import seen
from tongxin.records.queries.view import reason_word
from tongxin.records.rules.diff import Change, changes
from tongxin.records.rules.votes import EXCLUSIONS
from tongxin.regimes import filling
from tongxin.regimes.schema.record import RecordSpec

RESERVED = {"agenda": "议题", "minutes": "记录", "measures": "措施", "ballot": "选票", "unheld": "没开成"}


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
    words = Words(spec, hidden_keys(spec, record, viewer), _names(spec, rows.values()))
    with_files = record.level != "C2" or seen.looks_after(record, viewer)
    return Compared(
        record=record,
        old=old,
        new=new,
        written_at=latest.written_at,
        written_by=latest.written_by.name if latest.written_by else "",
        reason=latest.reason,
        changes=changes(
            words.readable(rows[old].content, with_files=with_files),
            words.readable(latest.content, with_files=with_files),
            titles={field.key: field.title for field in spec.fields} | RESERVED,
        ),
    )


def hidden_keys(spec: RecordSpec, record: Record, viewer: Actor) -> set[str]:
    trusted = viewer.person_id in (record.chair_id, record.recorder_id) or viewer.may_in(
        "record_confidential", unit_id=record.unit_id, path=record.unit.path
    )
    return set() if trusted else {field.key for field in spec.fields if field.level == "C2"}


def _names(spec: RecordSpec, versions: Iterable[Version]) -> dict[int, str]:
    """Names for the ids that stand in people fields and measures, of both versions at once."""
    named: set[int] = set()
    fields = [field.key for field in spec.fields if field.type == "people"]
    for version in versions:
        data = version.content["data"]
        named |= {person for key in fields for person in data.get(key, ())}
        named |= {one["owner"] for one in data.get("measures", ()) if one["owner"]}
    return dict(Person.objects.filter(id__in=named).values_list("id", "name")) if named else {}


@dataclass(frozen=True, slots=True)
class Words:
    """Turns what a version keeps into what people read."""

    spec: RecordSpec
    hidden: set[str]
    names: dict[int, str]

    def readable(self, content: dict[str, Any], *, with_files: bool) -> dict[str, Any]:
        people = [
            {**row, "reason": reason_word(row["reason"]), "exclusion": EXCLUSIONS.get(row["exclusion"], "")}
            for row in content["presence"]
        ]
        times = {key: _clock(content[key]) for key in ("held_at", "ended_at")}
        files = content["attachments"] if with_files else []
        changed = {"attachments": files, "presence": people, "data": self._data(content["data"])}
        return {**content, **times, **changed}

    def _data(self, data: dict[str, Any]) -> dict[str, Any]:
        fields = {field.key: field for field in self.spec.fields}
        found: dict[str, Any] = {}
        for key, value in data.items():
            if key in fields and key not in self.hidden:
                found[key] = filling.shown(fields[key], value, self.names)
            elif key in RESERVED:
                found[key] = self._reserved(key, value)
        return found

    def _reserved(self, key: str, value: Any) -> Any:
        if key == "measures":
            return [self._measure(one) for one in value]
        if key == "ballot":
            return f"应选 {value['seats']} 名，发出 {value['issued']} 张，收回 {value['returned']} 张"
        return value

    def _measure(self, one: dict[str, Any]) -> str:
        owner = self.names.get(one["owner"], "") if one["owner"] else ""
        return "，".join(part for part in (one["text"], owner, one["due"]) if part)


def _clock(text: str | None) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(text)):%m-%d %H:%M}" if text else ""
