"""The meetings on which a move may rest."""

from datetime import date, datetime

from django.utils import timezone

from tongxin.cases import proofs
from tongxin.cases.queries import seen
from tongxin.cases.queries.story import known
from tongxin.kernel.actor import Actor
from tongxin.kernel.proof import Proof
from tongxin.orgs.queries import units_over
from tongxin.regimes.cases.story import Story
from tongxin.regimes.schema.guard import Proved


def meetings_for(case_id: int, move: str, *, viewer: Actor, at: datetime) -> list[Proof]:
    """Closed records of the kinds that the move asks for, held here since they may be, the newest first."""
    case, on = seen.get_case(case_id, viewer=viewer), timezone.localdate(at)
    story = known(case, on=on).story(on)
    asked = story.spec.move(move)
    guards = [one for one in asked.guards if isinstance(one, Proved)] if asked else []
    if not guards:
        return []
    since = max((moment.date() for one in guards if (moment := _since(story, one))), default=date(2000, 1, 1))
    kinds = {kind for one in guards for kind in one.records}
    return proofs.proofs(kinds, unit_ids=units_over(case.unit, on), since=since, viewer=viewer)


def _since(story: Story, guard: Proved) -> datetime | None:
    return story.moment(guard.since) if guard.since else None
