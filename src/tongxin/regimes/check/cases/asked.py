"""Where a kind of case names one of its fields, and of which type it must be there."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongxin.regimes.check.cases.found import effects_of, guards_of, routes_of
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that is named: where, whether it must be one of the opening, and of which type."""

    where: str
    key: str
    type: str = ""
    at_opening: bool = False


def asked_of(case: CaseSpec) -> Iterator[Asked]:
    yield from _by_kind(case)
    for move in case.moves:
        if move.due and move.due.on_field:
            yield Asked(f"moves.{move.key}.due.on_field", move.due.on_field, "date")
        if move.due and move.due.by_choice:
            yield Asked(f"moves.{move.key}.due.by_choice.field", move.due.by_choice.field, "choice")
    for where, effect in effects_of(case):
        yield from (one for one in _by_effect(where, effect) if one.key)
    for where, _, guard in guards_of(case):
        yield from (one for one in _by_guard(where, guard) if one.key)


def days_set(case: CaseSpec) -> set[str]:
    """Days that nobody fills in, since they are counted."""
    return {effect.field for _, effect in effects_of(case) if isinstance(effect, kinds.SetDay)}


def _by_kind(case: CaseSpec) -> Iterator[Asked]:
    named = (("titled_by", case.titled_by), ("from_task", case.from_task))
    opening = [(where, key, "") for where, key in named if key]
    opening += [("marks", key, "") for key in case.marks]
    opening += [("recurs.same", key, "") for key in (case.recurs.same if case.recurs else ())]
    opening += [(f"{where}.field", route.field, "choice") for where, route in routes_of(case) if route.field]
    for index, before in enumerate(case.before_term):
        opening += [(f"before_term[{index}].field", before.field, "date")]
        opening += [(f"before_term[{index}].given.{key}", key, "") for key in before.given]
    yield from (Asked(where, key, type_, at_opening=True) for where, key, type_ in opening)
    if told := case.statistics:
        yield from (Asked("statistics", key, "choice") for key in (told.level, told.sort))
        yield from (Asked("statistics", key, "number") for key in (told.planned, told.spent))
        yield from (Asked("statistics.told", key) for key in told.told)
    if case.keep.longer:
        yield Asked("keep.longer.field", case.keep.longer.field, "choice")


def _by_effect(where: str, effect: kinds.Effect) -> Iterator[Asked]:
    match effect:
        case kinds.Appoint():
            yield Asked(f"{where}.ends_field", effect.ends_field, "date")
            yield Asked(f"{where}.starts_field", effect.starts_field, "date")
        case kinds.SetStanding():
            yield Asked(f"{where}.on_field", effect.on_field, "date")
        case kinds.SetDay():
            yield Asked(f"{where}.field", effect.field, "date")
            yield Asked(f"{where}.from_field", effect.from_field, "date")
            yield Asked(f"{where}.months_field", effect.months_field, "number")
        case kinds.OpenCase():
            yield from (Asked(f"{where}.fields.{there}", here) for there, here in effect.fields.items())


def _by_guard(where: str, guard: kinds.Guard) -> Iterator[Asked]:
    match guard:
        case kinds.Filled():
            yield from (Asked(f"{where}.fields", key) for key in guard.fields)
            yield from (Asked(f"{where}.when.{key}", key, "choice") for key in guard.when)
        case kinds.OneEach():
            yield from (Asked(f"{where}.{name}", getattr(guard, name), "steps") for name in ("field", "of"))
        case kinds.NumberLeast():
            yield from (Asked(f"{where}.any_of.{key}", key, "number") for key in guard.any_of)
        case kinds.DayWithin():
            yield Asked(f"{where}.field", guard.field, "date")
            yield Asked(f"{where}.by", guard.by)
        case kinds.Spent():
            yield Asked(f"{where}.months_field", guard.months_field, "number")
        case kinds.Chosen() | kinds.Listed() | kinds.DayCome() | kinds.NumberBetween():
            yield Asked(f"{where}.field", guard.field, OF_ONE_FIELD[guard.check])


# Guards that read one field, and what it must be.
OF_ONE_FIELD = {"chosen": "choice", "listed": "steps", "day_come": "date", "number_between": "number"}
