"""Two programs at the same time: a race that only a database with real concurrency can show."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from tests.clock import NOW, TODAY, moment
from tests.duties.world import deed, duty, follow, items, nobody
from tests.world import Mine, make_mine
from tongxin.duties.commands import meet_items, raise_duties, tally_differences
from tongxin.duties.models import DutyMet

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def at_once(*works: Callable[[], object]) -> None:
    def run(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result(timeout=20)


@pytest.fixture
def owing() -> Mine:
    mine = make_mine()
    follow(mine.root, duty("daily", every="day", times=3), duty("study"))
    return mine


def test_four_raisers_raise_once(owing: Mine) -> None:
    by = nobody(owing.root)
    days = [TODAY, TODAY, date(2026, 11, 21), date(2026, 11, 21)]
    at_once(*(
        lambda day=day: raise_duties(company_id=owing.company.id, day=day, by=by, at=NOW) for day in days
    ))  # fmt: skip

    assert len(items()) == 6
    assert tally_differences(owing.company.id) == []


def test_records_closed_together_all_count(owing: Mine) -> None:
    raise_duties(company_id=owing.company.id, day=TODAY, by=nobody(owing.root), at=NOW)
    held = [deed(owing.team, at=moment(11, 20, hour)) for hour in (6, 7, 8)]
    others = [deed(owing.other_team, at=moment(11, 20, hour)) for hour in (6, 7, 8)]

    at_once(*(lambda one=one: meet_items(one, at=NOW) for one in [*held, *others, *held]))

    daily = [item for item in items() if item.duty == "daily"]
    assert [(item.met_times, item.met_at) for item in daily] == [(3, moment(11, 20, 8))] * 2
    assert DutyMet.objects.count() == 12
    assert tally_differences(owing.company.id) == []
