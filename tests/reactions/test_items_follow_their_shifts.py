"""Where the company's night shifts get another day, what is owed on them goes along, and nothing is owed twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import NOW, TODAY, moment
from tests.duties.world import duty, follow, items
from tests.factories import follow as work_on
from tests.factories import make_administrator, make_rotation
from tests.world import Mine
from tongxin.duties.commands import follow_shifts, tally_differences, waive_item
from tongxin.duties.models import DutyItem
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.ops.rounds import duties_ahead, operator, shifts_ahead
from tongxin.orgs.models import Shift
from tongxin.orgs.shifts import commands

Act = Callable[..., Actor]
Rule = tuple[str, int]
RULES = [("start", 8), ("end", 8), ("mine", 0), ("mine", 8), ("mine", 16), ("mine", 20)]
HORIZON = TODAY + timedelta(days=7)


@pytest.fixture
def clerk(mine: Mine, act: Act) -> Actor:
    make_administrator(mine.worker, "system")
    return act(mine.worker)


@pytest.fixture
def rotating(mine: Mine, clerk: Actor) -> Mine:
    """Two teams on early, middle and night; duties of each shift; the worker has been round."""
    Shift.objects.all().delete()
    nights = [
        {"key": "early", "name": "早班", "starts": "08:00", "ends": "16:00"},
        {"key": "middle", "name": "中班", "starts": "16:00", "ends": "24:00"},
        {"key": "night", "name": "夜班", "starts": "24:00", "ends": "08:00"},
        {"key": "late", "name": "后夜班", "starts": "22:30", "ends": "06:30"},
    ]
    rotation = make_rotation(mine.company, shifts=nights, cycle=["early", "middle", "night", "", "late"])
    work_on(mine.team, rotation, anchor_date=TODAY - timedelta(days=9))
    work_on(mine.other_team, rotation, anchor_date=TODAY - timedelta(days=8))
    follow(mine.root, duty("pre_shift", every="shift"), duty("handover", every="shift"))
    commands.raise_shifts(mine.company.id, TODAY - timedelta(days=3), TODAY, by=clerk, at=NOW)
    go_round()
    return mine


def go_round() -> None:
    shifts_ahead(NOW)
    duties_ahead(NOW)


def change(rule: Rule, clerk: Actor) -> None:
    fact = commands.set_shift_day(*rule, by=clerk, at=NOW)
    answer_fact(fact, at=NOW)
    go_round()


def near() -> set[tuple[object, ...]]:
    """The live shifts of the days for which duties are raised, and the items that hang on each."""
    shifts = Shift.objects.filter(cancelled=False, day__range=(TODAY, HORIZON))
    owed = DutyItem.objects.filter(shift__in=shifts)
    return {
        *shifts.values_list("team", "starts_at", "ends_at", "day", "key"),
        *owed.values_list("unit", "duty", "shift__starts_at", "period", "due_date", "due_at"),
    }


def amiss() -> dict[str, int]:
    """What must never be: twice the same, or an item that lies beside its shift."""
    live = list(Shift.objects.filter(cancelled=False).values_list("team", "starts_at"))
    owed = list(DutyItem.objects.values_list("shift", "duty"))
    beside = [
        item
        for item in DutyItem.objects.select_related("shift")
        if item.shift
        and item.shift.starts_at > NOW
        and (item.due_date, item.period) != (item.shift.day, f"{item.shift.day}/{item.shift.key}")
    ]
    return {
        "shifts": len(live) - len(set(live)),
        "items": len(owed) - len(set(owed)),
        "beside": len(beside),
        "cancelled": Shift.objects.filter(cancelled=True).count(),
    }


SOUND = {"shifts": 0, "items": 0, "beside": 0, "cancelled": 0}


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(way=st.lists(st.sampled_from(RULES), min_size=1, max_size=3))
def test_any_rules_and_back_leave_the_same_shifts_and_items(
    rotating: Mine, clerk: Actor, way: list[Rule]
) -> None:
    before = near()
    last: Rule = ("start", 8)
    for rule in way:
        if rule != last and not (rule[0] == last[0] == "start"):
            change(rule, clerk)
            last = rule
            assert amiss() == SOUND
    if last != ("start", 8):
        change(("start", 8), clerk)

    assert (amiss(), near()) == (SOUND, before)
    assert tally_differences(rotating.company.id) == []


def test_an_item_goes_to_the_day_of_its_shift_with_its_counts(rotating: Mine, clerk: Actor) -> None:
    night = Shift.objects.filter(key="night", starts_at__gt=moment(11, 21, 0)).order_by("starts_at")[0]
    [before] = DutyItem.objects.filter(shift=night, duty="pre_shift")

    change(("mine", 8), clerk)

    [after] = DutyItem.objects.filter(shift=night, duty="pre_shift")
    earlier = before.due_date - timedelta(days=1)
    assert (after.id, after.due_at, after.due_date) == (before.id, before.due_at, earlier)
    assert (after.starts_date, after.ends_date, after.period) == (earlier, earlier, f"{earlier}/night")
    assert tally_differences(rotating.company.id) == []


def test_a_waived_item_goes_along_too(rotating: Mine, clerk: Actor, act: Act) -> None:
    late = Shift.objects.filter(key="late", day__gt=TODAY, team=rotating.team).order_by("starts_at")[0]
    item = DutyItem.objects.get(shift=late, duty="pre_shift")
    waive_item(item.id, "设备检修，不开班前会", by=act(rotating.secretary), at=NOW)

    change(("end", 8), clerk)

    item.refresh_from_db()
    assert (item.due_date, item.waived_reason) == (late.day + timedelta(days=1), "设备检修，不开班前会")
    assert tally_differences(rotating.company.id) == []


def test_two_nights_of_one_day_are_both_owed(rotating: Mine, clerk: Actor) -> None:
    change(("end", 8), clerk)
    later = moment(11, 22, 12)

    fact = commands.set_shift_day("start", 8, by=clerk, at=later)
    answer_fact(fact, at=later)
    shifts_ahead(later)
    duties_ahead(later)

    owed = DutyItem.objects.filter(shift__isnull=False).values_list("shift", "duty")
    ahead = Shift.objects.filter(cancelled=False, day__range=(later.date(), later.date() + timedelta(days=7)))
    assert sorted(set(owed.filter(shift__in=ahead))) == sorted(
        (shift.id, key) for shift in ahead for key in ("handover", "pre_shift")
    )
    assert tally_differences(rotating.company.id) == []


def test_what_lies_right_is_left_alone(rotating: Mine) -> None:
    before = near()

    assert follow_shifts(rotating.company.id, by=operator(rotating.company.id), at=NOW) == 0
    assert near() == before


def test_a_shift_that_has_begun_keeps_its_items(rotating: Mine, clerk: Actor) -> None:
    def begun() -> list[tuple[object, ...]]:
        return [
            (item.id, item.period, item.due_date)
            for item in items()
            if item.shift and (item.shift.starts_at + timedelta(hours=8)).date() <= TODAY
        ]

    before = begun()
    change(("end", 8), clerk)

    assert (begun(), bool(before)) == (before, True)
