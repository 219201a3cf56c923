"""What closing fixes for the time after: until when the record is kept, and what duties may ask of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.clock import NOW
from tests.records.conftest import HELD, Branch, Open
from tongxin.facts.commands import answer_fact
from tongxin.records import commands
from tongxin.records.content import Content
from tongxin.records.models import Record


def talk(branch: Branch, open_draft: Open, between: str) -> tuple[Record, dict[str, object]]:
    record = open_draft("heart_to_heart_talk")
    data = {"talked_with": [branch.committee[1].id], "between": between, "agreed": "不进日志的话"}
    commands.save_draft(record.id, Content(data=data), by=branch.secretary, at=NOW)
    fact = commands.close_record(record.id, by=branch.secretary, at=NOW)
    answer_fact(fact, at=NOW)
    record.refresh_from_db()
    return record, fact.data


@pytest.mark.parametrize("between", ["committee_committee", "committee_member"])
def test_a_talk_tells_the_journal_between_whom_and_nothing_that_was_said(
    branch: Branch, open_draft: Open, between: str
) -> None:
    _, told = talk(branch, open_draft, between)

    assert told["choices"] == {"between": between}
    assert "不进日志的话" not in str(told)


def test_a_talk_is_kept_for_three_years_after_the_day_it_was_held(branch: Branch, open_draft: Open) -> None:
    record, _ = talk(branch, open_draft, "committee_member")

    assert record.keep_until == date(HELD.year + 3, HELD.month, HELD.day)


def test_a_correction_that_dates_it_back_tells_that_it_was_written_late(
    branch: Branch, closed: Callable[..., Record]
) -> None:
    record = closed()
    assert record.late_days == 0
    earlier = Content(held_at=HELD - timedelta(days=30), ended_at=HELD)

    fact = commands.correct_record(record.id, earlier, reason="日子写错", by=branch.secretary, at=NOW)

    assert (fact.data["late_days"], fact.data["told_late"]) == (29, True)
    record.refresh_from_db()
    assert record.late_days == 0


def test_an_end_set_days_later_does_not_make_it_written_in_time(branch: Branch, open_draft: Open) -> None:
    record = open_draft(held_at=NOW - timedelta(days=20))
    content = Content(minutes="顶板管理是重点。", ended_at=NOW)
    commands.save_draft(record.id, content, by=branch.secretary, at=NOW)

    fact = commands.close_record(record.id, by=branch.secretary, at=NOW)

    record.refresh_from_db()
    assert record.late_days == fact.data["late_days"] == 19


def test_a_committees_minutes_are_an_archive_without_an_end(branch: Branch, open_draft: Open) -> None:
    record = open_draft()
    commands.save_draft(record.id, Content(minutes="顶板管理是重点。"), by=branch.secretary, at=NOW)
    fact = commands.close_record(record.id, by=branch.secretary, at=NOW)

    record.refresh_from_db()
    assert record.keep_until is None
    assert "choices" not in fact.data
