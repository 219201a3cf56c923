"""Party standing as a roster tells it, and what it does not tell."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.orgs.roster.cells import Fault
from tongxin.orgs.roster.standing import MEMBERS, Known, StandingRow, Target, changes, known, target

ON = date(2026, 11, 20)
DAY = timedelta(days=1)
BEFORE = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("stated", "joined", "confirmed", "goal"),
    [
        ("full", None, None, Target("full", ON, None, dated=False)),
        ("probationary", None, None, Target("probationary", ON, None, dated=False)),
        ("activist", None, None, Target("activist", ON, None, dated=False)),
        ("full", None, date(2016, 6, 1), Target("full", date(2016, 6, 1), None)),
        ("full", date(2015, 6, 1), None, Target("full", date(2016, 6, 1), date(2015, 6, 1), assumed=True)),
        ("probationary", BEFORE, None, Target("probationary", BEFORE, BEFORE)),
    ],
)
def test_a_date_that_nobody_tells_is_not_made_up(
    stated: str, joined: date | None, confirmed: date | None, goal: Target
) -> None:
    assert target(stated, joined, confirmed, Known(), on=ON) == goal


@pytest.mark.parametrize("standing", ["full", "probationary", "applicant"])
def test_hearing_the_same_again_without_a_date_changes_nothing(standing: str) -> None:
    rows = (StandingRow(1, standing, BEFORE, None, known=False),)

    goal = target(standing, None, None, known(rows), on=ON)

    assert goal is not None
    assert changes(rows, goal) == ([], [])


def test_a_date_that_comes_later_replaces_the_day_of_hearing_even_when_it_is_the_same() -> None:
    rows = (StandingRow(1, "full", BEFORE, None, known=False),)
    for confirmed in (date(2016, 6, 1), BEFORE):
        goal = target("full", None, confirmed, known(rows), on=ON)
        assert goal == Target("full", confirmed, None)
        assert changes(rows, goal) == ([rows[0]], [StandingRow(0, "full", confirmed, None)])


def test_a_probation_whose_start_is_unknown_stays_told() -> None:
    rows = (StandingRow(1, "probationary", BEFORE, None, known=False),)

    goal = target("full", None, None, known(rows), on=ON)

    assert goal == Target("full", ON, None, dated=False)
    assert changes(rows, goal) == (
        [rows[0]],
        [
            StandingRow(0, "probationary", BEFORE, ON - DAY, known=False),
            StandingRow(0, "full", ON, None, known=False),
        ],
    )


DAYS = st.none() | st.dates(date(2010, 1, 1), ON)
STATED = st.sampled_from(["full", "probationary", "development", "activist", "applicant"])


@given(st.lists(st.tuples(STATED, DAYS, DAYS, st.integers(0, 400)), min_size=1, max_size=4))
def test_whatever_is_told_holds_afterwards_and_told_again_changes_nothing(
    told: list[tuple[str, date | None, date | None, int]],
) -> None:
    rows: list[StandingRow] = []
    on = ON
    for stated, joined, confirmed, later in told:
        on += later * DAY
        with contextlib.suppress(Fault):
            goal = target(stated, joined, confirmed, known(tuple(rows[-2:])), on=on)
            assert goal is not None
            assert goal.dated or goal.joined is None
            away, written = changes(tuple(rows[-2:]), goal)
            rows = sorted([row for row in rows if row not in away] + written, key=lambda row: row.starts)
            now = known(tuple(rows[-2:]))
            assert now[:4] == goal[:4]
            assert goal.dated == (stated in MEMBERS and now.told is not None)
            assert sum(row.ends is None for row in rows) == 1
            again = target(stated, joined, confirmed, now, on=on)
            assert again is not None
            assert changes(tuple(rows[-2:]), again) == ([], [])
