"""Today in the office: which team needs me, what waits, what comes this month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongxin.duties.queries import Board, Climbed, UnitRow, climbed_to, my_items, view_board
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries.terms import elections_due
from tongxin.orgs.rules.terms import term_state
from tongxin.records.preshift.queries.morning import MORNING_POSTS, Section, sections
from tongxin.records.queries.tasks import TaskLine, open_tasks
from tongxin.sync.queries.review import waiting_for_decision
from tongxin.web.pages.home.parts import CasesOfDay, ToDo, cases_of, to_dos

TEAMS_SHOWN = 8
SHOWN = 8
CLIMBED_SHOWN = 5
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Election:
    """A committee whose term ends within half a year, or has ended."""

    unit_id: int
    name: str
    ends: date | None
    days_over: int
    days_left: int

    @property
    def over_words(self) -> str:
        return f"过期 {self.days_over} 天"

    @property
    def left_words(self) -> str:
        return f"还有 {self.days_left} 天"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """`teams` are the rows of the board that need somebody; `calm` is how many do not. `to_decide`: what phones
    brought and could not be taken in by itself."""

    title: str
    board: Board | None
    teams: tuple[UnitRow, ...]
    calm: int
    more_teams: int
    waiting: tuple[ToDo, ...]
    more_waiting: int
    climbed: tuple[Climbed, ...]
    more_climbed: int
    tasks: tuple[TaskLine, ...]
    meetings: tuple[ToDo, ...]
    later: int
    reports: tuple[ToDo, ...]
    elections: tuple[Election, ...]
    sections: Sequence[Section]
    mornings: bool
    cases: CasesOfDay
    to_decide: int

    @property
    def waiting_count(self) -> int:
        return len(self.waiting) + self.more_waiting + len(self.tasks)


def view(actor: Actor, *, at: datetime) -> DeskPage:
    """A section chief runs the morning meeting, a party post looks after elections."""
    day = timezone.localdate(at)
    chief = any(held.post == "section_chief" for held in actor.posts)
    board = view_board(viewer=actor, at=at, brief=True) if actor.may("dashboard_view") else None
    items = [item for item in my_items(viewer=actor, at=at, until=_month_end(day)) if item.unmet]
    waiting = [item for item in items if item.due_date <= day + SOON]
    meetings = [item for item in items if item.record_kind and day + SOON < item.due_date <= _month_end(day)]
    tasks = open_tasks(viewer=actor, on=day, owner_id=actor.person_id)
    climbed = climbed_to(viewer=actor, at=at)
    needing = [row for row in board.rows if row.need != "ok"] if board else []
    cases = cases_of(actor, at=at, buttons=False)
    to_decide = waiting_for_decision(viewer=actor)
    return DeskPage(
        title=_title(board, len(waiting) + len(tasks) + len(cases.rows) + to_decide),
        board=board,
        teams=tuple(needing[:TEAMS_SHOWN]),
        calm=len(board.rows) - len(needing) if board else 0,
        more_teams=max(0, len(needing) - TEAMS_SHOWN),
        waiting=to_dos(waiting[:SHOWN]),
        more_waiting=max(0, len(waiting) - SHOWN),
        climbed=tuple(climbed[:CLIMBED_SHOWN]),
        more_climbed=max(0, len(climbed) - CLIMBED_SHOWN),
        tasks=tuple(tasks[:SHOWN]),
        meetings=to_dos(meetings[:SHOWN]),
        later=len([item for item in items if item.due_date > _month_end(day)]),
        reports=to_dos([item for item in items if item.report_kind and not item.record_kind][:SHOWN]),
        elections=() if chief else _elections(actor, day),
        sections=sections(viewer=actor, at=at) if chief else (),
        mornings=any(held.post in MORNING_POSTS for held in actor.posts),
        cases=cases,
        to_decide=to_decide,
    )


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _elections(actor: Actor, day: date) -> tuple[Election, ...]:
    if not actor.may("org_view"):
        return ()
    found = []
    for unit in elections_due(viewer=actor, on=day, limit=5):
        state = term_state(unit.kind, unit.elected_date, on=day)
        found.append(Election(unit.id, unit.name, state.ends, max(0, -state.days), max(0, state.days)))
    return tuple(found)


def _title(board: Board | None, own: int) -> str:
    mine = f"{own} 件等您办" if own else "没有等您办的"
    if board is None or not board.rows:
        return mine
    bad = len([row for row in board.rows if row.need == "bad"])
    warn = len([row for row in board.rows if row.need == "warn"])
    kind = "班组" if all(row.kind == "team" for row in board.rows) else "单位"
    if not bad and not warn:
        return f"{len(board.rows)} 个{kind}都正常，{mine}"
    told = [f"{bad} 个需要您" if bad else "", f"{warn} 个留意" if warn else ""]
    return f"{len(board.rows)} 个{kind}，{'，'.join(one for one in told if one)}"
