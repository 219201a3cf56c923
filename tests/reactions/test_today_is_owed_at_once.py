"""A regime adopted from today asks for today's duties at once, not after the worker's next round."""

from datetime import date

import pytest
from django.db import transaction

from tests.clock import NOW, TODAY
from tests.factories import adopt
from tests.world import Mine
from tongxin.duties.models import DutyItem
from tongxin.facts import commands as facts
from tongxin.kernel.actor import Actor


@pytest.mark.parametrize("kind", ["regime.adopted", "rotation.changed", "roster.imported"])
def test_what_is_owed_today_is_there_on_the_next_page(mine: Mine, kind: str) -> None:
    adopt(mine.root, "party-branch-2018", "xzw", starts_date=date(2026, 11, 1))
    by = Actor(person_id=mine.secretary.id, name="周志远", company_id=mine.company.id)

    with transaction.atomic():
        fact = facts.record(kind, subject=("adoption", 1), by=by, at=NOW)
    facts.answer_fact(fact, at=NOW)

    owed = DutyItem.objects.filter(unit=mine.team, due_date=TODAY).values_list("duty", flat=True)
    assert sorted(owed) == ["daily_shift_company", "handover_each_shift", "pre_shift_by_leader"]


def test_a_fact_of_no_company_asks_for_nothing(mine: Mine) -> None:
    with transaction.atomic():
        fact = facts.record(
            "regime.adopted",
            subject=("adoption", 1),
            by=Actor(person_id=None, name="", company_id=None),
            at=NOW,
        )
    facts.answer_fact(fact, at=NOW)

    assert not DutyItem.objects.exists()
