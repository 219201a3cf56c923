"""Care goes to those who were chosen, is never decided by whom it is about, and always comes to an end."""

from datetime import date, datetime, timedelta

import pytest

from tests.cases.care import Care, act, make_care
from tests.clock import NOW
from tests.factories import adopt, appoint, make_person
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, climb_overdue, lapse_due, move_case, open_case
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import view_case
from tongxin.cases.queries.hands import in_hands
from tongxin.cases.queries.sealed import read_texts
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Person

pytestmark = [pytest.mark.django_db, pytest.mark.row("BY-7")]
APPLIED = {"needs": ["sudden"], "whom": "union", "need": "家里着了火"}
REMINDED = {"fact": "meeting", "happened_on": "2026-11-18"}


@pytest.fixture
def care(mine: Mine) -> Care:
    adopt(mine.root, "talk-visit")
    return make_care(mine)


def begin(kind: str, mine: Mine, by: Person, at: datetime = NOW, **given: object) -> Case:
    opened = open_case(Opening(kind, mine.team.id, given), by=act(by, at), at=at)
    return Case.objects.get(id=opened.case_id)


def make(case: Case, move: str, by: Person, at: datetime = NOW, **given: object) -> None:
    move_case(case.id, Making(move, given), by=act(by, at), at=at)


def state(case: Case) -> str:
    return Case.objects.get(id=case.id).state


def in_role(case: Case, role: str) -> set[str]:
    return set(Part.objects.filter(case=case, role=role).values_list("person__name", flat=True))


def end(person: Person, post: str) -> None:
    Appointment.objects.filter(person=person, post=post).update(ends_date=NOW.date() - timedelta(days=1))


def lapsed(case: Case, at: datetime) -> str:
    lapse_due(at=at)
    return state(case)


def succeeded(care: Care) -> Person:
    """The instructor to whom the file came left the post; the successor."""
    end(care.mine.instructor, "political_instructor")
    end(care.helper, "party_group_leader")
    heir = make_person(care.mine.company, care.mine.team, name="柳青", party="full")
    appoint(heir, "political_instructor", care.mine.team)
    return heir


@pytest.mark.row("KQ-3")
def test_a_file_whose_people_left_their_posts_is_given_a_new_helper_by_the_successor_who_reads_no_text(
    care: Care,
) -> None:
    mine = care.mine
    appoint(care.helper, "party_group_leader", mine.team)
    case = care.helped()
    heir = succeeded(care)

    for move in ("change_helper", "close"):
        with pytest.raises(NotAllowed):
            make(case, move, mine.instructor, helper=[care.volunteer.id])
    view = view_case(case.id, viewer=act(heir), at=NOW)
    assert (view.full, view.texts, [part.role for part in view.parts]) == (False, False, ["subject"])
    assert [line.id for line in in_hands(viewer=act(heir), at=NOW).others] == [case.id]
    with pytest.raises(NotFound):
        read_texts(case, viewer=act(heir), at=NOW)

    make(case, "change_helper", heir, helper=[care.volunteer.id])

    assert in_role(case, "helper") == {care.volunteer.name}
    assert [one.text for one in read_texts(case, viewer=act(care.volunteer), at=NOW)]
    with pytest.raises(NotFound):
        read_texts(case, viewer=act(care.helper), at=NOW)
    with pytest.raises(NotFound):
        read_texts(case, viewer=act(heir), at=NOW)


@pytest.mark.row("KQ-3")
def test_nobody_else_comes_into_a_file_by_a_post(care: Care) -> None:
    mine, case = care.mine, care.helped()
    elsewhere = make_person(mine.company, mine.other_team, name="秦川", party="full")
    appoint(elsewhere, "political_instructor", mine.other_team)
    succeeded(care)

    for person in (elsewhere, mine.secretary, mine.organiser, mine.chief, care.chair):
        with pytest.raises(NotFound):
            view_case(case.id, viewer=act(person), at=NOW)


@pytest.mark.row("KQ-3")
def test_into_an_application_nobody_succeeds_since_it_is_read_by_whom_it_was_addressed_to(care: Care) -> None:
    case = begin("help_application", care.mine, care.mine.worker, **{**APPLIED, "whom": "instructor"})
    heir = succeeded(care)

    with pytest.raises(NotFound):
        view_case(case.id, viewer=act(heir), at=NOW)


def test_an_application_goes_to_the_chosen_or_to_nobody(care: Care) -> None:
    with pytest.raises(Invalid) as refused:
        begin("help_application", care.mine, care.mine.worker, **APPLIED)

    assert refused.value.fields == {"whom": "那里现在没有人接，请改选一个"}
    assert not Case.objects.filter(kind="help_application").exists()


def test_who_alone_holds_the_post_does_not_get_the_own_application(care: Care) -> None:
    mine, chosen = care.mine, {**APPLIED, "whom": "instructor"}
    case = begin("help_application", mine, mine.instructor, **chosen)

    assert in_role(case, "receiver") == {mine.secretary.name}
    with pytest.raises(NotAllowed):
        make(case, "accept", mine.instructor)
    make(case, "accept", mine.secretary)
    file = Case.objects.get(kind="support")
    assert (in_role(file, "owner"), in_role(file, "subject")) == (
        {mine.secretary.name},
        {mine.instructor.name},
    )


def test_of_several_who_hold_the_post_the_others_get_the_application(care: Care) -> None:
    mine = care.mine
    other = make_person(mine.company, mine.team, name="柳青", party="full")
    appoint(other, "political_instructor", mine.team)

    case = begin("help_application", mine, mine.instructor, **{**APPLIED, "whom": "instructor"})
    assert in_role(case, "receiver") == {"柳青"}


def test_an_application_that_nobody_else_could_decide_is_refused(care: Care) -> None:
    mine = care.mine
    appoint(mine.secretary, "political_instructor", mine.team)
    end(mine.instructor, "political_instructor")

    with pytest.raises(Invalid) as refused:
        begin("help_application", mine, mine.secretary, **{**APPLIED, "whom": "instructor"})
    assert refused.value.fields == {"whom": "那里现在没有人接，请改选一个"}


def test_an_application_that_nobody_answers_ends_after_thirty_days(care: Care) -> None:
    case = begin("help_application", care.mine, care.mine.worker, **{**APPLIED, "whom": "instructor"})

    assert lapsed(case, NOW + timedelta(days=30)) == "asked"
    assert lapsed(case, NOW + timedelta(days=31)) == "unanswered"


def test_a_file_without_a_plan_ends_after_thirty_days(care: Care) -> None:
    case = care.open()

    assert lapsed(case, NOW + timedelta(days=30)) == "noted"
    assert lapsed(case, NOW + timedelta(days=31)) == "lapsed"


def test_a_correction_that_nobody_answers_ends_fifteen_days_after_its_day(care: Care) -> None:
    case = care.helped()
    care.make(case, "stop", care.mine.worker)
    care.make(case, "ask_late_correction", care.mine.worker, wrong="日子写错了")

    assert lapsed(case, NOW + timedelta(days=30)) == "rechecking"
    assert lapsed(case, NOW + timedelta(days=31)) == "lapsed"


def test_an_objection_waits_for_its_answer_and_for_the_appeal_though_the_need_is_over(care: Care) -> None:
    mine, case, later = care.mine, care.helped(), NOW + timedelta(days=9)
    care.make(case, "object", mine.worker, decider=[mine.secretary.id], objection="不用建档")
    assert lapsed(case, later) == "objecting"

    care.make(case, "uphold", mine.secretary, later, reason="帮扶没有坏处")
    assert lapsed(case, later) == "lapsed"
    care.make(case, "appeal", mine.worker, later, appealed=[care.chair.id], appeal="不同意")
    assert lapsed(case, later + timedelta(days=9)) == "appealing"
    care.make(case, "drop_again", care.chair, later + timedelta(days=9), reason="按本人的意思")
    assert state(case) == "dropped"


def test_the_worker_takes_an_appeal_back_and_may_make_another(care: Care) -> None:
    mine, case = care.mine, care.helped()
    care.make(case, "object", mine.worker, decider=[mine.secretary.id], objection="不用建档")
    care.make(case, "uphold", mine.secretary, reason="帮扶没有坏处")
    for _ in range(2):
        care.make(case, "appeal", mine.worker, appealed=[care.chair.id], appeal="不同意")
        care.make(case, "withdraw_appeal", mine.worker)

    care.make(case, "object", mine.worker, decider=[mine.secretary.id], objection="还是不用")
    care.make(case, "stop", mine.worker)
    assert state(case) == "closed"


def test_no_need_is_named_by_a_code_and_none_is_of_the_job(care: Care) -> None:
    view = view_case(care.open().id, viewer=act(care.mine.worker), at=NOW)

    assert "刚遇到大事，本人说压力大" in [one.value for one in view.deeds[0].fields]
    with pytest.raises(Invalid):
        care.open(worker=[care.mine.leader.id], needs=["r12"])


@pytest.mark.row("SZ-9")
def test_who_leads_the_party_group_is_reminded_by_another_and_another_answers_the_objection(
    care: Care,
) -> None:
    mine = care.mine
    case = begin("reminder", mine, mine.leader, member=[mine.instructor.id], **REMINDED)

    assert in_role(case, "owner") == {mine.secretary.name}
    make(case, "object", mine.instructor, said="那天我请了假")
    with pytest.raises(NotAllowed):
        make(case, "uphold", mine.secretary)
    make(case, "drop_objected", mine.organiser)
    assert state(case) == "dropped"


@pytest.mark.row("SZ-9")
def test_who_is_no_member_is_not_reminded(care: Care) -> None:
    mine = care.mine
    case = begin("reminder", mine, mine.leader, member=[mine.worker.id], **REMINDED)

    assert case.due_move == "not_member"
    assert [move.key for move in view_case(case.id, viewer=act(mine.instructor), at=NOW).moves] == [
        "not_member",
        "drop",
    ]
    with pytest.raises(Refused, match="本人要是正式党员或预备党员"):
        make(case, "talk", mine.instructor)
    make(case, "not_member", mine.worker)
    assert state(case) == "not_member"


def test_a_member_is_not_said_to_be_none(care: Care) -> None:
    mine = care.mine
    case = begin("reminder", mine, mine.leader, member=[care.helper.id], **REMINDED)

    with pytest.raises(Refused):
        make(case, "not_member", mine.instructor)
    assert case.due_move == "talk"


TALKED = {"asked": "没有", "agreed": "先跟一个班", "follow_on": "2026-12-20"}


@pytest.mark.row("KQ-3")
def test_a_talk_with_the_instructor_is_held_by_another(care: Care) -> None:
    mine = care.mine
    given = {"worker": [mine.instructor.id], "why": "praised", "due_on": "2026-11-23"}
    case = begin("must_talk", mine, mine.leader, **given)

    assert in_role(case, "owner") == {mine.leader.name, mine.secretary.name}
    make(case, "talk", mine.secretary, **TALKED)
    make(case, "finish", mine.leader)
    assert state(case) == "done"


@pytest.mark.row("KQ-3")
def test_a_talk_whose_owner_has_left_is_held_by_whom_it_climbed_to(care: Care) -> None:
    mine, later = care.mine, NOW + timedelta(days=6)
    case = begin("must_talk", mine, mine.leader, worker=[mine.worker.id], why="praised", due_on="2026-11-23")
    with pytest.raises(NotAllowed):
        make(case, "talk", mine.secretary, **TALKED)
    climb_overdue(at=later)

    make(case, "talk", mine.secretary, later, **TALKED)
    make(case, "finish", mine.secretary, later)
    assert state(case) == "done"


@pytest.mark.row("KQ-3")
@pytest.mark.parametrize("kind", ["must_talk", "must_visit"])
def test_what_opened_without_cause_is_called_off_by_whom_it_climbed_to(care: Care, kind: str) -> None:
    mine, later = care.mine, NOW + timedelta(days=6)
    why = {"must_talk": "praised", "must_visit": "hospital"}[kind]
    case = begin(kind, mine, mine.leader, worker=[mine.worker.id], why=why, due_on="2026-11-23")
    climb_overdue(at=later)

    with pytest.raises(Invalid):
        make(case, "call_off", mine.secretary, later)
    make(case, "call_off", mine.secretary, later, because="mistaken")

    case.refresh_from_db()
    assert (case.state, case.keep_until) == ("needless", date(2027, 11, 26))


@pytest.mark.row("KQ-3")
def test_a_visit_whose_owner_has_left_is_made_by_whom_it_climbed_to(care: Care) -> None:
    mine, later = care.mine, NOW + timedelta(days=6)
    case = begin(
        "must_visit", mine, mine.leader, worker=[mine.worker.id], why="hospital", due_on="2026-11-23"
    )
    climb_overdue(at=later)

    make(case, "ask", mine.secretary, later, visit_on="2026-11-28")
    make(case, "agree", mine.worker, later)
    make(case, "visit", mine.secretary, later, asked="没有", agreed="安心休息")
    assert state(case) == "done"


def test_a_union_leader_who_is_there_gets_the_application(care: Care) -> None:
    leader = make_person(care.mine.company, care.mine.union_group, name="孙丽")
    appoint(leader, "union_group_leader", care.mine.union_group)

    case = begin("help_application", care.mine, care.mine.worker, **APPLIED)

    assert in_role(case, "receiver") == {"孙丽"}
