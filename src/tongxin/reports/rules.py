"""What a report says: periods it covers and sentences made of counts. No database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.duties.rules import Count
from tongxin.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a line comes from: `type` is record, item or task."""

    type: str
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a draft, with the facts behind it."""

    text: str
    refs: tuple[Ref, ...] = ()


def share(part: int, whole: int) -> str:
    """A percentage with one place; nothing to do is no percentage."""
    return f"{part * 100 / whole:.1f}%" if whole else "—"


def completion(counts: Count) -> str:
    """Nothing due is said as such and never as 100 %."""
    if not counts.due:
        return "本期没有到期的职责。"
    parts = [f"按时办结 {counts.done} 项（{share(counts.done, counts.due)}）"]
    if counts.done_late:
        parts.append(f"补办 {counts.done_late} 项")
    if counts.waived:
        parts.append(f"经批准免办 {counts.waived} 项")
    if counts.unmet:
        parts.append(f"没有办 {counts.unmet} 项")
    return f"到期职责 {counts.due} 项，{'，'.join(parts)}。"


def attendance(expected: int, present: int) -> str:
    if not expected:
        return "本期没有需要到会的记录。"
    return f"应到 {expected} 人次，实到 {present} 人次，到会率 {share(present, expected)}。"


def title_of(unit: str, period: Period, report: str) -> str:
    """“综采一区党支部 2026年11月工作汇报”."""
    return f"{unit} {period_name(period)}{report}"


def period_name(period: Period) -> str:
    year, _, part = period.key.partition("-")
    if part.startswith("M"):
        return f"{year}年{int(part[1:])}月"
    if part.startswith("W"):
        return f"{year}年第{int(part[1:])}周"
    if part.startswith("Q"):
        return f"{year}年第{'一二三四'[int(part[1:]) - 1]}季度"
    return f"{year}年"


def too_early(period: Period, on: date) -> str:
    """Empty, or why the period cannot be filed yet: before its last three days facts would be missing."""
    first = period.end - timedelta(days=4)
    return "" if on >= first else f"{period_name(period)}还没有过完，{first:%m-%d} 起可以归档"


def unwritten(words: dict[str, str]) -> str:
    """Empty, or which part still waits for the author; `words`: title -> own text."""
    empty = next((title for title, text in words.items() if not text.strip()), None)
    return f"还差“{empty}”要您写" if empty else ""
