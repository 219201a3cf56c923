"""Where a task stands, in words."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """`tone` is one of the five of the status words."""

    tone: str
    word: str
    days_over: int = 0


def due_word(*, due: date | None, done: date | None, on: date) -> Due:
    """Overdue is told in days; a task done late says so, and stays done."""
    if done is not None:
        late = f"，晚 {(done - due).days} 天" if due is not None and done > due else ""
        return Due("ok", f"已完成 {done:%m-%d}{late}")
    if due is None:
        return Due("note", "没定期限")
    if due < on:
        return Due("bad", f"超期 {(on - due).days} 天", (on - due).days)
    if due == on:
        return Due("due", "今天")
    return Due("due", f"还有 {(due - on).days} 天")
