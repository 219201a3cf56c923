"""Words for standings and periods that more than one page says."""

import re
from datetime import date

# By standing.
WORDS = {
    "open": "待办",
    "late": "迟了",
    "overdue": "超期",
    "done": "已办",
    "done_late": "补办",
    "waived": "已免除",
}
TONES = {
    "open": "due",
    "late": "warn",
    "overdue": "bad",
    "done": "ok",
    "done_late": "note",
    "waived": "note",
}
LEAVES = {"training": "外出培训", "lent": "借调在外"}
PARTS = {"H": ("上半月", "下半月"), "T": ("上旬", "中旬", "下旬")}


def leave_words(kind: str) -> str:
    """Where somebody was, without why."""
    return LEAVES.get(kind, "请假")


def period_words(key: str, shift_name: str = "") -> str:
    """11-20 早班, 第47周, 11月, 11月中旬, 第四季度, 2026年."""
    day, _, shift = key.partition("/")
    if shift or re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return f"{day[5:]} {shift_name}".strip()
    if week := re.fullmatch(r"\d{4}-W(\d+)", key):
        return f"第{int(week[1])}周"
    if month := re.fullmatch(r"\d{4}-M(\d+)(?:-([HT])(\d))?", key):
        part = PARTS[month[2]][int(month[3]) - 1] if month[2] else ""
        return f"{int(month[1])}月{part}"
    if quarter := re.fullmatch(r"\d{4}-Q(\d)", key):
        return f"第{'一二三四'[int(quarter[1]) - 1]}季度"
    if half := re.fullmatch(r"\d{4}-H(\d)", key):
        return ("上半年", "下半年")[int(half[1]) - 1]
    return f"{key}年"


def short_day(day: date) -> str:
    return f"{day:%m-%d}"
