"""A pre-shift meeting, held and written whole on the phone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.records.models import Presence, Record
from tongxin.records.preshift.commands import Finished, finish_meeting, open_meeting, save_meeting
from tongxin.records.preshift.rules import KIND, Sheet, Watch
from tongxin.records.sign_in.queries import with_arrived
from tongxin.sync.handlers.registry import (
    HANDLERS,
    Brought,
    Conflict,
    Effect,
    Handler,
    mapping,
    maybe_number,
    number,
    text,
    unit_in,
)
from tongxin.sync.rules.flags import UNFINISHED

MOST_GUESTS = 20
FITNESS = ("watch", "fit", "fitness")
OF_A_MARK = ("fit", "level", "arrange", "partner")


def hold(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    """One record a shift: whoever comes second finds it there, and a person decides."""
    given = brought.given
    if (text(given, "kind") or KIND) != KIND:
        raise Invalid("这一种会不能离线记")
    shift_id = number(given, "shift", "班次")
    started = open_meeting(shift_id, by=by, at=at, key=brought.object, done_at=brought.done_at)
    record = Record.objects.select_related("saved_by", "closed_by").get(id=started.record_id)
    if started.fact is None and not _may_go_on(record, brought, by):
        raise Conflict(_told(record), subject=("record", record.id))
    sheet, lost = _invite(record.id, _sheet(given, by), _guests(given), by=by, at=at)
    sheet = with_arrived(record.id, sheet)
    finished = finish_meeting(record.id, sheet, by=by, at=at, revision=_revision(record.id))
    return _effect(record, finished, lost)


def _may_go_on(record: Record, brought: Brought, by: Actor) -> bool:
    """A draft that is this one, that nobody has written in, or that was the one on the phone."""
    if record.state != "draft":
        return False
    mine = record.key == brought.object or record.saved_by_id == by.person_id
    return mine or record.revision in (0, brought.base) or brought.anyway


def _told(record: Record) -> str:
    who = record.closed_by or record.saved_by
    name = who.name if who else "别人"
    return f"“{record.title}”{name}已经在记，两份都留着，请对一下"


def _sheet(given: Mapping[str, Any], by: Actor) -> Sheet:
    marks = {int(key): value for key, value in mapping(given, "marks").items() if key.isdecimal()}
    there = {key: value if isinstance(value, dict) else {"present": value} for key, value in marks.items()}
    present = frozenset(key for key, value in there.items() if value.get("present") is True)
    return Sheet(
        chair_id=maybe_number(given, "chair") or by.person_id,
        present=present,
        reasons={key: text(value, "reason") for key, value in there.items() if key not in present},
        watched=tuple(_watched(given, there)),
        moves={
            int(key): text(mapping(given, "moves"), key) for key in mapping(given, "moves") if key.isdecimal()
        },
        values=_values(given),
    )


def _watched(given: Mapping[str, Any], marks: Mapping[int, Mapping[str, Any]]) -> list[Watch]:
    """Result and arrangement of who needs attention, beside the marks or in them."""
    said = {int(key): value for key, value in mapping(given, "watch").items() if key.isdecimal()}
    beside = {key: value for key, value in marks.items() if value.get("level")}
    found = {**beside, **{key: value for key, value in said.items() if isinstance(value, dict)}}
    return [
        Watch(key, text(one, "level") or "watch", text(one, "arrange"), maybe_number(one, "partner"))
        for key, one in found.items()
    ]


NOT_FIELDS = {
    "team", "shift", "kind", "held_at", "chair", "marks", "watch", "moves", "guests", "watchers", "told", "read",
    "values",
}  # fmt: skip


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """The pack's fields as the page sends them: a list of texts each; `on` for a tick."""
    fields = {key: value for key, value in given.items() if key not in NOT_FIELDS} | mapping(given, "values")
    watchers = mapping(given, "watchers")
    return {
        **{key: _listed(value) for key, value in fields.items()},
        "watchers": {key: value for key in watchers if (value := maybe_number(watchers, key))},
        "told": given.get("told") is True,
        "read": given.get("read") is True,
    }


def _listed(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value not in (None, "") else []


def _guests(given: Mapping[str, Any]) -> list[str]:
    names = given.get("guests")
    return [str(one)[:60] for one in names if one][:MOST_GUESTS] if isinstance(names, list) else []


def _invite(
    record_id: int, sheet: Sheet, names: list[str], *, by: Actor, at: datetime
) -> tuple[Sheet, list[str]]:
    """Somebody lent or visiting; a name that is not on the roster is told, and the meeting still counts."""
    lost = []
    for name in names:
        try:
            with transaction.atomic():
                save_meeting(
                    record_id, replace(sheet, guest=name), by=by, at=at, revision=_revision(record_id)
                )
        except Invalid:
            lost.append(name)
        came = Presence.objects.filter(record=record_id, expected=False).values_list("person", flat=True)
        sheet = replace(sheet, present=sheet.present | set(came))
    return sheet, lost


def _revision(record_id: int) -> int:
    return Record.objects.values_list("revision", flat=True).get(id=record_id)


def _effect(record: Record, finished: Finished, lost: list[str]) -> Effect:
    told = [f"花名册里没找到：{'、'.join(lost)}"] if lost else []
    if finished.gaps:
        told.append(f"还差 {len(finished.gaps)} 处没填：{finished.gaps[0].text}。联网后打开补上")
    return Effect(
        subject=("record", record.id),
        unit_id=record.unit_id,
        data={"record": record.id, "state": "draft" if finished.gaps else "closed"},
        sentence="；".join(told),
        flags=(UNFINISHED,) if told else (),
    )


def without_fitness(given: Mapping[str, Any], company_id: int, on: date) -> Mapping[str, Any]:
    """Who is not fit today dies with the shift (SG-05), so it never lies in the inbox."""
    marks = mapping(given, "marks")
    plain = {
        key: {part: one for part, one in value.items() if part not in OF_A_MARK}
        if isinstance(value, dict)
        else value
        for key, value in marks.items()
    }
    if plain == marks and not any(key in given for key in FITNESS):
        return given
    return {key: value for key, value in given.items() if key not in FITNESS} | {"marks": plain}


HANDLERS["record.hold"] = Handler(hold, unit_in("team"), without_fitness)
