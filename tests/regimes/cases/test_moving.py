"""Which moves a person may make, and whether one may be made as it is wished."""

from datetime import datetime
from typing import Any

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, CHIEF, FIXER, SPEC, STRANGER, story, with_guard
from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.regimes.cases.guards import CHECKS
from tongxin.regimes.cases.moving import check_move, check_order, offered
from tongxin.regimes.cases.story import Story, Who, Wish, told
from tongxin.regimes.schema.guard import Done

NOW = moment(11, 20, 8)
ASSIGNED = ("assign", moment(11, 10, 8), 1)
GIVEN = {"fixer": [2], "fix_by": "2026-11-25"}


def names(who: Who, at: Story) -> list[str]:
    return [one.move.key for one in offered(at, who, AROUND, at=NOW)]


def test_each_is_offered_what_the_pack_gives_them() -> None:
    reported, assigned = story(), story(ASSIGNED)

    assert (names(CHIEF, reported), names(FIXER, reported)) == (["assign"], [])
    assert names(CHIEF, assigned) == ["look", "say", "note"]
    assert names(FIXER, assigned) == ["look", "say", "fix"]
    assert names(STRANGER, assigned) == ["look"]
    assert names(Who(with_code=True), assigned) == ["back"]
    assert names(Who(), assigned) == []


def test_what_is_in_the_way_is_told_beside_the_offer() -> None:
    one = offered(story(ASSIGNED), Who(with_code=True), AROUND, at=NOW)[0]

    assert (one.hindrances, one.due_at) == (("还没有做“备案”（第三条）",), None)


def test_what_stays_is_made_once_or_once_by_each() -> None:
    said = story(ASSIGNED, ("note", NOW, 1), ("say", NOW, 1), ("look", NOW, 1))

    assert (names(CHIEF, said), names(FIXER, said)) == (["look"], ["look", "say", "fix"])
    assert names(CHIEF, story(("assign", NOW, 1), ("note", NOW, 1), ("back", NOW, 3), ASSIGNED)) == [
        "look",
        "say",
        "note",
    ]


@pytest.mark.parametrize(
    ("who", "wish", "at", "kind", "sentence"),
    [
        (CHIEF, Wish("fix", NOW, 1), story(), Refused, "现在是“待核实”，不能“报完工”，请刷新后再看"),
        (CHIEF, Wish("fly", NOW, 1), story(), Refused, "现在是“待核实”，不能这样办，请刷新后再看"),
        (FIXER, Wish("assign", NOW, 2), story(), NotAllowed, "“派单”不由您来办"),
        (CHIEF, Wish("assign", NOW, 1), story(), Invalid, "有几处要填"),
        (CHIEF, Wish("note", NOW, 1), story(ASSIGNED, ("note", NOW, 1)), Refused, "“备案”已经办过了"),
        (
            FIXER,
            Wish("fix", NOW, 2),
            story(("assign", NOW, 2)),
            NotAllowed,
            "“派单”是您办的，“报完工”要由另一个人来办",
        ),
        (
            FIXER,
            Wish("fix", NOW, 2),
            story(ASSIGNED, roles={"fixer": frozenset({2}), "watcher": frozenset({2})}),
            NotAllowed,
            "监护人不能办“报完工”，要由另一个人来办",
        ),
        (
            Who(person=3),
            Wish("back", NOW, 3),
            story(ASSIGNED),
            Refused,
            "还没有做“备案”（第三条）",
        ),
    ],
)
def test_what_is_refused_and_in_which_words(
    who: Who, wish: Wish, at: Story, kind: type[Refused], sentence: str
) -> None:
    with pytest.raises(kind) as refused:
        check_move(at, wish, who, AROUND)

    assert refused.value.message == sentence


def test_the_subject_is_called_by_that_name() -> None:
    moves = [
        move.model_copy(update={"not_roles": ("subject",)}) if move.key == "look" else move
        for move in SPEC.moves
    ]
    at = story(
        ASSIGNED, spec=SPEC.model_copy(update={"moves": tuple(moves)}), roles={"subject": frozenset({9})}
    )

    with pytest.raises(NotAllowed, match="本人不能办“巡查”"):
        check_move(at, Wish("look", NOW, 9), STRANGER, AROUND)


def test_a_move_that_may_be_made_is_given_back() -> None:
    assert check_move(story(), Wish("assign", NOW, 1, GIVEN), CHIEF, AROUND).key == "assign"


def test_a_guard_sees_who_came_by_what_beside_what_the_move_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Story] = []
    monkeypatch.setitem(CHECKS, "done", lambda one, at, wish, around: seen.append(at) or "")
    came_by = {"fixer": {2: "team_leader"}}
    at = story(spec=with_guard(Done(check="done", moves=["note"]), of="assign"), came_by=came_by, case_id=7)

    check_move(at, Wish("assign", NOW, 1, {**GIVEN, "fixer": [5]}), CHIEF, AROUND)

    assert [(one.came_by, one.case_id, one.state) for one in seen] == [(came_by, 7, "reported")]
    assert [one.in_role("fixer") for one in seen] == [frozenset({5})]


@pytest.mark.parametrize(
    ("at", "reason", "late"),
    [
        (moment(11, 25, 23), "", False),
        (moment(11, 26, 0), "", True),
        (moment(11, 26, 0), " ", True),
        (moment(11, 26, 0), "等配件", False),
    ],
)
def test_what_is_late_needs_a_reason(at: datetime, reason: str, late: bool) -> None:
    told_so = story(ASSIGNED, data={"fix_by": "2026-11-25"})
    wish = Wish("fix", at, 2, late_reason=reason)

    if late:
        with pytest.raises(Invalid) as refused:
            check_move(told_so, wish, FIXER, AROUND)
        assert refused.value.fields == {"late_reason": "2026-11-25 到期，已经晚了，请写晚的原因"}
    else:
        assert check_move(told_so, wish, FIXER, AROUND).key == "fix"


def test_the_story_after_a_move() -> None:
    move = SPEC.move("assign")
    assert move is not None

    after = told(story(), move, Wish("assign", NOW, 1, {**GIVEN, "grade": "big"}))

    assert (after.state, after.state_since, after.steps[-1].by) == ("assigned", NOW, 1)
    assert (after.data["grade"], after.in_role("fixer"), after.in_role("nobody")) == (
        "big",
        frozenset({2}),
        frozenset(),
    )


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        (moment(11, 9, 8), "上一步是 2026-11-10 办的，不能比它早"),
        (moment(11, 10, 7), None),
        (moment(11, 21, 8), "不能填以后的日子"),
    ],
)
def test_what_is_written_up_later_keeps_its_order(at: datetime, wrong: Any) -> None:
    if wrong is None:
        check_order(story(ASSIGNED), at, NOW)
        return
    with pytest.raises(Invalid) as refused:
        check_order(story(ASSIGNED), at, NOW)
    assert refused.value.fields == {"happened_on": wrong}
