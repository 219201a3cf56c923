"""What the check finds in addresses, statistics, lists, notices and what a case waits for elsewhere."""

from typing import Any

import pytest

from tests.regimes.check.test_cases import ANSWER, KIND, WHAT, found, guarded, moves
from tests.regimes.specs import case

MONEY: dict[str, Any] = {"key": "cost", "title": "多少钱", "type": "number"}
STATISTICS: dict[str, Any] = {
    "level": "sort", "serious": ["pay"], "sort": "sort", "planned": "cost", "spent": "cost",
}  # fmt: skip


def stated(**given: Any) -> list[str]:
    return found(case(opening=[WHAT, KIND, MONEY], **given))


def test_what_is_sound_has_no_fault() -> None:
    assert stated(statistics=STATISTICS, measures=[{"earliest": "helped", "until": ["answer"]}]) == []
    assert (
        stated(
            addressed={
                "always": ["section_chief"],
                "also": {"field": "sort", "posts": {"pay": ["union_chair"]}},
            }
        )
        == []
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"statistics": {**STATISTICS, "level": "what"}}, "statistics：“什么事”填的不是单选"),
        ({"statistics": {**STATISTICS, "spent": "sort"}}, "statistics：“哪一类”填的不是数"),
        ({"statistics": {**STATISTICS, "told": ["nothing"]}}, "statistics.told：没有“nothing”这个字段"),
        ({"measures": [{"earliest": "helped", "until": ["nothing"]}]}, "measures[0].until：没有“nothing”这一步"),
        ({"measures": [{"earliest": "helped", "after": "no", "until": ["answer"]}]}, "measures[0].after：没有“no”这一步"),
        ({"addressed": {"also": {"field": "sort", "posts": {"joy": ["union_chair"]}}}}, "addressed.also.posts.joy：“哪一类”没有“joy”这一项"),
        ({"addressed": {"otherwise": ["cook"]}}, "addressed.otherwise：没有“cook”这个岗位"),
    ],
)  # fmt: skip
def test_names_exist_and_are_of_the_right_sort(given: dict[str, Any], said: str) -> None:
    assert [one for one in stated(**given) if one.startswith(said)] != [], stated(**given)


def test_a_list_is_asked_of_a_list_and_a_notice_goes_to_a_post() -> None:
    listed = guarded({"check": "listed", "field": "what"})
    settled = guarded({"check": "settled", "kind": "errand"})
    notice = case(moves=moves(answer={"effects": [{"do": "notify", "posts": ["cook"], "role": "owner"}]}))

    assert found(listed)[0].startswith(f"moves.{ANSWER['key']}.guards[0].field：“什么事”填的不是几条")
    assert found(settled)[0].startswith("moves.answer.guards[0].kind：这里不会派出“errand”")
    assert found(notice)[0].startswith("moves.answer.effects[0].posts：没有“cook”这个岗位")


@pytest.mark.parametrize(
    "bounds",
    [{}, {"whole": True}, {"whole": True, "smallest": 0}, {"whole": True, "smallest": 0, "largest": 601}],
)
def test_months_that_are_counted_with_are_a_number_that_can_be(bounds: dict[str, Any]) -> None:
    spent = {"check": "spent", "states": ["told"], "span": {"days": 1}, "months_field": "cost"}
    kind = {"moves": moves(answer={"guards": [spent]}), "opening": [WHAT, KIND, MONEY | bounds]}
    sound = {**kind, "opening": [WHAT, KIND, MONEY | {"whole": True, "smallest": 0, "largest": 600}]}

    assert found(case(**kind)) == [
        "moves.answer.guards[0].months_field：“多少钱”要当几个月来算，现在什么数都能填。"
        "应当：给 cost 写 whole: true、smallest: 0、largest: 600 以内"
    ]
    assert found(case(**sound)) == []


LAPSE: dict[str, Any] = {
    "key": "lapse", "title": "到期", "source": ["told"], "target": "closed", "itself": True, "due": {"within": {"days": 9}},
}  # fmt: skip
TO_PAY: dict[str, Any] = {"check": "chosen", "field": "sort", "one_of": ["pay"], "branch": True}


def lapsing(**given: Any) -> list[str]:
    own = {**LAPSE, "by": {}, **given}
    return stated(moves=[*moves(), {key: value for key, value in own.items() if value is not None}])


def test_what_the_program_does_by_itself_has_a_day_and_asks_nobody() -> None:
    assert lapsing(guards=[TO_PAY]) == []
    assert lapsing(due=None) == ["moves.lapse：程序自己办的一步，没有写哪天。应当：写 due"]
    assert lapsing(target="") == [
        "moves.lapse：程序自己办的一步，办了还在原处，会一直办下去。应当：写 target"
    ]
    assert lapsing(by={"roles": ["owner"]}) == [
        "moves.lapse.by：程序自己办的一步，别人办不了。应当：写 by: {}，或去掉 itself"
    ]
    assert lapsing(fields=[MONEY | {"key": "why"}]) == [
        "moves.lapse.fields.why：程序自己办的一步，没有人填。应当：不写这个字段，或去掉 itself"
    ]
    assert lapsing(guards=[TO_PAY | {"branch": False}]) == [
        "moves.lapse.guards[0]：程序自己办的一步，拦下来没有人看得到。应当：写 branch: true，说哪些事才走这一步"
    ]
    assert lapsing(guards=[{"check": "standing", "role": "opener", "one_of": ["full"], "branch": True}]) == [
        "moves.lapse.guards[0].check：程序自己办的一步，只看这件事里写下的。应当：换一个看字段、步骤或角色的条件"
    ]
