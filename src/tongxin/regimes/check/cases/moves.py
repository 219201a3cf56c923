"""What moves say of other moves, and what a move itself cannot keep."""

from collections.abc import Iterator

from tongxin.regimes.check.cases.found import OPENED, Found, guards_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec


def unknown(case: CaseSpec, around: Surroundings) -> Found:
    known = {move.key: move for move in case.moves}
    for where, key, opening in _named(case):
        if key not in known and not (opening and key == OPENED):
            names = known | ({OPENED: None} if opening else {})
            yield where, f"没有“{key}”这一步", known_names(names)


def due(case: CaseSpec, around: Surroundings) -> Found:
    for move in case.moves:
        due = move.due
        if due and not (due.within or due.on_field):
            yield f"moves.{move.key}.due", "没有写期限", "写 within 或 on_field"
        if due and due.on_field and due.after:
            yield f"moves.{move.key}.due", "从哪天算写了两种", "写 after 或 on_field，写一个"
        if due and due.at_most and not due.within:
            yield f"moves.{move.key}.due.at_most", "没有平常的期限", "写 within"
        if due and due.by_choice and not due.within:
            yield f"moves.{move.key}.due.by_choice", "没有写别的选项多久", "写 within，by_choice 里没有的按它"


def photos(case: CaseSpec, around: Surroundings) -> Found:
    for where, move, guard in guards_of(case):
        if isinstance(guard, kinds.Photos) and not move.files:
            yield where, "这一步不收文件，却要有照片", "给这一步写 files: true"


def numbers(case: CaseSpec, around: Surroundings) -> Found:
    for where, _, guard in guards_of(case):
        if isinstance(guard, kinds.HowMany) and guard.least > guard.most:
            yield where, f"至少 {guard.least} 人，最多 {guard.most} 人", "least 不大于 most"
        if isinstance(guard, kinds.NumberBetween) and guard.least > guard.most:
            yield where, f"不小于 {guard.least}，又不大于 {guard.most}", "least 不大于 most"


def area(case: CaseSpec, around: Surroundings) -> Found:
    """A place that is stopped can be freed again, or the case never ends."""
    stops = [move for move in case.moves if move.area == "stops"]
    frees = [move for move in case.moves if move.area == "frees"]
    for move in stops if not frees else ():
        yield f"moves.{move.key}.area", "停了作业就没有恢复的一步", "写一步 area: frees"
    for move in frees if not stops else ():
        yield f"moves.{move.key}.area", "没有停作业，却有恢复的一步", "写一步 area: stops，或删掉这里的"


def _named(case: CaseSpec) -> Iterator[tuple[str, str, bool]]:
    """Place and key of a move, and whether it may be the opening."""
    for move in case.moves:
        yield from ((f"moves.{move.key}.not_by", key, False) for key in move.not_by)
        if move.due and move.due.after:
            yield f"moves.{move.key}.due.after", move.due.after, True
        for index, effect in enumerate(move.effects):
            if isinstance(effect, kinds.SetStanding | kinds.SetDay) and effect.since:
                yield f"moves.{move.key}.effects[{index}].since", effect.since, True
    for index, measure in enumerate(case.measures):
        yield f"measures[{index}].after", measure.after, True
        yield from ((f"measures[{index}].until", key, False) for key in measure.until)
    for where, _, guard in guards_of(case):
        yield from ((f"{where}.{name}", key, opening) for name, key, opening in _of_guard(guard))


def _of_guard(guard: kinds.Guard) -> Iterator[tuple[str, str, bool]]:
    match guard:
        case kinds.Waited():
            yield "after", guard.after, True
        case kinds.Done():
            yield from (("moves", key, False) for key in guard.moves)
        case kinds.Latest():
            yield from (("one_of", key, False) for key in guard.one_of)
            yield from (("of", key, False) for key in guard.of)
        case kinds.Counted() | kinds.AtMost() | kinds.EachOf():
            yield "move", guard.move, False
        case kinds.AnsweredOrSilent():
            yield from (("moves", key, False) for key in guard.moves)
            yield "after", guard.after, True
    if isinstance(guard, kinds.Done | kinds.Counted | kinds.Proved) and guard.since:
        yield "since", guard.since, True


CHECKS = (unknown, due, photos, numbers, area)
