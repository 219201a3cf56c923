"""A page of what is seen in several ways: the newest first, each once, and where the next page begins."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY
from tests.world import Mine
from tongxin.orgs.models import Shift, Unit
from tongxin.orgs.queries import newest


@pytest.fixture
def ways(mine: Mine) -> list[Q]:
    """Three shifts of each of two teams, begun at the same hours; the third way shows some a second time."""
    Shift.objects.all().delete()
    Shift.objects.bulk_create(
        _shift(team, hour) for hour in range(3) for team in (mine.team, mine.other_team)
    )
    return [Q(team=mine.team), Q(team=mine.other_team), Q(starts_at__gt=NOW)]


def _shift(team: Unit, hour: int) -> Shift:
    starts = NOW + timedelta(hours=hour)
    return Shift(
        team=team, day=TODAY, key="day", name="早班", starts_at=starts, ends_at=starts + timedelta(hours=8)
    )


def every() -> list[Shift]:
    return list(Shift.objects.order_by("-starts_at", "-id"))


def test_each_row_comes_once_the_newest_first(ways: list[Q]) -> None:
    assert newest(Shift.objects.all(), ways, by="starts_at", size=6) == (every(), None)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_page_by_page_nothing_is_left_out_or_shown_twice(ways: list[Q], size: int) -> None:
    shown, before = [], None
    while True:
        rows, before = newest(Shift.objects.all(), ways, by="starts_at", size=size, before=before)
        assert len(rows) <= size
        shown += rows
        if before is None:
            break
        assert before == (rows[-1].starts_at, rows[-1].id)

    assert shown == every()


def test_what_is_seen_in_no_way_is_not_shown(ways: list[Q], mine: Mine) -> None:
    assert newest(Shift.objects.all(), [], by="starts_at", size=6) == ([], None)
    rows, _ = newest(Shift.objects.all(), ways[:1], by="starts_at", size=6)
    assert {row.team_id for row in rows} == {mine.team.id}


def test_the_rows_are_narrowed_before(ways: list[Q]) -> None:
    rows, following = newest(Shift.objects.filter(starts_at=NOW), ways, by="starts_at", size=6)

    assert (rows, following) == (every()[-2:], None)


def test_each_way_is_asked_once_and_never_for_more_than_a_page(ways: list[Q]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        newest(Shift.objects.all(), ways, by="starts_at", size=2)

    assert len(asked) == 3
    assert all(one["sql"].endswith("LIMIT 3") for one in asked)
