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
        if move.due and (move.due.within is None) == (not move.due.on_field):
            yield f"moves.{move.key}.due", "期限要写一种", "写 within 或 on_field，写一个"


def photos(case: CaseSpec, around: Surroundings) -> Found:
    for where, move, guard in guards_of(case):
        if isinstance(guard, kinds.Photos) and not move.files:
            yield where, "这一步不收文件，却要有照片", "给这一步写 files: true"


def numbers(case: CaseSpec, around: Surroundings) -> Found:
    for where, _, guard in guards_of(case):
        if isinstance(guard, kinds.HowMany) and guard.least > guard.most:
            yield where, f"至少 {guard.least} 人，最多 {guard.most} 人", "least 不大于 most"


def _named(case: CaseSpec) -> Iterator[tuple[str, str, bool]]:
    """Place and key of a move, and whether it may be the opening."""
    for move in case.moves:
        yield from ((f"moves.{move.key}.not_by", key, False) for key in move.not_by)
        if move.due and move.due.after:
            yield f"moves.{move.key}.due.after", move.due.after, True
        for index, effect in enumerate(move.effects):
            if isinstance(effect, kinds.SetStanding) and effect.since:
                yield f"moves.{move.key}.effects[{index}].since", effect.since, True
    for where, _, guard in guards_of(case):
        yield from ((f"{where}.{name}", key, opening) for name, key, opening in _of_guard(guard))


def _of_guard(guard: kinds.Guard) -> Iterator[tuple[str, str, bool]]:
    match guard:
        case kinds.Waited():
            yield "after", guard.after, True
        case kinds.Done():
            yield from (("moves", key, False) for key in guard.moves)
        case kinds.Counted() | kinds.AtMost():
            yield "move", guard.move, False
        case kinds.AnsweredOrSilent():
            yield from (("moves", key, False) for key in guard.moves)
            yield "after", guard.after, True
    if isinstance(guard, kinds.Done | kinds.Counted | kinds.Proved) and guard.since:
        yield "since", guard.since, True


CHECKS = (unknown, due, photos, numbers)
