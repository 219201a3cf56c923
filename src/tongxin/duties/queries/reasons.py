"""Why an item stands as it does, in sentences that a secretary understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from tongxin.duties.models import DutyItem
from tongxin.duties.queries.lines import ItemLine, held_at, post_title
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
    if line.from_each:
        return f"没有记录，下面的{line.from_each}也没有都开"
    return "没有记录" if line.record_kind else "没有报"


def _done(item: DutyItem, line: ItemLine) -> str:
    """When it should have been, was, and was written: only what differs is said."""
    done_at = held_at(item) or item.due_at
    held, written = timezone.localdate(done_at), timezone.localdate(item.met_heard_at or done_at)
    if line.heard_days:
        return f"应 {short_day(line.due_date)}，{short_day(held)} 办，{short_day(written)} 写"
    if line.standing == Standing.DONE_LATE:
        moment = f"{timezone.localtime(done_at):%H:%M} 办" if held == line.due_date else short_day(held)
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
