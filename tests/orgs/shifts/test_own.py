"""A worker's own days ahead, in plain words."""

from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import TODAY, moment
from tests.factories import make_shift
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Leave, Shift
from tongxin.orgs.shifts.queries.own import own_week

Act = Callable[..., Actor]


def test_a_worker_sees_seven_days_with_the_own_team_s_shifts(mine: Mine, act: Act) -> None:
    make_shift(mine.team, moment(11, 22, 23, 30), moment(11, 23, 7, 30))
    make_shift(mine.other_team, moment(11, 21, 8), moment(11, 21, 16))
    make_shift(mine.team, moment(11, 27, 8), moment(11, 27, 16))
    gone = make_shift(mine.team, moment(11, 24, 8), moment(11, 24, 16))
    Shift.objects.filter(id=gone.id).update(cancelled=True)
    Leave.objects.create(
        person=mine.worker, kind="annual", starts_date=date(2026, 11, 25), ends_date=date(2026, 11, 30)
    )

    week = own_week(viewer=act(mine.worker), on=TODAY)

    assert [(one.day.day, one.word, len(one.shifts), one.off) for one in week] == [
        (20, "今天", 1, False), (21, "明天", 0, False), (22, "后天", 1, False), (23, "", 0, False),
        (24, "", 0, False), (25, "", 0, True), (26, "", 0, True),
    ]  # fmt: skip
    assert [shift.until for one in week for shift in one.shifts] == ["16:00", "次日 07:30"]


def test_a_shift_that_ends_at_midnight_ends_at_24(mine: Mine, act: Act) -> None:
    make_shift(mine.team, moment(11, 21, 16), moment(11, 22, 0))

    week = own_week(viewer=act(mine.worker), on=TODAY)

    assert [shift.until for shift in week[1].shifts] == ["24:00"]


def test_without_a_plan_there_is_no_week_of_rest(mine: Mine, act: Act) -> None:
    mine.shift.delete()

    assert own_week(viewer=act(mine.worker), on=TODAY) == []


def test_a_week_costs_the_same_for_three_shifts_as_for_one(mine: Mine, act: Act) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            own_week(viewer=viewer, on=TODAY)
        return len(queries)

    viewer = act(mine.worker)
    one = asked()
    for day in (21, 22):
        make_shift(mine.team, moment(11, day, 8), moment(11, day, 16))

    assert asked() == one == 2
