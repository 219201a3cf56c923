"""When something was done, from two clocks of which each may be wrong."""

from datetime import datetime, timedelta

import pytest

from tests.clock import NOW
from tongxin.sync.rules.moments import (
    AFTER_RECEIPT,
    BEFORE_LAST_SYNC,
    CLOCK_JUMPED,
    CLOCK_OFF,
    TOO_OLD,
    UNSAID,
    Corrected,
    Stamp,
    corrected,
)

HOUR, YEARS = timedelta(hours=1), timedelta(days=730)
AGO = NOW - 8 * HOUR
MS = 3_600_000.0


def stamp(wall: datetime | None, mono: float | None, boot: str = "a") -> Stamp:
    return Stamp(wall, mono, boot)


def ask(deed: Stamp, sent: Stamp, last_sync: datetime | None = None) -> Corrected:
    return corrected(deed, sent, received_at=NOW, last_sync=last_sync)


@pytest.mark.row("BY-3")
@pytest.mark.parametrize(
    ("deed", "sent", "expected"),
    [
        # The page was open all the time: so long ago as both clocks say, however wrong the wall is.
        (stamp(AGO, 0.0), stamp(NOW, 8 * MS), Corrected(AGO, True)),
        (stamp(AGO + YEARS, 0.0), stamp(NOW + YEARS, 8 * MS), Corrected(AGO, True, (AFTER_RECEIPT,))),
        (stamp(AGO - YEARS, 0.0), stamp(NOW - YEARS, 8 * MS), Corrected(AGO, True)),
        (stamp(None, 0.0), stamp(NOW, 8 * MS), Corrected(AGO, True)),
        # The phone slept, or somebody moved the clock: the wall, and unsure.
        (stamp(AGO, 0.0), stamp(NOW, 1 * MS), Corrected(AGO, False, (CLOCK_JUMPED,))),
        # Another page since: the wall, sure where it is right now.
        (stamp(AGO, 5.0, "old"), stamp(NOW, 8 * MS), Corrected(AGO, True)),
        (stamp(AGO, None, ""), stamp(NOW, None, ""), Corrected(AGO, True)),
        (stamp(AGO - YEARS, 5.0, "old"), stamp(NOW - YEARS, 1.0), Corrected(AGO, False, (CLOCK_OFF,))),
        # The mono clock of the same page goes back: it is no clock.
        (stamp(AGO, 9 * MS), stamp(NOW, 8 * MS), Corrected(AGO, True)),
        # Nothing is done after it was received.
        (stamp(NOW + HOUR, 0.0, "old"), stamp(NOW, 0.0), Corrected(NOW, False, (AFTER_RECEIPT,))),
        (stamp(NOW + timedelta(minutes=2), 0.0, "old"), stamp(NOW, 0.0), Corrected(NOW, True)),
        # Nothing is said of sending: the wall, and unsure. Nothing is said at all: now, and unsure.
        (stamp(AGO, 0.0), UNSAID, Corrected(AGO, False)),
        (UNSAID, stamp(NOW, 0.0), Corrected(NOW, False)),
        # Older than any phone may be: not believed.
        (stamp(NOW - YEARS, 0.0, "old"), stamp(NOW, 0.0), Corrected(NOW, False, (TOO_OLD,))),
    ],
)
def test_two_clocks_say_when_it_was(deed: Stamp, sent: Stamp, expected: Corrected) -> None:
    assert ask(deed, sent) == expected


def test_what_says_it_was_before_the_last_visit_is_flagged() -> None:
    found = ask(stamp(AGO, 0.0), stamp(NOW, 8 * MS), last_sync=NOW - HOUR)

    assert found == Corrected(AGO, True, (BEFORE_LAST_SYNC,))
