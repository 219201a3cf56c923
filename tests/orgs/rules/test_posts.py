"""Who may be appointed, by table; the order of the questions is the order a person would ask them."""

from datetime import date
from typing import Any

import pytest

from tongxin.kernel.errors import Invalid, NotAllowed
from tongxin.orgs.rules.posts import Candidate, Wanted, check_appointment, post_of, usual_end
from tongxin.regimes.schema.post import PostSpec

LEADER = PostSpec(key="team_leader", title="班组长", line="administration", units=("team",))
SECRETARY = PostSpec(
    key="branch_secretary", title="支部书记", line="party", units=("branch",), needs="full", term_years=3
)
WATCHER = PostSpec(key="watcher", title="监督员", line="union", units=("team",), needs="member", per_unit=2)
DAY = date(2026, 11, 20)


def check(post: PostSpec = LEADER, by: int | None = 1, **given: Any) -> list[str]:
    person = {"person_id": 2, "standing": "", "full_since": None, "left": None, "holds_it": False}
    wanted = {
        "unit_id": 9, "unit_kind": post.units[0], "unit_starts": date(2020, 1, 1), "starts": DAY, "ends": None,
    }  # fmt: skip
    person |= {key: value for key, value in given.items() if key in person}
    wanted |= {key: value for key, value in given.items() if key not in person}
    found = check_appointment(Wanted(post=post, **wanted), Candidate(**person), by_id=by)
    return [one.rule for one in found]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"by": 2}, "不能给自己任命"),
        ({"unit_kind": "section"}, "没有班组长这个职务"),
        ({"ends": date(2026, 11, 19)}, "截止日期早于开始日期"),
        ({"substitute": True}, "代理要有截止日期"),
        ({"starts": date(2019, 12, 31)}, "还没有成立"),
        ({"left": date(2026, 11, 19)}, "已经离开"),
        ({"post": SECRETARY, "standing": "probationary"}, "要由正式党员担任"),
        ({"post": WATCHER, "standing": "activist"}, "要由党员担任"),
        ({"holds_it": True}, "已经担任"),
        ({"holders": ("赵建军",)}, "已经有人：赵建军"),
        ({"post": WATCHER, "standing": "full", "holders": ("甲", "乙")}, "已经有人：甲、乙"),
    ],
)
def test_what_a_post_refuses(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises((Invalid, NotAllowed), match=sentence):
        check(**given)


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({}, []),
        ({"left": DAY}, []),
        ({"post": WATCHER, "standing": "probationary", "holders": ("甲",)}, []),
        ({"substitute": True, "ends": DAY, "holders": ("赵建军",)}, []),
        ({"post": SECRETARY, "standing": "full", "full_since": date(2025, 11, 20)}, []),
        ({"post": SECRETARY, "standing": "full", "full_since": date(2025, 11, 21)}, ["BR-11"]),
    ],
)
def test_what_a_post_takes_and_what_to_mind(given: dict[str, Any], rules: list[str]) -> None:
    assert check(**given) == rules


def test_a_post_has_its_usual_term() -> None:
    assert usual_end(SECRETARY, DAY) == date(2029, 11, 19)
    assert usual_end(LEADER, DAY) is None
    with pytest.raises(Invalid, match="没有这个职务"):
        post_of({}, "king")
