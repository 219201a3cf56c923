"""What the worker looks after, in one list: each round finds its work from the state of the database.

So a timer that was lost, a worker that was dead or a clock that jumped costs a delay, never a duty.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongxin.access.commands import retention as access
from tongxin.cases.commands import climb_overdue, lapse_due, open_before_terms_end
from tongxin.cases.commands import retention as cases
from tongxin.duties.commands import escalate_overdue, raise_duties
from tongxin.duties.commands import retention as duties
from tongxin.facts.commands import claim, draw_back
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import DAY
from tongxin.orgs.commands import retention as orgs
from tongxin.orgs.models import Company
from tongxin.orgs.shifts.commands import raise_shifts
from tongxin.records.commands import retention as records
from tongxin.records.preshift.commands import expire_fitness
from tongxin.sync.commands import apply_held, expire_held
from tongxin.sync.commands import retention as sync

logger = logging.getLogger(__name__)

SHIFTS_AHEAD = 14
DUTIES_AHEAD = 7
# A change of one of these kinds may change what is owed.
CHANGES = r"^(rotation|shift|shift_day|regime|unit|units|appointment|person|roster|standing|calendar)\."
REMEMBERED = timedelta(days=40)
SYSTEM = Actor(person_id=None, name="系统", company_id=None)
# In the order in which rows may go: places and names last.
RETENTION = (
    sync.apply_retention,
    access.apply_retention,
    duties.apply_retention,
    cases.apply_retention,
    records.apply_retention,
    orgs.apply_retention,
)


@dataclass(frozen=True, slots=True)
class Round:
    """`run` is safe to repeat and gives how much it did."""

    name: str
    every: timedelta
    run: Callable[[datetime], int]


def operator(company_id: int) -> Actor:
    return Actor(person_id=None, name="系统", company_id=company_id)


def companies() -> Iterable[int]:
    return Company.objects.order_by("id").values_list("id", flat=True)


def shifts_ahead(at: datetime) -> int:
    today = timezone.localdate(at)
    last = today + SHIFTS_AHEAD * DAY
    return sum(_each(lambda company: raise_shifts(company, today, last, operator(company), at)))


def duties_ahead(at: datetime) -> int:
    """Raise the days that have not been raised since something changed what is owed."""
    today = timezone.localdate(at)
    ahead = [today + offset * DAY for offset in range(DUTIES_AHEAD + 1)]
    return sum(_each(lambda company: _raise_missing(company, ahead, at)))


def _raise_missing(company_id: int, days: list[date], at: datetime) -> int:
    facts = Fact.objects.filter(company_id=company_id, recorded_at__gte=at - REMEMBERED)
    raised = facts.filter(kind="duties.raised").values_list("data__day", "id")
    raised_by_day = {str(day): fact_id for day, fact_id in raised.order_by("id")}
    change = facts.filter(kind__regex=CHANGES).order_by("-id").values_list("id", flat=True).first() or 0
    missing = [day for day in days if raised_by_day.get(day.isoformat(), -1) < change]
    for day in missing:
        raise_duties(company_id=company_id, day=day, by=operator(company_id), at=at)
    return len(missing)


def _each(work: Callable[[int], int]) -> Iterable[int]:
    """One company that fails must not keep the others waiting."""
    for company_id in companies():
        try:
            yield work(company_id)
        except Exception:
            logger.exception("a round failed for company %s", company_id)


def retention(at: datetime) -> int:
    """Each engine ends what it no longer keeps; one that fails must not keep the others waiting."""
    done = 0
    for apply_retention in RETENTION:
        try:
            done += apply_retention(by=SYSTEM, at=at)
        except Exception:
            logger.exception("retention failed in %s", apply_retention.__module__)
    return done


ROUNDS = (
    Round("draw_back", timedelta(minutes=1), lambda at: draw_back(at=at)),
    Round("shifts_ahead", timedelta(hours=1), shifts_ahead),
    Round("duties_ahead", timedelta(minutes=5), duties_ahead),
    Round("fitness_expires", timedelta(minutes=1), expire_fitness),
    Round("overdue_climbs", timedelta(minutes=1), lambda at: len(escalate_overdue(at=at))),
    Round("terms_end", timedelta(hours=1), lambda at: len(open_before_terms_end(at=at))),
    Round("cases_lapse", timedelta(minutes=1), lambda at: len(lapse_due(at=at))),
    Round("cases_climb", timedelta(minutes=1), lambda at: len(climb_overdue(at=at))),
    Round("held_comes_in", timedelta(minutes=1), lambda at: apply_held(at=at) + expire_held(at=at)),
    Round("retention", timedelta(days=1), retention),
)


def make_rounds(at: datetime, *, rounds: Iterable[Round] = ROUNDS, all_now: bool = False) -> None:
    for one in rounds:
        if claim(f"round:{one.name}", every=one.every, at=at) or all_now:
            try:
                one.run(at)
            except Exception:
                logger.exception("round %s failed", one.name)
