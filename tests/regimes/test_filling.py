"""Fields are cleaned one way, whoever fills them in."""

from typing import Any

import pytest

from tongxin.regimes.filling import kept, missing, shown
from tongxin.regimes.schema.fields import Choice, FieldSpec

CHOICES = (Choice(key="low", title="低"), Choice(key="high", title="高"))


def field(kind: str, **given: Any) -> FieldSpec:
    return FieldSpec(key="it", title="事项", type=kind, choices=CHOICES, **given)


@pytest.mark.parametrize(
    ("kind", "given", "clean"),
    [
        ("text", "  顶板\x00 ", "顶板"),
        ("long_text", "一\r\n二", "一\n二"),
        ("number", "12", 12),
        ("number", "2.50", "2.50"),
        ("number", "", None),
        ("date", "2026-11-20", "2026-11-20"),
        ("date", "", None),
        ("yes", "on", True),
        ("yes", "", False),
        ("choice", "low", "low"),
        ("choice", "", ""),
        ("choices", ["low", "low", "high"], ["low", "high"]),
        ("people", ["3", 4, ""], [3, 4]),
        ("steps", "一\n\n 二 ", ["一", "二"]),
        ("steps", ["一", ""], ["一"]),
    ],
)
def test_what_is_kept(kind: str, given: Any, clean: Any) -> None:
    assert kept([field(kind)], {"it": given, "other": "unknown is dropped"}) == ({"it": clean}, {})


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("text", "长" * 501, "“事项”写了 501 字，最多 500 字"),
        ("number", "约十", "“事项”看不懂，请重填"),
        ("number", "NaN", "“事项”要填一个数"),
        ("number", "1e13", "“事项”要填 -1000000000000 到 1000000000000 之间的数"),
        ("number", "0.1234567", "“事项”最多六位小数"),
        ("number", "9" * 400, "“事项”要填 -1000000000000 到 1000000000000 之间的数"),
        ("date", "11-31", "“事项”看不懂，请重填"),
        ("date", "0001-01-01", "“事项”要填 1900 年到 2199 年的日子"),
        ("date", "9999-12-31", "“事项”要填 1900 年到 2199 年的日子"),
        ("people", [10**30], "“事项”有人不在花名册里，请重新选"),
        ("people", [float("inf")], "“事项”看不懂，请重填"),
        ("choice", "middle", "“事项”没有这个选项，请重选"),
        ("choices", ["middle"], "“事项”有一个选项不在单子上，请重选"),
        ("people", ["王建国"], "“事项”看不懂，请重填"),
        ("steps", "长" * 501, "“事项”每条最多 500 字，最多 60 条"),
    ],
)
def test_what_cannot_be_read_says_what_is_expected(kind: str, given: Any, told: str) -> None:
    assert kept([field(kind)], {"it": given}) == ({}, {"it": told})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("601", "“事项”要填 0 到 600 之间的数"),
        ("-1", "“事项”要填 0 到 600 之间的数"),
        ("6.5", "“事项”要填整数"),
    ],
)
def test_a_number_has_the_bounds_of_its_field(given: str, told: str) -> None:
    months = field("number", smallest=0, largest=600, whole=True)

    assert kept([months], {"it": given}) == ({}, {"it": told})
    assert kept([months], {"it": "600"}) == ({"it": 600}, {})


def test_required_fields_that_are_empty() -> None:
    specs = [field("text", required=True)]

    assert missing(specs, {}) == {"it": "请填写“事项”"}
    assert missing(specs, {"it": "有"}) == {}
    assert missing([field("yes", required=True)], {"it": False}) == {"it": "请确认“事项”"}
    assert missing([field("number", required=True)], {"it": 0}) == {}


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("yes", True, "已确认"),
        ("choice", "high", "高"),
        ("choices", ["low", "high"], "低、高"),
        ("people", [7], "王建国"),
        ("steps", ["一", "二"], "一；二"),
        ("number", 3, "3"),
        ("text", None, ""),
    ],
)
def test_a_value_in_words(kind: str, value: Any, words: str) -> None:
    assert shown(field(kind), value, {7: "王建国"}) == words


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("steps", ["一", "二", "三"], "“事项”有 3 条，最多 2 条"),
        ("people", [1, 2, 3], "“事项”有 3 人，最多 2 人"),
        ("steps", ["一", "", "二"], ""),
        ("people", [1, 1, 2], ""),
    ],
)
def test_no_more_than_the_field_takes(kind: str, given: Any, told: str) -> None:
    assert kept([field(kind, most=2)], {"it": given})[1] == ({"it": told} if told else {})
