"""What was held on paper: printed, typed once, late as it is, by who typed it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, moment
from tests.factories import appoint, make_person, make_shift
from tests.files.pictures import jpeg, photo
from tests.meanwhile import meanwhile
from tests.records.preshift.world import make_task, named, sheet_of
from tests.world import Mine
from tongxin.duties.commands import raise_duties
from tongxin.duties.queries import items_met_by
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person
from tongxin.records.commands import sign
from tongxin.records.models import Attachment, Fitness, Presence, Record, Version
from tongxin.records.preshift.commands import (
    Written,
    enter_paper,
    open_meeting,
    save_meeting,
    sign_rest,
)
from tongxin.records.preshift.queries.finished import view_finished, waiting_signatures
from tongxin.records.preshift.queries.paper import sheets, view_paper
from tongxin.records.preshift.rules import Sheet, Watch
from tongxin.records.queries import Asked, list_records, view_record

Act = Callable[..., Actor]
MORNING = moment(11, 20, 9)  # an hour into the shift
EVENING = moment(11, 20, 21)


def on_paper(team: Mine, by: Actor, *, at=MORNING, clock: time | None = time(7, 40), **given) -> Written:
    """Everybody there who is not on leave, the leader in the chair."""
    page = view_paper(team.shift.id, viewer=by, at=at)
    sheet = Sheet(
        chair_id=team.leader.id,
        present=frozenset(line.id for line in page.lines if line.present),
        reasons={line.id: line.reason for line in page.lines if not line.present},
    )
    beside = {key: given.pop(key) for key in ("guests", "photo") if key in given}
    return Written(clock, replace(sheet, **given), **beside)


def make_clerk(team: Mine) -> Person:
    """Of the section, with the right to write in its teams and the post that the record asks for."""
    clerk = make_person(team.company, team.section, name="孙秀兰")
    for post in ("section_chief", "political_instructor"):
        appoint(clerk, post, team.section)
    return clerk


def enter(team: Mine, by: Actor, *, at=MORNING, **given) -> Record:
    typed = enter_paper(team.shift.id, on_paper(team, by, at=at, **given), by=by, at=at)
    return Record.objects.get(id=typed.record_id)


@pytest.mark.row("XZW-2", "DB-10")
def test_a_sheet_becomes_the_record_of_its_shift_by_whoever_typed_it(team: Mine, act: Act) -> None:
    raise_duties(company_id=team.company.id, day=team.shift.day, by=NOBODY, at=NOW)
    instructor = act(team.instructor)
    worker, ill = named(team, "周涛"), named(team, "刘强")
    written = on_paper(
        team,
        instructor,
        watched=(Watch(ill.id, "watch", "partner", team.worker.id),),
        moves={team.worker.id: "转载点"},
        values={"risks": ["rib"], "watchers": {"rib": ill.id}, "told": True, "documents": ["顶板通知"]},
    )
    gone = replace(
        written.sheet,
        present=written.sheet.present - {worker.id},
        reasons={**written.sheet.reasons, worker.id: "on_the_way"},
    )
    typed = enter_paper(team.shift.id, replace(written, sheet=gone), by=instructor, at=MORNING)
    for fact in typed.facts:
        answer_fact(fact, at=MORNING)

    record = Record.objects.get(id=typed.record_id)
    assert (record.state, record.came_from, record.version) == ("closed", "paper", 1)
    assert (record.chair, record.recorder, record.closed_by) == (team.leader, None, team.instructor)
    assert (record.held_at, record.written_at) == (moment(11, 20, 7, 40), MORNING)
    assert (record.expected_count, record.present_count, record.late_days) == (13, 11, 0)
    away = Presence.objects.filter(record=record, present=False).order_by("person__name")
    assert sorted((row.person.name, row.reason) for row in away) == [
        ("周涛", "on_the_way"),
        ("高鹏", "leave"),
    ]
    assert Fitness.objects.get().arrangement == "partner"
    assert (record.data["risks"], record.data["told"]) == (["rib"], True)
    assert record.data["moves"] == {str(team.worker.id): "转载点"}
    closed = Fact.objects.get(kind="record.closed")
    assert (closed.data["came_from"], closed.by_id) == ("paper", team.instructor.id)
    assert Version.objects.get().content["came_from"] == "paper"
    met = items_met_by(record.id, viewer=act(team.secretary), at=MORNING)
    assert "班前会每班一次" in {item.title for item in met}


@pytest.mark.row("BY-4")
def test_a_time_that_cannot_be_is_refused_and_nothing_stays(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    for clock, sentence in (
        (None, "几点开的，照纸上填"),
        (time(17), "这个班 08:00 上、16:00 下，班前会不会在 17:00 开"),
        (time(9, 1), "还没到 09:01，会还没开"),
    ):
        with pytest.raises(Invalid) as refused:
            enter(team, leader, clock=clock)
        assert refused.value.fields == {"clock": sentence}
    assert not Record.objects.exists()


def test_typed_late_it_is_late_as_any(team: Mine, act: Act) -> None:
    record = enter(team, act(team.leader), at=moment(11, 22, 9))

    assert (record.held_at, record.late_days) == (moment(11, 20, 7, 40), 2)
    page = list_records(Asked(), viewer=act(team.leader), at=moment(11, 22, 9))
    assert [(line.late_word, line.paper) for line in page.lines] == [("补记，迟 2 天", True)]


def test_too_old_and_too_early_are_refused_as_any(team: Mine, act: Act) -> None:
    with pytest.raises(Refused, match="最近 7 天"):
        enter(team, act(team.leader), at=moment(11, 28))
    with pytest.raises(Refused, match="这个班还早"):
        enter(team, act(team.leader), at=moment(11, 19, 20))


def test_after_the_shift_nothing_about_fitness_is_taken(team: Mine, act: Act) -> None:
    enter(team, act(team.leader), at=EVENING, watched=(Watch(team.worker.id, "watch", "ask_again"),))

    assert not Fitness.objects.exists()


def test_the_same_sheet_twice_is_told_and_changes_nothing(team: Mine, act: Act) -> None:
    record = enter(team, act(team.leader))
    kept = (record.revision, Fact.objects.count())

    with pytest.raises(Refused, match="赵建军在 11-20 09:00 已经录过了") as refused:
        enter(team, act(team.instructor), at=moment(11, 20, 9, 5))

    assert refused.value.details == {"record_id": record.id, "state": "closed"}
    record.refresh_from_db()
    assert (record.revision, Fact.objects.count()) == kept


def test_who_is_slower_by_a_moment_is_told_too(team: Mine, act: Act) -> None:
    written = on_paper(team, act(team.instructor))

    with (
        meanwhile("SAVEPOINT", lambda: enter(team, act(team.leader))),
        pytest.raises(Refused, match="录过了"),
    ):
        enter_paper(team.shift.id, written, by=act(team.instructor), at=MORNING)

    assert Record.objects.get().closed_by == team.leader


def test_a_meeting_that_somebody_began_is_gone_on_with(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    record_id = open_meeting(team.shift.id, by=leader, at=NOW).record_id
    save_meeting(record_id, sheet_of(record_id), by=leader, at=NOW, revision=0)

    with pytest.raises(Refused, match="赵建军已经在系统里开了头") as refused:
        enter(team, act(team.instructor))

    assert refused.value.details == {"record_id": record_id, "state": "draft"}


def test_one_that_was_only_opened_is_filled_in(team: Mine, act: Act) -> None:
    record_id = open_meeting(team.shift.id, by=act(team.leader), at=NOW).record_id

    record = enter(team, act(team.instructor))

    assert (record.id, record.held_at, record.came_from) == (record_id, moment(11, 20, 7, 40), "paper")
    assert (record.opened_by, record.closed_by) == (team.leader, team.instructor)


def test_what_is_missing_is_said_and_nothing_is_kept(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    written = on_paper(team, leader, chair_id=None, watched=(Watch(team.worker.id, "watch"),))

    with pytest.raises(Invalid, match="还差 2 处，录的都还在") as refused:
        enter_paper(team.shift.id, written, by=leader, at=MORNING)

    assert set(refused.value.fields) == {f"watch-{team.worker.id}", "chair"}
    assert not Record.objects.exists()
    assert not Fact.objects.filter(kind="record.opened").exists()


def test_by_the_paper_anybody_there_may_have_led_it(team: Mine, act: Act) -> None:
    assert enter(team, act(team.leader), chair_id=team.worker.id).chair == team.worker


def test_whoever_types_need_not_have_been_there(team: Mine, act: Act) -> None:
    clerk = make_clerk(team)

    record = enter(team, act(clerk))

    assert (record.closed_by, record.chair) == (clerk, team.leader)
    assert not Presence.objects.filter(record=record, person=clerk).exists()


def test_nobody_types_for_another_team(team: Mine, act: Act) -> None:
    written = on_paper(team, act(team.leader))
    for stranger in (team.other_leader, team.worker):
        with pytest.raises(NotFound):
            enter_paper(team.shift.id, written, by=act(stranger), at=MORNING)
        with pytest.raises(NotFound):
            view_paper(team.shift.id, viewer=act(stranger), at=MORNING)
    for without_the_post in (team.chief, team.secretary):
        with pytest.raises((NotFound, NotAllowed)):
            enter_paper(team.shift.id, written, by=act(without_the_post), at=MORNING)
        with pytest.raises(NotFound):
            view_paper(team.shift.id, viewer=act(without_the_post), at=MORNING)
    assert not Record.objects.exists()


def test_signatures_stay_on_the_paper(team: Mine, act: Act) -> None:
    record = enter(team, act(team.leader))

    assert waiting_signatures(act(team.worker)) == []
    with pytest.raises(Refused, match="签字在纸上"):
        sign_rest(record.id, by=act(team.leader), at=MORNING)
    with pytest.raises(NotAllowed, match="不用您签字"):
        sign(record.id, by=act(team.worker), at=MORNING)
    assert view_finished(record.id, viewer=act(team.leader), kind="pre_shift_meeting").unsigned == 0
    view = view_record(record.id, viewer=act(team.secretary), at=MORNING)
    assert (view.unsigned, view.typed and view.typed.written_by) == ([], "赵建军")


def test_guests_come_by_number_and_an_unknown_one_undoes_all(team: Mine, act: Act) -> None:
    lent = [make_person(team.company, team.other_team, name=name) for name in ("石磊", "马超")]
    leader = act(team.leader)
    with pytest.raises(Invalid) as refused:
        enter(team, leader, guests=(lent[0].employee_no, "X999"))
    assert refused.value.fields == {"guest": "没有找到这个人"}
    assert not Record.objects.exists()

    record = enter(team, leader, guests=tuple(one.employee_no for one in lent))

    came = Presence.objects.filter(record=record, expected=False, present=True)
    assert sorted(row.person.name for row in came) == ["石磊", "马超"]


def test_the_photo_of_the_sheet_may_lie_by_it(team: Mine, act: Act) -> None:
    record = enter(team, act(team.leader), photo=("纸.jpg", jpeg(photo(1))))

    assert Attachment.objects.get(record=record).file.name.startswith("纸")
    assert [one["name"] for one in Version.objects.get().content["attachments"]] == ["纸.jpg"]


def test_the_sheet_is_the_same_each_time_and_says_what_is_open(team: Mine, act: Act) -> None:
    leader = act(team.leader)
    first, again = (view_paper(team.shift.id, viewer=leader, at=NOW) for _ in range(2))

    assert [line.name for line in first.lines][:2] == ["赵建军", "王建国"]
    assert [line.number for line in first.lines] == list(range(1, 14))
    assert {line.name: line.reason for line in first.lines if not line.present} == {"高鹏": "leave"}
    assert first.lines[0].place == "端头"
    assert [point.text for point in first.points] == [
        "38 号支架漏液，已挂牌，不得升降", "皮带机头护栏缺一段", "机尾浮煤清到 60 架，剩 12 架",
    ]  # fmt: skip
    assert [tick.words for tick in first.ticks] == ["上一班交来的 3 件都讲了", "安全宣誓", "手指口述确认"]
    assert (first.mark, first.number) == (again.mark, again.number)
    make_person(team.company, team.team)
    assert view_paper(team.shift.id, viewer=leader, at=NOW).mark != first.mark


def test_where_no_regime_asks_for_the_meeting_there_is_no_sheet(mine: Mine, act: Act) -> None:
    with pytest.raises(Refused, match="没有采用要开班前会的制度"):
        view_paper(mine.shift.id, viewer=act(mine.leader), at=NOW)


def test_what_there_is_to_print_and_to_type(team: Mine, act: Act) -> None:
    make_shift(team.team, moment(11, 18, 8), moment(11, 18, 16))
    make_shift(team.team, moment(11, 22, 8), moment(11, 22, 16))
    make_shift(team.other_team, moment(11, 21, 8), moment(11, 21, 16))

    page = sheets(viewer=act(team.leader), at=MORNING)

    assert page.teams == ((team.team.id, "采煤一班"),)
    assert [slot.day.day for slot in page.unwritten] == [20, 18]
    assert [slot.day.day for slot in page.coming] == [20, 22]
    enter(team, act(team.leader))
    assert [slot.day.day for slot in sheets(viewer=act(team.leader), at=MORNING).unwritten] == [18]
    assert sheets(viewer=act(team.secretary), at=MORNING).teams == ()
    with pytest.raises(NotFound):
        sheets(viewer=act(team.leader), at=MORNING, team_id=team.other_team.id)


def test_for_the_section_there_are_the_sheets_of_its_teams(team: Mine, act: Act) -> None:
    make_shift(team.other_team, moment(11, 21, 8), moment(11, 21, 16))
    clerk = make_clerk(team)

    page = sheets(viewer=act(clerk), at=MORNING)

    assert [name for _, name in page.teams] == ["采煤一班", "采煤二班"]
    assert [slot.team for slot in page.coming] == ["采煤一班", "采煤二班"]
    only = sheets(viewer=act(clerk), at=MORNING, team_id=team.other_team.id)
    assert [slot.team for slot in only.coming] == ["采煤二班"]


def test_a_sheet_takes_as_many_queries_for_many_as_for_few(team: Mine, act: Act) -> None:
    leader = act(team.leader)

    def asked(expected: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            page = view_paper(team.shift.id, viewer=leader, at=NOW)
            assert (len(page.points), len(page.risks), len(page.leads)) == (expected, 9, len(page.lines))
        return len(captured)

    asked(3)  # what is the same for all pages is known from now on
    few = asked(3)
    for _ in range(5):
        make_task(team.team, owner=make_person(team.company, team.team))
    assert asked(8) == few <= 15
