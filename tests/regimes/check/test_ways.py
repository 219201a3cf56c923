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
