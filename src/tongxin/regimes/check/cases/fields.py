"""Fields: one meaning a key, choices where something is chosen, names that exist."""

from collections import Counter
from collections.abc import Iterator

from tongxin.regimes.cases.spans import MOST_MONTHS
from tongxin.regimes.check.cases.asked import asked_of, days_set
from tongxin.regimes.check.cases.found import Found, guards_of, routes_of
from tongxin.regimes.check.cases.people import fields_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseField, CaseSpec

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
    opening: dict[str, object] = {field.key: field for field in case.opening}
    known: dict[str, object] = {**case.fields, **dict.fromkeys(days_set(case))}
    for asked in asked_of(case):
        fields = opening if asked.at_opening else known
        if asked.key not in fields:
            place = "提出时没有" if asked.at_opening else "没有"
            yield asked.where, f"{place}“{asked.key}”这个字段", known_names(fields)


def types(case: CaseSpec, around: Surroundings) -> Found:
    """A day is asked of a field of days, a number of one of numbers, a choice of one with choices."""
    for asked in asked_of(case):
        field = case.fields.get(asked.key)
        if field and asked.type and field.type != asked.type:
            fault = f"“{field.title}”填的不是{SAID[asked.type]}"
            yield asked.where, fault, f"写一个 type: {asked.type} 的字段"


def months(case: CaseSpec, around: Surroundings) -> Found:
    """Months that are counted with are whole, and no more than a life of work has."""
    for asked in asked_of(case):
        field = case.fields.get(asked.key) if asked.where.endswith(".months_field") else None
        if field is None or field.type != "number":
            continue
        if not field.whole or field.smallest < 0 or field.largest > MOST_MONTHS:
            fault = f"“{field.title}”要当几个月来算，现在什么数都能填"
            yield (
                asked.where,
                fault,
                f"给 {field.key} 写 whole: true、smallest: 0、largest: {MOST_MONTHS} 以内",
            )


def chosen(case: CaseSpec, around: Surroundings) -> Found:
    for where, field, keys in _choosing(case):
        for key in keys:
            yield from _no_choice(case, field, key, where)
    for where, route in routes_of(case):
        for key in route.posts if route.field else ():
            yield from _no_choice(case, route.field, key, f"{where}.posts.{key}")


def _choosing(case: CaseSpec) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, field, and the choices that are named of it."""
    for where, _, guard in guards_of(case):
        if isinstance(guard, kinds.Chosen):
            yield f"{where}.one_of", guard.field, guard.one_of
        elif isinstance(guard, kinds.Filled):
            yield from ((f"{where}.when.{field}", field, (key,)) for field, key in guard.when.items())
    for move in case.moves:
        if move.due and (by := move.due.by_choice):
            yield f"moves.{move.key}.due.by_choice.spans", by.field, tuple(by.spans)
    if case.addressed:
        yield "addressed.closed", case.addressed.field, case.addressed.closed
    if case.keep.longer:
        yield "keep.longer.one_of", case.keep.longer.field, case.keep.longer.one_of


def _no_choice(case: CaseSpec, name: str, key: str, where: str) -> Found:
    field = case.fields.get(name)
    known = {choice.key: choice for choice in field.choices} if field else {}
    if field and known and key not in known:
        yield where, f"“{field.title}”没有“{key}”这一项", known_names(known)


def routes(case: CaseSpec, around: Surroundings) -> Found:
    """Where each choice goes is said together with whose choice it is."""
    for where, route in routes_of(case):
        if bool(route.field) != bool(route.posts):
            yield where, "按哪个选项交给谁，只写了一半", "field 和 posts 一起写，或都不写"


CHECKS = (one_meaning, choices, unknown, types, months, chosen, routes)
