"""When committees were elected, as it was known of any day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongxin.kernel.periods import add_months
from tongxin.orgs.models import Election, Unit
from tongxin.orgs.rules.terms import TOLD_MONTHS


@dataclass(frozen=True, slots=True)
class Elected:
    """`last`: the last election up to the day. `before`: the one before, where the last is news still."""

    last: date | None
    before: date | None = None


def elections_on(units: Iterable[Unit], on: date) -> dict[int, Elected]:
    """One query, and only where a unit has been elected of late or after the day."""
    news = add_months(on, -TOLD_MONTHS)
    found = {unit.id: unit.elected_date for unit in units}
    asked = [unit_id for unit_id, last in found.items() if last is not None and last > news]
    held: dict[int, list[date]] = defaultdict(list)
    if asked:
        rows = Election.objects.filter(unit__in=asked, held_date__lte=on).order_by("held_date")
        for unit_id, day in rows.values_list("unit_id", "held_date"):
            held[unit_id].append(day)
    return {unit_id: _elected([*held[unit_id], *_up_to(last, on)]) for unit_id, last in found.items()}


def _up_to(last: date | None, on: date) -> list[date]:
    return [last] if last is not None and last <= on else []


def _elected(held: list[date]) -> Elected:
    return Elected(held[-1] if held else None, held[-2] if len(held) > 1 else None)
