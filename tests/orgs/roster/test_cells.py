# ruff: noqa: RUF001 - full-width letters are what is tested
"""One cell, by table: what people type and what it means."""

import contextlib
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.orgs.roster import cells
from tongxin.orgs.roster.cells import Fault


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("张三", "张三"),
        ("张 三", "张三"),
        ("张　三", "张三"),
        (" 张三\u200b", "张三"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("张三Ａ", "张三A"),
        ("=张三", "=张三"),
        ("", None),
        ("——", None),
    ],
)
def test_names(typed: str, meant: str | None) -> None:
    assert cells.name(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("100234", "100234"),
        ("００1２", "0012"),
        (100234.0, "100234"),
        (100234, "100234"),
        (" A-01 ", "A-01"),
        ("'0012", "0012"),
        ("Ｂ００7", "B007"),
        ("", None),
    ],
)
def test_employee_numbers(typed: Any, meant: str | None) -> None:
    assert cells.employee_no(typed) == meant


@pytest.mark.parametrize("typed", ["张三?", "=1+1", "a b\tc;", 1.5, 1.23e17, "x" * 41])
def test_what_is_no_employee_number_says_what_one_is(typed: Any) -> None:
    with pytest.raises(Fault, match=r"工号|文本"):
        cells.employee_no(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-1-5", date(2026, 1, 5)),
        ("2026/01/05", date(2026, 1, 5)),
        ("2026.1.5", date(2026, 1, 5)),
        ("20260105", date(2026, 1, 5)),
        (20260105.0, date(2026, 1, 5)),
        ("2026年1月5日", date(2026, 1, 5)),
        ("２０２６年１月５日", date(2026, 1, 5)),
        ("2026-01-05 00:00:00", date(2026, 1, 5)),
        (datetime(2026, 1, 5, 8), date(2026, 1, 5)),
        (date(2026, 1, 5), date(2026, 1, 5)),
        (46027.0, date(2026, 1, 5)),
        ("46027", date(2026, 1, 5)),
        ("无", None),
        ("", None),
    ],
)
def test_days(typed: Any, meant: date | None) -> None:
    assert cells.day(typed) == meant


@pytest.mark.parametrize("typed", ["1986.05", "1986年5月", "1986-5", "198605", 198605.0, 1986.05, "1986/05"])
def test_a_month_alone_is_its_first_day_with_a_remark(typed: Any) -> None:
    assert cells.day(typed) == (date(1986, 5, 1), "只写到月，按当月 1 日记")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (1986.1, "10 月"),
        (1986.0, "只写了年份"),
        ("2026-02-30", "没有"),
        ("五月", "不是日期"),
        (3.5, "不是日期"),
        ("1886-01-01", "年份"),
        (True, "不是日期"),
    ],
)
def test_what_is_no_day_says_what_one_is(typed: Any, says: str) -> None:
    with pytest.raises(Fault, match=says):
        cells.day(typed)


@given(
    st.dates(min_value=date(1930, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(["-", "/", ".", "年月日", ""]),
)
def test_any_day_in_any_form_is_that_day(day: date, form: str) -> None:
    written = {
        "": f"{day:%Y%m%d}",
        "年月日": f"{day.year}年{day.month}月{day.day}日",
    }.get(form, f"{day.year}{form}{day.month}{form}{day.day}")

    assert cells.day(written) == day
    if day >= date(1950, 1, 1):
        assert cells.day(float((day - date(1899, 12, 30)).days)) == day


@given(st.one_of(st.text(max_size=30), st.floats(allow_nan=True), st.integers(), st.booleans(), st.dates()))
def test_any_cell_gives_a_value_or_a_sentence(cell: Any) -> None:
    for clean in set(cells.CLEANERS.values()):
        with contextlib.suppress(Fault):  # anything else is a fault of ours
            clean(cell)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13800001234", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+8613800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        (13800001234.0, "13800001234"),
        ("13800001234、13900001234", "13800001234"),
        ("0351-6041234", "0351-6041234"),
        ("8206", "8206"),
        ("无", None),
    ],
)
def test_phones(typed: Any, meant: str | None) -> None:
    assert cells.phone(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("中共党员", "full"),
        ("党员", "full"),
        ("中共预备党员", "probationary"),
        ("发展对象", "development"),
        ("积极分子", "activist"),
        ("群众", "none"),
        ("共青团员", "none"),
        ("", None),
    ],
)
def test_standings(typed: str, meant: str | None) -> None:
    assert cells.standing(typed) == meant


def test_an_unknown_standing_lists_what_is_expected() -> None:
    with pytest.raises(Fault, match="不认识“老党员”，要填：正式党员、预备党员、发展对象"):
        cells.standing("老党员")


def test_posts_are_parted_by_any_of_the_usual_signs() -> None:
    assert cells.posts("班组长、小政委") == ("班组长", "小政委")
    assert cells.posts("班组长，党小组长兼工会小组长") == ("班组长", "党小组长", "工会小组长")
    assert cells.posts("") is None


def test_full_width_letters_in_a_units_name_are_made_narrow_but_brackets_stay() -> None:
    assert cells.unit_name("综采（１）区　") == "综采（1）区"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_of_a_formula_is_named(error: str) -> None:
    with pytest.raises(Fault, match="公式"):
        cells.unit_name(error)
