"""What ends on its day ends, though nobody does anything; found by looking at the state, so a lost timer heals."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.cases.commands.climbing import each
from tongxin.cases.commands.moving import make_itself
from tongxin.cases.models import Case
from tongxin.cases.queries.story import around_of, known, local
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.regimes.cases.lapsing import lapse

BATCH = 500


def lapse_due(*, at: datetime) -> list[Fact]:
    """Every open case whose own move has come due makes it; one that somebody just moved waits its turn."""
    rows = Case.objects.filter(lapses_at__lt=at, ended_at=None).select_related("unit")
    return each(rows.order_by("lapses_at", "id")[:BATCH], lambda case: _lapse(case, at))


@transaction.atomic
def _lapse(case: Case, at: datetime) -> Fact | None:
    found = known(case, on=timezone.localdate(at))
    story = found.story(timezone.localdate(at))
    around = around_of(story, case.company_id, on=timezone.localdate(at))
    due = lapse(story, around)
    if due is None or due[1] >= local(at):
        return None
    by = Actor(person_id=None, name="系统", company_id=case.company_id)
    return make_itself(found, due[0], around, by=by, at=at)
