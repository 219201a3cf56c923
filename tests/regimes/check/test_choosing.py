"""What the check finds in kinds that choose people, make things public, or open before a term ends."""

from typing import Any

import pytest

from tests.regimes.check.test_cases import DAY, SEALED, WHAT, found, guarded, moves
from tests.regimes.specs import case, pack, record
from tongxin.regimes.check import check_pack

STEPS: dict[str, Any] = {"key": "lines", "title": "几条", "type": "steps"}


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (
            {"check": "among", "role": "helper", "other": "runner"},
            "moves.answer.guards[0].other：没有“runner”这个角色。应当：写其中之一：",
        ),
        (
            {"check": "holds", "role": "helper", "posts": ["captain"]},
            "moves.answer.guards[0].posts：没有“captain”这个岗位。应当：写其中之一：",
        ),
        (
            {"check": "one_each", "field": "what", "of": "what"},
            "moves.answer.guards[0].field：“什么事”填的不是几条。应当：写一个 type: steps 的字段",
        ),
    ],
)
def test_what_a_guard_names_must_be_there(guard: dict[str, Any], said: str) -> None:
    assert any(one.startswith(said) for one in found(guarded(guard))), found(guarded(guard))


def test_whoever_makes_a_move_joins_a_role_that_is_there() -> None:
    joining = moves(answer={"joins": "runner"})

    assert any("moves.answer.joins：没有“runner”这个角色" in one for one in found(case(moves=joining)))
    assert found(case(moves=joining, roles={"runner": {"title": "报名的人"}})) == []


def test_a_case_about_its_opener_says_so_in_one_way() -> None:
    said = "about_opener：是提出人自己的事，又不写名字，或者另外定了是谁的事"

    assert found(case(about_opener=True, titled_by="", anonymous=False)) == []
    assert any(one.startswith(said) for one in found(case(about_opener=True, titled_by="what")))


def test_what_is_sealed_is_not_made_public() -> None:
    states = case().model_dump()["states"]
    states["answered"]["posted"] = True
    sealed = case(level="C3", anonymous=False, titled_by="", states=states, opening=[WHAT, SEALED])

    assert any(one.startswith("states.answered.posted：C3 的流程不能公开") for one in found(sealed))


def test_what_opens_before_a_term_ends_names_a_post_and_a_day() -> None:
    wrong = {"post": "captain", "span": {"months": 3}, "field": "what", "given": {"sort": "pay"}}
    said = found(case(before_term=[wrong]))

    assert any(one.startswith("before_term[0].post：没有“captain”这个岗位") for one in said)
    assert any(one.startswith("before_term[0].field：“什么事”填的不是日期") for one in said)
    assert any(one.startswith("before_term[0].given.sort：提出时没有“sort”这个字段") for one in said)
    right = {"post": "team_leader", "span": {"months": 3}, "field": "until"}
    other = right | {"post": "party_group_leader"}
    assert case(before_term=right).before_term == case(before_term=[right]).before_term
    assert case(before_term=None).before_term == ()
    assert found(case(before_term=[right, other], opening=[WHAT, DAY])) == []
    assert found(case(before_term=[right, other, right], opening=[WHAT, DAY])) == [
        "before_term[2].post：“team_leader”写过了。应当：一个岗位写一次"
    ]


def test_an_appointment_begins_on_a_day_of_the_case() -> None:
    effect = {"do": "appoint", "post": "team_leader", "starts_field": "what", "ends_field": "until"}
    kind = case(opening=[WHAT, DAY], moves=moves(answer={"effects": [effect]}))

    assert any("effects[0].starts_field：“什么事”填的不是日期" in one for one in found(kind))


def test_a_limit_is_for_people_and_lists() -> None:
    said = "opening.what：adds 只管选人的字段，most 管选人和分条写的"

    assert found(case(opening=[WHAT, STEPS | {"most": 5}])) == []
    assert any(one.startswith(said) for one in found(case(opening=[WHAT | {"most": 5}])))


def test_findings_are_choices_of_the_record() -> None:
    choice = {"key": "fit", "title": "能干", "type": "choice", "choices": [{"key": "good", "title": "能"}]}
    study = record(fields=[choice])

    def said(**answers: list[str]) -> list[str]:
        guard = {"check": "proved", "records": [study.key], "answers": answers}
        whole = pack(cases=(guarded(guard),), records=(study,))
        return [str(one) for one in check_pack(whole, {}) if ".answers." in str(one)]

    assert said(fit=["good"]) == []
    assert "没有“skill”这个单选" in said(skill=["good"])[0]
    assert "“能干”没有“bad”这一项" in said(fit=["bad"])[0]


def test_a_team_that_votes_says_by_which_rule_and_how_many_must_come() -> None:
    people = {"key": "who", "title": "推荐谁", "type": "people", "required": True}
    given: dict[str, Any] = {
        "fields": [people], "voted_on": "who", "voters": "everybody", "sittings": "one",
        "expected": "everybody", "steps": ["roll_call", "decisions"],
    }  # fmt: skip

    def said(**more: str) -> list[str]:
        return [
            str(one)
            for one in check_pack(pack(records=(record(**given, **more),)), {})
            if "voters" in str(one)
        ]

    assert said(vote="BR-43", quorum="two_thirds") == []
    assert "大家表决的会，没写按哪条规则，或者要到多少人" in said(vote="BR-43")[0]
