"""Promises of duties: the items that fall due, and when."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.conditions import UnitFacts, applies
from tongxin.regimes.faults import Problem
from tongxin.regimes.schedule import owed_periods
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.promise import Promise


def broken(path: Path, pack: Pack, promise: Promise) -> Iterator[Problem]:
    file, duty = f"{path.name}/expect", pack.duty(promise.duty)
    if duty is None:
        yield Problem(file, promise.duty, "包里没有这项职责", "写 duties/ 里有的名")
        return
    given = given_items(duty, promise)
    wanted = [(item.period, item.starts, item.due) for item in promise.items]
    short = [
        (period, starts if item.starts else None, due)
        for (period, starts, due), item in zip(given, promise.items, strict=False)
    ] + [(period, None, due) for period, _, due in given[len(promise.items) :]]
    if short != wanted:
        shown = "、".join(f"{period} 到期 {due}" for period, _, due in given) or "一期也没有"
        promised = "、".join(f"{item.period} 到期 {item.due}" for item in promise.items) or "一期也没有"
        yield Problem(file, promise.duty, f"算出来是：{shown}", f"说好的是：{promised}")


def given_items(duty: DutySpec, promise: Promise) -> list[tuple[str, object, object]]:
    """The items that the duty really gives to the unit of a promise, which adopts it on the first day."""
    unit = UnitFacts(promise.unit.full_members, promise.unit.members, promise.unit.people)
    if not applies(duty.applies_if, unit):
        return []
    periods = owed_periods(duty, *promise.between, calendar())
    return [(one.key, one.starts_date, one.due_date) for one in periods]


@lru_cache
def calendar() -> Calendar:
    return Calendar({noticed.day: str(noticed.kind) for noticed in noticed_days()})
