"""Which shift a rotation gives on a day: the systems of domain §10.3, and any that a company makes."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import Invalid
from tongxin.kernel.periods import DAY
from tongxin.kernel.workdays import Calendar, Kind, noticed_days
from tongxin.orgs.shifts import rules
from tongxin.orgs.shifts.rules import Absence, Belonging, NoticeLine, Pattern, Planned, plan, read_pattern
from tongxin.orgs.shifts.systems import SYSTEMS, System

CALENDAR = Calendar({day.day: day.kind for day in noticed_days()})
ANCHOR = date(2026, 11, 2)
ROUND_THE_CLOCK = [system for system in SYSTEMS.values() if system.crews > 1]
any_system = st.sampled_from(list(SYSTEMS.values()))
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def planned(pattern: Pattern, first: date, last: date, anchor: date = ANCHOR) -> list[Planned]:
    return list(plan(pattern, anchor, first=first, last=last, belonging=Belonging(), calendar=CALENDAR))


@st.composite
def custom(draw: st.DrawFn) -> Pattern:
    """Any rotation that the rules take."""
    count = draw(st.integers(1, 4))
    shifts = []
    for index in range(count):
        starts = draw(st.integers(0, 23))
        length = draw(st.integers(1, 12))
        ends = (starts + length) % 24
        shifts.append(
            {"key": f"s{index}", "name": f"{index}班", "starts": f"{starts:02}:00", "ends": f"{ends:02}:30"}
        )
    cycle = draw(
        st.lists(st.sampled_from(["", *(shift["key"] for shift in shifts)]), min_size=1, max_size=20)
    )
    try:
        return read_pattern(shifts, cycle)
    except Invalid:
        return read_pattern(shifts, [shifts[0]["key"], "", ""])


@pytest.mark.parametrize(
    ("key", "hours"),
    [
        ("three_eight", 48),
        ("four_six", 42),
        ("four_three_8", 42),
        ("four_three_4", 42),
        ("four_three_12", 42),
        ("four_two", 42),
        ("five_three_10", 33.6),
        ("five_three_5", 33.6),
        ("day_only", 40),
    ],
)
def test_the_hours_a_week_of_each_system(key: str, hours: float) -> None:
    assert rules.hours_a_week(SYSTEMS[key].pattern) == hours


@pytest.mark.parametrize(
    "system", [s for s in ROUND_THE_CLOCK if s.key != "three_eight"], ids=lambda s: s.key
)
def test_the_crews_together_are_at_work_every_hour_exactly_once(system: System) -> None:
    first, last = date(2026, 11, 1), date(2026, 12, 31)
    hours: Counter[datetime] = Counter()
    for phase in system.phases:
        for shift in planned(system.pattern, first - 30 * DAY, last + 30 * DAY, ANCHOR + phase * DAY):
            for hour in range(int((shift.ends_at - shift.starts_at).total_seconds() // 3600)):
                hours[shift.starts_at + timedelta(hours=hour)] += 1

    midnight = datetime(2026, 11, 1)
    assert {hours[midnight + timedelta(hours=hour)] for hour in range(24 * 61)} == {1}


def test_a_section_on_three_eights_stops_one_day_a_week() -> None:
    system = SYSTEMS["three_eight"]
    week = [ANCHOR + offset * DAY for offset in range(7)]

    at_work = [
        sum(bool(planned(system.pattern, day, day, ANCHOR - phase * DAY)) for phase in system.phases)
        for day in week
    ]

    assert at_work == [3, 3, 3, 3, 3, 3, 0]


@given(system=any_system, anchor=days, day=days)
def test_each_cycle_repeats_exactly(system: System, anchor: date, day: date) -> None:
    if system.workdays_only:
        return
    later = day + len(system.cycle) * DAY

    assert rules.shift_on(system.pattern, anchor, day, CALENDAR) == rules.shift_on(
        system.pattern, anchor, later, CALENDAR
    )


@given(pattern=custom(), anchor=days, start=days)
def test_one_cycle_of_days_holds_each_place_of_the_cycle_once(
    pattern: Pattern, anchor: date, start: date
) -> None:
    given_shifts = [
        rules.shift_on(pattern, anchor, start + offset * DAY, CALENDAR)
        for offset in range(len(pattern.cycle))
    ]

    assert Counter(given_shifts) == Counter(pattern.cycle)


@given(pattern=custom(), anchor=days, start=days)
def test_no_team_works_two_shifts_at_once(pattern: Pattern, anchor: date, start: date) -> None:
    shifts = planned(pattern, start, start + 60 * DAY, anchor)

    assert all(one.ends_at <= other.starts_at for one, other in pairwise(shifts))


@given(
    pattern=custom(),
    start=days,
    rule=st.sampled_from(["start", "end", "mine"]),
    hour=st.integers(0, 23),
)
def test_a_shift_belongs_to_one_day_whatever_the_rule(
    pattern: Pattern, start: date, rule: str, hour: int
) -> None:
    belonging = Belonging(rule, hour)
    shifts = list(
        plan(pattern, ANCHOR, first=start, last=start + 40 * DAY, belonging=belonging, calendar=CALENDAR)
    )

    places = [(shift.day, shift.key) for shift in shifts]
    assert len(set(places)) == len(places)
    assert all(abs((shift.day - shift.starts_at.date()).days) <= 1 for shift in shifts)


@pytest.mark.parametrize(
    ("rule", "hour", "starts_at", "ends_at", "day"),
    [
        ("start", 8, datetime(2026, 11, 20, 22, 30), datetime(2026, 11, 21, 6, 30), date(2026, 11, 20)),
        ("end", 8, datetime(2026, 11, 20, 22, 30), datetime(2026, 11, 21, 6, 30), date(2026, 11, 21)),
        ("end", 8, datetime(2026, 11, 20, 16), datetime(2026, 11, 21, 0), date(2026, 11, 20)),
        ("mine", 8, datetime(2026, 11, 21, 0), datetime(2026, 11, 21, 8), date(2026, 11, 20)),
        ("mine", 8, datetime(2026, 11, 21, 8), datetime(2026, 11, 21, 16), date(2026, 11, 21)),
        ("mine", 22, datetime(2026, 11, 20, 22), datetime(2026, 11, 21, 6), date(2026, 11, 21)),
        ("mine", 22, datetime(2026, 11, 20, 14), datetime(2026, 11, 20, 22), date(2026, 11, 20)),
    ],
)
def test_the_day_to_which_a_shift_belongs(
    rule: str, hour: int, starts_at: datetime, ends_at: datetime, day: date
) -> None:
    assert Belonging(rule, hour).day(starts_at, ends_at) == day


def test_a_night_shift_of_24_oclock_begins_at_the_end_of_its_day() -> None:
    night = planned(SYSTEMS["four_three_4"].pattern, ANCHOR + 2 * DAY, ANCHOR + 2 * DAY)

    assert [(s.key, s.starts_at, s.ends_at) for s in night] == [
        ("night", datetime(2026, 11, 5, 0), datetime(2026, 11, 5, 8))
    ]


def test_day_workers_follow_the_calendar_with_its_swapped_days() -> None:
    golden_week = planned(SYSTEMS["day_only"].pattern, date(2026, 9, 28), date(2026, 10, 11))

    assert [shift.day.day for shift in golden_week] == [28, 29, 30, 8, 9, 10]


@pytest.mark.parametrize(
    ("shifts", "cycle", "sentence"),
    [
        ([], ["a"], "1 到 6 个班次"),
        ([("a", "早班", "08:00", "16:00")], [], "周期要有 1 到 84 天"),
        ([("a", "早班", "08:00", "16:00")], [""], "一个班也没有"),
        ([("a", "早班", "08:00", "16:00")], ["b"], "不是已写明的班次"),
        ([("a", "早班", "8点", "16:00")], ["a"], "看不懂"),
        ([("a", "早班", "24:30", "16:00")], ["a"], "看不懂"),
        ([("a", "早班", "08:00", "08:00")], ["a"], "时间不对"),
        ([("a", "", "08:00", "16:00")], ["a"], "要有名称"),
        ([("a", "早班", "08:00", "16:00"), ("b", "早班", "16:00", "23:00")], ["a"], "不能同名"),
        ([("a", "夜班", "22:00", "10:00"), ("b", "早班", "08:00", "16:00")], ["a", "b"], "还没下班"),
    ],
)
def test_what_cannot_be_worked_is_refused(
    shifts: list[tuple[str, str, str, str]], cycle: list[str], sentence: str
) -> None:
    names = ("key", "name", "starts", "ends")

    with pytest.raises(Invalid, match=sentence):
        read_pattern([dict(zip(names, shift, strict=True)) for shift in shifts], cycle)


def test_a_pause_longer_than_the_shift_is_refused() -> None:
    shift = {"key": "a", "name": "白班", "starts": "08:00", "ends": "12:00", "pause": 300}

    with pytest.raises(Invalid, match="中间休息要比班短"):
        read_pattern([shift], ["a"])


def test_what_a_person_should_know_of_a_rotation() -> None:
    hard = read_pattern(
        [
            {"key": "a", "name": "早班", "starts": "08:00", "ends": "20:00"},
            {"key": "b", "name": "夜班", "starts": "00:00", "ends": "06:00"},
        ],
        ["a", "b", *"aaaaaa"],
    )

    hours, rest, week = rules.warnings(hard)
    assert "平均每周 78.8 小时，超过 44 小时" in hours
    assert "只休息 4 小时" in rest
    assert "没有休息日" in week
    assert rules.warnings(SYSTEMS["four_two"].pattern) == []


def test_clock_words() -> None:
    assert [rules.clock_words(minutes) for minutes in (0, 480, 1440, 1830)] == [
        "00:00", "08:00", "24:00", "次日 06:30",
    ]  # fmt: skip


def test_leaves_that_touch_count_together() -> None:
    leaves = [
        Absence(date(2026, 11, 1), date(2026, 11, 4)),
        Absence(date(2026, 11, 5), date(2026, 11, 9)),
        Absence(date(2026, 10, 20), date(2026, 10, 25)),
    ]

    assert rules.days_away(leaves, until=date(2026, 11, 9)) == 9
    assert rules.days_away([], until=date(2026, 11, 9)) == 0


NOTICE_2027 = (
    NoticeLine("元旦", date(2027, 1, 1), date(2027, 1, 3)),
    NoticeLine("春节", date(2027, 2, 5), date(2027, 2, 11), (date(2027, 1, 31), date(2027, 2, 20))),
    NoticeLine("清明节", date(2027, 4, 3), date(2027, 4, 5)),
    NoticeLine("劳动节", date(2027, 5, 1), date(2027, 5, 5), (date(2027, 4, 25), date(2027, 5, 8))),
    NoticeLine("端午节", date(2027, 6, 9), date(2027, 6, 9)),
    NoticeLine("中秋节", date(2027, 9, 15), date(2027, 9, 15)),
    NoticeLine("国庆节", date(2027, 10, 1), date(2027, 10, 7), (date(2027, 9, 26), date(2027, 10, 9))),
)


def test_a_notice_becomes_days_with_their_kinds() -> None:
    days_of_2027 = rules.notice_days(2027, NOTICE_2027)

    assert Counter(kind for kind, _ in days_of_2027.values())[Kind.STATUTORY] == 13
    assert days_of_2027[date(2027, 2, 5)] == (Kind.STATUTORY, "春节")
    assert days_of_2027[date(2027, 2, 9)] == (Kind.ADJUSTED_OFF, "春节")
    assert days_of_2027[date(2027, 1, 2)] == (Kind.WEEKEND, "元旦")
    assert days_of_2027[date(2027, 2, 20)] == (Kind.LIEU_WORKDAY, "春节")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (NoticeLine("元旦", date(2027, 1, 3), date(2027, 1, 1)), "先写开始再写结束"),
        (NoticeLine("元旦", date(2026, 11, 29), date(2026, 11, 30)), "不在 2027 年，也不在上一年 12 月"),
        (NoticeLine("元旦", date(2028, 1, 1), date(2028, 1, 1)), "不在 2027 年"),
        (NoticeLine("春节", date(2027, 1, 1), date(2027, 1, 2)), "写了两次"),
        (NoticeLine("春节", date(2027, 3, 1), date(2027, 3, 1), (date(2027, 3, 3),)), "不是周六或周日"),
    ],
)
def test_a_notice_with_a_slip_is_refused(line: NoticeLine, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        rules.notice_days(2027, [*NOTICE_2027, line])


def test_a_notice_may_name_days_of_the_december_before() -> None:
    """As the one of 2023 did: 2022-12-31 to 2023-01-02."""
    lines = (
        NoticeLine("元旦", date(2026, 12, 31), date(2027, 1, 3), (date(2026, 12, 26),)),
        *NOTICE_2027[1:],
    )

    days_named = rules.notice_days(2027, lines)

    assert days_named[date(2026, 12, 31)] == (Kind.ADJUSTED_OFF, "元旦")
    assert days_named[date(2026, 12, 26)] == (Kind.LIEU_WORKDAY, "元旦")


def test_a_notice_that_forgets_a_statutory_day_is_refused() -> None:
    with pytest.raises(Invalid, match="6月9日（端午节）"):
        rules.notice_days(2027, [line for line in NOTICE_2027 if line.name != "端午节"])
