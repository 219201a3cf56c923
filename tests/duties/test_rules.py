"""Arithmetic of duties: no database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import NOW, SHANGHAI, moment
from tests.duties.world import spec
from tongxin.duties import rules
from tongxin.duties.rules import Count, Counted, Need, Standing
from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.kernel.periods import DAY
from tongxin.kernel.workdays import Calendar

DUE = moment(11, 20, 9)
CALENDAR = Calendar({})


@pytest.mark.parametrize(
    ("at", "met_at", "waived", "expected"),
    [
        (DUE, None, False, Standing.OPEN),
        (DUE + timedelta(seconds=1), None, False, Standing.LATE),
        (DUE + timedelta(days=2), None, False, Standing.LATE),
        (DUE + timedelta(days=2, seconds=1), None, False, Standing.OVERDUE),
        (DUE + timedelta(days=9), DUE, False, Standing.DONE),
        (DUE + timedelta(days=9), DUE + timedelta(seconds=1), False, Standing.DONE_LATE),
        (DUE + timedelta(days=9), None, True, Standing.WAIVED),
        (DUE, DUE, True, Standing.DONE),
    ],
)
def test_where_an_item_stands(at, met_at, waived, expected) -> None:  # type: ignore[no-untyped-def]
    assert rules.standing(due_at=DUE, grace_days=2, met_at=met_at, waived=waived, at=at) == expected


ORDER = [Standing.OPEN, Standing.LATE, Standing.OVERDUE]


@given(st.integers(-9, 9), st.integers(0, 9), st.integers(0, 5))
def test_an_unmet_item_only_ever_gets_worse(hours: int, later: int, grace: int) -> None:
    def at(offset: int) -> Standing:
        moment = DUE + timedelta(hours=offset * 12)
        return rules.standing(due_at=DUE, grace_days=grace, met_at=None, waived=False, at=moment)

    assert ORDER.index(at(hours)) <= ORDER.index(at(hours + later))


@pytest.mark.parametrize(
    ("given", "day", "expected"),
    [
        ({"every": "day"}, date(2026, 11, 20), ("2026-11-20", date(2026, 11, 20), date(2026, 11, 20))),
        ({"every": "workday"}, date(2026, 11, 21), None),
        ({"every": "month"}, date(2026, 11, 20), ("2026-M11", date(2026, 11, 1), date(2026, 11, 30))),
        ({"every": "month", "due_day": 15}, date(2026, 11, 20), None),
        (
            {"every": "month", "due_after_days": 5, "grace_days": 2},
            date(2026, 11, 30),
            ("2026-M11", date(2026, 11, 1), date(2026, 12, 7)),
        ),
        (
            {"every": "year", "from_month": 10},
            date(2026, 11, 20),
            ("2026", date(2026, 10, 1), date(2026, 12, 31)),
        ),
        ({"every": "year", "from_month": 12}, date(2026, 11, 20), None),
        ({"every": "quarter"}, date(2026, 11, 20), ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))),
    ],
)
def test_what_is_owed_on_a_day(given, day, expected) -> None:  # type: ignore[no-untyped-def]
    found = list(rules.owed_on(spec(**given), day, since=date(2020, 1, 1), calendar=CALENDAR))

    assert [(one.key, one.starts_date, one.ends_date) for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("given", "since", "owed"),
    [
        ({"every": "month"}, date(2026, 11, 15), True),
        ({"every": "month"}, date(2026, 11, 16), False),
        ({"every": "month", "due_after_days": 10}, date(2026, 11, 20), True),
        ({"every": "day"}, date(2026, 11, 20), True),
        ({"every": "year"}, date(2026, 7, 2), True),
        ({"every": "year"}, date(2026, 7, 3), False),
        ({"every": "year", "from_month": 10}, date(2026, 11, 15), True),
        ({"every": "year", "from_month": 10}, date(2026, 11, 16), False),
    ],
)
def test_a_running_period_is_owed_if_half_of_the_time_is_left(given, since, owed) -> None:  # type: ignore[no-untyped-def]
    found = rules.owed_on(spec(**given), date(2026, 11, 20), since=since, calendar=CALENDAR)
    assert bool(list(found)) == owed


def test_the_last_adoption_of_a_duty_holds_in_its_units() -> None:
    shares = rules.nearest([("study", 1, [10, 11]), ("class", 1, [10]), ("study", 2, [11, 12])])

    assert shares == {("study", 1): [10], ("study", 2): [11, 12], ("class", 1): [10]}


def test_around_a_team_its_group_and_everything_above_both() -> None:
    links = [((8, "6.7.8."), (3, "1.2.3.")), ((7, "6.7."), (2, "1.2."))]
    near = rules.around(3, "1.2.3.", links)

    assert near.relations(3, 2) == {"same"}
    assert near.relations(8, 7) == {"linked"}
    assert near.relations(2, 1) == {"below"}
    assert near.relations(7, 6) == {"below"}
    assert near.relations(9, 3) == {"above"}
    assert near.relations(9, 8) == {"above"}
    assert near.relations(9, 2) == set()


def told(held: int, wrote: int, *, late: bool = False, part: int | None = None, person: int = 1) -> Counted:
    """A deed held so many days after `DUE`, and written so many days after it."""
    held_at, heard_at = DUE + held * DAY, DUE + wrote * DAY
    at = rules.counts_at(happened_at=held_at, heard_at=heard_at, late=late)
    return Counted(at, held_at, heard_at, person, part)


@pytest.mark.parametrize(
    ("held", "wrote", "late", "expected"),
    [
        (-1, -1, False, Standing.DONE),
        (-1, 2, False, Standing.DONE),  # a phone without a network, within what its kind allows
        (-21, 2, True, Standing.DONE_LATE),  # filled in when it was overdue
        (-21, -1, True, Standing.DONE),  # written late, and still before it was due
        (1, 1, False, Standing.DONE_LATE),
        (0, 0, False, Standing.DONE),
    ],
)
def test_what_is_written_too_late_counts_from_when_it_was_written(
    held: int, wrote: int, late: bool, expected: Standing
) -> None:
    found = rules.met([told(held, wrote, late=late)], 1, DUE)

    assert rules.standing(due_at=DUE, grace_days=3, met_at=found.at, waived=False, at=NOW) == expected
    assert (found.held_at, found.heard_at) == (DUE + held * DAY, DUE + wrote * DAY)


def test_a_later_record_displaces_none_that_was_heard_before() -> None:
    honest = told(-3, -3, person=1)

    assert rules.met([honest, told(-24, 20, late=True, person=2)], 1, DUE).by_id == 1
    assert rules.met([honest, told(-4, -2, person=2)], 1, DUE).held_at == DUE - 3 * DAY
    assert rules.met([honest, told(-2, -2), told(-24, 20, late=True)], 2, DUE).heard_at == DUE - 2 * DAY


def test_what_was_in_time_counts_before_what_was_late() -> None:
    found = rules.met([told(1, 1, person=1), told(-1, 2, person=2)], 1, DUE)
    assert (found.at, found.by_id) == (DUE - DAY, 2)


def test_the_parts_count_together_and_none_alone() -> None:
    one, two = told(-5, -5, part=7), told(-2, -1, part=8)

    assert rules.met([one, told(-4, -4, part=7)], 1, DUE, {7, 8}).at is None
    assert rules.met([one, two], 1, DUE, {7, 8}) == rules.Met(1, two.at, two.happened_at, two.heard_at, 1)
    assert rules.met([one, told(-9, 3, late=True, part=8)], 1, DUE, {7, 8}).at == DUE + 3 * DAY
    assert rules.met([one], 1, DUE, {7, 8, 9}).times == 0
    assert rules.met([one, two], 1, DUE).times == 0
    assert rules.met([one, told(-1, -1)], 1, DUE, {7, 8}).at == DUE - DAY
    assert rules.met([one, two, one, two], 2, DUE, {7, 8}).times == 2


counted = st.builds(
    lambda held, later, late, part: told(held, held + later, late=late, part=part),
    st.integers(-9, 3),
    st.integers(0, 12),
    st.booleans(),
    st.sampled_from([None, 7, 8]),
)
PARTS = st.sampled_from([(), (7,), (7, 8)])


@given(st.lists(counted, max_size=6), st.integers(1, 3), PARTS, st.randoms())
def test_the_order_of_hearing_does_not_matter(  # type: ignore[no-untyped-def]
    found: list[Counted], needed: int, parts: tuple[int, ...], random
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert rules.met(shuffled, needed, DUE, parts) == rules.met(found, needed, DUE, parts)


@given(st.lists(counted, max_size=6), counted, st.integers(1, 3), PARTS)
def test_a_deed_heard_later_changes_nothing_of_an_item_done_in_time(
    found: list[Counted], later: Counted, needed: int, parts: tuple[int, ...]
) -> None:
    before = rules.met(found, needed, DUE, parts)
    last = max((one.heard_at for one in found), default=DUE)
    heard = max(later.heard_at, last + DAY)
    moved = replace(later, heard_at=heard, at=heard if later.at == later.heard_at else later.at)
    after = rules.met([*found, moved], needed, DUE, parts)

    if before.at is not None and before.at <= DUE:
        assert replace(after, times=before.times) == before
    elif before.at is not None:
        assert after.at is not None
        assert after.at <= before.at


@pytest.mark.parametrize(
    ("reason", "now", "owners", "may", "refusal", "words"),
    [
        ("停产检修", Standing.OPEN, [], False, NotAllowed, "没有免除"),
        ("停产检修", Standing.OPEN, [7], True, NotAllowed, "您自己的职责"),
        ("停产检修", Standing.DONE, [], True, Refused, "已经办完"),
        ("停产检修", Standing.WAIVED, [], True, Refused, "已经免除"),
        (" 停产 ", Standing.OVERDUE, [], True, Invalid, "原因太短"),
    ],
)
def test_who_may_not_waive_and_why(  # type: ignore[no-untyped-def]
    reason, now, owners: Iterable[int], may, refusal, words
) -> None:
    with pytest.raises(refusal, match=words):
        rules.check_waiver(reason, now=now, owners=owners, by_id=7, may=may)


def test_a_reason_is_kept_without_its_edges() -> None:
    kept = rules.check_waiver(" 停产检修 ", now=Standing.OVERDUE, owners=[1], by_id=7, may=True)
    assert kept == "停产检修"


def test_an_item_climbs_step_by_step() -> None:
    steps = [{"after_days": 7, "to": "branch_secretary"}, {"after_days": 2, "to": "section_chief"}]
    duty = spec(escalate=steps)

    assert rules.next_climb(duty, DUE, 0) == DUE + 2 * DAY
    assert rules.next_climb(duty, DUE, 1) == DUE + 7 * DAY
    assert rules.next_climb(duty, DUE, 2) is None
    assert [rules.level_at(duty, DUE, DUE + days * DAY) for days in (0, 2, 3, 8)] == [0, 0, 1, 2]
    assert [rules.post_at_level(duty, level) for level in (1, 2)] == ["section_chief", "branch_secretary"]


@pytest.mark.parametrize(
    ("owed", "missed", "late", "longest", "expected"),
    [
        (7, 0, 0, 0, Need.OK),
        (7, 0, 1, 0, Need.WARN),
        (7, 1, 0, 1, Need.WARN),
        (7, 1, 0, 3, Need.BAD),
        (7, 2, 0, 1, Need.BAD),
        (1000, 9, 30, 9, Need.OK),
        (1000, 11, 0, 9, Need.WARN),
        (1000, 50, 0, 0, Need.BAD),
    ],
)
def test_how_much_a_unit_needs_somebody(
    owed: int, missed: int, late: int, longest: int, expected: Need
) -> None:
    assert rules.need(owed=owed, missed=missed, late=late, longest=longest) == expected


def test_counts_add_up_and_a_waived_item_is_no_debt() -> None:
    count = Count(10, 5, 1, 2) + Count(2, 1, 0, 0)

    assert (count.due, count.owed, count.met, count.unmet, count.percent) == (12, 10, 7, 3, 70)
    assert Count().percent is None
    assert rules.late_days(date(2026, 11, 18), date(2026, 11, 20)) == 2
    assert rules.late_days(date(2026, 11, 22), date(2026, 11, 20)) == 0
    assert rules.due_moment(date(2026, 11, 20), SHANGHAI) == moment(11, 21) - timedelta(microseconds=1)
