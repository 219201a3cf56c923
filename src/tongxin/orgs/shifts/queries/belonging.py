"""To which day a night shift belongs, and how that has changed."""

from dataclasses import dataclass
from datetime import datetime

from tongxin.facts.models import Fact
from tongxin.facts.queries import last_changes
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Company
from tongxin.orgs.queries.scope import company_of
from tongxin.orgs.shifts.queries.calendar import may_enter_notice
from tongxin.orgs.shifts.texts import shift_day_words


@dataclass(frozen=True, slots=True)
class ShiftDayChange:
    """`rule` and `hour`: how it was before, for whoever wants that back."""

    at: datetime
    by: str
    before: str
    after: str
    rule: str
    hour: int


@dataclass(frozen=True, slots=True)
class ShiftDayView:
    rule: str
    hour: int
    words: str
    may_edit: bool
    changes: list[ShiftDayChange]


def may_set_shift_day(viewer: Actor) -> bool:
    """Who enters the year's notice, and who plans the shifts of a whole company."""
    return viewer.scope("shift_edit").whole_line or may_enter_notice(viewer)


def view_shift_day(*, viewer: Actor) -> ShiftDayView:
    company = Company.objects.get(id=company_of(viewer))
    return ShiftDayView(
        rule=company.shift_day,
        hour=company.mine_day_hour,
        words=shift_day_words(company.shift_day, company.mine_day_hour),
        may_edit=may_set_shift_day(viewer),
        changes=[_change(fact) for fact in last_changes("shift_day.changed", company.id)],
    )


def _change(fact: Fact) -> ShiftDayChange:
    before, after = fact.data["before"], fact.data["after"]
    return ShiftDayChange(
        at=fact.recorded_at,
        by=fact.by_name,
        before=shift_day_words(before["rule"], before["hour"]),
        after=shift_day_words(after["rule"], after["hour"]),
        rule=before["rule"],
        hour=before["hour"],
    )
