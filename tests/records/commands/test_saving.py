"""A draft is saved by whoever comes first; who comes second, or writes nonsense, is told and changes nothing."""

from collections.abc import Callable

import pytest

from tests.clock import NOW
from tests.meanwhile import meanwhile
from tests.records.conftest import Branch, Open
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused
from tongxin.records import commands
from tongxin.records.content import Content
from tongxin.records.models import Record

Act = Callable[..., Actor]


def test_a_draft_dropped_while_somebody_writes_is_saved_no_more(
    branch: Branch, open_draft: Open, act: Act
) -> None:
    record = open_draft()
    organiser = act(branch.mine.organiser)

    with (
        meanwhile("SAVEPOINT", lambda: commands.drop_record(record.id, by=organiser, at=NOW)),
        pytest.raises(Refused, match="这份记录已经作废，不能再写"),
    ):
        commands.save_draft(record.id, Content(place="二楼"), by=branch.secretary, at=NOW)

    record.refresh_from_db()
    assert (record.state, record.place) == ("dropped", "")


def test_a_record_changed_behind_the_back_of_a_save_is_not_overwritten(
    branch: Branch, open_draft: Open, act: Act
) -> None:
    record = open_draft()
    organiser = act(branch.mine.organiser)

    with (
        meanwhile(
            'UPDATE "records_record"',
            lambda: commands.save_draft(record.id, Content(place="一楼"), by=organiser, at=NOW),
        ),
        pytest.raises(Refused, match="陈志刚在 07:20 也改了这份记录"),
    ):
        commands.save_draft(record.id, Content(place="二楼"), by=branch.secretary, at=NOW)

    # What the other one wrote was in the same transaction here, and went with it.
    assert (Record.objects.get(id=record.id).place, Record.objects.get(id=record.id).revision) == ("", 0)


def test_a_field_that_cannot_be_read_is_told_and_nothing_is_saved(branch: Branch, open_draft: Open) -> None:
    record = open_draft("theme_day")

    with pytest.raises(Invalid, match="有几处没看懂") as told:
        commands.save_draft(
            record.id, Content(place="二楼", data={"contents": ["nonsense"]}), by=branch.secretary, at=NOW
        )

    assert told.value.fields == {"contents": "“做了什么”有一个选项不在单子上，请重选"}
    record.refresh_from_db()
    assert (record.place, record.data, record.revision) == ("", {}, 0)
