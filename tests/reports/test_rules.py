"""Sentences made of counts, and when a report may be filed."""

from datetime import date

import pytest

from tongxin.duties.rules import Count
from tongxin.kernel.periods import period_of
from tongxin.reports.rules import (
    attendance,
    completion,
    period_name,
    share,
    title_of,
    too_early,
    unwritten,
)

NOVEMBER = period_of("month", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (Count(), "本期没有到期的职责。"),
        (Count(due=4, done=4), "到期职责 4 项，按时办结 4 项（100.0%）。"),
        (
            Count(due=12, done=8, done_late=2, waived=1),
            "到期职责 12 项，按时办结 8 项（66.7%），补办 2 项，经批准免办 1 项，没有办 1 项。",
        ),
        (Count(due=3), "到期职责 3 项，按时办结 0 项（0.0%），没有办 3 项。"),
    ],
)
def test_completion_names_every_kind_that_is_not_nothing(counts: Count, sentence: str) -> None:
    assert completion(counts) == sentence


def test_counts_add_up() -> None:
    assert Count(5, 3, 1, 0) + Count(2, 1, 0, 1) == Count(7, 4, 1, 1)


def test_nothing_to_do_is_not_a_hundred_per_cent() -> None:
    assert share(0, 0) == "—"
    assert attendance(0, 0) == "本期没有需要到会的记录。"
    assert attendance(40, 38) == "应到 40 人次，实到 38 人次，到会率 95.0%。"


@pytest.mark.parametrize(
    ("every", "name"),
    [("month", "2026年11月"), ("week", "2026年第47周"), ("quarter", "2026年第四季度"), ("year", "2026年")],
)
def test_a_period_has_a_name_that_people_use(every: str, name: str) -> None:
    assert period_name(period_of(every, date(2026, 11, 20))) == name


def test_a_report_is_called_by_its_unit_and_period() -> None:
    assert title_of("综采一区党支部", NOVEMBER, "工作汇报") == "综采一区党支部 2026年11月工作汇报"


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        (date(2026, 11, 20), "2026年11月还没有过完，11-27 起可以归档"),
        (date(2026, 11, 26), "2026年11月还没有过完，11-27 起可以归档"),
        (date(2026, 11, 27), ""),
        (date(2026, 12, 5), ""),
    ],
)
def test_a_month_is_filed_from_its_last_days_on(on: date, reason: str) -> None:
    assert too_early(NOVEMBER, on) == reason


def test_an_empty_part_is_named() -> None:
    assert unwritten({"下月打算": "抓顶板", "存在问题": " "}) == "还差“存在问题”要您写"
    assert unwritten({"下月打算": "抓顶板"}) == ""
