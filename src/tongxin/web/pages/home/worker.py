"""Today for a worker: the next shift and the week, what is asked, what one was at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tongxin.kernel.actor import Actor
from tongxin.orgs.shifts.queries.own import OwnDay, own_week
from tongxin.records.preshift.queries.finished import Attended, ToSign, attended, waiting_signatures
from tongxin.records.preshift.queries.upcoming import OwnShift, own_shift
from tongxin.records.queries.tasks import TaskLine, open_tasks
from tongxin.web.pages.home.parts import CasesOfDay, cases_of


@dataclass(frozen=True, slots=True)
class WorkerPage:
    title: str
    shift: OwnShift | None
    week: Sequence[OwnDay]
    signs: Sequence[ToSign]
    tasks: Sequence[TaskLine]
    attended: Sequence[Attended]
    cases: CasesOfDay


def view(actor: Actor, *, at: datetime) -> WorkerPage:
    shift = own_shift(viewer=actor, at=at)
    signs = waiting_signatures(actor)
    tasks = open_tasks(viewer=actor, on=timezone.localdate(at), owner_id=actor.person_id)
    cases = cases_of(actor, at=at)
    return WorkerPage(
        title=_title(len(signs) + len(tasks) + len(cases.rows)),
        shift=shift,
        week=own_week(viewer=actor, on=timezone.localdate(at)),
        signs=signs,
        tasks=tasks[:8],
        attended=attended(actor, at=at),
        cases=cases,
    )


def _title(asked: int) -> str:
    return f"{asked} 件等您办" if asked else "没有等您办的"
