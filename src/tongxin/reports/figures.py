"""The named figures that packs' reports ask for; each turns facts into lines with their sources."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import F, Max, Q, QuerySet, Sum
from django.utils import timezone

from tongxin.adoption.queries import pinned_record
from tongxin.duties.models import DutyItem
from tongxin.duties.queries import items_seen_by
from tongxin.duties.rules import NOTHING, Count
from tongxin.kernel.actor import Actor
from tongxin.kernel.periods import Period
from tongxin.records.models import Decision, Presence, Record, Task
from tongxin.records.queries import records_seen_by, tasks_seen_by
from tongxin.reports.rules import Line, Ref, attendance, completion

MOST_LINES = 30
MOST_RISKS = 8
OFTEN = 8  # of one kind in a period: more than these are counted, not listed
PRE_SHIFT = "pre_shift_meeting"
TALKS = ("heart_to_heart_talk", "members_workers_talk")


@dataclass(frozen=True)
class Frame:
    """What a report looks at: `units` are those of its unit, below it, and linked to it."""

    viewer: Actor
    units: frozenset[int]
    period: Period
    at: datetime

    @cached_property
    def record_ids(self) -> list[int]:
        """Found once: who may see what is the dear part of every question about records."""
        return list(self.records().values_list("id", flat=True))

    def items(self) -> QuerySet[DutyItem]:
        span = (self.period.start, min(self.period.last, timezone.localdate(self.at)))
        return items_seen_by(self.viewer).filter(unit__in=self.units, due_date__range=span)

    def records(self) -> QuerySet[Record]:
        first, end = _midnight(self.period.start), _midnight(self.period.end)
        held = records_seen_by(self.viewer).filter(held_at__gte=first, held_at__lt=end)
        return held.filter(unit__in=self.units, state="closed")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _counts(items: QuerySet[DutyItem]) -> dict[str, Count]:
    """Title of the duty -> its counts, in one query."""
    met = Q(met_at__isnull=False, waived_at__isnull=True)
    rows = items.values("title").annotate(
        due=CountOf("id"),
        done=CountOf("id", filter=met & Q(met_at__lte=F("due_at"))),
        done_late=CountOf("id", filter=met & Q(met_at__gt=F("due_at"))),
        waived=CountOf("id", filter=Q(waived_at__isnull=False)),
    )
    return {
        row["title"]: Count(row["due"], row["done"], row["done_late"], row["waived"])
        for row in rows.order_by("title")
    }


def duty_completion(frame: Frame) -> list[Line]:
    by_title = _counts(frame.items())
    lines = [Line(completion(sum(by_title.values(), NOTHING)))]
    behind = {title: counts for title, counts in by_title.items() if counts.done + counts.waived < counts.due}
    lines += [Line(f"{title}：{completion(counts)}") for title, counts in behind.items()]
    return lines


def meetings(frame: Frame) -> list[Line]:
    """What was held, each with its source; what is held almost every day is counted in one line.

    What belongs to a shift (pre-shift meetings, handovers) has its own figure.
    """
    of_periods = frame.records().filter(shift__isnull=True).exclude(kind=PRE_SHIFT)
    often = _often(of_periods)
    kinds = [row["kind"] for row in often]
    held = list(of_periods.exclude(kind__in=kinds).order_by("held_at", "id")[:MOST_LINES])
    if not held and not often:
        return [Line("本期没有已完成的会议和活动记录。")]
    decided = _decided([record.id for record in held])
    return [_meeting(record, decided[record.id]) for record in held] + [_counted(row) for row in often]


def _often(held: QuerySet[Record]) -> list[dict[str, Any]]:
    rows = held.values("kind").annotate(
        times=CountOf("id"),
        adoption=Max("adoption_id"),
        expected=Sum("expected_count"),
        present=Sum("present_count"),
    )
    return [dict(row) for row in rows.filter(times__gt=OFTEN).order_by("kind")]


def _counted(row: Mapping[str, Any]) -> Line:
    title = pinned_record(row["kind"], adoption_id=row["adoption"]).title
    return Line(f"{title} {row['times']} 次，{attendance(row['expected'], row['present'])}")


def _decided(record_ids: list[int]) -> Mapping[int, int]:
    rows = Decision.objects.filter(record__in=record_ids).values("record").annotate(count=CountOf("id"))
    return defaultdict(int, {row["record"]: row["count"] for row in rows.order_by()})


def _meeting(record: Record, decisions: int) -> Line:
    day = timezone.localdate(record.held_at)
    text = f"{day.month}月{day.day}日 {record.title}，到 {record.present_count}/{record.expected_count} 人"
    if decisions:
        text += f"，议定 {decisions} 项"
    return Line(f"{text}。", (Ref("record", record.id, "看记录"),))


def attendance_lines(frame: Frame) -> list[Line]:
    members = Presence.objects.filter(record__in=frame.record_ids, party=True, expected=True)
    total = members.aggregate(expected=CountOf("id"), present=CountOf("id", filter=Q(present=True)))
    everybody = frame.records().aggregate(expected=Sum("expected_count"), present=Sum("present_count"))
    return [
        Line(f"党员：{attendance(total['expected'], total['present'])}"),
        Line(f"全部：{attendance(everybody['expected'] or 0, everybody['present'] or 0)}"),
    ]


def pre_shift(frame: Frame) -> list[Line]:
    rows = frame.records().filter(kind=PRE_SHIFT).values("unit__name").annotate(held=CountOf("id"))
    held = {row["unit__name"]: row["held"] for row in rows.order_by("unit__name")}
    if not held:
        return [Line("本期没有班前会记录。")]
    each = "，".join(f"{name} {count} 次" for name, count in held.items())
    return [Line(f"召开班前会 {sum(held.values())} 次：{each}。")]


def late(frame: Frame) -> list[Line]:
    """What is not done though due, the oldest first."""
    behind = frame.items().filter(met_at__isnull=True, waived_at__isnull=True, due_at__lt=frame.at)
    items = list(behind.select_related("unit").order_by("due_at", "unit_id", "duty")[:MOST_LINES])
    if not items:
        return [Line("没有逾期未办的职责。")]
    return [
        Line(
            f"{item.unit.name}：{item.title}，应 {item.due_date:%m-%d}，还没有办。",
            (Ref("item", item.id, "看原因"),),
        )
        for item in items
    ]


def open_tasks(frame: Frame) -> list[Line]:
    first, end = _midnight(frame.period.start), _midnight(frame.period.end)
    tasks = tasks_seen_by(frame.viewer).filter(unit__in=frame.units)
    opened = tasks.filter(created_at__gte=first, created_at__lt=end)
    counted = opened.aggregate(all=CountOf("id"), done=CountOf("id", filter=Q(done_at__isnull=False)))
    left = list(
        tasks.filter(done_at__isnull=True, created_at__lt=end)
        .select_related("owner", "unit")
        .order_by("due_date", "id")[:MOST_LINES]
    )
    lines = [
        Line(f"本期交办 {counted['all']} 件，已办完 {counted['done']} 件，现有 {len(left)} 件没有了结。")
    ]
    return lines + [_task(task) for task in left]


def _task(task: Task) -> Line:
    who = task.owner.name if task.owner else "还没有定谁办"
    when = f"，限 {task.due_date:%m-%d}" if task.due_date else ""
    return Line(f"{task.text}（{task.unit.name} {who}{when}）。", (Ref("task", task.id, "看这件事"),))


def decisions(frame: Frame) -> list[Line]:
    found = Decision.objects.filter(record__in=frame.record_ids).select_related("record")
    rows = list(found.order_by("record__held_at", "position")[:MOST_LINES])
    if not rows:
        return [Line("本期没有议定事项。")]
    return [
        Line(f"{row.text}（{OUTCOMES[row.passed]}）。", (Ref("record", row.record_id, "看记录"),))
        for row in rows
    ]


OUTCOMES = {True: "通过", False: "没有通过", None: "没有表决"}


def talks(frame: Frame) -> list[Line]:
    count = frame.records().filter(kind__in=TALKS).count()
    return [Line(f"谈心谈话 {count} 次。" if count else "本期没有谈心谈话记录。")]


def risks(frame: Frame) -> list[Line]:
    """How often each risk was named before a shift; the words are the pack's."""
    held = frame.records().filter(kind=PRE_SHIFT, adoption_id__isnull=False)
    named: Counter[tuple[int, str]] = Counter()
    for record in held.only("adoption_id", "data"):
        named.update((record.adoption_id or 0, key) for key in record.data.get("risks", []))
    if not named:
        return [Line("班前会没有点到风险。")]
    words: Counter[str] = Counter()
    for (adoption_id, key), count in named.items():
        words[_risk_title(adoption_id, key)] += count
    most = sorted(words.items(), key=lambda one: (-one[1], one[0]))[:MOST_RISKS]
    return [Line(f"班前会点到的风险：{'，'.join(f'{word} {count} 次' for word, count in most)}。")]


def _risk_title(adoption_id: int, key: str) -> str:
    spec = pinned_record(PRE_SHIFT, adoption_id=adoption_id)
    titles = {choice.key: choice.title for field in spec.fields for choice in field.choices}
    return titles.get(key, key)


FIGURES: dict[str, Callable[[Frame], list[Line]]] = {
    "duty_completion": duty_completion,
    "meetings": meetings,
    "attendance": attendance_lines,
    "pre_shift": pre_shift,
    "late": late,
    "open_tasks": open_tasks,
    "decisions": decisions,
    "talks": talks,
    "risks": risks,
}
