"""Opening a record calls the roll; the same opening twice is one record."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, moment
from tests.factories import make_person, make_shift
from tests.records.conftest import Branch, Open, roll_of
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.orgs.models import Leave, PartyStanding
from tongxin.records import commands
from tongxin.records.content import Content, Mark
from tongxin.records.models import Presence, Record, RecordState

Act = Callable[..., Actor]


def test_a_committee_meeting_expects_the_committee_and_everybody_is_there(
    branch: Branch, open_draft: Open
) -> None:
    record = open_draft("committee_meeting")

    assert roll_of(record) == {person.name: (True, True, "") for person in branch.committee}
    assert (record.expected_count, record.state, record.title) == (5, "draft", "11月13日 支委会")
    fact = Fact.objects.get()
    assert (fact.kind, fact.subject_id, fact.unit_id) == ("record.opened", record.id, branch.mine.branch.id)
    assert fact.data == {"kind": "committee_meeting", "shift_id": None}


def test_a_members_meeting_expects_members_of_the_branch_and_its_groups_and_knows_who_votes(
    branch: Branch, open_draft: Open
) -> None:
    PartyStanding.objects.filter(person=branch.mine.organiser).update(rights_suspended=True)

    record = open_draft("members_meeting")

    rows = Presence.objects.filter(record=record).select_related("person")
    assert {row.person.name: (row.party, row.voter) for row in rows} == {
        "周志远": (True, True),
        "陈志刚": (True, False),
        "胡志强": (True, True),
        "李敏": (True, True),
        "孙立军": (True, True),
        "王建国": (True, True),
        "李明": (True, False),
    }


def test_who_is_on_leave_is_absent_with_that_reason(branch: Branch, open_draft: Open) -> None:
    sick = branch.committee[3]
    Leave.objects.create(
        person=sick, kind="sick", starts_date=date(2026, 11, 10), ends_date=date(2026, 11, 13)
    )

    assert roll_of(open_draft())["李敏"] == (True, False, "leave")


@pytest.mark.parametrize("people", [5, 60, 5000])
def test_the_roll_is_one_insert_for_a_team_and_for_five_thousand(
    people: int, branch: Branch, act: Act
) -> None:
    mine = branch.mine
    from tongxin.orgs.models import Membership, Person

    made = Person.objects.bulk_create(
        Person(company=mine.company, employee_no=f"T{number}", name=f"工友{number}")
        for number in range(people - 5)
    )
    Membership.objects.bulk_create(
        Membership(person=one, unit=mine.team, line="administration", starts_date=date(2020, 1, 1))
        for one in made
    )

    leader = act(mine.leader)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        opened = commands.open_record(
            "pre_shift_meeting", unit_id=mine.team.id, by=leader, at=NOW, held_at=NOW, shift_id=mine.shift.id
        )

    inserts = [one for one in queries if "INSERT INTO" in one["sql"] and "presence" in one["sql"]]
    assert len(inserts) == 1
    assert Presence.objects.filter(record=opened.record_id).count() == people
    assert Record.objects.get(id=opened.record_id).expected_count == people


def test_two_who_open_the_same_shift_get_the_same_record(branch: Branch, act: Act) -> None:
    mine = branch.mine
    first, second = (
        commands.open_record(
            "pre_shift_meeting",
            unit_id=mine.team.id,
            by=act(who),
            at=NOW,
            held_at=NOW,
            shift_id=mine.shift.id,
        )
        for who in (mine.leader, mine.instructor)
    )

    assert first == second
    assert Fact.objects.filter(kind="record.opened").count() == 1


def test_the_same_key_opens_one_record(open_draft: Open) -> None:
    key = uuid.uuid4()

    assert open_draft(key=key).id == open_draft(key=key).id
    assert Record.objects.count() == 1


def test_a_key_that_already_carried_another_record_is_refused(branch: Branch, open_draft: Open) -> None:
    first = open_draft(key=uuid.uuid4())

    with pytest.raises(Refused, match="已经用别的内容传过一次"):
        open_draft("members_meeting", key=first.key)

    assert (Record.objects.get(), Fact.objects.count()) == (first, 1)


def test_a_shift_whose_record_is_closed_gets_no_second_one(
    branch: Branch, open_draft: Open, act: Act
) -> None:
    mine, key = branch.mine, uuid.uuid4()
    given = {"unit_id": mine.team.id, "by": act(mine.leader), "held_at": NOW, "shift_id": mine.shift.id}
    record = open_draft("pre_shift_meeting", key=key, **given)
    Record.objects.filter(id=record.id).update(state=RecordState.CLOSED, version=1, written_at=NOW)

    with pytest.raises(Refused, match="已经记完了，要改请在那份记录上更正") as told:
        open_draft("pre_shift_meeting", **given)

    assert told.value.details == {"record_id": record.id}
    assert open_draft("pre_shift_meeting", key=key, **given) == record  # the same form, sent twice
    assert Record.objects.count() == 1


def test_a_shift_that_is_not_the_teams_is_refused(branch: Branch, open_draft: Open, act: Act) -> None:
    mine = branch.mine
    other = make_shift(mine.other_team, moment(11, 20, 8), moment(11, 20, 16))

    with pytest.raises(Refused, match="没有这个班次"):
        open_draft("pre_shift_meeting", unit_id=mine.team.id, by=act(mine.leader), shift_id=other.id)


def test_only_the_posts_of_the_kind_open_it(branch: Branch, open_draft: Open, act: Act) -> None:
    mine = branch.mine
    with pytest.raises(NotFound):
        open_draft(by=act(mine.worker))
    with pytest.raises(NotFound):
        open_draft(by=act(mine.leader))
    with pytest.raises(NotAllowed, match="不由您来写"):
        open_draft("pre_shift_meeting", unit_id=mine.team.id, by=act(mine.organiser), shift_id=mine.shift.id)

    assert not Record.objects.exists()
    assert not Fact.objects.exists()


def test_a_kind_that_nobody_adopted_is_refused(branch: Branch, open_draft: Open) -> None:
    with pytest.raises(Refused, match="没有采用"):
        open_draft("weekly_team_study")


def test_a_draft_is_dropped_and_a_closed_record_is_not(branch: Branch, open_draft: Open) -> None:
    record = open_draft()

    fact = commands.drop_record(record.id, by=branch.secretary, at=NOW)

    record.refresh_from_db()
    assert (fact.kind, record.state) == ("record.dropped", RecordState.DROPPED)
    with pytest.raises(NotFound):
        commands.drop_record(record.id, by=branch.secretary, at=NOW)


def test_a_record_closed_a_moment_before_is_not_dropped(
    branch: Branch, closed: Callable[..., Record]
) -> None:
    record = closed()
    facts = Fact.objects.count()

    with pytest.raises(Refused, match="已经记完的不能作废"):
        commands.drop_record(record.id, by=branch.secretary, at=NOW)

    record.refresh_from_db()
    assert (record.state, Fact.objects.count()) == ("closed", facts)


def test_who_left_before_the_day_is_not_called(branch: Branch, open_draft: Open) -> None:
    mine = branch.mine
    gone = make_person(mine.company, mine.group, party="full", left_date=date(2026, 11, 1))

    assert gone.name not in roll_of(open_draft("members_meeting"))


def test_a_roll_called_anew_follows_the_roster_and_keeps_what_was_marked(
    branch: Branch, open_draft: Open
) -> None:
    record = open_draft("members_meeting", held_at=moment(11, 19, 15))
    away = branch.committee[4]
    commands.save_draft(
        record.id, Content(marks={away.id: Mark(False, "on_duty")}, visitors=(branch.mine.worker.id,)),
        by=branch.secretary, at=NOW,
    )  # fmt: skip
    make_person(branch.mine.company, branch.mine.group, name="新党员", party="full")
    PartyStanding.objects.filter(person__name="李明").delete()

    assert commands.renew_roll(record.id, by=branch.secretary, at=NOW) == 7

    called = roll_of(record)
    assert called["新党员"] == (True, True, "")
    assert called["孙立军"] == (True, False, "on_duty")
    assert called["张伟"] == (False, True, "")
    assert "李明" not in called
