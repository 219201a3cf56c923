"""Waiving an item, and taking the waiver back."""

from collections.abc import Callable

import pytest

from tests.clock import NOW, TODAY
from tests.duties.world import deed, duty, follow, items, nobody
from tests.world import Mine
from tongxin.duties.commands import meet_items, raise_duties, tally_differences, undo_waiver, waive_item
from tongxin.duties.models import DutyItem, DutyTally
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused

Act = Callable[..., Actor]


@pytest.fixture
def item(mine: Mine) -> DutyItem:
    follow(mine.root, duty("study"))
    raise_duties(company_id=mine.company.id, day=TODAY, by=nobody(mine.root), at=NOW)
    return items(mine.team)[0]


def tally(item: DutyItem) -> tuple[int, int, int]:
    row = DutyTally.objects.get(unit=item.unit.parent, due_date=item.due_date)
    return row.due, row.done, row.waived


def test_the_secretary_waives_with_a_reason_that_stays(mine: Mine, item: DutyItem, act: Act) -> None:
    fact = waive_item(item.id, "停产检修，全班没有上班", by=act(mine.secretary), at=NOW)

    item.refresh_from_db()
    assert (item.waived_at, item.waived_by, item.waived_reason) == (
        NOW,
        mine.secretary,
        "停产检修，全班没有上班",
    )
    assert (fact.kind, fact.subject_id, fact.unit_id) == ("duty.waived", item.id, mine.team.id)
    assert fact.data == {"duty": "study", "period": "2026-W47"}
    assert tally(item) == (2, 0, 1)


def test_a_waiver_is_taken_back(mine: Mine, item: DutyItem, act: Act) -> None:
    waive_item(item.id, "停产检修，全班没有上班", by=act(mine.secretary), at=NOW)

    fact = undo_waiver(item.id, by=act(mine.secretary), at=NOW)

    item.refresh_from_db()
    assert (item.waived_at, item.waived_by_id, item.waived_reason) == (None, None, "")
    assert fact.kind == "duty.waiver_undone"
    assert tally(item) == (2, 0, 0)
    with pytest.raises(Refused, match="没有免除"):
        undo_waiver(item.id, by=act(mine.secretary), at=NOW)


def test_what_was_done_after_all_counts_before_the_waiver(mine: Mine, item: DutyItem, act: Act) -> None:
    waive_item(item.id, "停产检修，全班没有上班", by=act(mine.secretary), at=NOW)

    meet_items(deed(mine.team), at=NOW)

    assert tally(item) == (2, 1, 0)
    assert tally_differences(mine.company.id) == []


def test_nobody_waives_their_own_duty_or_without_the_right(mine: Mine, item: DutyItem, act: Act) -> None:
    with pytest.raises(NotAllowed):
        waive_item(item.id, "停产检修，全班没有上班", by=act(mine.leader), at=NOW)
    with pytest.raises(NotAllowed):
        undo_waiver(item.id, by=act(mine.leader), at=NOW)
    with pytest.raises(NotFound):
        waive_item(item.id, "停产检修，全班没有上班", by=act(mine.other_leader), at=NOW)

    item.refresh_from_db()
    assert item.waived_at is None
    assert not Fact.objects.filter(kind="duty.waived").exists()
