"""Which items a record or a report counts for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import NOW, TODAY, moment
from tests.duties.world import deed, duty, follow, items, nobody
from tests.factories import appoint, make_person, make_shift, make_unit
from tests.world import Mine, make_mine
from tongxin.adoption.queries.force import forget_packs
from tongxin.duties.commands import meet_items, raise_duties, tally_differences
from tongxin.duties.models import DutyItem, DutyMet, DutyTally
from tongxin.duties.queries import items_met_by
from tongxin.kernel.actor import Actor

Act = Callable[..., Actor]
PRE_SHIFT = {"every": "shift", "met_by": [{"record": "pre_shift"}]}
INSTRUCTOR = {"post": "political_instructor", "unit": "team"}


def owe(mine: Mine, *duties: dict[str, object], day: date = TODAY) -> None:
    follow(mine.root, *duties)
    raise_duties(company_id=mine.company.id, day=day, by=nobody(mine.root), at=NOW)


def state(item: DutyItem) -> tuple[object, ...]:
    return item.met_times, item.met_at, item.met_heard_at, item.met_by_id


@pytest.mark.row("BY-1", "SX-7", "DB-3")
def test_one_record_meets_the_duties_of_several_people(mine: Mine, act: Act) -> None:
    owe(
        mine,
        duty("by_leader", **PRE_SHIFT),
        duty("by_instructor", owed_by=INSTRUCTOR, every="shift",
             met_by=[{"record": "pre_shift", "owner": "present"}]),
        duty("party_day", owed_by={"post": "party_group_leader", "unit": "party_group"}, every="day",
             met_by=[{"record": "pre_shift", "where": "linked", "owner": "present"}]),
        duty("other", every="day"),
    )  # fmt: skip
    held = deed(mine.team, at=moment(11, 20, 8), kind="pre_shift", shift=mine.shift, chair=mine.leader,
                present=[mine.instructor, mine.worker], heard=timedelta(minutes=9))  # fmt: skip

    meet_items(held, at=NOW)

    met = [line.duty for line in items_met_by(held.id, viewer=act(mine.secretary), at=NOW)]
    assert sorted(met) == ["by_instructor", "by_leader", "party_day"]
    [item] = DutyItem.objects.filter(duty="by_instructor")
    assert state(item) == (1, moment(11, 20, 8), moment(11, 20, 8, 9), mine.leader.id)
    tally = DutyTally.objects.get(unit=mine.section, due_date=TODAY)
    assert (tally.due, tally.done, tally.done_late) == (4, 2, 0)
    assert tally_differences(mine.company.id) == []


@pytest.mark.row("BY-1")
def test_a_missed_duty_filled_in_later_is_never_done_in_time(mine: Mine) -> None:
    owe(mine, duty("theme", every="month", grace_days=3), day=date(2026, 10, 20))
    honest = deed(mine.team, at=moment(10, 28, 9), chair=mine.leader)
    meet_items(honest, at=NOW)

    for team, chair in ((mine.team, mine.instructor), (mine.other_team, mine.other_leader)):
        late = deed(team, at=moment(10, 7, 9), heard=timedelta(days=45), late=True, chair=chair)
        meet_items(late, at=NOW)

    [item], [other] = items(mine.team), items(mine.other_team)
    assert state(item) == (2, moment(10, 28, 9), moment(10, 28, 9), mine.leader.id)
    assert state(other) == (1, moment(11, 21, 9), moment(11, 21, 9), mine.other_leader.id)
    assert (item.met_held_at, other.met_held_at) == (moment(10, 28, 9), moment(10, 7, 9))
    tally = DutyTally.objects.get(unit=mine.section, due_date=date(2026, 10, 31))
    assert (tally.due, tally.done, tally.done_late) == (2, 1, 1)
    assert tally_differences(mine.company.id) == []


def test_within_what_its_kind_allows_the_time_when_it_was_held_counts(mine: Mine) -> None:
    owe(mine, duty("daily", every="day"))

    meet_items(deed(mine.team, at=moment(11, 20, 9), heard=timedelta(hours=20)), at=NOW)

    [item] = items(mine.team)
    assert state(item) == (1, moment(11, 20, 9), moment(11, 21, 5), None)
    assert DutyTally.objects.get(unit=mine.team, due_date=TODAY).done == 1


def test_a_correction_of_the_same_record_still_moves_it(mine: Mine) -> None:
    owe(mine, duty("study", met_by=[{"record": "team_meeting"}]))
    held = deed(mine.team, at=moment(11, 20, 9))
    meet_items(held, at=NOW)

    meet_items(replace(held, happened_at=moment(11, 17, 9), late=True), at=NOW)

    [item] = items(mine.team)
    assert (item.met_at, item.met_held_at) == (moment(11, 20, 9), moment(11, 17, 9))
    assert DutyMet.objects.get().late


def test_what_a_correction_told_weeks_later_makes_it_count_for_is_not_done_in_time(mine: Mine) -> None:
    owe(mine, duty("daily", every="day"),
        duty("led", every="day", met_by=[{"record": "team_meeting", "owner": "chair"}]))  # fmt: skip
    held = deed(mine.team, at=moment(11, 20, 9), chair=mine.worker)
    meet_items(held, at=NOW)
    told = moment(12, 10, 9)
    corrected = replace(held, chair_id=mine.leader.id, retold_at=told)

    for _ in range(2):
        meet_items(corrected, at=NOW)

    found = {item.duty: (item.met_at, item.met_heard_at) for item in items(mine.team)}
    assert found == {"daily": (held.happened_at, held.heard_at), "led": (told, told)}
    meet_items(replace(corrected, chair_id=mine.worker.id), at=NOW)
    assert {item.duty: item.met_times for item in items(mine.team)} == {"daily": 1, "led": 0}


def test_what_happens_in_the_last_second_of_the_due_day_is_in_time(mine: Mine) -> None:
    owe(mine, duty("daily", every="day"))

    meet_items(deed(mine.team, at=moment(11, 21) - timedelta(milliseconds=500)), at=NOW)

    assert DutyTally.objects.get(unit=mine.team, due_date=TODAY).done == 1
    assert tally_differences(mine.company.id) == []


BRANCH_OR_GROUPS = {
    "owed_by": {"post": "branch_secretary", "unit": "branch"},
    "every": "year",
    "from_month": 10,
    "met_by": [
        {"record": "life"},
        {"record": "life", "where": "below", "from_each": "party_group"},
    ],
}


def test_one_group_s_meeting_is_not_the_branch_s_but_every_group_s_are(mine: Mine) -> None:
    second = make_unit(mine.company, "party_group", mine.branch)
    make_unit(mine.company, "party_group", mine.branch, starts_date=TODAY)  # not there all the time
    make_unit(mine.company, "party_group", mine.branch, ends_date=TODAY)  # no longer there on the due day
    owe(mine, duty("year", **BRANCH_OR_GROUPS))

    for day in (18, 19):
        held = deed(mine.group, kind="life", at=moment(11, day, 9), chair=mine.secretary)
        assert meet_items(held, at=NOW) == [items(mine.branch)[0].id]
    [item] = items(mine.branch)
    assert state(item) == (0, None, None, None)

    meet_items(deed(second, kind="life", at=moment(11, 20, 9), chair=mine.organiser), at=NOW)
    [item] = items(mine.branch)
    assert state(item) == (1, moment(11, 20, 9), moment(11, 20, 9), mine.organiser.id)
    assert tally_differences(mine.company.id) == []


def test_the_branch_s_own_meeting_is_enough(mine: Mine) -> None:
    owe(mine, duty("year", **BRANCH_OR_GROUPS))
    meet_items(deed(mine.team, kind="life"), at=NOW)  # no group: it counts for nothing

    meet_items(deed(mine.branch, kind="life", at=moment(11, 19, 9)), at=NOW)

    assert [(row.part_id, row.happened_at) for row in DutyMet.objects.all()] == [(None, moment(11, 19, 9))]
    assert items(mine.branch)[0].met_at == moment(11, 19, 9)


@pytest.mark.parametrize("groups", [2, 9])
def test_asking_each_group_takes_one_query_more_whatever_their_number(mine: Mine, groups: int) -> None:
    for _ in range(groups):
        make_unit(mine.company, "party_group", mine.branch)
    owe(mine, duty("year", **BRANCH_OR_GROUPS))
    meet_items(deed(mine.other_team), at=NOW)

    with CaptureQueriesContext(connection) as queries:
        meet_items(deed(mine.branch, kind="life"), at=NOW)

    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 9


def test_hearing_of_it_twice_changes_nothing(mine: Mine) -> None:
    owe(mine, duty("meeting", times=2))
    held = deed(mine.team)

    meet_items(held, at=NOW)
    meet_items(held, at=NOW)

    [item] = items(mine.team)
    assert state(item) == (1, None, None, None)
    assert DutyMet.objects.count() == 1


def test_an_item_is_met_when_the_needed_number_is_reached(mine: Mine) -> None:
    owe(mine, duty("meeting", times=2))

    meet_items(deed(mine.team, at=moment(11, 19, 9), chair=mine.leader), at=NOW)
    meet_items(deed(mine.team, at=moment(11, 17, 9), heard=timedelta(days=4)), at=NOW)

    [item] = items(mine.team)
    assert state(item) == (2, moment(11, 19, 9), moment(11, 21, 9), mine.leader.id)


def test_a_corrected_record_no_longer_counts_where_its_owner_was_not(mine: Mine) -> None:
    owe(mine, duty("daily", owed_by=INSTRUCTOR, every="day",
                   met_by=[{"record": "team_meeting", "owner": "chair"}]))  # fmt: skip
    held = deed(mine.team, chair=mine.instructor, present=[mine.worker])
    meet_items(held, at=NOW)
    assert DutyItem.objects.filter(met_at__isnull=False).count() == 1

    corrected = deed(mine.team, chair=mine.leader, present=[mine.worker], id=held.id)
    assert meet_items(corrected, at=NOW) == []

    assert [state(item) for item in items()] == [(0, None, None, None)] * 2
    assert not DutyMet.objects.exists()
    assert tally_differences(mine.company.id) == []


def test_a_substitute_meets_the_duty_of_the_post(mine: Mine) -> None:
    owe(mine, duty("daily", owed_by=INSTRUCTOR, every="day",
                   met_by=[{"record": "team_meeting", "owner": "present"}]))  # fmt: skip
    appoint(mine.worker, "political_instructor", mine.team, starts_date=TODAY, ends_date=TODAY)

    assert len(meet_items(deed(mine.team, present=[mine.worker]), at=NOW)) == 1
    later = deed(mine.team, at=NOW + timedelta(days=1), present=[mine.worker])
    raise_duties(company_id=mine.company.id, day=date(2026, 11, 21), by=nobody(mine.root), at=NOW)
    assert meet_items(later, at=NOW) == []


def test_each_holder_must_have_been_there_alone(mine: Mine) -> None:
    second = make_person(mine.company, mine.team)
    appoint(second, "team_leader", mine.team)
    owed_by = {"post": "team_leader", "unit": "team", "each_holder": True}
    owe(mine, duty("talk", owed_by=owed_by, met_by=[{"record": "team_meeting", "owner": "present"}]))

    meet_items(deed(mine.team, present=[second]), at=NOW)

    assert [(item.person, item.met_times) for item in items(mine.team)] == [(mine.leader, 0), (second, 1)]


def test_a_duty_that_asks_for_a_choice_is_met_by_that_choice_alone(mine: Mine) -> None:
    owed_by = {"post": "team_leader", "unit": "team"}
    owe(
        mine,
        *(
            duty(key, owed_by=owed_by, met_by=[{"record": "team_meeting", "having": {"between": choice}}])
            for key, choice in (("one", "committee_member"), ("two", "member_member"))
        ),
    )

    for between in ({"between": "committee_member"}, {"between": "committee_member"}, {}):
        meet_items(deed(mine.team, choices=between), at=NOW)

    assert [(item.duty, item.met_times) for item in items(mine.team)] == [("one", 2), ("two", 0)]


@pytest.mark.parametrize(
    ("where", "unit", "owed_by", "expected"),
    [
        ("above", "section", {"post": "team_leader", "unit": "team"}, {"采煤一班", "采煤二班"}),
        ("above", "branch", {"post": "team_leader", "unit": "team"}, {"采煤一班", "采煤二班"}),
        ("above", "root", {"post": "team_leader", "unit": "team"}, set()),
        ("below", "team", {"post": "section_chief", "unit": "section"}, {"综采一区"}),
        ("below", "team", {"post": "branch_secretary", "unit": "branch"}, {"综采一区党支部"}),
        ("below", "group", {"post": "section_chief", "unit": "section"}, {"综采一区"}),
        ("linked", "team", {"post": "party_group_leader", "unit": "party_group"}, {"第一党小组"}),
        ("linked", "other_team", {"post": "party_group_leader", "unit": "party_group"}, set()),
        ("same", "section", {"post": "branch_secretary", "unit": "branch"}, set()),
    ],
)
def test_where_a_record_was_held_is_seen_from_who_owes(
    mine: Mine, where: str, unit: str, owed_by: dict[str, str], expected: set[str]
) -> None:
    owe(mine, duty("meeting", owed_by=owed_by, met_by=[{"record": "team_meeting", "where": where}]))

    met = meet_items(deed(getattr(mine, unit)), at=NOW)

    assert {item.unit.name for item in DutyItem.objects.filter(id__in=met)} == expected


def test_a_shift_s_record_counts_for_its_own_shift_on_the_shift_s_day(mine: Mine) -> None:
    night = make_shift(mine.team, moment(11, 21, 0), moment(11, 21, 8), day=date(2026, 11, 21), key="night")
    owe(mine, duty("pre_shift", **PRE_SHIFT), duty("daily", every="day", met_by=[{"record": "pre_shift"}]))
    raise_duties(company_id=mine.company.id, day=date(2026, 11, 21), by=nobody(mine.root), at=NOW)

    met = meet_items(deed(mine.team, kind="pre_shift", at=moment(11, 20, 23, 40), shift=night), at=NOW)

    found = DutyItem.objects.filter(id__in=met).order_by("duty")
    assert [(item.duty, item.period) for item in found] == [
        ("daily", "2026-11-21"), ("pre_shift", "2026-11-21/night"),
    ]  # fmt: skip


def test_in_days_of_grace_the_earlier_open_period_is_met_first(mine: Mine) -> None:
    owe(mine, duty("meeting", grace_days=3))
    raise_duties(company_id=mine.company.id, day=date(2026, 11, 23), by=nobody(mine.root), at=NOW)

    meet_items(deed(mine.team, at=moment(11, 24, 9)), at=NOW)
    meet_items(deed(mine.team, at=moment(11, 25, 9)), at=NOW)

    assert [(item.period, item.met_at) for item in items(mine.team)] == [
        ("2026-W47", moment(11, 24, 9)), ("2026-W48", moment(11, 25, 9)),
    ]  # fmt: skip
    tally = DutyTally.objects.get(unit=mine.team, due_date=date(2026, 11, 22))
    assert (tally.done, tally.done_late) == (0, 1)


def test_a_report_meets_the_period_that_it_is_about(mine: Mine) -> None:
    owe(mine, duty("report", every="month", due_after_days=5, met_by=[{"report": "month"}]))
    filed = {"source": "report", "kind": "month", "at": moment(12, 4)}

    assert meet_items(deed(mine.team, period="2026-M10", **filed), at=NOW) == []
    assert len(meet_items(deed(mine.team, period="2026-M11", **filed), at=NOW)) == 1
    assert meet_items(deed(mine.team, kind="month", at=moment(11, 20)), at=NOW) == []


@pytest.mark.row("BY-1")
@pytest.mark.parametrize("people", [5, 60])
def test_meeting_takes_eight_queries_for_a_team_of_any_size(mine: Mine, people: int) -> None:
    owe(mine, duty("one", **PRE_SHIFT), duty("two", **PRE_SHIFT), duty("three", **PRE_SHIFT))
    team = [make_person(mine.company, mine.team) for _ in range(people)]
    held = deed(mine.team, kind="pre_shift", shift=mine.shift, chair=mine.leader, present=team)
    meet_items(deed(mine.other_team), at=NOW)

    with CaptureQueriesContext(connection) as queries:
        meet_items(held, at=NOW)

    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 8


def test_an_unknown_place_meets_nothing(mine: Mine) -> None:
    other = make_unit(mine.company)
    held = deed(other, unit_id=0)
    assert meet_items(held, at=NOW) == []


deeds = st.tuples(
    st.integers(1, 4),  # which record
    st.integers(16, 30),  # day of November
    st.sampled_from(["team", "other_team"]),
    st.booleans(),  # its owner was there
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(deeds, max_size=8), times=st.integers(1, 3))
def test_after_any_history_the_counts_are_what_a_recount_gives(
    db: None, history: list[tuple[int, int, str, bool]], times: int
) -> None:
    forget_packs()
    with transaction.atomic():
        mine = make_mine(name="任意煤业")
        ways = [{"record": "team_meeting", "owner": "present"}]
        owe(mine, duty("meeting", grace_days=2, times=times, met_by=ways))
        raise_duties(company_id=mine.company.id, day=date(2026, 11, 23), by=nobody(mine.root), at=NOW)
        for record, day, team, there in history:
            present = [mine.leader, mine.other_leader] if there else []
            held = deed(getattr(mine, team), at=moment(11, day, 9), present=present, id=record)
            meet_items(held, at=NOW)

        for item in items():
            rows = DutyMet.objects.filter(item=item).order_by("happened_at")
            assert item.met_times == len(rows)
            assert (item.met_at is not None) == (len(rows) >= times)
        assert tally_differences(mine.company.id) == []
        transaction.set_rollback(True)
