"""Many deeds at once leave what they leave one by one."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.clock import NOW, TODAY, moment
from tests.duties.test_meeting import INSTRUCTOR, PRE_SHIFT, owe
from tests.duties.world import deed, duty, nobody
from tests.factories import appoint, make_shift, make_unit
from tests.world import Mine, make_mine
from tongxin.adoption.queries.force import forget_packs
from tongxin.duties.commands import meet_items, meet_many, raise_duties, tally_differences, tally_rebuild
from tongxin.duties.models import DutyItem, DutyMet, DutyTally
from tongxin.duties.rules import Deed
from tongxin.orgs.models import Unit

PLACES = ("team", "other_team", "section", "branch", "group", "other_group", "root")
KINDS = ("team_meeting", "pre_shift", "month", "idea.submit")
heard = st.tuples(
    st.integers(1, 5),  # which record, report or step of a case
    st.sampled_from(KINDS),
    st.sampled_from(PLACES),
    st.integers(14, 26),  # day of November
    st.sets(st.sampled_from(["leader", "other_leader", "instructor", "worker", "secretary"])),
    st.sampled_from(["leader", "instructor", "secretary"]),
    st.integers(0, 6),  # days until it was written
    st.booleans(),  # later than its kind allows
)
SOURCES = {"month": {"source": "report", "period": "2026-W47"}, "idea.submit": {"source": "case"}}
CHANGING = ("met_times", "met_at", "met_held_at", "met_heard_at", "met_by")
Heard = tuple[int, str, str, int, set[str], str, int, bool]


def owe_of_every_kind(mine: Mine) -> None:
    """Each way in which a deed can count: by place, by who was there, by shift, by period, several times."""
    make_shift(mine.other_team, moment(11, 20, 8), moment(11, 20, 16), day=TODAY, key="early")
    make_unit(mine.company, "party_group", mine.branch)
    appoint(mine.worker, "political_instructor", mine.team, starts_date=TODAY, ends_date=TODAY)
    each = {"post": "team_leader", "unit": "team", "each_holder": True}
    owe(
        mine,
        duty("shift", **PRE_SHIFT),
        duty("twice", times=2, grace_days=3),
        duty("instructor", owed_by=INSTRUCTOR, every="day", met_by=[{"record": "pre_shift", "owner": "present"}]),
        duty("holder", owed_by=each, met_by=[{"record": "team_meeting", "owner": "chair"}]),
        duty("above", met_by=[{"record": "team_meeting", "where": "above"}]),
        duty("below", owed_by={"post": "branch_secretary", "unit": "branch"},
             met_by=[{"record": "team_meeting", "where": "below", "owner": "present"}]),
        duty("linked", owed_by={"post": "party_group_leader", "unit": "party_group"}, every="day",
             met_by=[{"record": "pre_shift", "where": "linked"}]),
        duty("groups", owed_by={"post": "branch_secretary", "unit": "branch"}, grace_days=1,
             met_by=[{"record": "team_meeting", "where": "below", "from_each": "party_group"}]),
        duty("idea", met_by=[{"case": "idea", "move": "submit"}]),
        duty("ideas_below", owed_by={"post": "branch_secretary", "unit": "branch"},
             met_by=[{"case": "idea", "move": "submit", "where": "below", "owner": "chair"}]),
        duty("report", every="week", due_after_days=2, met_by=[{"report": "month"}]),
    )  # fmt: skip
    for day in (14, 23):
        raise_duties(company_id=mine.company.id, day=moment(11, day).date(), by=nobody(mine.root), at=NOW)
    waived = DutyItem.objects.filter(duty="twice", unit=mine.team).order_by("id")[:1]
    DutyItem.objects.filter(id__in=waived.values("id")).update(
        waived_at=NOW, waived_by=mine.secretary, waived_reason="停产检修"
    )
    tally_rebuild(mine.company.id, by=nobody(mine.root))


def deeds_of(mine: Mine, history: list[Heard]) -> list[Deed]:
    told = []
    places = {"other_group": Unit.objects.filter(kind="party_group").latest("id")}
    for number, kind, place, day, there, chair, days, late in history:
        at = moment(11, day, 7)
        shift = mine.shift if kind == "pre_shift" and place == "team" and day == TODAY.day else None
        report = SOURCES.get(kind, {})
        people = [getattr(mine, name) for name in sorted(there)]
        told.append(
            deed(places.get(place) or getattr(mine, place), at=at, late=late, kind=kind, chair=getattr(mine, chair), present=people, shift=shift,
                 heard=(moment(11, day + min(days, 4), 9) - at), id=number, **report)
        )  # fmt: skip
    return told


def state() -> list[object]:
    """Everything that meeting writes, without the ids of its rows."""
    items = DutyItem.objects.order_by("id").values_list("id", *CHANGING)
    met = DutyMet.objects.order_by("item", "source", "record_id")
    rows = met.values_list("item", "source", "record_id", "person", "happened_at", "heard_at", "late", "part")
    tally = DutyTally.objects.order_by("unit", "due_date").values_list(
        "unit", "due_date", "due", "done", "done_late", "waived"
    )
    return [list(items), list(rows), list(tally)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(heard, max_size=4), history=st.lists(heard, max_size=12))
@example(  # told again with other people, from elsewhere, and of another kind
    before=[
        (1, "team_meeting", "team", 20, {"leader", "secretary"}, "leader", 0, False),
        (2, "pre_shift", "team", 20, {"instructor"}, "leader", 0, False),
        (3, "month", "team", 20, set(), "leader", 0, False),
    ],
    history=[
        (1, "team_meeting", "team", 19, {"secretary"}, "leader", 0, False),
        (1, "team_meeting", "team", 19, set(), "secretary", 0, True),
        (2, "pre_shift", "team", 20, {"worker"}, "leader", 1, False),
        (4, "team_meeting", "other_team", 24, {"secretary"}, "leader", 0, False),
        (4, "team_meeting", "other_team", 24, {"secretary", "worker"}, "leader", 1, False),
        (4, "team_meeting", "team", 25, {"secretary"}, "leader", 0, False),
        (5, "pre_shift", "team", 21, {"instructor"}, "leader", 0, False),
        (5, "pre_shift", "team", 21, {"instructor", "leader"}, "leader", 0, False),
        (5, "pre_shift", "team", 21, {"leader"}, "leader", 0, False),
        (3, "month", "team", 21, set(), "leader", 0, False),
        (3, "idea.submit", "team", 21, set(), "leader", 0, False),
        (4, "idea.submit", "other_team", 24, set(), "secretary", 0, True),
        (6, "team_meeting", "group", 18, set(), "leader", 0, False),
        (7, "team_meeting", "other_group", 18, set(), "leader", 4, True),
        (6, "team_meeting", "branch", 18, set(), "leader", 0, False),
    ],
)
def test_any_history_at_once_is_what_it_is_one_by_one(
    db: None, before: list[Heard], history: list[Heard]
) -> None:
    forget_packs()
    with transaction.atomic():
        mine = make_mine(name="任意煤业")
        owe_of_every_kind(mine)
        for known in deeds_of(mine, before):
            meet_items(known, at=NOW)
        deeds = deeds_of(mine, history)

        apart = transaction.savepoint()
        one_by_one = [meet_items(one, at=NOW) for one in deeds]
        expected = state()
        transaction.savepoint_rollback(apart)

        assert meet_many(deeds, at=NOW) == one_by_one
        assert state() == expected
        assert tally_differences(mine.company.id) == []
        transaction.set_rollback(True)


def test_what_happened_nowhere_meets_nothing(mine: Mine) -> None:
    owe(mine, duty("meeting"))

    assert meet_many([], at=NOW) == []
    assert meet_many([deed(mine.team, unit_id=0)], at=NOW) == [[]]
    assert not DutyMet.objects.exists()


def test_a_duty_of_a_shift_is_met_by_the_record_of_that_shift_only(mine: Mine) -> None:
    night = make_shift(mine.team, moment(11, 20), moment(11, 20, 8), key="night", name="夜班")
    owe(mine, duty("pre_shift", **PRE_SHIFT))
    held = deed(mine.team, kind="pre_shift", at=moment(11, 20, 7), shift=night, chair=mine.leader)

    [met] = meet_many([held], at=NOW)

    items = DutyItem.objects.filter(duty="pre_shift").order_by("period")
    assert [(item.shift, item.id in met, item.met_times) for item in items] == [
        (mine.shift, False, 0), (night, True, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 60])
def test_the_number_of_statements_does_not_follow_the_deeds(mine: Mine, count: int) -> None:
    owe(mine, duty("meeting", times=3), duty("other"))
    meet_items(deed(mine.other_team), at=NOW)
    deeds = [deed(mine.team, at=moment(11, 20, 6, minute % 60)) for minute in range(count)]

    with CaptureQueriesContext(connection) as queries:
        meet_many(deeds, at=NOW)

    asked = [
        one["sql"]
        for one in queries
        if "SAVEPOINT" not in one["sql"] and "UPDATE duties_dutyitem" not in one["sql"]
    ]
    assert len(asked) == 10
