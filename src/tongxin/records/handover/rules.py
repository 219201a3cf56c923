"""What becomes an open point of the next team, and who may refuse for which reason. No database."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

KIND = "shift_handover"
WRITERS = frozenset({"team_leader", "political_instructor"})

# TM-41, TM-42. The one who gives refuses to hand over to somebody unfit; the one who takes, what is unclear.
REFUSALS = {"drunk": "接班人喝了酒", "ill": "接班人身体不行", "unclear": "没有交清楚"}
SHOWN = {"unfit": "接班人今天不能接", "unclear": "没有交清楚"}
BY_TAKER = frozenset({"unclear"})

# Said with one tap when there is nothing to tell.
NOTHING = {
    "tasks_done": "任务都干完了",
    "equipment": "设备正常",
    "site": "现场正常",
    "tools": "工具材料齐全",
}
OPEN_POINTS = ("unsolved", "hazards", "watch")
TOLD_BEFORE_END = timedelta(hours=2)
WRITTEN_UP_WITHIN = timedelta(days=7)


def may_open(*, ends_at: datetime, at: datetime) -> str:
    if at < ends_at - TOLD_BEFORE_END:
        return "还没到交班的时候，下班前 2 小时内再交"
    if at > ends_at + WRITTEN_UP_WITHIN:
        return "只能补记最近 7 天的交接班"
    return ""


def held_at(*, ends_at: datetime, at: datetime) -> datetime:
    return min(at, ends_at)


def open_points(data: Mapping[str, Any]) -> list[str]:
    """What the next team has to know or to do, a line each."""
    lines = [line for key in OPEN_POINTS for line in data.get(key) or ()]
    equipment = str(data.get("equipment") or "")
    if equipment and equipment != NOTHING["equipment"]:
        lines.append(equipment)
    return [line[:200] for line in lines]


def refusal_task(team: str, shift: str, code: str, items: Sequence[str]) -> str:
    """What the section chief reads: what to settle, without saying anything about a person's health."""
    if code == "unclear":
        told = f"（{'、'.join(items)}）" if items else ""
        return f"{team}{shift}没有交成班：没交清楚{told}。请到现场定"
    return f"{team}{shift}没有交成班：接班人今天不能接。请另派人接班"


def check_refusal(code: str, *, by_taker: bool) -> str:
    """Why it cannot be refused so; empty if it can."""
    if code not in REFUSALS:
        return "选一个原因：喝了酒、身体不行、没交清楚"
    if by_taker and code not in BY_TAKER:
        return "接班人只能因为没交清楚不接；自己不能上岗，请直接找区队长"
    return ""
