"""Today in the shift room: the next meeting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongxin.duties.queries import ItemLine, my_items
from tongxin.kernel.actor import Actor
from tongxin.records.handover.queries import Waiting, given_to
from tongxin.records.preshift.queries.finished import ToSign, waiting_signatures
from tongxin.records.preshift.queries.upcoming import Brought, Slot, brought, own_teams, upcoming
from tongxin.records.queries.tasks import TaskLine, open_tasks
from tongxin.sync.queries.review import waiting_for_decision
from tongxin.web.pages.home.parts import CasesOfDay, Minutes, ToDo, cases_of, minutes_of, to_dos

SHOWN = 6
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class FieldPage:
    title: str
    place: str
    slots: tuple[Slot, ...]
    brought: Brought | None
    unwritten: int
    due: tuple[ToDo, ...]
    due_minutes: int
    more_due: int
    later: tuple[ToDo, ...]
    done: tuple[ToDo, ...]
    given: Sequence[Waiting]
    signs: Sequence[ToSign]
    tasks: tuple[TaskLine, ...]
    more_tasks: int
    minutes: Minutes
    cases: CasesOfDay
    to_decide: int


def view(actor: Actor, *, at: datetime) -> FieldPage:
    meetings = upcoming(viewer=actor, at=at)
    day = timezone.localdate(at)
    items = my_items(viewer=actor, at=at)
    due, later, done = _split(items, meetings.now, day)
    teams = own_teams(actor)
    tasks = open_tasks(viewer=actor, on=day, unit_ids=teams) if teams else []
    first = meetings.now[0] if meetings.now else None
    cases = cases_of(actor, at=at)
    to_decide = waiting_for_decision(viewer=actor)
    return FieldPage(
        title=_title(due, tasks, cases, to_decide),
        place=_place(actor, first),
        slots=meetings.now,
        brought=brought(first.team_id, on=first.day) if first and first.state == "none" else None,
        unwritten=len(meetings.unwritten),
        due=to_dos(due[:SHOWN]),
        due_minutes=sum(item.minutes for item in due),
        more_due=max(0, len(due) - SHOWN),
        later=to_dos(later[:SHOWN]),
        done=to_dos(done[:3]),
        given=given_to(viewer=actor, at=at),
        signs=waiting_signatures(actor),
        tasks=tuple(tasks[:SHOWN]),
        more_tasks=max(0, len(tasks) - SHOWN),
        minutes=minutes_of(actor, at=at),
        cases=cases,
        to_decide=to_decide,
    )


def _split(
    items: list[ItemLine], slots: tuple[Slot, ...], day: date
) -> tuple[list[ItemLine], list[ItemLine], list[ItemLine]]:
    """Now, later, done. The meeting on top of the page is not asked for a second time below."""
    shown = {slot.shift_id for slot in slots}
    unmet = [
        item
        for item in items
        if item.unmet and not (item.record_kind == "pre_shift_meeting" and item.shift_id in shown)
    ]
    due = [item for item in unmet if item.due_date <= day + SOON]
    later = [item for item in unmet if item.due_date > day + SOON]
    return due, later, [item for item in items if not item.unmet]


def _title(due: list[ItemLine], tasks: list[TaskLine], cases: CasesOfDay, to_decide: int) -> str:
    late = len([item for item in due if item.tone == "bad"]) + len(
        [one for one in tasks if one.due.days_over]
    )
    late += cases.late
    whole = len(due) + len(tasks) + len(cases.rows) + to_decide
    if late:
        return f"{whole} 件要办，{late} 件超期" if whole > late else f"{late} 件超期了"
    return f"{whole} 件要办" if whole else "没有欠着的事"


def _place(actor: Actor, first: Slot | None) -> str:
    if first is not None:
        return f"{first.name}·{first.team}"
    return actor.posts[0].unit_name if actor.posts else ""
