"""What a handover leaves open, and who may refuse for what."""

import pytest

from tests.clock import moment
from tongxin.records.handover.rules import check_refusal, held_at, may_open, open_points, refusal_task

ENDS = moment(11, 20, 16)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (moment(11, 20, 13, 59), "还没到交班的时候，下班前 2 小时内再交"),
        (moment(11, 20, 14), ""),
        (moment(11, 27, 16), ""),
        (moment(11, 27, 16, 1), "只能补记最近 7 天的交接班"),
    ],
)
def test_a_shift_is_handed_over_around_its_end(at, refusal) -> None:
    assert may_open(ends_at=ENDS, at=at) == refusal
    assert held_at(ends_at=ENDS, at=at) == min(at, ENDS)


def test_what_is_open_is_a_line_each_and_what_is_in_order_is_none() -> None:
    data = {"unsolved": ["剩 12 架"], "hazards": [], "watch": ["顶板"], "equipment": "设备正常"}

    assert open_points(data) == ["剩 12 架", "顶板"]
    assert open_points({**data, "equipment": "3 号泵漏液"}) == ["剩 12 架", "顶板", "3 号泵漏液"]
    assert open_points({}) == []


def test_the_chief_reads_what_to_settle_and_nothing_about_health() -> None:
    unclear = refusal_task("采煤一班", "早班", "unclear", ["设备状况"])

    assert unclear == "采煤一班早班没有交成班：没交清楚（设备状况）。请到现场定"
    assert refusal_task("采煤一班", "早班", "drunk", []) == (
        "采煤一班早班没有交成班：接班人今天不能接。请另派人接班"
    )
    assert refusal_task("采煤一班", "早班", "drunk", []) == refusal_task("采煤一班", "早班", "ill", [])


@pytest.mark.parametrize(
    ("code", "by_taker", "allowed"),
    [
        ("drunk", False, True),
        ("ill", False, True),
        ("unclear", False, True),
        ("unclear", True, True),
        ("drunk", True, False),
        ("nonsense", False, False),
    ],
)
def test_each_side_refuses_for_its_own_reasons(code: str, by_taker: bool, allowed: bool) -> None:
    assert (check_refusal(code, by_taker=by_taker) == "") is allowed
