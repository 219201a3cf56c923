"""What the check finds in moves by which somebody leaves, or a round begins anew."""

from typing import Any

import pytest

from tests.regimes.check.test_cases import HELPER, ROLES, WHAT, found, moves
from tests.regimes.specs import case

LEAVE: dict[str, Any] = {
    "key": "leave", "title": "我退出", "source": ["told"], "by": {"roles": ["helper"]}, "leaves": ["helper"],
}  # fmt: skip


def leaving(given: dict[str, Any], **kind: Any) -> list[str]:
    roles = {"helper": {"title": "帮办人"}}
    return found(case(opening=[WHAT, HELPER], roles=roles, moves=[*moves(), LEAVE | given], **kind))


def test_who_is_in_the_role_may_leave_it_and_a_round_may_clear_it() -> None:
    assert leaving({}) == []
    assert leaving({"leaves": [], "clears": ["helper"], "target": "answered"}) == []


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"by": {"posts": ["team_leader"]}}, {}, "leaves：办这一步的不在“帮办人”里，退不出。应当：by.roles 里写 helper"),
        ({"joins": "helper"}, {}, "leaves：这一步又进又退“帮办人”。应当：joins 和 leaves 不写同一个角色"),
        ({"leaves": ["opener"], "by": {"roles": ["opener"]}}, {}, "leaves：“提出人”退不出去。应当：换一个角色，或写一步到结束的状态"),
        ({"leaves": [], "clears": ["climbed"]}, {}, "clears：“上报到的人”退不出去。应当：换一个角色，或写一步到结束的状态"),
        ({}, {"titled_by": "who"}, "leaves：标题上写着“帮办人”的名字，退出了还在。应当：titled_by 换一个字段，或写一步到结束的状态"),
        ({"leaves": [], "clears": ["helper"], "joins": "helper"}, {}, "clears：这一步又定又清“帮办人”。应当：fills 本来就换人，不用再写 clears"),
        ({"leaves": [], "clears": ["helper"], "fields": [HELPER]}, {}, "clears：这一步又定又清“帮办人”。应当：fills 本来就换人，不用再写 clears"),
        ({"clears": ["joker"]}, {}, f"clears：没有“joker”这个角色。应当：{ROLES}，或写进 roles"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(given: dict[str, Any], kind: dict[str, Any], said: str) -> None:
    assert leaving(given, **kind) == [f"moves.leave.{said}"]


def test_whose_own_case_it_is_cannot_leave_it() -> None:
    own = {"about_opener": True, "titled_by": ""}

    assert leaving({"leaves": ["subject"], "by": {"roles": ["subject"]}}, **own) == [
        "moves.leave.leaves：“本人”退不出去。应当：换一个角色，或写一步到结束的状态"
    ]
