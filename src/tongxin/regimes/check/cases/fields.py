"""Fields: one meaning a key, choices where something is chosen, names that exist."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tongxin.regimes.check.cases.found import Found, guards_of
from tongxin.regimes.check.cases.people import fields_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseField, CaseSpec, Move, Route

SAID = {"date": "日期", "choice": "单选", "number": "数", "steps": "几条"}


def one_meaning(case: CaseSpec, around: Surroundings) -> Found:
    first: dict[str, tuple[str, CaseField]] = {}
    for where, field in fields_of(case):
        place, before = first.setdefault(field.key, (where, field))
        if before != field:
            fault = f"“{field.key}”在 {place} 写过，写得不一样"
            yield where, fault, "换一个名，或写得和那里一样"
    lists = {"opening": case.opening} | {f"moves.{one.key}.fields": one.fields for one in case.moves}
    for where, fields in lists.items():
        for key, count in Counter(field.key for field in fields).items():
            if count > 1:
                yield where, f"“{key}”有 {count} 个", "每个字段一个名"


def choices(case: CaseSpec, around: Surroundings) -> Found:
    for where, field in fields_of(case):
        if (field.type in ("choice", "choices")) != bool(field.choices):
            yield where, "选项和类型对不上", "单选、多选写 choices，别的不写"
        if field.counts and (field.type != "choice" or not field.required or field.level in ("C2", "C3")):
            yield where, "这样的字段不能写 counts", "只有必填、不涉密的单选能写"


def unknown(case: CaseSpec, around: Surroundings) -> Found:
    opening = {field.key: field for field in case.opening}
    for asked in _asked(case):
        fields = opening if asked.at_opening else case.fields
        if asked.key not in fields:
            place = "提出时没有" if asked.at_opening else "没有"
            yield asked.where, f"{place}“{asked.key}”这个字段", known_names(fields)


def types(case: CaseSpec, around: Surroundings) -> Found:
    """A day is asked of a field of days, a number of one of numbers, a choice of one with choices."""
    for asked in _asked(case):
        field = case.fields.get(asked.key)
        if field and asked.type and field.type != asked.type:
            fault = f"“{field.title}”填的不是{SAID[asked.type]}"
            yield asked.where, fault, f"写一个 type: {asked.type} 的字段"


def chosen(case: CaseSpec, around: Surroundings) -> Found:
    for where, _, guard in guards_of(case):
        if isinstance(guard, kinds.Chosen):
            for key in guard.one_of:
                yield from _no_choice(case, guard.field, key, f"{where}.one_of")
    for where, route in _routes(case):
        for key in route.posts if route.field else ():
            yield from _no_choice(case, route.field, key, f"{where}.posts.{key}")
    if longer := case.keep.longer:
        for key in longer.one_of:
            yield from _no_choice(case, longer.field, key, "keep.longer.one_of")


def _routes(case: CaseSpec) -> Iterator[tuple[str, Route]]:
    if case.addressed:
        yield "addressed", case.addressed
    if case.addressed and case.addressed.also:
        yield "addressed.also", case.addressed.also


def _no_choice(case: CaseSpec, name: str, key: str, where: str) -> Found:
    field = case.fields.get(name)
    known = {choice.key: choice for choice in field.choices} if field else {}
    if field and known and key not in known:
        yield where, f"“{field.title}”没有“{key}”这一项", known_names(known)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that is named: where, whether it must be one of the opening, and of which type."""

    where: str
    key: str
    type: str = ""
    at_opening: bool = False


def _asked(case: CaseSpec) -> Iterator[Asked]:
    if case.titled_by:
        yield Asked("titled_by", case.titled_by, at_opening=True)
    for key in case.recurs.same if case.recurs else ():
        yield Asked("recurs.same", key, at_opening=True)
    for where, route in _routes(case):
        if route.field:
            yield Asked(f"{where}.field", route.field, "choice", at_opening=True)
    if case.keep.longer:
        yield Asked("keep.longer.field", case.keep.longer.field, "choice")
    for move in case.moves:
        yield from _asked_by_move(move)
    for where, _, guard in guards_of(case):
        yield from _asked_by_guard(where, guard)


def _asked_by_move(move: Move) -> Iterator[Asked]:
    if move.due and move.due.on_field:
        yield Asked(f"moves.{move.key}.due.on_field", move.due.on_field, "date")
    for index, effect in enumerate(move.effects):
        where = f"moves.{move.key}.effects[{index}]"
        if isinstance(effect, kinds.Appoint):
            yield Asked(f"{where}.ends_field", effect.ends_field, "date")
        elif isinstance(effect, kinds.OpenCase):
            yield from (Asked(f"{where}.fields.{there}", here) for there, here in effect.fields.items())


def _asked_by_guard(where: str, guard: kinds.Guard) -> Iterator[Asked]:
    match guard:
        case kinds.Chosen():
            yield Asked(f"{where}.field", guard.field, "choice")
        case kinds.Filled():
            yield from (Asked(f"{where}.fields", key) for key in guard.fields)
        case kinds.Listed():
            yield Asked(f"{where}.field", guard.field, "steps")
        case kinds.NumberLeast():
            yield from (Asked(f"{where}.any_of.{key}", key, "number") for key in guard.any_of)


CHECKS = (one_meaning, choices, unknown, types, chosen)
