"""What the pages of the day share: things to do, and the week's minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from tongxin.cases.queries.hands import for_today
from tongxin.duties.queries import ItemLine
from tongxin.kernel.actor import Actor
from tongxin.records.preshift.queries.upcoming import minutes_written
from tongxin.regimes.load import posts
from tongxin.regimes.schema.case import CaseSpec
from tongxin.web.pages.cases.words import Row, row

# Records that have a page of their own; others are written from the list of records.
OWN_PAGES = {
    "pre_shift_meeting": "/preshift",
    "shift_handover": "/handover",
    "section_morning_meeting": "/preshift",
}


@dataclass(frozen=True, slots=True)
class ToDo:
    """One due item, and where to do it."""

    item: ItemLine
    url: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of records that the person wrote this week against the budget of the post."""

    spent: int
    limit: int

    @property
    def bar(self) -> str:
        """Width of the bar in hundredths; the whole is the larger of the two."""
        return f"{min(100.0, 100 * self.spent / self.limit):.1f}" if self.limit else "0"

    @property
    def over(self) -> int:
        return max(0, self.spent - self.limit) if self.limit else 0


@dataclass(frozen=True, slots=True)
class CasesOfDay:
    """Cases whose next step is this person's, and what anybody may open with one tap."""

    rows: tuple[Row, ...]
    everyday: tuple[CaseSpec, ...]

    @property
    def late(self) -> int:
        return sum(one.line.days_late > 0 for one in self.rows)


def cases_of(actor: Actor, *, at: datetime, buttons: bool = True) -> CasesOfDay:
    found = for_today(viewer=actor, at=at, buttons=buttons)
    rows = tuple(row(line, timezone.localdate(at)) for line in found.hands.mine)
    return CasesOfDay(rows, found.everyday)


def to_dos(items: Sequence[ItemLine]) -> tuple[ToDo, ...]:
    return tuple(ToDo(item, url_of(item)) for item in items)


def url_of(item: ItemLine) -> str:
    if item.unmet and item.record_kind in OWN_PAGES:
        return OWN_PAGES[item.record_kind]
    return f"/duties/{item.id}"


def minutes_of(actor: Actor, *, at: datetime) -> Minutes:
    known = posts(settings.PACKS_DIR)
    limits = [known[held.post].minutes_a_week for held in actor.posts if held.post in known]
    now = timezone.localtime(at)
    monday = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    return Minutes(minutes_written(actor.person_id or 0, since=monday, at=at), max(limits, default=0))
