"""What moves say of other moves, and what a move itself cannot keep."""

from collections.abc import Iterator

from tongxin.regimes.check.cases.found import OPENED, Found, guards_of
from tongxin.regimes.check.surroundings import Surroundings, known_names
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec, Move


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


# What looks at nothing but the case: else the program would not hear that its way is open.
INSIDE = (
    kinds.Waited | kinds.Spent | kinds.DayCome | kinds.DayWithin | kinds.Done | kinds.Latest | kinds.Counted
    | kinds.AtMost | kinds.Chosen | kinds.Filled | kinds.NumberLeast | kinds.NumberBetween | kinds.Listed
    | kinds.HowMany | kinds.Apart | kinds.EachOf | kinds.Among | kinds.AnsweredOrSilent | kinds.OneEach | kinds.Idle
)  # fmt: skip


def itself(case: CaseSpec, around: Surroundings) -> Found:
    """What the program does has a day and a way on, and asks nobody for anything."""
    for move in case.moves:
        if move.itself:
            yield from _alone(move)


def _alone(move: Move) -> Found:
    place, told = f"moves.{move.key}", "程序自己办的一步"
    if move.due is None:
        yield place, f"{told}，没有写哪天", "写 due"
    if not move.target:
        yield place, f"{told}，办了还在原处，会一直办下去", "写 target"
    if move.by.posts or move.by.roles or move.by.everybody:
        yield f"{place}.by", f"{told}，别人办不了", "写 by: {}，或去掉 itself"
    for field in move.fields:
        yield f"{place}.fields.{field.key}", f"{told}，没有人填", "不写这个字段，或去掉 itself"
    for index, guard in enumerate(move.guards):
        if not guard.branch:
            fault = f"{told}，拦下来没有人看得到"
            yield f"{place}.guards[{index}]", fault, "写 branch: true，说哪些事才走这一步"
        elif not isinstance(guard, INSIDE):
            fault = f"{told}，只看这件事里写下的"
            yield f"{place}.guards[{index}].check", fault, "换一个看字段、步骤或角色的条件"


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


CHECKS = (unknown, due, photos, numbers, area, itself)
