"""A case in plain words: its state's tone, by when, what the page is called."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tongxin.cases.queries import CaseLine

ICONS = {"plain": "circle-dashed", "stop": "hand-stop"}
TONES = {"plain": "note", "wait": "due", "good": "ok", "bad": "bad", "stop": "bad"}
GROUPS = {
    "safety": "安全",
    "voice": "说话、提要求",
    "work": "干活、出主意",
    "honour": "好人好事",
    "care": "帮人",
    "party": "党的建设",
}
SOON = 2
HOUR = 60
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, with its words."""

    line: CaseLine
    tone: str
    word: str
    icon: str = ""

    @property
    def due(self) -> str:
        return due_word(self.line)


def row(line: CaseLine, today: date) -> Row:
    """What is late says by how much; else the state speaks."""
    if line.days_late:
        return Row(line, "bad", late_word(line))
    if line.due_date and not line.ended and (line.due_date - today).days <= SOON:
        left = (line.due_date - today).days
        return Row(line, "warn", "今天到期" if left == 0 else f"还有 {left} 天")
    return Row(line, TONES[line.tone], line.state_title, ICONS.get(line.tone, ""))


def due_word(line: CaseLine) -> str:
    """By when what is to be done."""
    if line.due_date is None:
        return ""
    what = f"“{line.due_title}”" if line.due_title else "办下一步"
    clock = f" {timezone.localtime(line.due_at):%H:%M} " if line.due_at else ""
    return f"{line.due_date.month}月{line.due_date.day}日{clock}前{what}"


def late_word(line: CaseLine) -> str:
    """In the measure in which the time was given."""
    if line.due_at and line.minutes_late < HOUR:
        return f"过期 {max(1, line.minutes_late)} 分钟"
    if line.due_at and line.minutes_late < 2 * DAY:
        return f"过期 {line.minutes_late // HOUR} 小时"
    return f"过期 {line.days_late} 天"


def left_word(line: CaseLine, today: date) -> str:
    if line.due_date is None:
        return ""
    if line.days_late:
        return late_word(line)
    left = (line.due_date - today).days
    return "今天到期" if left <= 0 else f"还有 {left} 天"
