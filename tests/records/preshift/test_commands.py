"""Opening, saving and closing a meeting: the rows, the facts, and what a refusal leaves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY, moment
from tests.factories import adopt, appoint, make_person, make_shift
from tests.meanwhile import meanwhile
from tests.records.preshift.world import make_task, named, sheet_of
from tests.world import Mine
from tongxin.duties.commands import raise_duties
from tongxin.duties.queries import items_met_by, my_items
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.records.models import Fitness, Presence, Record
from tongxin.records.preshift.commands import (
    expire_fitness,
    finish_meeting,
    finish_morning,
    open_meeting,
    open_morning,
    save_meeting,
    sign_rest,
)
from tongxin.records.preshift.queries.page import view_meeting
from tongxin.records.preshift.rules import Watch

Act = Callable[..., Actor]


def begin(team: Mine, by: Actor, at=NOW) -> int:
    return open_meeting(team.shift.id, by=by, at=at).record_id


def test_everybody_is_there_but_who_is_on_leave(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))

    away = Presence.objects.filter(record=record_id, present=False)
    assert [(row.person.name, row.reason) for row in away] == [("高鹏", "leave")]
    record = Record.objects.get(id=record_id)
    assert (record.chair, record.held_at, record.state) == (team.leader, NOW, "draft")
    assert record.data["base"][str(team.leader.id)] == "端头"


@pytest.mark.row("XZW-2")
def test_two_people_who_open_it_share_one_record(team: Mine, act: Act) -> None:
    first = open_meeting(team.shift.id, by=act(team.leader), at=NOW)
    second = open_meeting(team.shift.id, by=act(team.instructor), at=NOW)

    assert second.record_id == first.record_id
    assert second.fact is None
    assert Fact.objects.filter(kind="record.opened").count() == 1


def test_who_opens_it_a_moment_later_finds_what_the_first_has_begun(team: Mine, act: Act) -> None:
    def first() -> None:
        record_id = begin(team, act(team.instructor))
        sheet = sheet_of(record_id, moves={team.worker.id: "机头"})
        save_meeting(record_id, sheet, by=act(team.instructor), at=NOW, revision=0)

    with meanwhile("SAVEPOINT", first):
        second = open_meeting(team.shift.id, by=act(team.leader), at=NOW)

    record = Record.objects.get()
    assert (second.record_id, second.fact) == (record.id, Fact.objects.get(kind="record.opened"))
    assert (record.opened_by, record.data["moves"]) == (team.instructor, {str(team.worker.id): "机头"})


def test_a_new_place_is_kept_once_and_not_longer_than_its_box(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = begin(team, leader)

    for place in ("转载点", "长" * 30, "转载点"):
        save_meeting(record_id, sheet_of(record_id, new_place=place), by=leader, at=NOW, revision=0)

    assert Record.objects.get(id=record_id).data["more_places"] == ["转载点", "长" * 20]


def test_the_other_teams_leader_does_not_find_it(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    stranger = act(team.other_leader)

    with pytest.raises(NotFound):
        open_meeting(team.shift.id, by=stranger, at=NOW)
    with pytest.raises(NotFound):
        save_meeting(record_id, sheet_of(record_id), by=stranger, at=NOW, revision=0)
    with pytest.raises(NotFound):
        view_meeting(record_id, viewer=stranger, at=NOW)


def test_a_term_that_ended_yesterday_opens_nothing(team: Mine, act: Act) -> None:
    former = make_person(team.company, team.team)
    appoint(former, "team_leader", team.team, ends_date=date(2026, 11, 19))

    with pytest.raises(NotFound):
        open_meeting(team.shift.id, by=act(former), at=NOW)
    assert not Record.objects.exists()


def test_a_cancelled_shift_has_no_meeting(team: Mine, act: Act) -> None:
    team.shift.cancelled = True
    team.shift.save()

    with pytest.raises(NotFound):
        begin(team, act(team.leader))


def test_it_is_too_early_or_too_late(team: Mine, act: Act) -> None:
    with pytest.raises(Refused, match="这个班还早"):
        begin(team, act(team.leader), at=moment(11, 19, 12))
    with pytest.raises(Refused, match="最近 7 天"):
        begin(team, act(team.leader), at=moment(11, 28))
    assert not Record.objects.exists()


def test_a_second_persons_old_page_does_not_undo_the_first(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    worker = named(team, "周涛")
    sheet = sheet_of(record_id)
    without = sheet_of(record_id, present=sheet.present - {worker.id}, reasons={worker.id: "on_the_way"})
    save_meeting(record_id, without, by=act(team.leader), at=NOW, revision=0)
    save_meeting(record_id, without, by=act(team.leader), at=NOW, revision=0)  # one's own second tap

    with pytest.raises(Refused, match="赵建军在 07:20 也改了这份记录"):
        save_meeting(record_id, sheet, by=act(team.instructor), at=NOW, revision=0)

    assert Presence.objects.get(record=record_id, person=worker).reason == "on_the_way"


def test_fitness_keeps_result_and_arrangement_and_nothing_in_the_record(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    liu, zhou = named(team, "刘强"), named(team, "周涛")
    watched = (Watch(liu.id, "watch", "partner", team.worker.id), Watch(zhou.id, "unfit", "partner", liu.id))
    save_meeting(record_id, sheet_of(record_id, watched=watched), by=act(team.leader), at=NOW, revision=0)

    kept = Fitness.objects.filter(record=record_id).values_list(
        "person", "result", "arrangement", "partner", "expires_at"
    )
    assert list(kept) == [
        (liu.id, "watch", "partner", team.worker.id, team.shift.ends_at),
        (zhou.id, "unfit", "rest", None, team.shift.ends_at),
    ]
    data = Record.objects.get(id=record_id).data
    assert "fitness" not in data  # after the shift a count beside an absence would be a name (SG-05)
    places = {one: line["place"] for line in data["tasks"] for one in line["people"]}
    assert (places[zhou.id], set(places)) == ("另有安排", sheet_of(record_id).present)


def test_an_unfit_person_leaves_the_task_list_and_the_work_is_covered(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    zhou = named(team, "周涛")
    sheet = sheet_of(record_id, watched=(Watch(zhou.id, "unfit", "rest"),))
    save_meeting(record_id, sheet, by=act(team.leader), at=NOW, revision=0)

    page = view_meeting(record_id, viewer=act(team.leader), at=NOW)

    assert "周涛的活转给吴海波" in page.handed
    assert "周涛" not in [hand.name for hand in page.hands]


def test_fitness_dies_with_the_shift(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    watched = (Watch(team.worker.id, "watch", "ask_again"),)
    save_meeting(record_id, sheet_of(record_id, watched=watched), by=act(team.leader), at=NOW, revision=0)

    assert expire_fitness(team.shift.ends_at - timedelta(seconds=1)) == 0
    assert expire_fitness(team.shift.ends_at) == 1
    assert expire_fitness(team.shift.ends_at) == 0
    assert not Fitness.objects.exists()


def test_nothing_about_fitness_is_taken_after_the_shift(team: Mine, act: Act) -> None:
    late = moment(11, 21, 9)
    record_id = begin(team, act(team.leader), at=late)
    watched = (Watch(team.worker.id, "watch", "rest"),)

    save_meeting(record_id, sheet_of(record_id, watched=watched), by=act(team.leader), at=late, revision=0)

    assert not Fitness.objects.exists()


def test_places_chosen_today_are_the_usual_ones_tomorrow(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = begin(team, leader)
    finish_meeting(
        record_id, sheet_of(record_id, moves={team.worker.id: "机头"}), by=leader, at=NOW, revision=0
    )
    tomorrow = make_shift(team.team, moment(11, 21, 8), moment(11, 21, 16))

    again = open_meeting(tomorrow.id, by=leader, at=moment(11, 21, 7)).record_id

    assert Record.objects.get(id=again).data["base"][str(team.worker.id)] == "机头"


def test_a_guest_is_invited_by_number_and_goes_again(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = begin(team, leader)
    save_meeting(record_id, sheet_of(record_id, guest=team.chief.employee_no), by=leader, at=NOW, revision=0)
    guest = Presence.objects.get(record=record_id, person=team.chief)
    assert (guest.present, guest.expected) == (True, False)

    without = sheet_of(record_id).present - {team.chief.id}
    save_meeting(record_id, sheet_of(record_id, present=without), by=leader, at=NOW, revision=1)

    assert not Presence.objects.filter(record=record_id, person=team.chief).exists()


def test_an_unknown_guest_is_refused_and_nothing_is_saved(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = begin(team, leader)
    make_person(team.company, name="韩磊")

    with pytest.raises(Invalid, match="花名册里没有“没有人”"):
        save_meeting(record_id, sheet_of(record_id, guest="没有人"), by=leader, at=NOW, revision=0)
    with pytest.raises(Invalid, match="不止一个“韩磊”"):
        save_meeting(record_id, sheet_of(record_id, guest="韩磊"), by=leader, at=NOW, revision=0)
    assert Record.objects.get(id=record_id).revision == 0


def test_the_chair_changes_to_another_holder_of_the_post_only(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = begin(team, leader)
    save_meeting(record_id, sheet_of(record_id, chair_id=team.instructor.id), by=leader, at=NOW, revision=0)
    assert Record.objects.get(id=record_id).chair == team.instructor

    save_meeting(record_id, sheet_of(record_id, chair_id=team.worker.id), by=leader, at=NOW, revision=1)
    assert Record.objects.get(id=record_id).chair == team.instructor


def test_what_is_missing_keeps_the_meeting_open_and_what_was_entered(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    zhou = named(team, "周涛")
    sheet = sheet_of(record_id)
    without = sheet_of(record_id, present=sheet.present - {zhou.id}, values={"risks": ["rib"]})

    finished = finish_meeting(record_id, without, by=act(team.leader), at=NOW, revision=0)

    assert finished.fact is None
    assert [gap.text for gap in finished.gaps] == ["周涛没到，点一下为什么"]
    record = Record.objects.get(id=record_id)
    assert (record.state, record.data["risks"]) == ("draft", ["rib"])


@pytest.mark.row("XZW-2", "BY-1")
def test_one_record_meets_everybodys_duty_and_counts_the_members(team: Mine, act: Act) -> None:
    raise_duties(company_id=team.company.id, day=TODAY, by=NOBODY, at=NOW)
    record_id = begin(team, act(team.leader))

    fact = finish_meeting(record_id, sheet_of(record_id), by=act(team.leader), at=NOW, revision=0).fact
    assert fact is not None
    answer_fact(fact, at=NOW)

    titles = [item.title for item in items_met_by(record_id, viewer=act(team.secretary), at=NOW)]
    assert sorted(titles) == ["日跟班：参加班前会", "班前会每班一次"]
    for person, title in ((team.instructor, "日跟班：参加班前会"), (team.leader, "班前会每班一次")):
        mine = {item.title: item.standing for item in my_items(viewer=act(person), at=NOW)}
        assert mine[title] == "done"
    members = Presence.objects.filter(record=record_id, present=True, party=True)
    assert sorted(members.values_list("person__name", flat=True)) == ["李明", "王建国"]


def test_a_closed_meeting_is_saved_and_closed_no_more(team: Mine, act: Act) -> None:
    record_id = begin(team, act(team.leader))
    finish_meeting(record_id, sheet_of(record_id), by=act(team.leader), at=NOW, revision=0)

    for verb in (save_meeting, finish_meeting):
        with pytest.raises(Refused, match="赵建军在 07:20 已经把这份记录记完了"):
            verb(record_id, sheet_of(record_id), by=act(team.instructor), at=NOW, revision=9)
    assert Fact.objects.filter(kind="record.closed").count() == 1


def test_one_signs_for_the_rest_with_both_names(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = begin(team, leader)
    with pytest.raises(Refused, match="记完了才能签字"):
        sign_rest(record_id, by=leader, at=NOW)
    finish_meeting(record_id, sheet_of(record_id), by=leader, at=NOW, revision=0)

    sign_rest(record_id, by=leader, at=NOW)

    there = Presence.objects.filter(record=record_id, present=True)
    assert not there.filter(signed_at=None).exists()
    assert set(there.exclude(person=team.leader).values_list("signed_via", flat=True)) == {team.leader.id}
    assert there.get(person=team.leader).signed_via is None
    with pytest.raises(Refused, match="都已经签过了"):
        sign_rest(record_id, by=leader, at=NOW)


def test_the_morning_meeting_is_one_a_day_and_its_arrangements_reach_the_teams(team: Mine, act: Act) -> None:
    chief = act(team.chief)
    started = open_morning(team.section.id, by=chief, at=moment(11, 20, 6, 40))
    assert open_morning(team.section.id, by=act(team.secretary), at=NOW).record_id == started.record_id
    expected = set(Presence.objects.filter(record=started.record_id).values_list("person_id", flat=True))
    assert expected == {person.id for person in (
        team.chief, team.secretary, team.leader, team.instructor, team.other_leader
    )}  # fmt: skip

    finish_morning(
        started.record_id,
        frozenset(expected - {team.other_leader.id}),
        {team.other_leader.id: "training"},
        ["顶板管理通知", ""],
        by=chief,
        at=NOW,
    )

    away = Presence.objects.get(record=started.record_id, present=False)
    assert (away.person, away.reason) == (team.other_leader, "training")
    page = view_meeting(begin(team, act(team.leader)), viewer=act(team.leader), at=NOW)
    assert page.documents == ("顶板管理通知",)


def test_a_team_leader_opens_no_morning_meeting(team: Mine, act: Act) -> None:
    with pytest.raises(NotFound):
        open_morning(team.section.id, by=act(team.leader), at=NOW)


@pytest.mark.parametrize("size", [5, 60])
def test_closing_takes_at_most_twenty_five_queries(mine: Mine, act: Act, size: int) -> None:
    adopt(mine.section, "xzw")
    for _ in range(size - 5):
        make_person(mine.company, mine.team)
    raise_duties(company_id=mine.company.id, day=TODAY, by=NOBODY, at=NOW)
    make_task(mine.team)
    leader = act(mine.leader)
    record_id = open_meeting(mine.shift.id, by=leader, at=NOW).record_id
    sheet = sheet_of(record_id, watched=(Watch(mine.worker.id, "watch", "ask_again"),))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        finish_meeting(record_id, sheet, by=leader, at=NOW, revision=0)

    assert len(queries) <= 25, "\n".join(one["sql"][:110] for one in queries.captured_queries)
