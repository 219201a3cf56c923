"""What the next shift must know: a point left open, or the handover as it was given."""

from datetime import datetime

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid
from tongxin.records.commands import open_task
from tongxin.records.handover.commands import give, open_handover
from tongxin.records.models import Record
from tongxin.sync.handlers.registry import (
    HANDLERS,
    Brought,
    Conflict,
    Effect,
    Handler,
    as_it_is,
    mapping,
    number,
    text,
    unit_in,
)


def note(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    return _give(brought, by=by, at=at) if brought.given.get("shift") else _point(brought, by=by, at=at)


def _point(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    """Read out at the team's next pre-shift meeting."""
    words, team = text(brought.given, "text"), number(brought.given, "team", "班组")
    if not words:
        raise Invalid("要交代什么，没有写")
    opened = open_task(unit_id=team, text=words, by=by, at=at)
    return Effect(("task", opened.task_id), team, {"task": opened.task_id})


def _give(brought: Brought, *, by: Actor, at: datetime) -> Effect:
    given = brought.given
    started = open_handover(number(given, "shift", "班次"), by=by, at=at)
    record = Record.objects.get(id=started.record_id)
    if record.state not in ("draft", "refused") or (started.fact is None and "given_at" in record.data):
        raise Conflict(f"“{record.title}”已经交过了，两份都留着，请对一下", subject=("record", record.id))
    passed = given.get("passed_on")
    give(
        record.id,
        mapping(given, "values"),
        to_team=number(given, "to_team", "接班的班组"),
        passed_on=[one for one in passed if isinstance(one, int)] if isinstance(passed, list) else [],
        by=by,
        at=at,
    )
    return Effect(("record", record.id), record.unit_id, {"record": record.id})


HANDLERS["handover.note"] = Handler(note, unit_in("team"), as_it_is)
