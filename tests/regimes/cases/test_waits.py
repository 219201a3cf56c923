"""Waits that add up, days that are counted, rounds that begin anew, posts that count only where they are held."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, CHIEF, FIXER, SPEC, story, with_guard
from tests.regimes.cases.test_guards import ASSIGNED, NOW, PROOF, why
from tongxin.kernel.errors import Invalid, NotAllowed
from tongxin.regimes.cases import dues, moving
from tongxin.regimes.cases.story import Wish, told
from tongxin.regimes.cases.waits import soonest
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec, Due, Move
from tongxin.regimes.schema.guard import Span


def changed(key: str, **given: Any) -> CaseSpec:
    moves = tuple(one.model_copy(update=given) if one.key == key else one for one in SPEC.moves)
    return SPEC.model_copy(update={"moves": moves})


def move_of(spec: CaseSpec, key: str) -> Move:
    found = spec.move(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("at", "said"),
    [
        # assigned for five days, back for six, assigned again on the 21st: twenty days are full on 6 December
        (moment(12, 5, 23), "“整改中”要满 20 天，最早 2026-12-06（第十二条）"),
        (moment(12, 6, 0), ""),
    ],
)
def test_time_in_a_state_adds_up_over_its_stays(at: datetime, said: str) -> None:
    guard = kinds.Spent(check="spent", states=("assigned",), span=Span(days=20), clause="第十二条")
    steps = (
        ASSIGNED,
        ("back", moment(11, 15, 8), 1),
        ("assign", moment(11, 21, 8), 1),
    )

    assert why(guard, *steps, wish=Wish("fix", at, 2)) == said


def test_months_spent_elsewhere_count_and_a_state_never_reached_is_told() -> None:
    guard = kinds.Spent(check="spent", states=("assigned",), span=Span(years=1), months_field="days")
    never = kinds.Spent(check="spent", states=("closed",), span=Span(days=1))

    assert why(guard, data={"days": 11}) == "“整改中”要满 1 年，最早 2026-12-10"
    assert why(guard, data={"days": 12}) == ""
    assert why(never) == "还没有到“已销号”"


def test_of_what_is_written_up_in_any_order_the_latest_counts() -> None:
    looks = story(ASSIGNED, ("look", moment(11, 19), 1), ("look", moment(11, 12), 1))

    assert (looks.moment("look"), looks.moment("look", first=True)) == (moment(11, 19), moment(11, 12))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "“期限”还没有定（第三十一条）"),
        ({"fix_by": "2026-11-21"}, "“期限”还没有到，最早 2026-11-21（第三十一条）"),
        ({"fix_by": "2026-11-20"}, ""),
    ],
)
def test_a_day_in_a_field_is_waited_for(data: dict[str, str], said: str) -> None:
    assert why(kinds.DayCome(check="day_come", field="fix_by", clause="第三十一条"), data=data) == said


def test_the_soonest_day_is_that_of_the_longest_wait() -> None:
    guards = (
        kinds.Waited(check="waited", after="assign", span=Span(days=3)),
        kinds.DayCome(check="day_come", field="fix_by"),
        kinds.Waited(check="waited", after="note", span=Span(days=90)),
    )
    spec = changed("fix", guards=guards)

    assert soonest(
        move_of(spec, "fix"), story(ASSIGNED, spec=spec, data={"fix_by": "2026-12-01"}), AROUND
    ) == (moment(12, 1))
    assert soonest(move_of(SPEC, "fix"), story(ASSIGNED), AROUND) is None


def test_one_of_several_is_enough_and_an_earlier_round_is_not() -> None:
    any_of = kinds.Done(check="done", moves=("note", "look"), any=True)
    this_stay = kinds.Done(check="done", moves=("look",), stay=True)
    earlier = (
        ASSIGNED,
        ("look", moment(11, 11), 1),
        ("back", moment(11, 12), 1),
        ("assign", moment(11, 13), 1),
    )

    assert why(any_of) == "还没有做“备案”或“巡查”"
    assert why(any_of, *earlier) == ""
    assert why(this_stay, *earlier) == "还没有做“巡查”"
    assert why(this_stay, *earlier, ("look", moment(11, 14), 1)) == ""


def test_a_field_is_asked_only_where_something_was_chosen_and_a_number_keeps_its_bounds() -> None:
    filled = kinds.Filled(check="filled", fields=("what",), when={"grade": "big"})
    between = kinds.NumberBetween(check="number_between", field="days", least=6, most=12)

    assert why(filled, data={"grade": "small"}) == ""
    assert why(filled, data={"grade": "big"}) == "还没有填“什么问题”"
    assert [why(between, data={"days": days}) for days in (5, 6, 12)] == [
        "“天数”要在 6 到 12 之间，现在是 5", "", "",
    ]  # fmt: skip
    assert why(between, data={"days": 13}) == "“天数”要在 6 到 12 之间，现在是 13"
    assert why(between) == "“天数”还没有填"


def test_a_step_is_of_the_day_of_its_meeting() -> None:
    guard = kinds.Proved(check="proved", records=("meeting",), same_day=True)

    assert why(guard, wish=Wish("fix", NOW, 2, proof=PROOF)) == (
        "这一步算开会那天的：“11月18日 党员大会”是 2026-11-18 开的，日期填那一天"
    )
    assert why(guard, wish=Wish("fix", moment(11, 18, 12), 2, proof=PROOF)) == ""


def test_a_day_follows_from_a_move_or_from_another_day_and_is_counted_once() -> None:
    year = kinds.SetDay(do="set_day", field="fix_by", since="assign", span=Span(years=1))
    months = kinds.SetDay(do="set_day", field="fix_by", from_field="fix_by", months_field="days")
    first = changed("look", effects=(year,))
    second = changed("look", effects=(months,))
    wish = Wish("look", NOW, 1)

    after = told(story(ASSIGNED, spec=first), move_of(first, "look"), wish)
    assert after.data["fix_by"] == "2027-11-10"
    again = replace(after, spec=second, data={**after.data, "fix_by": "2027-08-31", "days": 6})
    assert told(again, move_of(second, "look"), wish).data["fix_by"] == "2028-02-29"


def test_a_due_day_may_lie_after_the_day_in_a_field_and_special_cases_have_longer() -> None:
    due = Due(on_field="fix_by", within=Span(months=1), at_most=Span(months=6), late="reason")
    spec = changed("fix", due=due)
    told_so = story(ASSIGNED, spec=spec, data={"fix_by": "2026-08-31"})
    move = move_of(spec, "fix")

    assert dues.due_at(move, told_so, AROUND) == moment(9, 30, 23, 59)
    with pytest.raises(Invalid) as late:
        moving.check_move(told_so, Wish("fix", NOW, 2), FIXER, AROUND)
    assert late.value.fields == {
        "late_reason": "2026-09-30 到期，已经晚了（特殊情况最晚 2027-02-28），请写晚的原因"
    }


def test_a_post_counts_only_where_it_is_held() -> None:
    by = move_of(SPEC, "assign").by.model_copy(update={"held_at": ("committee",)})
    spec = changed("assign", by=by, clause="第二十四条")
    wish = Wish("assign", NOW, 1, {"fixer": [2]})
    here = replace(CHIEF, held_at={"section_chief": frozenset({"committee"})})
    elsewhere = replace(CHIEF, held_at={"section_chief": frozenset({"general_branch"})})

    assert moving.check_move(story(spec=spec), wish, here, AROUND).key == "assign"
    with pytest.raises(NotAllowed, match="“派单”只能由党委办，您的任职不在那里（第二十四条）"):
        moving.check_move(story(spec=spec), wish, elsewhere, AROUND)


def test_what_is_asked_in_the_form_is_not_known_before() -> None:
    spec = with_guard(kinds.NumberBetween(check="number_between", field="days", least=1, most=2), of="assign")

    assert moving.offered(story(spec=spec), CHIEF, AROUND, at=NOW)[0].hindrances == ()


def test_a_new_limit_holds_for_nothing_that_was_before_it() -> None:
    def due(day: int) -> datetime | None:
        limit = Due(within=Span(months=1), after="assign", from_day=date(2026, 11, day))
        spec = changed("fix", due=limit)
        return dues.due_at(move_of(spec, "fix"), story(ASSIGNED, spec=spec), AROUND)

    assert (due(10), due(11)) == (moment(12, 10, 23, 59), None)
