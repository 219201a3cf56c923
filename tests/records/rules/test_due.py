"""Where a task stands is said in days, and late stays late."""

from datetime import date

import pytest

from tongxin.records.rules.due import Due, due_word

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        (None, None, Due("note", "没定期限")),
        (date(2026, 11, 22), None, Due("due", "还有 2 天")),
        (TODAY, None, Due("due", "今天")),
        (date(2026, 11, 16), None, Due("bad", "超期 4 天", 4)),
        (None, TODAY, Due("ok", "已完成 11-20")),
        (TODAY, TODAY, Due("ok", "已完成 11-20")),
        (date(2026, 11, 18), TODAY, Due("ok", "已完成 11-20，晚 2 天")),
    ],
)
def test_a_task_stands_where_its_days_say(due: date | None, done: date | None, expected: Due) -> None:
    assert due_word(due=due, done=done, on=TODAY) == expected
