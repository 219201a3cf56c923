"""What is overdue climbs, rung by rung; found by looking at the state, so a lost timer heals."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.adoption.queries.cases import pinned_case
from tongxin.cases.commands import writing
from tongxin.cases.models import Case, Part
from tongxin.cases.queries.story import around_of, local, story_of
from tongxin.cases.queries.who import holders_over
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.regimes.cases import dues
from tongxin.regimes.schema.case import CLIMBED, CaseSpec

BATCH = 500
logger = logging.getLogger(__name__)


def climb_overdue(*, at: datetime) -> list[Fact]:
    """Every open case whose time for the next rung has come; its holders see it from now on."""
    rows = Case.objects.filter(climbs_at__lte=at, ended_at=None).select_related("unit")
    return each(rows.order_by("climbs_at", "id")[:BATCH], lambda case: _climb(case, at))


def each(cases: Iterable[Case], work: Callable[[Case], Fact | None]) -> list[Fact]:
    """One case that is refused or fails must not keep the others waiting; the next round asks it again."""
    found = []
    for case in cases:
        try:
            fact = work(case)
        except Refused:
            continue  # somebody just moved it
        except Exception:
            logger.exception("a round failed for case %s", case.id)
            continue
        if fact is not None:
            found.append(fact)
    return found


@transaction.atomic
def _climb(case: Case, at: datetime) -> Fact | None:
    spec = pinned_case(case.kind, adoption_id=case.adoption_id)
    story = story_of(case, spec, (), ())
    around = around_of(story, case.company_id, on=timezone.localdate(at))
    due = local(case.due_at) if case.due_at else None
    rung = dues.rung_at(story, due, local(at), around) if due else 0
    mine = Case.objects.filter(id=case.id, revision=case.revision, rung=case.rung)
    if not mine.update(rung=rung, climbs_at=dues.next_rung_at(story, due, rung, around)) or rung <= case.rung:
        return None
    told = _tell_holders(case, spec, case.rung, rung, at)
    return facts.record(
        "case.climbed", subject=("case", case.id), at=at, unit_id=case.unit_id,
        by=Actor(person_id=None, name="系统", company_id=case.company_id),
        data={"kind": case.kind, "rung": rung, "told": told, "due": case.due_at.isoformat() if case.due_at else ""},
    )  # fmt: skip


def _tell_holders(case: Case, spec: CaseSpec, before: int, rung: int, at: datetime) -> list[int]:
    """Of C3 nobody hears by rank: there the ladder only tells the case's own people that it is late."""
    if spec.level_of(case.data) == "C3":
        return list(Part.objects.filter(case=case).values_list("person", flat=True).distinct())
    posts = {post for step in spec.escalate[before:rung] for post in step.to}
    people = holders_over(case.unit, posts, on=timezone.localdate(at))
    writing.write_parts(case, spec, {CLIMBED: list(people)}, posts=people, anew=False)
    return list(people)
