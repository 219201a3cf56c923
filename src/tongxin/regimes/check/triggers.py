"""Triggers: what they open, to whom it goes, what they listen to."""

from collections import Counter
from collections.abc import Iterator

from tongxin.regimes.check.surroundings import Check, Surroundings, known_names
from tongxin.regimes.faults import Problem
from tongxin.regimes.schema.case import SUBJECT, CaseSpec
from tongxin.regimes.schema.trigger import DUE_ON, WHY, TriggerSpec


def _each(around: Surroundings) -> Iterator[Problem]:
    for trigger in around.pack.triggers:
        for where, fault, expected in (*_opens(trigger, around), *_hears(trigger, around)):
            yield Problem(around.file("triggers", trigger.key), where, fault, expected)


def _opens(trigger: TriggerSpec, around: Surroundings) -> Iterator[tuple[str, str, str]]:
    for post in trigger.to:
        if post not in around.posts:
            yield "to", f"没有“{post}”这个岗位", known_names(around.posts)
    case = around.cases.get(trigger.opens)
    if case is None:
        yield "opens", f"没有“{trigger.opens}”这种流程", known_names(around.cases)
    else:
        yield from _fits(trigger, case)


def _fits(trigger: TriggerSpec, case: CaseSpec) -> Iterator[tuple[str, str, str]]:
    fields = {field.key: field for field in case.opening}
    why = {choice.key: choice for choice in fields[WHY].choices} if WHY in fields else {}
    if trigger.key not in why:
        yield "key", f"“{case.title}”的 {WHY} 没有“{trigger.key}”这一项", known_names(why)
    if DUE_ON not in fields or fields[DUE_ON].type != "date":
        yield "opens", f"“{case.title}”提出时没有 {DUE_ON} 这一天", f"在它的 opening 里写 {DUE_ON}"
    if not any(field.fills == SUBJECT for field in case.opening):
        yield "opens", f"“{case.title}”提出时没说是谁", f"在它的 opening 里写 fills: {SUBJECT} 的字段"


def _hears(trigger: TriggerSpec, around: Surroundings) -> Iterator[tuple[str, str, str]]:
    """The kind that it listens to need not be followed; but it must be there to be followed."""
    if trigger.event != "step":
        return
    known = {case.key: case for pack in (*around.known.values(), around.pack) for case in pack.cases}
    case = known.get(trigger.case)
    if case is None:
        yield "case", f"没有“{trigger.case}”这种流程", known_names(known)
    elif case.move(trigger.move) is None:
        moves = {move.key: move for move in case.moves}
        yield "move", f"“{case.title}”没有“{trigger.move}”这一步", known_names(moves)


def _once(around: Surroundings) -> Iterator[Problem]:
    for key, count in Counter(trigger.key for trigger in around.pack.triggers).items():
        if count > 1:
            yield Problem(around.file("triggers", key), "key", f"“{key}”有 {count} 个", "每个一个名")


CHECKS: tuple[Check, ...] = (_each, _once)
