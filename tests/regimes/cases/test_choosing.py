"""What keeps a choice of people from being made: who stands for it, what they hold, what a meeting found."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, SPEC, story, with_guard
from tongxin.kernel.proof import Answer, Proof
from tongxin.regimes.cases.guards import hindrance, known_before
from tongxin.regimes.cases.story import Around, Wish, told
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.guard import Span

NOW = moment(11, 20, 8)
ASSIGNED = ("assign", moment(11, 10, 8), 1)
ROLES = {"fixer": frozenset({2}), "watcher": frozenset({2, 4})}


def why(guard: kinds.Guarded, *, wish: Wish | None = None, around: Around = AROUND, **given: Any) -> str:
    told_so_far = story(ASSIGNED, spec=with_guard(guard), **given)
    return hindrance(guard, told_so_far, wish or Wish("fix", NOW, 2), around)  # type: ignore[arg-type]


def test_who_is_chosen_has_stood_for_it() -> None:
    guard = kinds.Among(check="among", role="fixer", other="watcher")

    assert why(guard, roles=ROLES) == ""
    assert why(guard, roles={**ROLES, "fixer": frozenset({2, 5})}) == "整改人要从监护人里选"


def test_who_takes_a_short_way_holds_the_post() -> None:
    guard = kinds.Holds(check="holds", role="fixer", posts=("team_leader",))
    held = replace(AROUND, held={2: frozenset({"team_leader", "union_group_leader"})})

    assert why(guard, around=held) == ""
    assert why(guard) == "整改人现在不担任要求的职务，走不了这一步"
    assert why(guard, around=held, roles={}) == "整改人现在不担任要求的职务，走不了这一步"


def test_there_is_a_result_for_each_promise() -> None:
    guard = kinds.OneEach(check="one_each", field="what", of="grade")
    said = "“等级”有 2 条，“什么问题”写了 1 条，要一条对一条"

    assert why(guard, data={"what": ["一"], "grade": ["甲", "乙"]}) == said
    assert why(guard, data={"what": ["一", "二"], "grade": ["甲", "乙"]}) == ""


@pytest.mark.parametrize(
    ("month", "day", "said"),
    [(5, 9, "2026-11-10 还有人办过，要满 6 个月没有动才行"), (5, 10, "")],
)
def test_what_nobody_touched_for_long_may_be_dropped(month: int, day: int, said: str) -> None:
    guard = kinds.Idle(check="idle", span=Span(months=6))
    later = moment(month, day).replace(year=2027)

    assert why(guard, wish=Wish("fix", later, 2)) == said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"skill": Answer("yes", "业务过硬", "是")}, ""),
        ({"skill": Answer("no", "业务过硬", "还不够")}, "“11月18日 支委会”里“业务过硬”是“还不够”"),
        ({}, "“11月18日 支委会”里有一项没有结论"),
    ],
)
def test_what_a_meeting_found_is_read_in_its_record(answers: dict[str, Answer], said: str) -> None:
    guard = kinds.Proved(check="proved", records=("study",), answers={"skill": ("yes",)})
    proof = Proof(5, "study", "11月18日 支委会", 1, date(2026, 11, 18), frozenset({2}), answers=answers)

    assert why(guard, wish=Wish("fix", NOW, 2, proof=proof)) == said


def test_whoever_makes_a_move_may_join_by_it_beside_the_others() -> None:
    move = SPEC.move("say")
    assert move is not None
    joining = move.model_copy(update={"joins": "watcher"})
    before = story(ASSIGNED, roles=ROLES)

    assert told(before, joining, Wish("say", NOW, 7)).in_role("watcher") == {2, 4, 7}
    assert told(before, joining, Wish("say", NOW, None)).in_role("watcher") == {2, 4}


def test_what_stands_before_the_form_is_said_before_it() -> None:
    assign, fix = SPEC.move("assign"), SPEC.move("fix")
    assert assign is not None
    assert fix is not None
    holds = kinds.Holds(check="holds", role="fixer", posts=("team_leader",))

    assert known_before(holds, fix)
    assert not known_before(holds, assign)
