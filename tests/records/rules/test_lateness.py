"""What is written late says so."""

from datetime import datetime, timedelta

import pytest

from tests.clock import moment
from tongxin.records.rules.lateness import Lateness, lateness

ENDED = moment(11, 13, 16, 25)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (ENDED, Lateness(False, 0, "当场写成")),
        (moment(11, 13, 16, 40), Lateness(False, 0, "会后 15 分钟写成")),
        (moment(11, 13, 20, 0), Lateness(False, 0, "会后 3 小时写成")),
        (moment(11, 14, 16, 25), Lateness(False, 0, "会后 24 小时写成")),
        (moment(11, 14, 16, 26), Lateness(True, 1, "补记，迟 1 天")),
        (moment(11, 15, 9, 0), Lateness(True, 2, "补记，迟 2 天")),
    ],
)
def test_how_late(written: datetime, told: Lateness) -> None:
    assert lateness(ended_at=ENDED, written_at=written, late_after_hours=24) == told


def test_a_limit_of_some_hours_counts_at_least_one_day() -> None:
    written = ENDED + timedelta(hours=3)

    assert lateness(ended_at=ENDED, written_at=written, late_after_hours=2) == Lateness(
        True, 1, "补记，迟 1 天"
    )
