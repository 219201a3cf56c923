"""A company makes a kind of case stricter: sooner, after a longer wait, with more people; never looser (DV-45)."""

from typing import Any

import pytest
from django.conf import settings as django
from pydantic import ValidationError

from tests.regimes.specs import case, pack
from tongxin.regimes.load import library
from tongxin.regimes.overlay import Overlay, apply, faults
from tongxin.regimes.schema.case import CaseSpec, Move

WHAT = {"key": "what", "title": "什么事", "type": "text", "required": True}
HOURS = {"key": "hours", "title": "学时", "type": "number"}
WHO = {"key": "who", "title": "请谁办", "type": "people", "fills": "helper"}
GUARDS = [
    {"check": "waited", "after": "opened", "span": {"workdays": 5}, "clause": "公示五个工作日"},
    {"check": "number_least", "any_of": {"hours": 24}},
    {"check": "how_many", "role": "helper", "least": 2, "most": 4},
]
ANSWER: dict[str, Any] = {
    "key": "answer", "title": "答复", "source": ["told"], "target": "closed", "by": {"posts": ["team_leader"]},
    "due": {"within": {"days": 30}, "after": "opened"}, "guards": GUARDS,
}  # fmt: skip
LOOK = {"key": "look", "title": "看看", "source": ["told"], "by": {"posts": ["team_leader"]}, "repeats": True}
STATES = {"told": {"title": "待办"}, "closed": {"title": "办结", "end": True}}


def wish(**given: Any) -> CaseSpec:
    return case(
        opening=[WHAT, HOURS, WHO],
        roles={"helper": {"title": "帮办人"}},
        states=STATES,
        moves=[ANSWER | given, LOOK],
    )


def overlay(move: str = "answer", **given: Any) -> Overlay:
    return Overlay.model_validate({"cases": {"wish": {"moves": {move: given}}}})


def said(move: str = "answer", **given: Any) -> list[str]:
    return faults(pack(cases=(wish(),)), overlay(move, **given))


def followed(**given: Any) -> Move:
    kind = apply(pack(cases=(wish(),)), overlay(**given)).case("wish")
    found = kind.move("answer") if kind else None
    assert found is not None
    return found


def test_sooner_after_a_longer_wait_and_with_more_is_taken() -> None:
    given: dict[str, Any] = {
        "within": {"days": 20}, "waits": {"opened": {"workdays": 7}}, "number_least": {"hours": 32}, "how_many": {"helper": 3},
    }  # fmt: skip

    assert said(**given) == []
    move = followed(**given)
    assert move.due is not None
    assert move.due.within is not None
    assert (move.due.within.days, move.due.after) == (20, "opened")
    waited, least, people = move.guards
    assert (waited.check, waited.check == "waited" and waited.span.workdays) == ("waited", 7)
    assert (least.check, least.check == "number_least" and least.any_of) == ("number_least", {"hours": 32})
    assert (people.check, people.check == "how_many" and (people.least, people.most)) == ("how_many", (3, 4))
    assert waited.clause == "公示五个工作日"


def test_what_is_left_out_stays_as_the_pack_says() -> None:
    assert said() == []
    assert followed() == Move.model_validate(ANSWER)
    assert apply(pack(cases=(wish(),)), Overlay()).case("wish") == wish()


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"within": {"days": 31}}, "期限原来 30 天，改后 31 天，只能更短"),
        ({"within": {"months": 1}}, "期限原来 30 天，改后 1 个月，单位不一样，比不出来，请用同样的单位写"),
        ({"move": "look", "within": {"days": 1}}, "这一步没有期限"),
        ({"waits": {"opened": {"workdays": 4}}}, "原来要等满 5 个工作日，改后 4 个工作日，只能更长"),
        ({"waits": {"opened": {"days": 9}}}, "要等的时间原来 5 个工作日，改后 9 天，单位不一样，比不出来，请用同样的单位写"),
        ({"waits": {"look": {"days": 9}}}, "这一步不用等“look”"),
        ({"number_least": {"hours": 23}}, "“学时”原来不少于 24，改后 23，只能更多"),
        ({"number_least": {"what": 3}}, "这一步不看“what”是多少"),
        ({"how_many": {"helper": 1}}, "帮办人原来至少 2 人，改后 1 人，只能更多"),
        ({"how_many": {"helper": 5}}, "帮办人最多 4 人，不能改成至少 5 人"),
        ({"how_many": {"opener": 5}}, "这一步不看“opener”有几人"),
        ({"within": {"days": 3}}, "要等满 5 个工作日，期限是 3 天，办不成"),
        ({"waits": {"opened": {"workdays": 40}}}, "要等满 40 个工作日，期限是 30 天，办不成"),
    ],
)  # fmt: skip
def test_what_is_looser_or_impossible_is_refused_with_the_article(given: dict[str, Any], fault: str) -> None:
    move = given.get("move", "answer")
    title = {"answer": "答复", "look": "看看"}[move]

    assert said(**given) == [f"“诉求”的“{title}”不能这样改：{fault}（《支部工作条例》第十二条）"]


def test_what_is_not_there_is_said() -> None:
    unknown = Overlay.model_validate({"cases": {"wishes": {"moves": {}}}})

    assert faults(pack(cases=(wish(),)), unknown) == ["制度里没有“wishes”这种流程，请从单子里选"]
    assert said("reply") == ["“诉求”没有“reply”这一步，请从单子里选"]
    with pytest.raises(ValidationError, match="Extra inputs"):
        overlay(target="closed")


def test_the_waits_of_the_party_are_only_made_longer() -> None:
    national = library(django.PACKS_DIR)["dangyuan-2026"]
    kind = national.case("development")
    assert kind is not None
    waits = [
        (move.key, guard.after, guard.span)
        for move in kind.moves
        for guard in move.guards
        if guard.check == "waited" and guard.span.count > 1
    ]
    assert waits != []
    for move, after, span in waits:
        shorter = {"waits": {after: {span.unit: span.count - 1}}}
        found = faults(
            national, Overlay.model_validate({"cases": {"development": {"moves": {move: shorter}}}})
        )
        assert len(found) == 1, (move, after)
        assert "只能更长" in found[0]
