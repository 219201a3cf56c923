"""Which items a duty gives, and which pack a unit follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.kernel.periods import DAY, period_of
from tongxin.regimes.schedule import LOOK_BACK, DuePeriod, Workdays, due_periods
from tongxin.regimes.schema.duty import DutySpec


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty for one period, before it is known for which units."""

    spec: DutySpec
    key: str
    starts_date: date
    ends_date: date
    due_date: date
    begins_by: date  # a unit that began later does not owe it
    provisional: bool = False


def owed_on(spec: DutySpec, day: date, *, since: date, calendar: Workdays) -> Iterator[Owed]:
    """What `spec`, followed since a day, asks for on `day`; a shift's duty hangs on the shifts of the day."""
    if spec.every == "shift":
        yield Owed(spec, day.isoformat(), day, day, day, day)
        return
    for period in due_periods(spec, day - LOOK_BACK, day + DAY, calendar):
        if day <= period.due_date and since <= period.begins_by:
            yield Owed(
                spec,
                period.key,
                period.starts_date,
                window_end(spec, period),
                period.due_date,
                period.begins_by,
                period.provisional,
            )


def window_end(spec: DutySpec, period: DuePeriod) -> date:
    """The last day on which what happens still counts for the period."""
    return max(_last_day(spec, period.starts_date), period.due_date) + timedelta(days=spec.grace_days)


def _last_day(spec: DutySpec, start: date) -> date:
    if spec.every == "year":
        month = spec.to_month % 12 + 1
        return date(start.year + (month == 1), month, 1) - DAY
    return period_of("day" if spec.every == "workday" else spec.every, start).last


def nearest(brought: Iterable[tuple[str, int, Iterable[int]]]) -> dict[tuple[str, int], list[int]]:
    """Of several adoptions (widest first) that bring one duty key to a unit, the last holds there.

    Takes (duty key, adoption, units); gives the units of each (duty key, adoption).
    """
    holder: dict[str, dict[int, int]] = {}
    for key, adoption_id, units in brought:
        holder.setdefault(key, {}).update(dict.fromkeys(units, adoption_id))
    shares: dict[tuple[str, int], list[int]] = {}
    for key, of_units in holder.items():
        for unit_id, adoption_id in of_units.items():
            shares.setdefault((key, adoption_id), []).append(unit_id)
    return shares


# --- what meets an item ---
