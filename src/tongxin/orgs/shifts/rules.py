"""Which shift a rotation gives on a day, and to which day it belongs. No database, no clock.

Times are minutes from midnight of the day in the cycle: a shift that begins at 24:00 or ends after
midnight has minutes of 1440 and more. Moments are local and naive; commands give them their zone.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from tongxin.kernel.errors import Invalid
from tongxin.kernel.periods import DAY
from tongxin.kernel.workdays import Calendar, Kind, statutory_days

MINUTES = 24 * 60
LONGEST_CYCLE = 84
MOST_SHIFTS = 6
CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
AVERAGE_LIMIT = 44.0  # hours a week, CA-10
SHORTEST_REST = 8 * 60
REST_WORD = "休"


@dataclass(frozen=True, slots=True)
class ShiftTime:
    """`starts` < `ends`, in minutes from midnight of the day in the cycle; `pause` is not worked."""

    key: str
    name: str
    starts: int
    ends: int
    pause: int = 0

    @property
    def minutes(self) -> int:
        return self.ends - self.starts - self.pause


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shift system: its shifts, and which of them (or None for rest) each day of the cycle has."""

    shifts: tuple[ShiftTime, ...]
    cycle: tuple[ShiftTime | None, ...]
    workdays_only: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift to come; `day` is the day it belongs to, `cycle_day` the one the rotation gives it."""

    cycle_day: date
    day: date
    key: str
    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Belonging:
    """CF-29. `start`: the day a shift begins; `end`: the day it ends; `mine`: a day that begins at
    `hour`, after noon already the next date's."""

    rule: str = "start"
    hour: int = 8

    def day(self, starts_at: datetime, ends_at: datetime) -> date:
        if self.rule == "end":
            return (ends_at - timedelta(minutes=1)).date()  # a shift that ends at 24:00 ends that day
        if self.rule == "mine":
            ahead = 24 if self.hour > 12 else 0
            return (starts_at + timedelta(hours=ahead - self.hour)).date()
        return starts_at.date()


def shift_on(pattern: Pattern, anchor: date, day: date, calendar: Calendar) -> ShiftTime | None:
    """The shift that begins on the cycle's `day`, or None on a day of rest."""
    if pattern.workdays_only and not calendar.is_workday(day):
        return None
    return pattern.cycle[(day - anchor).days % len(pattern.cycle)]


def plan(
    pattern: Pattern,
    anchor: date,
    *,
    first: date,
    last: date,
    belonging: Belonging,
    calendar: Calendar,
) -> Iterator[Planned]:
    """The shifts that begin on the cycle's days from `first` to `last`."""
    for offset in range((last - first).days + 1):
        day = first + offset * DAY
        if shift := shift_on(pattern, anchor, day, calendar):
            midnight = datetime.combine(day, time())
            starts_at = midnight + timedelta(minutes=shift.starts)
            ends_at = midnight + timedelta(minutes=shift.ends)
            belongs = belonging.day(starts_at, ends_at)
            yield Planned(day, belongs, shift.key, shift.name, starts_at, ends_at)


def hours_a_week(pattern: Pattern) -> float:
    """The average over the cycle; a rotation of working days has five of seven."""
    worked = sum(shift.minutes for shift in pattern.cycle if shift)
    days = len(pattern.cycle) * (7 / 5 if pattern.workdays_only else 1)
    return round(worked / 60 / days * 7, 1)


def shortest_rest(pattern: Pattern) -> int | None:
    """Minutes between one shift's end and the next one's start, at the least; None if it never works."""
    length = len(pattern.cycle)
    spans = [
        (index * MINUTES + shift.starts, index * MINUTES + shift.ends)
        for index, shift in enumerate([*pattern.cycle, *pattern.cycle])
        if shift
    ]
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans) if earlier[0] < length * MINUTES]
    return min(gaps, default=None)


def warnings(pattern: Pattern) -> list[str]:
    """What a person should know before taking the rotation; none of it stops them."""
    found = []
    hours = hours_a_week(pattern)
    if hours > AVERAGE_LIMIT:
        found.append(
            f"平均每周 {hours:g} 小时，超过 44 小时（劳动法第三十六条），须有综合计算工时的批复，或另外安排轮休"
        )
    rest = shortest_rest(pattern)
    if rest is not None and rest < SHORTEST_REST:
        found.append(f"两个班之间最短只休息 {rest / 60:g} 小时")
    if all(pattern.cycle) and not pattern.workdays_only and len(pattern.cycle) > 6:
        found.append("周期里没有休息日，每周至少休息一天须另外安排轮休（劳动法第三十八条）")
    return found


def read_pattern(
    shifts: Iterable[Mapping[str, Any]], cycle: Iterable[str], *, workdays_only: bool = False
) -> Pattern:
    """The pattern that a rotation's columns or a form describe; refuses what cannot be worked."""
    times = tuple(_read_shift(shift) for shift in shifts)
    if not 1 <= len(times) <= MOST_SHIFTS:
        raise Invalid(f"一种倒班要有 1 到 {MOST_SHIFTS} 个班次")
    by_key = {shift.key: shift for shift in times}
    if len(by_key) < len(times) or len({shift.name for shift in times}) < len(times):
        raise Invalid("两个班次不能同名")
    days = tuple(_read_day(key, by_key) for key in cycle)
    if not 1 <= len(days) <= LONGEST_CYCLE:
        raise Invalid(f"周期要有 1 到 {LONGEST_CYCLE} 天")
    pattern = Pattern(times, days, workdays_only)
    if not any(days):
        raise Invalid("周期里一个班也没有，请至少排一个班")
    if (rest := shortest_rest(pattern)) is not None and rest < 0:
        raise Invalid("前一个班还没下班，后一个班就要上班了，请检查时间或在中间加休息日")
    return pattern


def _read_day(key: str, by_key: Mapping[str, ShiftTime]) -> ShiftTime | None:
    if key and key not in by_key:
        raise Invalid(f"周期里的“{key}”不是已写明的班次")
    return by_key[key] if key else None


def _read_shift(shift: Mapping[str, Any]) -> ShiftTime:
    key, name = str(shift["key"]), str(shift["name"]).strip()
    if not KEY.fullmatch(key) or not 1 <= len(name) <= 20:
        raise Invalid("每个班次都要有名称，不超过 20 个字")
    starts, ends = _minutes(str(shift["starts"]), name), _minutes(str(shift["ends"]), name)
    ends += MINUTES * (ends <= starts) + MINUTES * (ends + MINUTES <= starts)
    pause = int(shift.get("pause", 0))
    if ends - starts > 16 * 60 or not 0 <= pause < ends - starts:
        raise Invalid(f"“{name}”的时间不对：一个班不超过 16 小时，中间休息要比班短")
    return ShiftTime(key, name, starts, ends, pause)


def _minutes(clock: str, name: str) -> int:
    found = CLOCK.fullmatch(clock.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else MINUTES + 1
    if minutes > MINUTES:
        raise Invalid(f"“{name}”的时间“{clock}”看不懂，请写成 08:00 的样子，半夜零点上班写 24:00 或 00:00")
    return minutes


def clock_words(minutes: int) -> str:
    """ "08:00", or "次日 06:30" after midnight; the end of the day is "24:00"."""
    if minutes > MINUTES:
        return f"次日 {minutes // 60 - 24:02}:{minutes % 60:02}"
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class Absence:
    """Days off work, both included."""

    first: date
    last: date


def days_away(absences: Collection[Absence], *, until: date) -> int:
    """Days without a break that end on `until`, over leaves that touch each other."""
    first = until + DAY
    while earlier := [a.first for a in absences if a.first < first <= a.last + DAY]:
        first = min(earlier)
    return (until - first).days + 1


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One holiday of a yearly notice."""

    name: str
    first: date
    last: date
    lieu: tuple[date, ...] = ()


def notice_days(year: int, lines: Iterable[NoticeLine]) -> dict[date, tuple[str, str]]:
    """Kind and name of each day that the notice names; refuses what cannot be a notice of the year."""
    law = statutory_days(year)
    days: dict[date, tuple[str, str]] = {}
    for line in lines:
        for day, kind in _line_days(year, line, law):
            if day in days:
                raise Invalid(f"{day.month}月{day.day}日写了两次（{days[day][1]}、{line.name}）")
            days[day] = (kind, line.name)
    missing = [day for day in law if days.get(day, ("", ""))[0] != Kind.STATUTORY]
    if missing:
        named = "、".join(f"{day.month}月{day.day}日（{law[day]}）" for day in missing)
        raise Invalid(f"这些法定节假日没有写成放假：{named}。请对照通知补上")
    return days


def _line_days(year: int, line: NoticeLine, law: Mapping[date, str]) -> Iterator[tuple[date, Kind]]:
    length = (line.last - line.first).days + 1
    if not 1 <= length <= 15:
        raise Invalid(f"“{line.name}”的放假日期不对：要有 1 到 15 天，先写开始再写结束")
    off = [line.first + offset * DAY for offset in range(length)]
    for day in [*off, *line.lieu]:
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            raise Invalid(f"“{line.name}”里的 {day} 不在 {year} 年，也不在上一年 12 月")
    for day in off:
        weekend = day.weekday() > 4
        yield day, Kind.STATUTORY if day in law else Kind.WEEKEND if weekend else Kind.ADJUSTED_OFF
    for day in line.lieu:
        if day.weekday() < 5:
            raise Invalid(f"“{line.name}”的调休上班日 {day.month}月{day.day}日 不是周六或周日")
        yield day, Kind.LIEU_WORKDAY


def cycle_from_text(text: str, shifts: Iterable[Mapping[str, Any]]) -> list[str]:
    """The keys of a cycle as people write it, by the first character of each name: 早早中中夜夜休休."""
    keys: dict[str, str] = {REST_WORD: ""}
    for shift in shifts:
        first = str(shift["name"]).strip()[:1]
        if first in keys:
            raise Invalid(f"两个班次都以“{first}”开头，周期里分不清，请改一个名称")
        keys[first] = str(shift["key"])
    letters = [letter for letter in text if not letter.isspace() and letter not in "，,、"]
    if unknown := next((letter for letter in letters if letter not in keys), ""):
        known = "、".join(keys)
        raise Invalid(f"周期里的“{unknown}”不认识，只能用：{known}", fields={"cycle": f"“{unknown}”不认识"})
    return [keys[letter] for letter in letters]
