"""A company's own changes to a kind of case (DV-45): sooner, after a longer wait, with more; never the other way."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import Field

from tongxin.kernel.workdays import Calendar
from tongxin.regimes.cases.spans import ends_at, in_words, over_from
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.base import Key, Spec
from tongxin.regimes.schema.case import CaseSpec, Move
from tongxin.regimes.schema.guard import Guard, Span

A_MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


class MoveChange(Spec):
    """What is left out stays as the pack says. `within`: a shorter deadline. `waits`: a longer wait after each
    move. `number_least`: more of a field. `how_many`: more people in a role."""

    within: Span | None = None
    waits: dict[Key, Span] = {}
    number_least: dict[Key, int] = {}
    how_many: dict[Key, int] = {}


class CaseChange(Spec):
    """Keys of moves with what the company changes."""

    moves: dict[Key, MoveChange] = Field(default={})


def changed_case(case: CaseSpec, change: CaseChange | None) -> CaseSpec:
    if change is None:
        return case
    moves = (_changed_move(move, change.moves.get(move.key, MoveChange())) for move in case.moves)
    return case.model_copy(update={"moves": tuple(moves)})


def case_faults(case: CaseSpec, change: CaseChange) -> Iterator[str]:
    """Why the kind cannot be changed so, each with the step and its article."""
    for key, one in change.moves.items():
        move = case.move(key)
        if move is None:
            yield f"“{case.title}”没有“{key}”这一步，请从单子里选"
            continue
        looser = [*_sooner(move, one), *_longer(move, one), *_more(case, move, one)]
        for fault in looser or _impossible(_changed_move(move, one)):
            article = f"《{case.basis.document}》{move.clause or case.basis.clause}"
            yield f"“{case.title}”的“{move.title}”不能这样改：{fault}（{article}）"


def _changed_move(move: Move, change: MoveChange) -> Move:
    guards = tuple(_changed_guard(guard, change) for guard in move.guards)
    due = move.due.model_copy(update={"within": change.within}) if move.due and change.within else move.due
    return move.model_copy(update={"guards": guards, "due": due})


def _changed_guard(guard: Guard, change: MoveChange) -> Guard:
    match guard:
        case kinds.Waited() if guard.after in change.waits:
            return guard.model_copy(update={"span": change.waits[guard.after]})
        case kinds.NumberLeast():
            more = {key: change.number_least.get(key, least) for key, least in guard.any_of.items()}
            return guard.model_copy(update={"any_of": more})
        case kinds.HowMany() if guard.role in change.how_many:
            return guard.model_copy(update={"least": change.how_many[guard.role]})
    return guard


def _sooner(move: Move, change: MoveChange) -> Iterator[str]:
    if change.within is None:
        return
    before = move.due.within if move.due else None
    if before is None:
        yield "这一步没有期限"
    elif before.unit != change.within.unit:
        yield _unlike("期限", before, change.within)
    elif change.within.count > before.count:
        yield f"期限原来 {in_words(before)}，改后 {in_words(change.within)}，只能更短"


def _longer(move: Move, change: MoveChange) -> Iterator[str]:
    waited = [guard for guard in move.guards if isinstance(guard, kinds.Waited)]
    for after, span in change.waits.items():
        before = [guard.span for guard in waited if guard.after == after]
        if not before:
            yield f"这一步不用等“{after}”"
        for one in before:
            if one.unit != span.unit:
                yield _unlike("要等的时间", one, span)
            elif span.count < one.count:
                yield f"原来要等满 {in_words(one)}，改后 {in_words(span)}，只能更长"


def _unlike(what: str, before: Span, after: Span) -> str:
    return f"{what}原来 {in_words(before)}，改后 {in_words(after)}，单位不一样，比不出来，请用同样的单位写"


def _more(case: CaseSpec, move: Move, change: MoveChange) -> Iterator[str]:
    asked = [guard for guard in move.guards if isinstance(guard, kinds.NumberLeast)]
    for key, number in change.number_least.items():
        before = [guard.any_of[key] for guard in asked if key in guard.any_of]
        if not before:
            yield f"这一步不看“{key}”是多少"
        elif number < max(before):
            yield f"“{case.fields[key].title}”原来不少于 {max(before)}，改后 {number}，只能更多"
    for role, number in change.how_many.items():
        guards = [one for one in move.guards if isinstance(one, kinds.HowMany) and one.role == role]
        if not guards:
            yield f"这一步不看“{role}”有几人"
        for one in guards:
            yield from _people(case.role_title(role), one, number)


def _people(title: str, one: kinds.HowMany, number: int) -> Iterator[str]:
    if number < one.least:
        yield f"{title}原来至少 {one.least} 人，改后 {number} 人，只能更多"
    elif number > one.most:
        yield f"{title}最多 {one.most} 人，不能改成至少 {number} 人"


def _impossible(move: Move) -> Iterator[str]:
    """What must wait for longer than it has time is never done in time."""
    due, calendar = move.due, Calendar({})
    for guard in move.guards:
        if (
            not isinstance(guard, kinds.Waited)
            or due is None
            or due.within is None
            or due.after != guard.after
        ):
            continue
        if over_from(A_MONDAY, guard.span, calendar) > ends_at(A_MONDAY, due.within, calendar):
            yield f"要等满 {in_words(guard.span)}，期限是 {in_words(due.within)}，办不成"
