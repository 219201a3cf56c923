"""Coming to a meeting by code, terminal or another's word; and codes that were sent on."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.clock import NOW
from tests.factories import make_shift
from tests.records.preshift.world import fill_team, named, sheet_of
from tests.terminals import make_terminal, seen
from tests.world import Mine, make_mine
from tongxin.access.queries.terminals import actor_on
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person
from tongxin.records.models import Arrival, Presence, Record
from tongxin.records.preshift.commands import finish_meeting, open_meeting
from tongxin.records.sign_in.commands import come, confirm, sign_in
from tongxin.records.sign_in.keys import key_of
from tongxin.records.sign_in.queries import view_codes, with_arrived
from tongxin.records.sign_in.rules import STEP, TOO_OLD, step_at, write

Act = Callable[..., Actor]
SECOND = timedelta(seconds=1)
BEGINS = NOW - int(NOW.timestamp()) % STEP * SECOND  # of the step of NOW


@pytest.fixture
def record(mine: Mine, act: Act) -> Record:
    fill_team(mine)
    return Record.objects.get(id=open_meeting(mine.shift.id, by=act(mine.leader), at=NOW).record_id)


def token_of(record: Record, at: datetime = BEGINS) -> str:
    return write(key_of(record), record.id, step_at(at))


def presence(record: Record, person: Person) -> Presence:
    return Presence.objects.get(record=record, person=person)


@pytest.mark.row("BY-4", "DB-10")
def test_who_scans_the_code_on_the_screen_is_down_as_come_on_the_spot(
    mine: Mine, record: Record, act: Act
) -> None:
    arrived = sign_in(token_of(record), by=act(mine.worker), at=NOW)

    row = Arrival.objects.get()
    assert (row.record, row.person, row.how, row.arrived_at) == (record, mine.worker, "code", NOW)
    assert arrived.fact is not None
    assert (arrived.fact.kind, arrived.fact.unit_id) == ("record.signed_in", mine.team.id)
    assert arrived.fact.data == {"person_id": mine.worker.id, "how": "code"}  # no place, no address


@pytest.mark.row("BY-4")
@pytest.mark.parametrize("seconds", [-30, 0, 29, 30, 59])
def test_a_code_is_taken_in_its_step_and_one_aside(
    mine: Mine, record: Record, act: Act, seconds: int
) -> None:
    assert sign_in(token_of(record), by=act(mine.worker), at=BEGINS + seconds * SECOND).fact is not None


@pytest.mark.row("BY-4")
@pytest.mark.parametrize("seconds", [-31, 60, 90, 3600])
def test_a_code_that_was_photographed_and_sent_on_is_refused_after_its_step(
    mine: Mine, record: Record, act: Act, seconds: int
) -> None:
    with pytest.raises(Refused) as refusal:
        sign_in(token_of(record), by=act(mine.worker), at=BEGINS + seconds * SECOND)

    assert refusal.value.message == TOO_OLD == "码已过期，请扫屏幕上现在的码"
    assert not Arrival.objects.exists()


@pytest.mark.row("BY-4")
def test_the_same_person_again_changes_nothing_not_even_after_the_step(
    mine: Mine, record: Record, act: Act
) -> None:
    token, worker = token_of(record), act(mine.worker)
    sign_in(token, by=worker, at=NOW)

    for later in (SECOND, 45 * SECOND, timedelta(minutes=10)):
        again = sign_in(token, by=worker, at=BEGINS + later)
        assert (again.fact, again.arrived_at) == (None, NOW)
    newer = sign_in(token_of(record, NOW + timedelta(minutes=5)), by=worker, at=NOW + timedelta(minutes=5))

    assert (newer.fact, newer.arrived_at) == (None, NOW)
    assert Fact.objects.filter(kind="record.signed_in").count() == 1


def test_everybody_in_the_room_scans_the_same_code_each_once(mine: Mine, record: Record, act: Act) -> None:
    for person in (mine.worker, mine.instructor):
        sign_in(token_of(record), by=act(person), at=NOW)

    assert Arrival.objects.filter(record=record, how="code").count() == 2


@pytest.mark.row("BY-4")
def test_a_code_replayed_does_not_undo_what_the_chair_said(mine: Mine, record: Record, act: Act) -> None:
    """The chair marks somebody absent who had sent the code on: the used one does not bring them back."""
    sign_in(token_of(record), by=act(mine.worker), at=NOW)
    Presence.objects.filter(record=record, person=mine.worker).update(present=False, reason="missing")

    sign_in(token_of(record), by=act(mine.worker), at=NOW + SECOND)
    assert presence(record, mine.worker).present is False

    later = NOW + timedelta(minutes=2)
    assert sign_in(token_of(record, later), by=act(mine.worker), at=later).fact is not None
    assert presence(record, mine.worker).present is True
    assert Arrival.objects.get().arrived_at == NOW


@pytest.mark.row("BY-4")
def test_the_code_of_another_meeting_is_refused(mine: Mine, record: Record, act: Act) -> None:
    tomorrow = make_shift(
        mine.team, NOW + timedelta(hours=3), NOW + timedelta(hours=7), key="extra", name="加班"
    )
    other = Record.objects.get(id=open_meeting(tomorrow.id, by=act(mine.leader), at=NOW).record_id)
    forged = write(key_of(other), record.id, step_at(NOW))

    for text in (forged, "nonsense", "A" * 28, ""):
        with pytest.raises(NotFound, match="这不是签到的码"):
            sign_in(text, by=act(mine.worker), at=NOW)
    sign_in(token_of(other), by=act(mine.worker), at=NOW)

    assert [row.record_id for row in Arrival.objects.all()] == [other.id]


def test_people_of_another_company_hear_that_it_is_no_code(record: Record, act: Act) -> None:
    with pytest.raises(NotFound, match="这不是签到的码"):
        sign_in(token_of(record), by=act(make_mine("别的煤业").worker), at=NOW)


def test_who_is_not_on_the_roll_is_told_to_ask_the_chair(mine: Mine, record: Record, act: Act) -> None:
    with pytest.raises(NotAllowed, match="您不在这次会的名单上"):
        sign_in(token_of(record), by=act(mine.other_leader), at=NOW)


def test_who_was_down_as_on_leave_and_comes_is_there(mine: Mine, record: Record, act: Act) -> None:
    person = named(mine, "高鹏")
    assert presence(record, person).present is False

    sign_in(token_of(record), by=act(person), at=NOW)

    assert (presence(record, person).present, presence(record, person).reason) == (True, "")
    record.refresh_from_db()
    assert record.present_count == Presence.objects.filter(record=record, present=True).count()


def test_after_it_is_closed_and_after_the_shift_nobody_comes(mine: Mine, record: Record, act: Act) -> None:
    late = mine.shift.ends_at
    with pytest.raises(Refused, match="不是开会的时候"):
        sign_in(token_of(record, late), by=act(mine.worker), at=late)
    sheet = sheet_of(record.id, values={"risks": ["rib"], "told": True})
    assert finish_meeting(record.id, sheet, by=act(mine.leader), at=NOW, revision=0).fact is not None

    with pytest.raises(Refused, match="已经记完了"):
        sign_in(token_of(record), by=act(mine.worker), at=NOW)


@pytest.mark.row("DB-10")
def test_another_confirms_and_the_name_stays(mine: Mine, record: Record, act: Act) -> None:
    confirm(record.id, mine.worker.id, by=act(mine.leader), at=NOW)

    row = Arrival.objects.get()
    assert (row.person, row.how, row.confirmed_by) == (mine.worker, "named", mine.leader)


def test_nobody_confirms_themselves_nor_does_who_does_not_run_it(
    mine: Mine, record: Record, act: Act
) -> None:
    with pytest.raises(NotAllowed, match="自己不能给自己确认"):
        confirm(record.id, mine.leader.id, by=act(mine.leader), at=NOW)
    for person in (mine.worker, mine.other_leader):
        with pytest.raises(NotFound):
            confirm(record.id, mine.instructor.id, by=act(person), at=NOW)
    with pytest.raises(NotAllowed, match="不在名单上"):
        confirm(record.id, mine.other_leader.id, by=act(mine.leader), at=NOW)
    assert not Arrival.objects.exists()


def test_the_database_keeps_who_confirmed_apart_from_who_came(mine: Mine, record: Record) -> None:
    for wrong in (
        {"how": "named", "confirmed_by": mine.worker},
        {"how": "named"},
        {"how": "code", "confirmed_by": mine.leader},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arrival.objects.create(record=record, person=mine.worker, arrived_at=NOW, **wrong)


def test_at_a_terminal_one_comes_to_the_meeting_of_that_team_alone(
    mine: Mine, record: Record, act: Act
) -> None:
    here = actor_on(seen(make_terminal(mine.team, mine.chief)), mine.worker.id, at=NOW)
    elsewhere = actor_on(seen(make_terminal(mine.other_team, mine.chief)), mine.worker.id, at=NOW)

    for by in (elsewhere, act(mine.worker)):
        with pytest.raises(NotFound):
            come(record.id, by=by, at=NOW)
    come(record.id, by=here, at=NOW)

    assert Arrival.objects.get().how == "terminal"


def test_the_host_has_codes_for_the_meeting_s_length_and_nobody_else_has(
    mine: Mine, record: Record, act: Act
) -> None:
    page = view_codes(record.id, viewer=act(mine.leader), at=NOW)

    assert [one.step for one in page.codes] == list(range(step_at(NOW), step_at(NOW) + 40))
    last = NOW + 39 * STEP * SECOND
    assert sign_in(page.codes[-1].token, by=act(mine.worker), at=last).fact is not None
    for person in (mine.worker, mine.other_leader, mine.secretary):
        with pytest.raises(NotFound):
            view_codes(record.id, viewer=act(person), at=NOW)


def test_two_meetings_have_two_keys(record: Record) -> None:
    assert key_of(record) != key_of(Record(key=uuid.uuid4()))


@pytest.mark.row("DB-10")
def test_a_sheet_that_did_not_know_of_somebodys_coming_does_not_undo_it(
    mine: Mine, record: Record, act: Act
) -> None:
    sign_in(token_of(record), by=act(mine.worker), at=NOW)
    confirm(record.id, mine.instructor.id, by=act(mine.leader), at=NOW)
    nobody = sheet_of(record.id, present=frozenset())

    assert with_arrived(record.id, nobody).present == {mine.worker.id}
    assert with_arrived(record.id, nobody, known=[mine.worker.id]).present == frozenset()
