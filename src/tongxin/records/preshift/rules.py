"""How a pre-shift meeting is put together and when it is complete. No database, no clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

KIND = "pre_shift_meeting"
MORNING = "section_morning_meeting"
ELSEWHERE = "另有安排"

ABSENCES = {"leave": "请假", "training": "培训", "on_the_way": "路上", "missing": "没来"}
RESULTS = {"watch": "需关注", "unfit": "不宜上岗"}
ARRANGEMENTS = {
    "partner": "搭伴",
    "other_post": "换岗",
    "rest": "休息或就医",
    "ask_again": "班中再问",
}
# Somebody who is not fit does not go on shift beside a partner, nor until asked again.
FOR_UNFIT = frozenset({"rest", "other_post"})

OPENS_BEFORE = timedelta(hours=8)
WRITTEN_UP_WITHIN = timedelta(days=7)
LONG_LEAVE_DAYS = 7  # R8
MOST_PARTNERS = 8
NEWCOMER_DAYS = 30  # R6: a reminder at each shift for four months would no longer be read
FIRST_DAYS = 1


@dataclass(frozen=True, slots=True)
class Watch:
    """One person who needs attention this shift: result and arrangement, never a reason."""

    person_id: int
    result: str
    arrangement: str = ""
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page says. `moves` are the places that somebody chose by hand today."""

    chair_id: int | None
    present: frozenset[int]
    reasons: Mapping[int, str] = field(default_factory=dict)
    watched: tuple[Watch, ...] = ()
    moves: Mapping[int, str] = field(default_factory=dict)
    new_place: str = ""
    guest: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One place of work and who is there."""

    place: str
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """Work of somebody who is not there, and who has it now (nobody, if nobody is left)."""

    place: str
    away: int
    to: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Line, ...]
    handed: tuple[Handed, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """What a reminder may look at: the roster and the leave list, nothing else."""

    person_id: int
    hired_date: date | None = None
    joined_date: date | None = None
    leave_days: int = 0  # of a leave that ended before this shift, the first since


@dataclass(frozen=True, slots=True)
class Reminder:
    person_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still missing: `field` is where on the page, the sentence what to do."""

    field: str
    text: str


def may_open(*, starts_at: datetime, at: datetime) -> str:
    """Why a meeting for this shift cannot be written now; empty if it can."""
    if at < starts_at - OPENS_BEFORE:
        return "这个班还早，班前 8 小时内才能开始班前会"
    if at > starts_at + WRITTEN_UP_WITHIN:
        return "只能补记最近 7 天的班前会；更早的请找支部书记说明原因"
    return ""


def held_at(*, starts_at: datetime, ends_at: datetime, at: datetime) -> datetime:
    """Held now, if the shift is near or on; a meeting written up later was held when the shift began."""
    return at if starts_at - OPENS_BEFORE <= at <= ends_at else starts_at


def is_late(*, ends_at: datetime, at: datetime) -> bool:
    return at > ends_at


def reminders(workers: Iterable[Worker], *, on: date) -> list[Reminder]:
    """Who deserves a word today. A rule only reminds; a person decides."""
    found = []
    for worker in workers:
        if text := _reminder(worker, on):
            found.append(Reminder(worker.person_id, text))
    return found


def _reminder(worker: Worker, on: date) -> str:
    if worker.leave_days >= LONG_LEAVE_DAYS:
        return f"休假 {worker.leave_days} 天，今天头一个班"
    begun = worker.hired_date or worker.joined_date
    if begun is not None and 0 <= (on - begun).days < FIRST_DAYS:
        return "今天头一天上班"
    if worker.joined_date is not None and 0 <= (on - worker.joined_date).days < FIRST_DAYS:
        return "今天头一天到班组"
    if worker.hired_date is not None and 0 <= (on - worker.hired_date).days < NEWCOMER_DAYS:
        return "新工人，来了不到一个月"
    return ""


def settled(watch: Watch) -> Watch:
    """Unfit without an arrangement rests; only an arrangement with a partner has one."""
    arrangement = watch.arrangement
    if watch.result == "unfit" and arrangement not in FOR_UNFIT:
        arrangement = "rest"
    partner = watch.partner_id if arrangement == "partner" else None
    return Watch(watch.person_id, watch.result, arrangement, partner)


def partners(person_id: int, *, lines: Sequence[Line], fit: Sequence[int]) -> list[int]:
    """Who could go beside somebody, the likeliest first: same place, then the next on the list."""
    beside = [one for line in lines if person_id in line.people for one in line.people]
    after = [one for one in fit if one > person_id]
    others = [one for one in (*beside, *after, *fit) if one != person_id and one in fit]
    return list(dict.fromkeys(others))[:MOST_PARTNERS]


def plan(places: Mapping[int, str], *, at_work: Collection[int]) -> Plan:
    """Who works where, from everybody's usual place; the work of those away is given to others.

    Whoever stays at the place takes it; if nobody does, one comes from the place with most people.
    """
    working = {
        place: [one for one in people if one in at_work] for place, people in _by_place(places).items()
    }
    handed = []
    for place, people in _by_place(places).items():
        away = [one for one in people if one not in at_work]
        if away and not working[place]:
            _send_one(working, place)
        handed += [
            Handed(place, one, working[place][-1 - index % len(working[place])] if working[place] else None)
            for index, one in enumerate(away)
        ]
    lines = tuple(Line(place, tuple(people)) for place, people in working.items() if people)
    return Plan(lines, tuple(handed))


def everybody(lines: Sequence[Line], *, present: Iterable[int]) -> tuple[Line, ...]:
    """The lines with whoever else is there: who is not fit today must not show by being nowhere (SG-05)."""
    placed = {one for line in lines for one in line.people}
    others = tuple(sorted(one for one in present if one not in placed))
    return (*lines, Line(ELSEWHERE, others)) if others else tuple(lines)


def _by_place(places: Mapping[int, str]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for person_id, place in places.items():
        if place:
            grouped.setdefault(place, []).append(person_id)
    return grouped


def _send_one(working: dict[str, list[int]], place: str) -> None:
    fullest = max(working, key=lambda name: len(working[name]))
    if len(working[fullest]) > 1:
        working[place].append(working[fullest].pop())


def gaps(sheet: Sheet, *, expected: Collection[int], names: Mapping[int, str]) -> list[Gap]:
    """What the meeting cannot be closed without, in the order of the page."""
    found = [
        Gap(f"why-{one}", f"{names[one]}没到，点一下为什么")
        for one in expected
        if one not in sheet.present and not sheet.reasons.get(one)
    ]
    if not sheet.present:
        found.append(Gap("roll", "一个人也没到，就不是开了会。没开成的班前会不用记"))
    for watch in sheet.watched:
        name = names.get(watch.person_id, "")
        if not watch.arrangement:
            found.append(Gap(f"watch-{watch.person_id}", f"{name}怎么安排，点一下"))
        elif watch.arrangement == "partner" and watch.partner_id is None:
            found.append(Gap(f"watch-{watch.person_id}", f"{name}和谁搭伴，选一个人"))
    if sheet.chair_id is None:
        found.append(Gap("chair", "谁主持的，点一下"))
    elif sheet.chair_id in expected and sheet.chair_id not in sheet.present:
        found.append(Gap("chair", f"主持人{names[sheet.chair_id]}点名点的是没到，换一位主持或者改成到"))
    return found


def counts(sheet: Sheet, *, expected: Collection[int]) -> dict[str, int]:
    """What the foot of the page says while the meeting goes on."""
    return {
        "present": len(sheet.present),
        "absent": len([one for one in expected if one not in sheet.present]),
        "watched": len(sheet.watched),
    }
