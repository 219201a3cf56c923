"""What changes from one version of a pack to another, in words and minutes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongxin.regimes import texts
from tongxin.regimes.burden import USUAL_SHIFTS, minutes_a_week
from tongxin.regimes.schedule import Workdays
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack


@dataclass(frozen=True, slots=True)
class Change:
    """`minutes` a week more (or less) for the holder of `post`; `words` are what is different."""

    how: Literal["added", "dropped", "changed"]
    duty: str
    title: str
    post: str
    minutes: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """Duties first by what happens to them, then as the packs order them."""

    duties: tuple[Change, ...]
    records: tuple[str, ...]
    cases: tuple[str, ...] = ()

    def count(self, how: str) -> int:
        return sum(change.how == how for change in self.duties)

    @property
    def is_empty(self) -> bool:
        return not (self.duties or self.records or self.cases)


def diff(
    old: Pack, new: Pack, *, since: date, calendar: Workdays, shifts_a_week: float = USUAL_SHIFTS
) -> Diff:
    def cost(duty: DutySpec | None) -> float:
        return minutes_a_week(duty, since, calendar, shifts_a_week) if duty else 0.0

    names = texts.titles((old, new))
    changes = []
    for duty in new.duties:
        before = old.duty(duty.key)
        if before is None:
            words: tuple[str, ...] = (texts.how_often(duty),)
            changes.append(Change("added", duty.key, duty.title, duty.owed_by.post, cost(duty), words))
        elif words := tuple(_differences(before, duty, names)):
            more = cost(duty) - cost(before)
            changes.append(Change("changed", duty.key, duty.title, duty.owed_by.post, more, words))
    for duty in old.duties:
        if new.duty(duty.key) is None:
            words = (texts.how_often(duty),)
            changes.append(Change("dropped", duty.key, duty.title, duty.owed_by.post, -cost(duty), words))
    order = ("added", "dropped", "changed")
    changes.sort(key=lambda change: order.index(change.how))
    return Diff(
        tuple(changes), tuple(_record_words(old, new)), (*_case_words(old, new), *_trigger_words(old, new))
    )


def _differences(old: DutySpec, new: DutySpec, names: Mapping[str, str]) -> Iterator[str]:
    pairs = (
        ("次数", texts.how_often(old), texts.how_often(new)),
        ("宽限", f"{old.grace_days} 天", f"{new.grace_days} 天"),
        ("期限", _due(old), _due(new)),
        ("每次用时", f"{old.minutes} 分钟", f"{new.minutes} 分钟"),
        ("强度", texts.STRENGTHS[old.strength], texts.STRENGTHS[new.strength]),
        ("谁做", old.owed_by.post, new.owed_by.post),
        ("依据", texts.article(old), texts.article(new)),
        ("名称", old.title, new.title),
    )
    yield from (f"{name}：{before} → {after}" for name, before, after in pairs if before != after)
    if old.owed_by != new.owed_by and old.owed_by.post == new.owed_by.post:
        yield "哪些单位要做有变化"
    if old.met_by != new.met_by:
        yield f"怎样算做到：{texts.how_met(new, names)}"
    if old.applies_if != new.applies_if:
        yield "在什么情况下要做有变化"
    if old.escalate != new.escalate:
        yield "逾期后提醒谁有变化"


def _due(duty: DutySpec) -> str:
    if duty.every == "shift":
        return f"上班后 {duty.minutes_after_start} 分钟内"
    if duty.due_after_days:
        return f"期满后 {duty.due_after_days} 天内"
    return f"第 {duty.due_day} 天前" if duty.due_day else "期满前"


def _record_words(old: Pack, new: Pack) -> Iterator[str]:
    for record in new.records:
        before = old.record(record.key)
        if before is None:
            yield f"新增记录“{record.title}”"
        elif before != record:
            yield f"记录“{record.title}”有改动"
    yield from (f"取消记录“{record.title}”" for record in old.records if new.record(record.key) is None)


def _case_words(old: Pack, new: Pack) -> Iterator[str]:
    for case in new.cases:
        before = old.case(case.key)
        if before is None:
            yield f"新增流程“{case.title}”"
        elif words := tuple(_case_differences(before, case)):
            yield f"流程“{case.title}”有改动：{'；'.join(words)}"
        elif before != case:
            yield f"流程“{case.title}”有改动"
    yield from (f"取消流程“{case.title}”" for case in old.cases if new.case(case.key) is None)


def _trigger_words(old: Pack, new: Pack) -> Iterator[str]:
    before, after = {one.key: one for one in old.triggers}, {one.key: one for one in new.triggers}
    yield from (f"新增事由“{one.title}”" for key, one in after.items() if key not in before)
    yield from (f"事由“{one.title}”有改动" for key, one in after.items() if before.get(key, one) != one)
    yield from (f"取消事由“{one.title}”" for key, one in before.items() if key not in after)


def _case_differences(old: CaseSpec, new: CaseSpec) -> Iterator[str]:
    """Which moves came, went, or are made in another way."""
    before, after = {one.key: one for one in old.moves}, {one.key: one for one in new.moves}
    yield from (f"多了一步“{move.title}”" for key, move in after.items() if key not in before)
    yield from (f"少了一步“{move.title}”" for key, move in before.items() if key not in after)
    yield from (f"“{move.title}”这一步有改动" for key, move in after.items() if before.get(key, move) != move)
    for key, state in old.states.items():
        if key not in new.states:
            yield f"没有“{state.title}”这个状态了"
