"""What keeps a move from being made, and in which words."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, CALENDAR, SPEC, story, with_guard
from tongxin.kernel.proof import Proof, Vote
from tongxin.regimes.cases.guards import hindrance, known_before
from tongxin.regimes.cases.story import Around, Wish
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.guard import Span

NOW = moment(11, 20, 8)
ASSIGNED = ("assign", moment(11, 10, 8), 1)
FIX = SPEC.move("fix")
PROOF = Proof(
    5, "meeting", "11月18日 党员大会", 1, date(2026, 11, 18), frozenset({2}),
    {2: Vote("BR-41", True, "过半数，通过"), 4: Vote("BR-41", False, "没过半数"), 6: Vote("BR-43", True, "当选")},
)  # fmt: skip


def why(
    guard: kinds.Guarded, *steps: Any, wish: Wish | None = None, around: Around = AROUND, **given: Any
) -> str:
    told = story(*(steps or (ASSIGNED,)), spec=with_guard(guard), **given)
    return hindrance(guard, told, wish or Wish("fix", NOW, 2), around)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (moment(11, 9, 23), "离“派单”要满 1 个月，最早 2026-12-10（第五条）"),
        (moment(12, 9, 23, 59), "离“派单”要满 1 个月，最早 2026-12-10（第五条）"),
        (moment(12, 10, 0), ""),
    ],
)
def test_a_wait_is_told_with_its_first_day_and_article(at: datetime, said: str) -> None:
    guard = kinds.Waited(check="waited", after="assign", span=Span(months=1), clause="第五条")

    assert why(guard, wish=Wish("fix", at, 2)) == said


def test_a_wait_for_what_was_not_done_and_one_of_hours() -> None:
    missing = kinds.Waited(check="waited", after="note", span=Span(days=1))
    hours = kinds.Waited(check="waited", after="opened", span=Span(hours=500))

    assert why(missing) == "要先做“备案”"
    assert why(hours) == "离提出要满 500 小时，最早 11-23 04:00"


def test_a_wait_from_the_first_time_and_from_the_last() -> None:
    looks = (ASSIGNED, ("look", moment(11, 11, 8), 1), ("look", moment(11, 19, 8), 1))
    last = kinds.Waited(check="waited", after="look", span=Span(days=5))

    assert why(last, *looks) == "离“巡查”要满 5 天，最早 2026-11-24"
    assert why(last.model_copy(update={"first": True}), *looks) == ""


def test_what_must_be_done_before() -> None:
    guard = kinds.Done(check="done", moves=("note", "look"))
    since = kinds.Done(check="done", moves=("look",), since="note")
    looked = ("look", moment(11, 11, 8), 1)
    noted = ("note", moment(11, 12, 8), 1)

    assert why(guard, ASSIGNED, looked) == "还没有做“备案”"
    assert why(guard, ASSIGNED, looked, noted) == ""
    assert why(since, ASSIGNED, looked, noted) == "还没有做“巡查”"
    assert why(since, ASSIGNED, looked) == "还没有做“巡查”"


def test_what_was_made_before_at_the_same_moment_is_before_all_the_same() -> None:
    since = kinds.Done(check="done", moves=("look",), since="note")
    looked, noted = ("look", moment(11, 11, 12), 1), ("note", moment(11, 11, 12), 1)

    assert why(since, ASSIGNED, noted, looked) == ""
    assert why(since, ASSIGNED, noted, looked, noted) == "还没有做“巡查”"


def test_each_of_a_role_makes_the_move_themselves() -> None:
    guard = kinds.EachOf(check="each_of", role="fixer", move="say")
    roles = {"fixer": frozenset({2, 4})}
    first, second = ("say", moment(11, 11, 8), 2), ("say", moment(11, 12, 8), 4)

    assert why(guard, ASSIGNED, first, roles=roles) == "整改人里还有 1 人没有办“表态”"
    assert why(guard, ASSIGNED, first, second, roles=roles) == ""


def test_how_often_and_by_how_many_people() -> None:
    says = [("say", moment(11, 11, 8), 4), ("say", moment(11, 12, 8), 4)]
    times = kinds.Counted(check="counted", move="say", at_least=2)
    people = times.model_copy(update={"people": True})
    most = kinds.AtMost(check="at_most", move="say", times=2)

    assert (why(times, ASSIGNED, *says), why(people, ASSIGNED, *says)) == (
        "",
        "“表态”要有 2 个不同的人，现在 1 个不同的人",
    )
    assert why(times, ASSIGNED) == "“表态”要有 2 次，现在 0 次"
    assert (why(most, ASSIGNED, *says), why(most, ASSIGNED, says[0])) == ("“表态”最多 2 次，已经 2 次", "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"grade": "small"}, ""),
        ({"grade": "big"}, "“等级”要是一般，现在是重大"),
        ({}, "“等级”还没有填"),
    ],
)
def test_which_choice_a_field_must_hold(data: dict[str, Any], said: str) -> None:
    assert why(kinds.Chosen(check="chosen", field="grade", one_of=("small",)), data=data) == said


def test_which_fields_must_be_filled() -> None:
    guard = kinds.Filled(check="filled", fields=("grade", "days"))

    assert why(guard, data={"grade": "small", "days": 0}) == ""
    assert why(guard, data={"grade": ""}) == "还没有填“等级”、“天数”"


def test_any_number_may_suffice() -> None:
    guard = kinds.NumberLeast(check="number_least", any_of={"days": 3, "hours": 24})

    assert (why(guard, data={"days": 3}), why(guard, data={"hours": "24.5"})) == ("", "")
    assert why(guard, data={"days": 2, "hours": 23}) == "不够：要“天数”不少于 3，或者“学时”不少于 24"


@pytest.mark.parametrize(
    ("people", "said"),
    [({2}, "整改人要 2 人，现在 1 人"), ({2, 4}, ""), ({2, 4, 5}, "整改人最多 2 人，选了 3 人")],
)
def test_how_many_people_are_in_a_role(people: set[int], said: str) -> None:
    guard = kinds.HowMany(check="how_many", role="fixer", least=2, most=2)

    assert why(guard, roles={"fixer": frozenset(people)}) == said


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ({2: ("full", False)}, ""),
        ({2: ("probationary", False)}, "整改人要是正式党员"),
        ({}, "整改人要是正式党员"),
        ({2: ("full", True)}, "整改人里有人党员权利还没有恢复，不能担任"),
    ],
)
def test_which_standing_a_role_needs(standing: dict[int, tuple[str, bool]], said: str) -> None:
    guard = kinds.HasStanding(check="standing", role="fixer", one_of=("full",))

    assert why(guard, around=Around(CALENDAR, standing)) == said


def test_two_roles_for_two_people() -> None:
    guard = kinds.Apart(check="apart", role="fixer", other="watcher")

    assert (
        why(guard, roles={"fixer": frozenset({2}), "watcher": frozenset({2, 3})})
        == "整改人和监护人不能是同一个人"
    )
    assert why(guard, roles={"fixer": frozenset({2}), "watcher": frozenset({3})}) == ""


def test_files_must_come() -> None:
    guard = kinds.Photos(check="photos")

    assert (why(guard), why(guard, wish=Wish("fix", NOW, 2, files=1))) == ("要附 1 张照片或文件", "")


@pytest.mark.parametrize(
    ("given", "proof", "people", "said"),
    [
        ({}, None, {2}, "要选一份已经写完的会议记录作依据；还没有开的先开会、写完记录"),
        (
            {},
            replace(PROOF, kind="other"),
            {2},
            "要选一份已经写完的会议记录作依据；还没有开的先开会、写完记录",
        ),
        ({}, PROOF, {2}, ""),
        ({}, PROOF, {7}, "“11月18日 党员大会”里没有整改人"),
        ({"role": ""}, PROOF, {7}, ""),
        ({"since": "assign"}, PROOF, {2}, ""),
        (
            {"since": "assign"},
            replace(PROOF, held_on=date(2026, 11, 9)),
            {2},
            "“11月18日 党员大会”在“派单”以前开的，要以后的会",
        ),
        ({}, replace(PROOF, held_on=date(2026, 11, 21)), {2}, "“11月18日 党员大会”在这一步之后开的"),
        ({"vote": "BR-41"}, PROOF, {2}, ""),
        ({"vote": "BR-41"}, PROOF, {4}, "“11月18日 党员大会”的表决没有通过：没过半数"),
        ({"vote": "BR-41", "passed": False}, PROOF, {2}, "“11月18日 党员大会”的表决通过了：过半数，通过"),
        ({"vote": "BR-41"}, PROOF, {6}, "“11月18日 党员大会”不是按 BR-41 表决的"),
        ({"vote": "BR-41"}, PROOF, {8}, "“11月18日 党员大会”没有对这个人表决"),
    ],
)
def test_a_vote_comes_from_a_held_meeting_and_nowhere_else(
    given: dict[str, Any], proof: Proof | None, people: set[int], said: str
) -> None:
    guard = kinds.Proved(**{"check": "proved", "records": ("meeting",), "role": "fixer", **given})

    assert why(guard, wish=Wish("fix", NOW, 2, proof=proof), roles={"fixer": frozenset(people)}) == said


@pytest.mark.parametrize(
    ("steps", "at", "said"),
    [
        ((), NOW, "要先做“派单”"),
        ((ASSIGNED,), moment(11, 11, 7), "还在等“表态”、“备案”，11-11 08:00 还不答复就可以往下办"),
        ((ASSIGNED,), moment(11, 11, 8), ""),
        ((ASSIGNED, ("say", moment(11, 10, 9), 4), ("note", moment(11, 10, 9), 1)), moment(11, 10, 10), ""),
    ],
)
def test_whoever_is_asked_answers_or_is_silent_for_a_time(steps: Any, at: datetime, said: str) -> None:
    guard = kinds.AnsweredOrSilent(
        check="answered_or_silent", moves=("say", "note"), after="assign", span=Span(hours=24)
    )
    told = story(*steps, spec=with_guard(guard))

    assert hindrance(guard, told, Wish("fix", at, 2), AROUND) == said


@pytest.mark.parametrize(
    ("guard", "of", "known"),
    [
        (kinds.Done(check="done", moves=("note",)), "fix", True),
        (kinds.Photos(check="photos"), "fix", False),
        (kinds.Proved(check="proved", records=("meeting",)), "fix", False),
        (kinds.Chosen(check="chosen", field="grade", one_of=("small",)), "assign", False),
        (kinds.Chosen(check="chosen", field="grade", one_of=("small",)), "fix", True),
        (kinds.Filled(check="filled", fields=("days",)), "assign", False),
        (kinds.NumberLeast(check="number_least", any_of={"days": 1}), "assign", False),
        (kinds.HowMany(check="how_many", role="fixer"), "assign", False),
        (kinds.HasStanding(check="standing", role="fixer", one_of=("full",)), "fix", True),
        (kinds.Apart(check="apart", role="watcher", other="fixer"), "assign", False),
    ],
)
def test_what_can_be_told_before_the_form_is_filled(guard: kinds.Guard, of: str, known: bool) -> None:
    move = SPEC.move(of)
    assert move is not None

    assert known_before(guard, move) is known
