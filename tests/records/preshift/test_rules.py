"""How a meeting is put together, as a table of cases."""

from datetime import date

import pytest

from tests.clock import TODAY, moment
from tongxin.records.preshift.rules import (
    Gap,
    Handed,
    Line,
    Plan,
    Reminder,
    Sheet,
    Watch,
    Worker,
    counts,
    everybody,
    gaps,
    held_at,
    is_late,
    may_open,
    partners,
    plan,
    reminders,
    settled,
)

STARTS, ENDS = moment(11, 20, 8), moment(11, 20, 16)
NAMES = {1: "赵建军", 2: "李明", 3: "刘强"}


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (moment(11, 19, 23, 59), "这个班还早，班前 8 小时内才能开始班前会"),
        (moment(11, 20, 0), ""),
        (moment(11, 20, 7, 20), ""),
        (moment(11, 27, 8), ""),
        (moment(11, 27, 8, 1), "只能补记最近 7 天的班前会；更早的请找支部书记说明原因"),
    ],
)
def test_a_meeting_opens_from_eight_hours_before_to_seven_days_after(at, refusal) -> None:
    assert may_open(starts_at=STARTS, at=at) == refusal


@pytest.mark.parametrize(
    ("at", "held", "late"),
    [
        (moment(11, 20, 7, 20), moment(11, 20, 7, 20), False),
        (moment(11, 20, 16), moment(11, 20, 16), False),
        (moment(11, 21, 9), STARTS, True),
    ],
)
def test_a_meeting_written_up_later_was_held_when_the_shift_began(at, held, late) -> None:
    assert held_at(starts_at=STARTS, ends_at=ENDS, at=at) == held
    assert is_late(ends_at=ENDS, at=at) == late


def test_reminders_name_long_leave_first_days_and_newcomers_alone() -> None:
    workers = [
        Worker(1, hired_date=date(2010, 1, 1), leave_days=6),
        Worker(2, hired_date=date(2010, 1, 1), leave_days=12),
        Worker(3, hired_date=TODAY),
        Worker(4, hired_date=date(2010, 1, 1), joined_date=TODAY),
        Worker(5, hired_date=date(2026, 11, 1)),
        Worker(6, hired_date=date(2026, 10, 20)),
        Worker(7),
    ]

    assert reminders(workers, on=TODAY) == [
        Reminder(2, "休假 12 天，今天头一个班"),
        Reminder(3, "今天头一天上班"),
        Reminder(4, "今天头一天到班组"),
        Reminder(5, "新工人，来了不到一个月"),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Watch(1, "watch", "partner", 2), Watch(1, "watch", "partner", 2)),
        (Watch(1, "watch", "rest", 2), Watch(1, "watch", "rest", None)),
        (Watch(1, "unfit", "partner", 2), Watch(1, "unfit", "rest", None)),
        (Watch(1, "unfit", "ask_again"), Watch(1, "unfit", "rest")),
        (Watch(1, "unfit", ""), Watch(1, "unfit", "rest")),
        (Watch(1, "unfit", "other_post"), Watch(1, "unfit", "other_post")),
    ],
)
def test_who_is_unfit_rests_or_gets_another_post(given: Watch, kept: Watch) -> None:
    assert settled(given) == kept


def test_work_of_those_away_goes_to_whoever_stays_at_the_place() -> None:
    places = {1: "割煤", 2: "割煤", 3: "移架"}

    assert plan(places, at_work=[1, 3]) == Plan(
        (Line("割煤", (1,)), Line("移架", (3,))), (Handed("割煤", 2, 1),)
    )


def test_an_empty_place_gets_somebody_from_the_fullest_one() -> None:
    places = {1: "割煤", 2: "割煤", 3: "移架"}

    assert plan(places, at_work=[1, 2]) == Plan(
        (Line("割煤", (1,)), Line("移架", (2,))), (Handed("移架", 3, 2),)
    )


def test_nobody_is_left_to_send() -> None:
    assert plan({1: "割煤", 3: "移架"}, at_work=[1]) == Plan(
        (Line("割煤", (1,)),), (Handed("移架", 3, None),)
    )


def test_people_without_a_place_are_in_no_line() -> None:
    assert plan({1: "", 2: "割煤"}, at_work=[1, 2]) == Plan((Line("割煤", (2,)),), ())


def test_a_partner_is_looked_for_at_the_same_place_first() -> None:
    lines = [Line("割煤", (1, 4)), Line("移架", (2, 3))]

    assert partners(1, lines=lines, fit=[1, 2, 3, 4]) == [4, 2, 3]
    assert partners(9, lines=lines, fit=[1, 2]) == [1, 2]
    assert partners(1, lines=lines, fit=[1]) == []


def test_a_whole_sheet_has_no_gaps() -> None:
    sheet = Sheet(1, frozenset({1, 2}), {3: "leave"}, (Watch(2, "watch", "partner", 1),))

    assert gaps(sheet, expected=[1, 2, 3], names=NAMES) == []
    assert counts(sheet, expected=[1, 2, 3]) == {"present": 2, "absent": 1, "watched": 1}


def test_gaps_are_told_in_the_order_of_the_page() -> None:
    watched = (Watch(2, "watch"), Watch(1, "watch", "partner"))

    assert gaps(Sheet(None, frozenset({1, 2}), {}, watched), expected=[1, 2, 3], names=NAMES) == [
        Gap("why-3", "刘强没到，点一下为什么"),
        Gap("watch-2", "李明怎么安排，点一下"),
        Gap("watch-1", "赵建军和谁搭伴，选一个人"),
        Gap("chair", "谁主持的，点一下"),
    ]


def test_a_meeting_without_anybody_was_none() -> None:
    sheet = Sheet(1, frozenset(), {1: "leave", 2: "leave"})

    assert [gap.field for gap in gaps(sheet, expected=[1, 2], names=NAMES)] == ["roll", "chair"]


@pytest.mark.parametrize(
    ("placed", "present", "told"),
    [
        ([1, 2], [1, 2], [("割煤", (1, 2))]),
        ([1], [1, 2, 3], [("割煤", (1,)), ("另有安排", (2, 3))]),
        ([], [2], [("割煤", ()), ("另有安排", (2,))]),
    ],
)
def test_who_is_there_without_a_place_is_told_with_the_others(
    placed: list[int], present: list[int], told: list[tuple[str, tuple[int, ...]]]
) -> None:
    lines = everybody([Line("割煤", tuple(placed))], present=present)

    assert [(line.place, line.people) for line in lines] == told
