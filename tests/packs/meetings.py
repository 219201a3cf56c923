"""Meetings that are really held, written and closed, so that steps of cases can rest on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.clock import NOW
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Membership, Person, Unit
from tongxin.records import commands
from tongxin.records.content import Content, Line
from tongxin.records.models import Presence


def hold(
    kind: str,
    unit: Unit,
    by: Actor,
    *,
    at: datetime = NOW,
    votes: Mapping[Person, int] | None = None,
    ballot: Mapping[str, int] | None = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Closed an hour later; `votes` are the yes votes of each person who is voted on."""
    opened = commands.open_record(kind, unit_id=unit.id, by=by, at=at, held_at=at)
    there = Presence.objects.filter(record=opened.record_id, sitting=1).count()
    lines = tuple(
        Line(one.name, voted=True, secret=True, yes=yes, no=there - yes if len(votes or {}) == 1 else 0)
        for one, yes in (votes or {}).items()
    )
    content = Content(
        data=dict(data or {}), ballot=ballot, decisions=lines, agenda=("研究人选",), minutes="逐人研究"
    )
    commands.save_draft(opened.record_id, content, by=by, at=at)
    commands.close_record(opened.record_id, by=by, at=at + timedelta(hours=1))
    return opened.record_id


def everybody(unit: Unit) -> int:
    """How many people are in a team today."""
    return Membership.objects.filter(unit=unit, ends_date=None).count()


def papers(unit: Unit, *, seats: int = 1) -> dict[str, int]:
    count = everybody(unit)
    return {"seats": seats, "issued": count, "returned": count}


def ids(people: Sequence[Person]) -> list[int]:
    return [one.id for one in people]
