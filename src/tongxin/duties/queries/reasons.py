"""Why an item stands as it does, in sentences that a secretary understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from tongxin.duties.models import DutyItem
from tongxin.duties.queries.lines import ItemLine, post_title
from tongxin.duties.queries.owners import Owner
from tongxin.duties.rules import Standing
from tongxin.duties.texts import leave_words, short_day


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the answer to “为什么”. `nobody`: there was no one to do it."""

    when: str
    title: str
    what: str
    who: str
    nobody: bool

    @property
    def short(self) -> str:
        return "。".join(part for part in (self.what, self.who) if part)

    @property
    def text(self) -> str:
        return f"{self.title}{self.what}。{self.who}"


def reason(item: DutyItem, line: ItemLine, owners: Sequence[Owner]) -> Reason:
    return Reason(
        when=line.period_words,
        title=line.title,
        what=_what(item, line),
        who=_who(line, owners),
        nobody=not any(not owner.leave for owner in owners),
    )


def _what(item: DutyItem, line: ItemLine) -> str:
    match line.standing:
        case Standing.OPEN:
            return ""
        case Standing.WAIVED:
            return f"已免除：{line.waived_reason}"
        case Standing.DONE | Standing.DONE_LATE:
            return _done(item, line)
    if line.times > 1:
        return f"应办 {line.times} 次，只办了 {line.met_times} 次"
    return "没有记录" if line.record_kind else "没有报"


def _done(item: DutyItem, line: ItemLine) -> str:
    """When it should have been, was, and was written: only what differs is said."""
    held = timezone.localdate(item.met_at) if item.met_at else line.due_date
    written = timezone.localdate(item.met_heard_at) if item.met_heard_at else held
    if line.standing == Standing.DONE_LATE:
        moment = f"{timezone.localtime(item.met_at):%H:%M} 办" if held == line.due_date else short_day(held)
        return f"应 {short_day(line.due_date)}，{moment}{'' if held == line.due_date else ' 办'}"
    return f"{short_day(held)} 办，{short_day(written)} 写" if written > held else ""


def _who(line: ItemLine, owners: Sequence[Owner]) -> str:
    title = post_title(line.post)
    if not owners:
        return f"没有负责人：没有人担任{title}"
    there = [owner.name for owner in owners if not owner.leave]
    if there:
        return f"{title} {'、'.join(there)}"
    away = "、".join(f"{owner.name}{leave_words(owner.leave)}" for owner in owners)
    return f"没有负责人：{away}，没有指定代班人"
