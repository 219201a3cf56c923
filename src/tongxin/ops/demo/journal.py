"""The journal of the demo, told from the first day to the last; what was owed follows from it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from tongxin.duties.commands import meet_many
from tongxin.facts.commands import answer_fact, answer_next
from tongxin.facts.models import Fact
from tongxin.reactions import case_meets_duty, record_meets_duty, report_meets_duty

Act = tuple[datetime, Callable[[], Fact]]
BATCH = 2000
DEEDS = {
    "record.closed": record_meets_duty.deed_of,
    "record.corrected": record_meets_duty.deed_of,
    "report.filed": report_meets_duty.deed_of,
    "case.opened": case_meets_duty.deed_of,
    "case.moved": case_meets_duty.deed_of,
}


def meet(facts: Iterable[Fact], *, at: datetime) -> None:
    """What the reactions to these facts would do one by one."""
    deeds = [deed for fact in facts if (deed := DEEDS[fact.kind](fact)) is not None]
    meet_many(deeds, at=at)


def tell(facts: Iterable[Fact], acts: Iterable[Act]) -> None:
    """Write the facts in the order of time, and do between them what people did with the commands."""
    rest = sorted(facts, key=lambda fact: fact.recorded_at)
    for at, act in sorted(acts, key=lambda one: one[0]):
        before = [fact for fact in rest if fact.recorded_at <= at]
        Fact.objects.bulk_create(before, batch_size=BATCH)
        rest = rest[len(before) :]
        answer_fact(act(), at=at)
        while answer_next(at=at):  # a step may open another case
            pass
    Fact.objects.bulk_create(rest, batch_size=BATCH)
