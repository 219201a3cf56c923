"""One item as pages, feeds and the API show it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tongxin.adoption.queries import pinned_duty
from tongxin.adoption.queries.force import packs_of
from tongxin.duties import rules, texts
from tongxin.duties.models import DutyItem
from tongxin.duties.rules import Standing
from tongxin.regimes.load import posts
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.texts import KINDS, PROVISIONAL


@dataclass(frozen=True, slots=True)
class ItemLine:
    """`record_kind` is the first record that meets it, empty when a report does (`report_kind`)."""

    id: int
    unit_id: int
    unit_name: str
    duty: str
    title: str
    post: str
    post_title: str
    person_id: int | None
    period: str
    period_words: str
    shift_id: int | None
    shift_name: str
    starts_date: date
    ends_date: date  # the last day on which what happens counts
    due_date: date
    due_at: datetime
    due_words: str  # 08:30 前, 今天, 11-22 前
    standing: Standing
    late_days: int
    heard_days: int  # 补记: days after the due day on which it was written, long after it was held
    times: int
    met_times: int
    minutes: int
    provisional: bool  # the due day may still move: its year's working days are not known yet
    from_each: str  # the units below that may do it all together, in words
    met_at: datetime | None
    met_heard_at: datetime | None
    waived_reason: str
    escalated_post: str
    escalated_post_title: str
    record_kind: str
    report_kind: str
    practice: str
    document: str
    clause: str

    @property
    def unmet(self) -> bool:
        return self.standing in rules.UNMET

    @property
    def tone(self) -> str:
        return texts.TONES[self.standing]

    @property
    def word(self) -> str:
        """The status word: what is so, and by how much."""
        if self.standing in (Standing.LATE, Standing.OVERDUE):
            return f"{texts.WORDS[self.standing]} {self.late_days} 天" if self.late_days else "今天已过时"
        if self.standing == Standing.DONE_LATE and self.heard_days:
            return f"补记，迟 {self.heard_days} 天"
        if self.standing == Standing.DONE_LATE:
            return f"补办，迟 {self.late_days} 天" if self.late_days else "办了，晚了点"
        if self.standing == Standing.OPEN:
            return f"{self.met_times}/{self.times} 次，{self.due_words}" if self.times > 1 else self.due_words
        return texts.WORDS[self.standing]


def lines(items: QuerySet[DutyItem], *, at: datetime) -> list[ItemLine]:
    """One query, whatever their number."""
    return [line(item, at=at) for item in named(items)]


def named(items: QuerySet[DutyItem]) -> list[DutyItem]:
    """The items with the names that a line shows, and their packs at hand."""
    found = list(items.select_related("unit", "shift"))
    packs_of(item.adoption_id for item in found)
    return found


def line(item: DutyItem, *, at: datetime) -> ItemLine:
    spec = spec_of(item)
    now = standing_of(item, at=at)
    until = timezone.localdate(held_at(item) or at)
    return ItemLine(
        id=item.id,
        unit_id=item.unit_id,
        unit_name=item.unit.name,
        duty=item.duty,
        title=item.title,
        post=item.post,
        post_title=post_title(item.post),
        person_id=item.person_id,
        period=item.period,
        period_words=texts.period_words(item.period, item.shift.name if item.shift else ""),
        shift_id=item.shift_id,
        shift_name=item.shift.name if item.shift else "",
        starts_date=item.starts_date,
        ends_date=item.ends_date,
        due_date=item.due_date,
        due_at=item.due_at,
        due_words=_due_words(item, timezone.localdate(at)),
        standing=now,
        late_days=rules.late_days(item.due_date, until),
        heard_days=_heard_days(item),
        times=item.times,
        met_times=item.met_times,
        minutes=item.minutes,
        provisional=item.provisional,
        from_each="、".join(dict.fromkeys(KINDS[way.from_each] for way in spec.met_by if way.from_each)),
        met_at=item.met_at,
        met_heard_at=item.met_heard_at,
        waived_reason=item.waived_reason,
        escalated_post=item.escalated_post,
        escalated_post_title=post_title(item.escalated_post) if item.escalated_post else "",
        record_kind=next((way.record for way in spec.met_by if way.record), ""),
        report_kind=next((way.report for way in spec.met_by if way.report), ""),
        practice=spec.practice,
        document=spec.basis.document,
        clause=spec.basis.clause,
    )


def held_at(item: DutyItem) -> datetime | None:
    """When the last needed record says that it happened."""
    return item.met_held_at or item.met_at


def _heard_days(item: DutyItem) -> int:
    """Only of what counts from the day on which it was written, since that was long after it was held."""
    if item.met_at is None or item.met_at == held_at(item):
        return 0
    return rules.late_days(item.due_date, timezone.localdate(item.met_at))


def _due_words(item: DutyItem, today: date) -> str:
    """Until when, in the words of the day."""
    return f"{_until(item, today)}{PROVISIONAL if item.provisional else ''}"


def _until(item: DutyItem, today: date) -> str:
    away = (item.due_date - today).days
    day = {0: "今天", 1: "明天"}.get(away, texts.short_day(item.due_date))
    if item.shift_id is None:
        return day if away in (0, 1) else f"{day} 前"
    clock = f"{timezone.localtime(item.due_at):%H:%M} 前"
    return clock if away == 0 else f"{day} {clock}"


def standing_of(item: DutyItem, *, at: datetime) -> Standing:
    return rules.standing(
        due_at=item.due_at,
        grace_days=item.grace_days,
        met_at=item.met_at,
        waived=item.waived_at is not None,
        at=at,
    )


def spec_of(item: DutyItem) -> DutySpec:
    return pinned_duty(item.duty, adoption_id=item.adoption_id)


def post_title(post: str) -> str:
    known = posts(settings.PACKS_DIR).get(post)
    return known.title if known else post
