"""Who sees which record; list and detail agree for everybody."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import NOW, moment
from tests.factories import appoint, make_administrator, make_company, make_person, make_unit
from tests.records.conftest import Branch
from tests.world import Mine, make_mine
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records import commands, queries
from tongxin.records.content import Content, Line
from tongxin.records.models import Presence, Record

Act = Callable[..., Actor]


def put(mine: Mine, level: str = "C1", state: str = "closed", **given: object) -> Record:
    return Record.objects.create(
        **{
            "company": mine.company,
            "unit": mine.team,
            "kind": "safety_analysis",
            "title": "安全分析会",
            "level": level,
            "state": state,
            "held_at": moment(11, 13),
            "written_at": moment(11, 13),
            "created_at": NOW,
            "keep_until": date(2001, 1, 1),  # long over, so that a test may delete it
            **given,
        }
    )


def sees(viewer: Actor, record: Record) -> bool:
    return queries.records_seen_by(viewer).filter(id=record.id).exists()


def test_the_unit_is_seen_from_its_posts_and_from_above(mine: Mine, act: Act) -> None:
    record = put(mine)

    assert [
        sees(act(person), record)
        for person in (
            mine.leader,
            mine.instructor,
            mine.chief,
            mine.secretary,
            mine.other_leader,
            mine.worker,
        )
    ] == [True, True, True, True, False, False]


def test_who_was_there_sees_it_and_who_was_absent_does_not(mine: Mine, act: Act) -> None:
    record = put(mine)
    row = Presence.objects.create(record=record, person=mine.worker)
    assert sees(act(mine.worker), record)

    row.present = False
    row.save()
    assert not sees(act(mine.worker), record)


def test_a_draft_is_not_for_those_who_are_merely_expected(mine: Mine, act: Act) -> None:
    record = put(mine, state="draft", written_at=None)
    Presence.objects.create(record=record, person=mine.worker)

    assert not sees(act(mine.worker), record)
    assert sees(act(mine.leader), record)


def test_confidential_records_are_for_few_and_for_those_in_them(mine: Mine, act: Act) -> None:
    record = put(mine, level="C2", recorder=mine.leader)
    Presence.objects.create(record=record, person=mine.worker)

    assert [
        sees(act(person), record)
        for person in (mine.secretary, mine.leader, mine.worker, mine.instructor, mine.chief)
    ] == [True, True, True, False, False]


def test_published_records_are_for_the_company_and_nobody_else(mine: Mine, act: Act) -> None:
    record = put(mine, level="C0")
    stranger = make_person(make_company())

    assert sees(act(mine.worker), record)
    assert not sees(act(stranger), record)


def test_administrators_and_those_whose_term_has_ended_see_nothing(mine: Mine, act: Act) -> None:
    records = [put(mine, level="C0"), put(mine, chair=mine.worker)]
    make_administrator(mine.worker, "system")
    ended = make_person(mine.company, mine.team)
    appoint(ended, "team_leader", mine.team, ends_date=moment(11, 19).date())

    assert [sees(act(mine.worker), record) for record in records] == [False, False]
    assert [sees(act(ended), record) for record in records] == [True, False]


def test_what_was_dropped_is_gone_for_everybody(mine: Mine, act: Act) -> None:
    assert not sees(act(mine.leader), put(mine, state="dropped", recorder=mine.leader, written_at=None))


PEOPLE = ("secretary", "chief", "leader", "instructor", "other_leader", "worker")
UNITS = ("root", "section", "team", "other_team", "branch", "group")
WHOLE = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        st.sampled_from(["C0", "C1", "C2"]),
        st.sampled_from(["draft", "closed", "refused", "dropped"]),
        st.sampled_from((*PEOPLE, "")),
        st.sampled_from((*PEOPLE, "")),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=WHOLE)
def test_list_and_detail_agree_for_everybody(mine: Mine, act: Act, rows: list[tuple[str, ...]]) -> None:
    Presence.objects.all().delete()
    Record.objects.all().delete()
    made = []
    for unit, level, state, chair, present in rows:
        record = put(
            mine,
            level,
            state,
            unit=getattr(mine, unit),
            chair=getattr(mine, chair) if chair else None,
            written_at=moment(11, 13) if state in ("closed", "refused") else None,
        )
        if present:
            Presence.objects.create(record=record, person=getattr(mine, present))
        made.append(record)

    for person in PEOPLE:
        viewer = act(getattr(mine, person))
        listed = {line.id for line in queries.list_records(queries.Asked(), viewer=viewer, at=NOW).lines}
        detail = {record.id for record in made if _opens(record.id, viewer)}
        assert listed == detail


def _opens(record_id: int, viewer: Actor) -> bool:
    try:
        queries.get_record(record_id, viewer=viewer)
    except NotFound:
        return False
    return True


def test_a_field_of_a_higher_level_is_hidden_from_who_was_not_there(
    branch: Branch, open_draft, act: Act
) -> None:
    record = open_draft("admission_meeting")
    Presence.objects.filter(record=record, person=branch.mine.instructor).update(present=False)
    candidate = branch.mine.worker
    content = Content(
        data={"candidate": [candidate.id], "matter": "admit", "conduct": "安心岗位"},
        minutes="逐个讨论",
        decisions=(Line("同意接收张伟为预备党员", voted=True, secret=True, yes=4),),
    )
    commands.save_draft(record.id, content, by=branch.secretary, at=NOW)
    commands.close_record(record.id, by=branch.secretary, at=NOW)
    leader = make_person(branch.mine.company, branch.mine.committee)
    appoint(leader, "committee_secretary", branch.mine.committee)

    told = queries.view_record(record.id, viewer=branch.secretary, at=NOW)
    hidden = queries.view_record(record.id, viewer=act(leader), at=NOW)

    assert [field.words for field in told.fields] == ["张伟", "接收预备党员", "安心岗位"]
    assert [(field.words, field.hidden) for field in hidden.fields][-1] == ("", True)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_the_same_queries_however_long(
    number: int, mine: Mine, act: Act, django_assert_max_num_queries
) -> None:
    viewer = act(mine.secretary)
    for _ in range(number):
        put(mine, chair=mine.leader)

    with django_assert_max_num_queries(7):
        assert len(queries.list_records(queries.Asked(), viewer=viewer, at=NOW).lines) == number


def test_pages_follow_each_other_without_gap_or_double(mine: Mine, act: Act) -> None:
    made = [put(mine, held_at=moment(11, 1 + number % 3)) for number in range(11)]
    viewer, before, seen = act(mine.leader), None, []
    while True:
        page = queries.list_records(queries.Asked(before=before), viewer=viewer, at=NOW, size=4)
        seen += [line.id for line in page.lines]
        if page.next is None:
            break
        before = page.next

    assert seen == [row.id for row in sorted(made, key=lambda row: (row.held_at, row.id), reverse=True)]


def test_lists_are_narrowed_by_kind_month_state_and_name(mine: Mine, act: Act) -> None:
    viewer = act(mine.leader)
    put(mine, title="十月的", held_at=moment(10, 5))
    put(mine, title="班前会", kind="pre_shift_meeting", late_days=2)
    put(mine, title="没记完", state="draft", written_at=None)

    def titles(**asked: object) -> list[str]:
        page = queries.list_records(queries.Asked(**asked), viewer=viewer, at=NOW)
        return sorted(line.title for line in page.lines)

    assert titles(since=moment(11, 1), until=moment(12, 1)) == ["没记完", "班前会"]
    assert titles(kind="pre_shift_meeting") == titles(late=True) == ["班前会"]
    assert titles(state="draft") == titles(text="没记") == ["没记完"]


def test_attendance_of_units_counts_closed_records_only(mine: Mine, act: Act) -> None:
    put(mine, expected_count=5, present_count=4)
    put(mine, expected_count=5, present_count=5)
    put(mine, expected_count=5, present_count=0, state="draft", written_at=None)
    put(mine, unit=mine.other_team, expected_count=3, present_count=3)
    between = {"since": moment(11, 1), "until": moment(12, 1)}

    found = queries.attendance_of([mine.team.id, mine.other_team.id], viewer=act(mine.leader), **between)

    assert found == {mine.team.id: queries.Attendance(2, 10, 9)}
    assert found[mine.team.id].percent == 90


def test_a_person_finds_every_meeting_they_were_listed_at(branch: Branch, closed) -> None:
    record = closed()
    person = branch.committee[3]

    assert [(one.record_id, one.present) for one in queries.records_of(person.id)] == [(record.id, True)]
    between = {"since": moment(11, 1), "until": moment(12, 1)}
    assert queries.own_attendance(person.id, **between) == queries.Attendance(1, 1, 1)


def test_a_meeting_planned_ahead_is_told_to_those_expected(branch: Branch, open_draft, act: Act) -> None:
    open_draft("members_meeting", held_at=moment(11, 27, 15))
    until = moment(12, 1)

    def planned(person) -> list[str]:
        return [line.title for line in queries.planned_meetings(viewer=act(person), at=NOW, until=until)]

    assert planned(branch.mine.instructor) == ["11月27日 党员大会"]
    assert planned(branch.mine.worker) == []


def test_what_one_may_write_comes_with_when_it_was_last_held(branch: Branch, closed, act: Act) -> None:
    closed()

    kinds = queries.kinds_to_write(by=branch.secretary, at=NOW)

    found = {(one.unit_name, one.title): one.last_held for one in kinds}
    assert found["综采一区党支部", "支委会"] == moment(11, 13).date()
    assert ("采煤一班", "班前会") not in found
    team = {(one.unit_name, one.title) for one in queries.kinds_to_write(by=act(branch.mine.leader), at=NOW)}
    assert ("采煤一班", "安全分析会") in team
    assert queries.kinds_to_write(by=act(branch.mine.worker), at=NOW) == []


def test_every_kind_that_is_offered_opens(branch: Branch, act: Act) -> None:
    offered = 0
    for person in (branch.mine.secretary, branch.mine.leader, branch.mine.instructor, branch.mine.chief):
        by = act(person)
        for one in queries.kinds_to_write(by=by, at=NOW):
            if not one.per_shift:
                commands.open_record(one.kind, unit_id=one.unit_id, by=by, at=NOW, held_at=NOW)
                offered += 1

    assert offered > 15


def test_the_page_of_a_record_takes_few_queries(
    branch: Branch, closed, django_assert_max_num_queries
) -> None:
    record = closed()

    with django_assert_max_num_queries(9):
        queries.view_record(record.id, viewer=branch.secretary, at=NOW)


def test_names_as_somebody_types_them(mine: Mine) -> None:
    twin = make_person(mine.company, mine.other_team, name="李明", employee_no="A7")
    ids = {"likely": [], "company_id": mine.company.id}

    found = queries.find_people(["张伟", "李明", "A7", "李明（A7）", "无此人"], **ids)

    assert found.people == {"张伟": mine.worker.id, "A7": twin.id, "李明（A7）": twin.id}
    assert found.wrong == {
        "李明": "有 2 个“李明”，请写成 李明（工号）",
        "无此人": "花名册里没有“无此人”，请写全名或者工号",
    }
    assert queries.find_people(["李明"], company_id=mine.company.id, likely=[twin.id]).people == {
        "李明": twin.id
    }


def test_companies_do_not_see_each_other(mine: Mine, act: Act) -> None:
    other = make_mine("黑石煤业")
    record = put(other, level="C0")

    assert not sees(act(mine.secretary), record)
    assert make_unit(other.company, "team").company == other.company
