"""Shifts are raised for everybody at once, and changed by those who lead the team."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, SHANGHAI, TODAY, moment
from tests.factories import (
    appoint,
    follow,
    make_administrator,
    make_company,
    make_person,
    make_rotation,
    make_unit,
)
from tests.orgs.shifts.test_rules import NOTICE_2027
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import CalendarDay, Leave, Rotation, Shift, TeamRotation, Unit
from tongxin.orgs.shifts import commands, queries
from tongxin.orgs.shifts.commands.calendar import Notice
from tongxin.orgs.shifts.rules import NoticeLine
from tongxin.orgs.shifts.systems import SYSTEMS

Act = Callable[..., Actor]
WORKER = Actor(person_id=None, name="系统", company_id=None)
D21, D23, D24, D25 = (date(2026, 11, day) for day in (21, 23, 24, 25))


def raise_days(mine: Mine, first: date, last: date) -> int:
    return commands.raise_shifts(mine.company.id, first, last, by=WORKER, at=NOW)


def worked(team: Unit, first: date = D21) -> list[tuple[str, str]]:
    rows = Shift.objects.filter(team=team, day__gte=first, cancelled=False).order_by("day")
    return [(f"{row.day:%m-%d}", row.key) for row in rows]


@pytest.fixture
def rotating(mine: Mine) -> Mine:
    """Both teams on early, middle, night, the second a day behind; shifts raised to the 25th."""
    rotation = make_rotation(mine.company)
    follow(mine.team, rotation, anchor_date=D21)
    follow(mine.other_team, rotation, anchor_date=date(2026, 11, 22))
    raise_days(mine, D21, D25)
    return mine


def test_a_rotation_becomes_shifts_with_their_times(rotating: Mine) -> None:
    assert worked(rotating.team) == [
        ("11-21", "early"), ("11-22", "middle"), ("11-23", "night"), ("11-24", "early"), ("11-25", "middle"),
    ]  # fmt: skip
    middle = Shift.objects.get(team=rotating.team, day=date(2026, 11, 22))
    assert middle.name == "中班"
    assert middle.starts_at.astimezone(SHANGHAI) == moment(11, 22, 16)
    assert middle.ends_at.astimezone(SHANGHAI) == moment(11, 23)


def test_raising_twice_changes_nothing(rotating: Mine) -> None:
    before = list(Shift.objects.order_by("id").values())

    assert raise_days(rotating, D21, D25) == 0
    assert list(Shift.objects.order_by("id").values()) == before


def test_raising_takes_the_same_statements_for_one_team_and_for_many(mine: Mine) -> None:
    rotation = make_rotation(mine.company)
    follow(mine.team, rotation, anchor_date=D21)
    with CaptureQueriesContext(
        connection,
    ) as few:
        raise_days(mine, D21, D21)
    for number in range(30):
        follow(
            make_unit(mine.company, "team", mine.section), rotation, anchor_date=date(2026, 10, 1 + number)
        )

    with CaptureQueriesContext(connection) as many:
        made = raise_days(mine, D21, D25)

    assert made == 31 * 5 - 1
    assert len(many) == len(few)


def test_other_companies_and_ended_teams_get_nothing(mine: Mine) -> None:
    other = make_company()
    follow(make_unit(other, "team"), make_rotation(other))
    gone = make_unit(mine.company, "team", mine.section, ends_date=D21)
    rotation = make_rotation(mine.company)
    follow(gone, rotation, anchor_date=D21)
    follow(mine.team, rotation, anchor_date=D21, starts_date=D23)

    raise_days(mine, D21, D25)

    assert worked(gone) == [("11-21", "early")]
    assert worked(mine.team) == [("11-23", "night"), ("11-24", "early"), ("11-25", "middle")]
    assert Shift.objects.filter(team__company=other).count() == 0


@pytest.mark.parametrize(
    ("rule", "hour", "day"), [("start", 8, "11-21"), ("end", 8, "11-22"), ("mine", 20, "11-22")]
)
def test_a_night_shift_belongs_to_the_day_that_the_company_says(
    mine: Mine, rule: str, hour: int, day: str
) -> None:
    mine.company.shift_day, mine.company.mine_day_hour = rule, hour
    mine.company.save()
    nights = [{"key": "night", "name": "夜班", "starts": "22:30", "ends": "06:30"}]
    follow(mine.team, make_rotation(mine.company, shifts=nights, cycle=["night", "", ""]), anchor_date=D21)

    raise_days(mine, D21, D23)

    assert worked(mine.team) == [(day, "night")]


def test_day_workers_rest_on_days_off(mine: Mine) -> None:
    system = SYSTEMS["day_only"]
    rotation = make_rotation(
        mine.company, shifts=system.shifts, cycle=system.cycle, workdays_only=True, name=system.name
    )
    follow(mine.team, rotation)

    raise_days(mine, date(2026, 9, 30), date(2026, 10, 10))

    assert worked(mine.team, date(2026, 9, 1)) == [
        ("09-30", "day"), ("10-08", "day"), ("10-09", "day"), ("10-10", "day"), ("11-20", "early"),
    ]  # fmt: skip


def test_a_stop_cancels_the_shifts_of_a_span_for_good(rotating: Mine, act: Act) -> None:
    fact = commands.cancel_shifts(
        rotating.team.id, first=D23, last=D24, reason="repair", by=act(rotating.leader), at=NOW
    )
    raise_days(rotating, D21, D25)

    assert worked(rotating.team) == [("11-21", "early"), ("11-22", "middle"), ("11-25", "middle")]
    assert (fact.kind, fact.unit_id, fact.data["reason"]) == ("shift.cancelled", rotating.team.id, "repair")
    cancelled = Shift.objects.filter(cancelled=True).order_by("id")
    assert fact.data["shifts"] == [shift.id for shift in cancelled]


def test_one_shift_is_cancelled_and_brought_back(rotating: Mine, act: Act) -> None:
    shift = Shift.objects.get(team=rotating.team, day=D23)
    leader = act(rotating.leader)
    commands.cancel_shifts(
        rotating.team.id, first=D23, last=D23, key="night", reason="weather", by=leader, at=NOW
    )

    fact = commands.restore_shift(shift.id, by=leader, at=NOW)

    shift.refresh_from_db()
    assert (shift.cancelled, shift.cancelled_reason, fact.kind) == (False, "", "shift.restored")
    with pytest.raises(Refused, match="没有取消"):
        commands.restore_shift(shift.id, by=leader, at=NOW)
    with pytest.raises(Refused, match="时间已过"):
        commands.restore_shift(shift.id, by=leader, at=moment(11, 24))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": "lazy"}, "取消的原因"),
        ({"last": date(2026, 11, 20)}, "先写开始"),
        ({"first": date(2026, 11, 20), "last": date(2026, 11, 20)}, "不用取消"),
    ],
)
def test_a_stop_that_makes_no_sense_is_refused(
    rotating: Mine, act: Act, given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        commands.cancel_shifts(
            rotating.team.id,
            **{"first": D21, "last": D21, "reason": "stop", **given},  # type: ignore[arg-type]
            by=act(rotating.leader),
            at=moment(11, 20, 9),
        )

    assert not Fact.objects.exists()


def test_nobody_cancels_the_shifts_of_another_team(rotating: Mine, act: Act) -> None:
    for person in (rotating.other_leader, rotating.worker):
        with pytest.raises(NotFound):
            commands.cancel_shifts(
                rotating.team.id, first=D21, last=D21, reason="stop", by=act(person), at=NOW
            )


def test_two_teams_swap_and_swapping_again_undoes_it(rotating: Mine, act: Act) -> None:
    before = worked(rotating.team), worked(rotating.other_team)
    chief = act(rotating.chief)

    fact = commands.swap_teams(
        rotating.team.id, rotating.other_team.id, first=D23, last=D23, by=chief, at=NOW
    )
    raise_days(rotating, D21, D25)

    assert worked(rotating.team)[1:3] == [("11-22", "middle"), ("11-23", "middle")]
    assert worked(rotating.other_team)[1:3] == [("11-22", "early"), ("11-23", "night")]
    assert fact.data["teams"] == [rotating.team.id, rotating.other_team.id]
    commands.swap_teams(rotating.team.id, rotating.other_team.id, first=D23, last=D23, by=chief, at=NOW)
    assert (worked(rotating.team), worked(rotating.other_team)) == before


def test_where_two_rotations_begin_at_one_moment_the_new_one_is_worked(mine: Mine, act: Act) -> None:
    """The old night begins at 24:00 of the 22nd, the new one at 00:00 of the 23rd."""
    times = {"key": "night", "name": "夜班", "ends": "08:00"}
    old = make_rotation(mine.company, shifts=[{**times, "starts": "24:00"}], cycle=["night"])
    new = make_rotation(
        mine.company, shifts=[{**times, "name": "新夜班", "starts": "00:00"}], cycle=["night"], name="新"
    )
    follow(mine.team, old, anchor_date=D21)
    raise_days(mine, D21, D25)

    commands.assign_rotation(new.id, {mine.team.id: D23}, starts_date=D23, by=act(mine.chief), at=NOW)

    names = Shift.objects.filter(team=mine.team, day__gte=D21, cancelled=False).order_by("starts_at")
    assert [(shift.day, shift.name) for shift in names][:4] == [
        (D21, "夜班"), (date(2026, 11, 22), "夜班"), (D23, "新夜班"), (D24, "新夜班"),
    ]  # fmt: skip


def test_a_swap_that_doubles_a_team_is_refused(rotating: Mine, act: Act) -> None:
    chief = act(rotating.chief)
    Shift.objects.create(
        team=rotating.other_team, day=TODAY, key="extra", name="加班",
        starts_at=moment(11, 21, 4), ends_at=moment(11, 21, 10),
    )  # fmt: skip

    with pytest.raises(Refused, match="会同时上"):
        commands.swap_teams(rotating.team.id, rotating.other_team.id, first=D21, last=D25, by=chief, at=NOW)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(D23, D21, "先写开始"), (date(2026, 12, 20), date(2026, 12, 20), "同样的班")],
)
def test_a_swap_without_sense_is_refused(
    rotating: Mine, act: Act, first: date, last: date, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        commands.swap_teams(
            rotating.team.id, rotating.other_team.id, first=first, last=last, by=act(rotating.chief), at=NOW
        )


def test_a_team_cannot_swap_with_itself_or_with_a_stranger(rotating: Mine, act: Act) -> None:
    with pytest.raises(Invalid):
        commands.swap_teams(
            rotating.team.id, rotating.team.id, first=D23, last=D23, by=act(rotating.chief), at=NOW
        )
    with pytest.raises(NotFound):
        commands.swap_teams(
            rotating.team.id, rotating.other_team.id, first=D23, last=D23, by=act(rotating.leader), at=NOW
        )


def test_a_new_rotation_takes_the_place_of_the_old_from_its_day_on(rotating: Mine, act: Act) -> None:
    chief = act(rotating.chief)
    made = commands.take_system("four_three_4", by=chief, at=NOW)
    commands.cancel_shifts(rotating.team.id, first=D25, last=D25, reason="holiday", by=chief, at=NOW)

    fact = commands.assign_rotation(
        made.rotation_id, {rotating.team.id: D23, rotating.other_team.id: D23}, starts_date=D23,
        by=chief, at=NOW,
    )  # fmt: skip

    assert worked(rotating.team)[:4] == [
        ("11-21", "early"), ("11-22", "middle"), ("11-23", "early"), ("11-24", "middle"),
    ]  # fmt: skip
    assert Shift.objects.get(team=rotating.team, day=D25, key="middle").cancelled_reason == "holiday"
    assert worked(rotating.team)[4] == ("11-26", "night")  # it begins at 24:00 of the 25th
    assert (fact.kind, fact.data["since"]) == ("rotation.changed", "2026-11-23")
    assert list(
        TeamRotation.objects.filter(team=rotating.team).order_by("id").values_list("starts_date", "ends_date")
    ) == [(date(2020, 1, 1), date(2026, 11, 22)), (D23, None)]


def test_a_rotation_put_back_gives_its_shifts_back(rotating: Mine, act: Act) -> None:
    chief = act(rotating.chief)
    old = Rotation.objects.get()
    before = worked(rotating.team)
    made = commands.take_system("four_two", by=chief, at=NOW)
    commands.assign_rotation(made.rotation_id, {rotating.team.id: D23}, starts_date=D21, by=chief, at=NOW)

    commands.assign_rotation(old.id, {rotating.team.id: D21}, starts_date=D21, by=chief, at=NOW)

    assert worked(rotating.team)[: len(before)] == before
    assert commands.take_system("four_two", by=chief, at=NOW).rotation_id == made.rotation_id


def test_a_rotation_that_begins_before_the_last_shift_ends_is_refused(rotating: Mine, act: Act) -> None:
    chief = act(rotating.chief)
    nights = [{"key": "late", "name": "夜班", "starts": "20:00", "ends": "10:00"}]
    late = make_rotation(rotating.company, shifts=nights, cycle=["late", ""], name="夜班")
    commands.assign_rotation(late.id, {rotating.team.id: D21}, starts_date=D21, by=chief, at=NOW)
    early = commands.take_system("four_three_4", by=chief, at=NOW)

    with pytest.raises(Refused, match="采煤一班"):
        commands.assign_rotation(
            early.rotation_id, {rotating.team.id: D24}, starts_date=D24, by=chief, at=NOW
        )


def test_a_shift_that_has_begun_is_left_alone(rotating: Mine, act: Act) -> None:
    chief = act(rotating.chief)
    made = commands.take_system("four_two", by=chief, at=NOW)
    morning = moment(11, 21, 9)

    commands.assign_rotation(made.rotation_id, {rotating.team.id: D21}, starts_date=D21, by=chief, at=morning)

    assert Shift.objects.get(team=rotating.team, day=D21, key="early").cancelled is False


def test_a_team_leaves_its_rotation(rotating: Mine, act: Act) -> None:
    commands.stop_rotation([rotating.team.id], last_date=D23, by=act(rotating.leader), at=NOW)

    assert worked(rotating.team) == [("11-21", "early"), ("11-22", "middle"), ("11-23", "night")]


def test_only_those_who_lead_a_team_give_it_a_rotation(rotating: Mine, act: Act) -> None:
    rotation = Rotation.objects.get()

    for person in (rotating.other_leader, rotating.worker):
        with pytest.raises(NotFound):
            commands.assign_rotation(
                rotation.id, {rotating.team.id: D21}, starts_date=D21, by=act(person), at=NOW
            )
    with pytest.raises(NotFound):
        commands.take_system("nonsense", by=act(rotating.chief), at=NOW)


def test_a_company_makes_its_own_rotation(mine: Mine, act: Act) -> None:
    shifts = [{"key": "s1", "name": "四点班", "starts": "04:00", "ends": "12:00"}]
    made = commands.make_rotation(" 两采一准 ", shifts=shifts, cycle=["s1", ""], by=act(mine.chief), at=NOW)

    rotation = Rotation.objects.get(id=made.rotation_id)
    assert (rotation.name, rotation.cycle, rotation.company) == ("两采一准", ["s1", ""], mine.company)
    assert made.fact is not None
    assert made.fact.kind == "rotation.made"


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "起个名字"), ("三八制", "已经有一种倒班"), ("长" * 41, "40 个字")]
)
def test_a_rotation_needs_a_name_of_its_own(mine: Mine, act: Act, name: str, sentence: str) -> None:
    make_rotation(mine.company)
    shifts = [{"key": "s1", "name": "早班", "starts": "08:00", "ends": "16:00"}]

    with pytest.raises(Invalid, match=sentence):
        commands.make_rotation(name, shifts=shifts, cycle=["s1"], by=act(mine.chief), at=NOW)
    with pytest.raises(NotAllowed):
        commands.make_rotation("新", shifts=shifts, cycle=["s1"], by=act(mine.worker), at=NOW)


def test_leave_is_kept_without_a_reason_and_the_journal_without_its_kind(mine: Mine, act: Act) -> None:
    fact = commands.enter_leave(
        mine.worker.id, "sick", starts_date=D21, ends_date=D25, by=act(mine.instructor), at=NOW
    )

    leave = Leave.objects.get()
    assert (leave.person, leave.kind, leave.starts_date, leave.ends_date) == (mine.worker, "sick", D21, D25)
    assert (fact.kind, fact.subject_id, fact.unit_id) == ("leave.entered", mine.worker.id, mine.team.id)
    assert fact.data == {"leave": leave.id, "first": "2026-11-21", "last": "2026-11-25"}
    assert queries.on_leave([mine.worker.id, mine.leader.id], D23) == {mine.worker.id}
    assert queries.on_leave([mine.worker.id], TODAY) == set()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "vacation"}, "选假别"),
        ({"ends_date": date(2026, 11, 19)}, "之前"),
        ({"ends_date": date(2027, 11, 21)}, "最长一年"),
        ({"starts_date": D25, "ends_date": D25}, "已经请过假"),
    ],
)
def test_leave_that_makes_no_sense_is_refused(
    mine: Mine, act: Act, given: dict[str, object], sentence: str
) -> None:
    Leave.objects.create(person=mine.worker, kind="annual", starts_date=D23, ends_date=D25)

    with pytest.raises(Refused, match=sentence):
        commands.enter_leave(
            mine.worker.id,
            **{"kind": "sick", "starts_date": TODAY, "ends_date": TODAY, **given},  # type: ignore[arg-type]
            by=act(mine.leader),
            at=NOW,
        )

    assert not Fact.objects.exists()


def test_only_those_who_lead_the_team_enter_and_cancel_its_leave(mine: Mine, act: Act) -> None:
    leave = Leave.objects.create(person=mine.worker, kind="annual", starts_date=D23, ends_date=D25)

    for person in (mine.other_leader, mine.worker):
        with pytest.raises(NotFound):
            commands.enter_leave(
                mine.worker.id, "sick", starts_date=D21, ends_date=D21, by=act(person), at=NOW
            )
        with pytest.raises(NotFound):
            commands.cancel_leave(leave.id, by=act(person), at=NOW)


def test_leave_not_begun_disappears_and_leave_that_runs_ends_yesterday(mine: Mine, act: Act) -> None:
    leader = act(mine.leader)
    coming = Leave.objects.create(person=mine.worker, kind="annual", starts_date=D23, ends_date=D25)
    running = Leave.objects.create(
        person=mine.instructor, kind="training", starts_date=date(2026, 11, 16), ends_date=D25
    )
    over = Leave.objects.create(
        person=mine.leader, kind="lent", starts_date=date(2026, 11, 1), ends_date=date(2026, 11, 2)
    )

    assert commands.cancel_leave(coming.id, by=leader, at=NOW).kind == "leave.cancelled"
    commands.cancel_leave(running.id, by=leader, at=NOW)
    with pytest.raises(Refused, match="已经休完"):
        commands.cancel_leave(over.id, by=leader, at=NOW)

    running.refresh_from_db()
    assert running.ends_date == date(2026, 11, 19)
    assert not Leave.objects.filter(id=coming.id).exists()


def test_the_system_administrator_enters_the_notice_of_a_year(mine: Mine, act: Act) -> None:
    make_administrator(mine.worker, "system")
    notice = Notice(2027, "国办通知", NOTICE_2027)

    fact = commands.enter_notice(notice, by=act(mine.worker), at=NOW)
    commands.enter_notice(notice, by=act(mine.worker), at=NOW)

    assert (fact.kind, fact.subject_id) == ("calendar.entered", 2027)
    assert fact.data["days"] == CalendarDay.objects.count()
    assert not queries.calendar(mine.company.id).provisional(2027)
    assert queries.calendar(mine.company.id).is_workday(date(2027, 2, 20))


def test_what_one_company_enters_changes_no_other_companys_year(mine: Mine, act: Act) -> None:
    other = make_company()
    make_administrator(mine.worker, "system")
    for company, day in ((None, date(2027, 2, 13)), (other, date(2027, 2, 6))):
        CalendarDay.objects.create(
            company=company, notice_year=day.year, day=day, kind="lieu_workday", source="通知"
        )

    commands.enter_notice(Notice(2027, "国办通知", NOTICE_2027), by=act(mine.worker), at=NOW)

    worked = [date(2027, 2, day) for day in (6, 13, 20)]
    by_company = {
        owner: [queries.calendar(owner).is_workday(day) for day in worked]
        for owner in (mine.company.id, other.id, make_company().id, None)
    }
    assert list(by_company.values()) == [
        [False, False, True],  # its own notice, and nothing of the national rows of that year
        [True, False, False],
        [False, True, False],  # no own rows: the national ones
        [False, True, False],
    ]
    assert queries.view_year(2027, company_id=other.id).source == "通知"
    assert not queries.calendar(other.id).provisional(2026)


def test_a_notice_that_names_the_december_before_leaves_that_year_alone(mine: Mine, act: Act) -> None:
    """As the one of 2023 did. Entered twice; the year before keeps its own notice, the other days of it too."""
    make_administrator(mine.worker, "system")
    first = NoticeLine("元旦", date(2026, 12, 31), date(2027, 1, 3), (date(2026, 12, 26),))
    notice = Notice(2027, "国办通知", (first, *NOTICE_2027[1:]))
    before = queries.calendar(mine.company.id)

    commands.enter_notice(notice, by=act(mine.worker), at=NOW)
    commands.enter_notice(notice, by=act(mine.worker), at=NOW)

    after = queries.calendar(mine.company.id)
    changed = [day for day in before.days if before.kind_of(day) != after.kind_of(day)]
    assert (changed, after.years) == ([], {2025, 2026, 2027})
    assert [after.is_workday(day) for day in (date(2026, 12, 31), date(2026, 12, 26))] == [False, True]
    year = queries.view_year(2027, company_id=mine.company.id)
    assert (year.notice[0].first, year.notice[0].days, year.source) == (date(2026, 12, 31), 4, "国办通知")
    assert len(queries.view_year(2026, company_id=mine.company.id).notice) == 7


def test_nobody_else_enters_it(mine: Mine, act: Act) -> None:
    for person in (mine.worker, mine.secretary, mine.chief):
        with pytest.raises(NotFound):
            commands.enter_notice(Notice(2027, "国办通知", NOTICE_2027), by=act(person), at=NOW)

    assert not CalendarDay.objects.exists()


def test_the_party_office_of_the_whole_company_may_enter_it(mine: Mine, act: Act) -> None:
    clerk = make_person(mine.company, mine.committee)
    appoint(clerk, "party_office", mine.committee)

    assert queries.may_enter_notice(act(clerk))
