"""To which day the company's night shifts belong, and what follows when that is changed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tests.clock import NOW, TODAY, moment
from tests.factories import follow, make_administrator, make_rotation, make_unit
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound
from tongxin.orgs.models import Shift, Unit
from tongxin.orgs.shifts import commands
from tongxin.orgs.shifts.queries import view_shift_day

Act = Callable[..., Actor]
NIGHT = [{"key": "night", "name": "夜班", "starts": "22:30", "ends": "06:30"}]
WORKER = Actor(person_id=None, name="系统", company_id=None)
LAST = TODAY + timedelta(days=5)


@pytest.fixture
def nights(mine: Mine) -> Unit:
    """A team that works every night, its shifts raised for yesterday, today and five days on."""
    team = make_unit(mine.company, "team", mine.section)
    follow(team, make_rotation(mine.company, shifts=NIGHT, cycle=["night"]), anchor_date=TODAY - timedelta(9))
    commands.raise_shifts(mine.company.id, TODAY - timedelta(days=1), LAST, by=WORKER, at=NOW)
    return team


@pytest.fixture
def clerk(mine: Mine, act: Act) -> Actor:
    make_administrator(mine.worker, "system")
    return act(mine.worker)


def worked(team: Unit) -> list[tuple[date, date]]:
    """Day of each shift, and the day on which it begins."""
    shifts = Shift.objects.filter(team=team, cancelled=False).order_by("starts_at")
    return [(shift.day, (shift.starts_at + timedelta(hours=8)).date()) for shift in shifts]


def days(*numbers: int) -> list[tuple[date, date]]:
    """Pairs of days of November."""
    found = [date(2026, 11, number) for number in numbers]
    return list(zip(found[::2], found[1::2], strict=True))


def test_shifts_to_come_belong_to_the_day_on_which_they_end(mine: Mine, nights: Unit, clerk: Actor) -> None:
    fact = commands.set_shift_day("end", 8, by=clerk, at=NOW)

    assert worked(nights) == days(19, 19, 20, 20, 22, 21, 23, 22, 24, 23, 25, 24, 26, 25)
    assert (fact.kind, fact.subject_id, fact.data["moved"]) == ("shift_day.changed", mine.company.id, 5)


def test_no_shift_is_raised_twice_after_the_change(mine: Mine, nights: Unit, clerk: Actor) -> None:
    commands.set_shift_day("end", 8, by=clerk, at=NOW)

    commands.raise_shifts(mine.company.id, TODAY, LAST + timedelta(days=1), by=clerk, at=NOW)

    begun = [starts for _, starts in worked(nights)]
    assert len(begun) == len(set(begun)) == 7


def test_back_to_the_day_on_which_they_begin(mine: Mine, nights: Unit, clerk: Actor) -> None:
    commands.set_shift_day("end", 8, by=clerk, at=NOW)

    commands.set_shift_day("start", 8, by=clerk, at=NOW)
    commands.raise_shifts(mine.company.id, TODAY, LAST, by=clerk, at=NOW)

    assert worked(nights) == days(19, 19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 24, 25, 25)
    assert not Shift.objects.filter(team=nights, cancelled=True).exists()


def test_two_nights_that_meet_on_a_day_are_both_kept(mine: Mine, nights: Unit, clerk: Actor) -> None:
    commands.set_shift_day("end", 8, by=clerk, at=NOW)
    later = moment(11, 22, 12)

    commands.set_shift_day("start", 8, by=clerk, at=later)
    commands.raise_shifts(mine.company.id, later.date(), LAST, by=clerk, at=later)

    assert worked(nights) == days(19, 19, 20, 20, 22, 21, 23, 22, 23, 23, 24, 24, 25, 25)
    keys = Shift.objects.filter(team=nights, day=date(2026, 11, 23), cancelled=False).order_by("starts_at")
    assert [shift.key for shift in keys] == ["night", "night"]


def test_the_mine_day_begins_at_the_hour_that_was_said(mine: Mine, nights: Unit, clerk: Actor) -> None:
    commands.set_shift_day("mine", 20, by=clerk, at=NOW)

    mine.company.refresh_from_db()
    assert (mine.company.shift_day, mine.company.mine_day_hour) == ("mine", 20)
    assert worked(nights)[2] == days(22, 21)[0]


@pytest.mark.parametrize(
    ("rule", "hour", "sentence"),
    [
        ("start", 8, "没有变化，现在就是这样算的"),
        ("moon", 8, "还没有选怎么算"),
        ("mine", 24, "矿日从几点起不对"),
    ],
)
def test_what_cannot_be_is_refused(
    mine: Mine, nights: Unit, clerk: Actor, rule: str, hour: int, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        commands.set_shift_day(rule, hour, by=clerk, at=NOW)

    assert not Fact.objects.filter(kind="shift_day.changed").exists()


def test_who_plans_one_section_may_not_change_it_for_all(mine: Mine, act: Act) -> None:
    with pytest.raises(NotFound):
        commands.set_shift_day("end", 8, by=act(mine.chief), at=NOW)


def test_every_change_is_told_the_last_one_first(mine: Mine, nights: Unit, clerk: Actor) -> None:
    commands.set_shift_day("mine", 20, by=clerk, at=NOW)
    at: datetime = NOW + timedelta(hours=1)
    commands.set_shift_day("end", 8, by=clerk, at=at)

    view = view_shift_day(viewer=clerk)

    assert [(one.before, one.after) for one in view.changes] == [
        ("按矿日算，20 点起是新的一天", "算下班那天"),
        ("算上班那天", "按矿日算，20 点起是新的一天"),
    ]
    assert (view.changes[0].rule, view.changes[0].hour, view.changes[0].at) == ("mine", 20, at)
