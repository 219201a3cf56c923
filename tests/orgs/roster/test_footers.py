"""Which cells say that their row is no person: the whole cell, never only its beginning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.orgs.roster.footers import STARTS, is_footer, may_be_footer, ranges


@pytest.mark.parametrize(
    "cell",
    ["合计", "合 计", "合计：120 人", "合计120人", "总计 共120人", "小计", "制表：李明", "制表人：李明  2026年1月", "填表日期:",
     "审核", "审核 李明", "审核人：", "备注：以上", "注1：兼职", "说明、工号必填", "填写说明：每人一个", "单位负责人（签字）：", " 备注 "],
)  # fmt: skip
def test_a_whole_cell_says_so(cell: str) -> None:
    assert is_footer(cell) is (cell != "单位负责人（签字）：")


@pytest.mark.parametrize(
    "cell",
    ["审核科", "说明书编写组", "备注员", "注册科", "合计科", "制表车间", "负责人办公室", "小计量班", "张三", "审核001", "", 12.0, None],
)  # fmt: skip
def test_what_only_begins_so_does_not(cell: object) -> None:
    assert not is_footer(cell)


@given(st.sampled_from(STARTS), st.text(max_size=6))
def test_the_quick_look_never_passes_over_a_footer(start: str, rest: str) -> None:
    if is_footer(start + rest):
        assert may_be_footer(["1", start + rest])
    assert not may_be_footer(["1", "张三"])


@given(st.sets(st.integers(1, 60)))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    told: list[int] = []
    for part in filter(None, ranges(numbers).split("、")):
        first, _, last = part.partition("—")
        told += range(int(first), int(last or first) + 1)
    assert told == sorted(numbers)
