"""A company's own changes to a pack (CF-33): what must be done is only ever made stricter."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import Field

from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.burden import minutes_a_week
from tongxin.regimes.schedule import DuePeriod, due_periods
from tongxin.regimes.schema.base import Key, Spec
from tongxin.regimes.schema.duty import DutySpec, Every
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.texts import article, how_often
from tongxin.regimes.tightening import CaseChange, case_faults, changed_case

SINCE, UNTIL = date(2025, 1, 1), date(2027, 1, 1)  # the years whose notices come with the product
SIGNED = ("none", "chair", "present")
STRICTER_VOTE = {("BR-40", "BR-41")}  # half or more to open, and more than half


class DutyChange(Spec):
    """What is left out stays as the pack says. `drop`: the company does not follow the duty."""

    drop: bool = False
    every: Every | None = None
    times: int | None = Field(default=None, ge=1, le=31)
    due_day: int | None = Field(default=None, ge=1, le=366)
    minutes_after_start: int | None = Field(default=None, ge=0, le=1440)
    grace_days: int | None = Field(default=None, ge=0, le=92)
    minutes: int | None = Field(default=None, ge=1, le=960)
    reason: str = Field(default="", max_length=200)


class RecordChange(Spec):
    """A stricter vote, signatures of more people, written down sooner, kept longer."""

    vote: Literal["BR-40", "BR-41", "BR-42", "BR-43"] | None = None
    signatures: Literal["none", "chair", "present", "both_sides"] | None = None
    late_after_hours: int | None = Field(default=None, ge=0, le=720)
    keep_years: int | None = Field(default=None, ge=1, le=99)


class Overlay(Spec):
    """Keys of duties, records and kinds of case with what the company changes."""

    duties: dict[Key, DutyChange] = {}
    records: dict[Key, RecordChange] = {}
    cases: dict[Key, CaseChange] = {}


def apply(pack: Pack, overlay: Overlay) -> Pack:
    """The pack as the company follows it; it is assumed that `faults` found nothing."""
    duties = (
        _changed_duty(duty, overlay.duties.get(duty.key))
        for duty in pack.duties
        if not overlay.duties.get(duty.key, DutyChange()).drop
    )
    records = (_changed_record(record, overlay.records.get(record.key)) for record in pack.records)
    cases = tuple(changed_case(case, overlay.cases.get(case.key)) for case in pack.cases)
    return pack.model_copy(update={"duties": tuple(duties), "records": tuple(records), "cases": cases})


def _changed_duty(duty: DutySpec, change: DutyChange | None) -> DutySpec:
    if change is None:
        return duty
    given = change.model_dump(exclude_none=True, exclude={"drop", "reason"})
    if given.get("every", duty.every) != duty.every:
        # A window of months and a day of the period belong to the period as it was.
        given = {"due_day": None, "due_after_days": 0, **given}
        if given["every"] != "year":
            given |= {"from_month": 1, "to_month": 12}
    if given.get("due_day"):
        given["due_after_days"] = 0
    return DutySpec.model_validate(duty.model_dump() | given)


def _changed_record(record: RecordSpec, change: RecordChange | None) -> RecordSpec:
    return record.model_copy(update=change.model_dump(exclude_none=True)) if change else record


def faults(pack: Pack, overlay: Overlay) -> list[str]:
    """Why the changes cannot be taken, each naming the duty and its article; empty when they can."""
    return [*_duty_faults(pack, overlay), *_record_faults(pack, overlay), *_case_faults(pack, overlay)]


def _duty_faults(pack: Pack, overlay: Overlay) -> Iterator[str]:
    for key, change in overlay.duties.items():
        duty = pack.duty(key)
        if duty is None:
            yield f"制度里没有“{key}”这项职责，请从单子里选"
        elif fault := _duty_fault(duty, change):
            yield f"“{duty.title}”不能这样改：{fault}（{article(duty)}）"


def _duty_fault(duty: DutySpec, change: DutyChange) -> str:
    changed = _changed_duty(duty, change)
    looser = "不能取消" if change.drop else "；".join(_looser(duty, changed))
    if duty.override == "none" and (change.drop or changed != duty):
        return "这一项一个字都不能改"
    if duty.strength == "must" and looser:
        return f"这是必须做的，只能更严。{looser}"
    if duty.strength == "practice" and duty.override != "free" and looser:
        return f"制度写明这一项只能更严。{looser}"
    if duty.strength == "usual" and looser and not change.reason.strip():
        return f"一般应当这样做。要放宽，请写明原因。{looser}"
    return ""


def stricter(duty: DutySpec, every: Iterable[str]) -> tuple[str, ...]:
    """Which of these frequencies ask no less than the duty does."""
    if duty.override == "none":
        return (duty.every,)
    changes = ((one, DutyChange.model_validate({"every": one})) for one in every)
    return tuple(one for one, change in changes if _as_often(duty, _changed_duty(duty, change)))


def _looser(duty: DutySpec, changed: DutySpec) -> Iterator[str]:
    if not _as_often(duty, changed):
        yield f"原来{how_often(duty)}，改后{how_often(changed)}，有的时候会做不到原来的次数"
    if changed.grace_days > duty.grace_days:
        yield f"宽限原来 {duty.grace_days} 天，改后 {changed.grace_days} 天"
    if duty.every == "shift" and changed.minutes_after_start > duty.minutes_after_start:
        yield f"原来上班后 {duty.minutes_after_start} 分钟内，改后 {changed.minutes_after_start} 分钟内"

    if changed.minutes < duty.minutes and _a_week(changed) < _a_week(duty):
        yield f"一次的用时原来 {duty.minutes} 分钟，改后 {changed.minutes} 分钟，不能少报"


def _a_week(duty: DutySpec) -> float:
    return minutes_a_week(duty, SINCE, _calendar())


def _as_often(duty: DutySpec, changed: DutySpec) -> bool:
    """Whoever does what the changed duty asks, on whatever days, has done what the duty asked.

    Every period of the old one then holds so many whole periods of the new one that their times
    are enough. A week is not stricter than a month with four: some months hold three whole weeks.
    """
    if "shift" in (duty.every, changed.every):
        return duty.every == changed.every and changed.times >= duty.times
    return _fewest(duty, changed) * changed.times >= duty.times


def _fewest(outer: DutySpec, inner: DutySpec) -> int:
    calendar = _calendar()
    inside = sorted(due_periods(inner, SINCE, UNTIL, calendar), key=lambda one: one.starts_date)
    return min((_inside(one, inside) for one in due_periods(outer, SINCE, UNTIL, calendar)), default=0)


def _inside(outer: DuePeriod, inside: list[DuePeriod]) -> int:
    return sum(outer.starts_date <= one.starts_date and one.due_date <= outer.due_date for one in inside)


@lru_cache
def _calendar() -> Calendar:
    return Calendar({noticed.day: str(noticed.kind) for noticed in noticed_days()})


def _record_faults(pack: Pack, overlay: Overlay) -> Iterator[str]:
    for key, change in overlay.records.items():
        record = pack.record(key)
        if record is None:
            yield f"制度里没有“{key}”这种记录，请从单子里选"
            continue
        for fault in _looser_record(record, _changed_record(record, change)):
            clause = f"《{record.basis.document}》{record.basis.clause}"
            yield f"“{record.title}”不能这样改：只能更严。{fault}（{clause}）"


def _case_faults(pack: Pack, overlay: Overlay) -> Iterator[str]:
    for key, change in overlay.cases.items():
        case = pack.case(key)
        if case is None:
            yield f"制度里没有“{key}”这种流程，请从单子里选"
        else:
            yield from case_faults(case, change)


def _looser_record(record: RecordSpec, changed: RecordSpec) -> Iterator[str]:
    if record.vote != changed.vote and (record.vote, changed.vote) not in STRICTER_VOTE:
        yield f"表决规则原来是 {record.vote or '不表决'}，不能改成 {changed.vote}"
    if record.signatures != changed.signatures and not _more_sign(record, changed):
        yield "签字的人不能比原来少"
    if changed.late_after_hours > record.late_after_hours:
        yield f"补记时限原来 {record.late_after_hours} 小时，不能放宽到 {changed.late_after_hours} 小时"
    if changed.keep_years < record.keep_years:
        yield f"保存年限原来 {record.keep_years} 年，不能缩短到 {changed.keep_years} 年"


def _more_sign(record: RecordSpec, changed: RecordSpec) -> bool:
    if {record.signatures, changed.signatures} - set(SIGNED):
        return False
    return SIGNED.index(changed.signatures) > SIGNED.index(record.signatures)
