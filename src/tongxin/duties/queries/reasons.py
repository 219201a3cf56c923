"""Why an item stands as it does, in a sentence that a secretary understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongxin.duties.models import DutyItem
from tongxin.duties.queries.lines import ItemLine, post_title
from tongxin.duties.queries.owners import Owner
from tongxin.duties.rules import Standing
from tongxin.duties.texts import leave_words, short_day


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the answer to “为什么”. `nobody`: there was no one to do it."""

    item_id: int
    when: str
    text: str
    tone: str
    nobody: bool


def reason(item: DutyItem, line: ItemLine, owners: Sequence[Owner]) -> Reason:
    nobody = not any(not owner.leave for owner in owners)
    return Reason(
        item.id, line.period_words, f"{line.title}{_what(line)}。{_who(line, owners)}", line.tone, nobody
    )


def _what(line: ItemLine) -> str:
    if line.standing == Standing.DONE_LATE and line.met_at:
        return f"补办，应 {short_day(line.due_date)}，{short_day(line.met_at.date())} 办"
    if line.standing == Standing.WAIVED:
        return f"已免除：{line.waived_reason}"
    if line.times > 1:
        return f"只办了 {line.met_times} 次，应办 {line.times} 次"
    return "没有记录" if line.record_kind else "没有报"


def _who(line: ItemLine, owners: Sequence[Owner]) -> str:
    title = post_title(line.post)
    if not owners:
        return f"没有负责人：那天没有人担任{title}"
    there = [owner for owner in owners if not owner.leave]
    if there:
        return f"{title} {'、'.join(owner.name for owner in there)}"
    away = "、".join(f"{owner.name}{leave_words(owner.leave)}" for owner in owners)
    return f"没有负责人：{away}，没有指定代班人"
