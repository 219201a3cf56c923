"""What happened to a person opens the talk or visit that their unit's list asks for, once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.cases.care import act
from tests.clock import NOW, TODAY
from tests.factories import adopt, make_unit
from tests.orgs.world import make_office
from tests.records.preshift.world import sheet_of
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries import view_case
from tongxin.facts.commands import answer_next
from tongxin.facts.models import Fact, Pending
from tongxin.kernel.errors import Refused
from tongxin.ops import rounds
from tongxin.orgs.commands import appoint as give_post
from tongxin.orgs.commands import join_person, place_person
from tongxin.orgs.models import Leave, Person
from tongxin.orgs.shifts.commands import enter_leave
from tongxin.records.preshift.commands import finish_meeting, open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(mine: Mine) -> Mine:
    adopt(mine.root, "talk-visit", "talk-visit-v6", "xzw", "party-branch-2018")
    return mine


def work(at: datetime = NOW) -> None:
    """What the worker process does with what is owed."""
    while answer_next(at=at):
        pass


def opened() -> list[tuple[str, str, str, str]]:
    rows = Case.objects.filter(kind__in=("must_talk", "must_visit")).order_by("id")
    return [(row.kind, row.title, row.data["why"], row.data["due_on"]) for row in rows]


def owners() -> set[str]:
    return set(Part.objects.filter(role="owner").values_list("person__name", flat=True))


@pytest.mark.row("KQ-3")
def test_an_absence_that_nobody_explained_opens_a_visit_once(listed: Mine) -> None:
    close_meeting(listed, missing=listed.worker)
    work()
    work()

    assert opened() == [("must_visit", "张伟", "absence_visit", "2026-11-27")]
    assert owners() == {"王建国"}
    Pending.objects.create(
        fact=Fact.objects.get(kind="record.closed"), reaction="happenings_open_talks", not_before=NOW
    )
    work()
    assert len(opened()) == 1


def close_meeting(mine: Mine, missing: Person) -> Fact:
    record = open_meeting(mine.shift.id, by=act(mine.instructor), at=NOW)
    sheet = sheet_of(record.record_id)
    sheet = replace(
        sheet, present=sheet.present - {missing.id}, reasons={**sheet.reasons, missing.id: "missing"},
        values={"risks": ["rib"]},
    )  # fmt: skip
    done = finish_meeting(record.record_id, sheet, by=act(mine.instructor), at=NOW, revision=0)
    assert done.fact is not None, done
    return done.fact


@pytest.mark.row("KQ-3")
def test_leave_that_ran_over_and_sick_leave_open_a_visit(mine: Mine) -> None:
    adopt(mine.root, "talk-visit", "talk-visit-v1", "xzw")
    Leave.objects.create(
        person=mine.worker,
        kind="annual",
        starts_date=TODAY - timedelta(days=9),
        ends_date=TODAY - timedelta(days=1),
    )
    close_meeting(mine, missing=mine.worker)
    enter_leave(
        Person.objects.get(name="刘强").id, "sick", starts_date=TODAY, ends_date=date(2026, 11, 23),
        by=act(mine.leader), at=NOW,
    )  # fmt: skip
    enter_leave(
        Person.objects.get(name="李明").id, "annual", starts_date=TODAY, ends_date=date(2026, 11, 23),
        by=act(mine.leader), at=NOW,
    )  # fmt: skip
    work()

    assert opened() == [
        ("must_visit", "张伟", "leave_overrun", "2026-11-27"),
        ("must_visit", "刘强", "hospital", "2026-11-27"),
    ]


def test_another_unit_another_post_and_a_new_face_open_a_talk(mine: Mine) -> None:
    adopt(mine.root, "talk-visit", "talk-visit-v3")
    by = act(make_office(mine))
    place_person(mine.worker.id, mine.other_team.id, by=by, at=NOW)
    join_person(mine.team.id, "钱小军", "E90001", by=by, at=NOW)
    give_post(Person.objects.get(name="刘强").id, "safety_supervisor", mine.other_team.id, by=by, at=NOW)
    work()

    assert sorted((title, why) for _, title, why, _ in opened()) == [
        ("刘强", "post_change"), ("张伟", "post_change"), ("钱小军", "newcomer"),
    ]  # fmt: skip


@pytest.mark.row("KQ-3")
def test_a_violation_that_is_found_opens_a_talk_and_coaching(listed: Mine) -> None:
    mine = listed
    adopt(mine.root, "kq-safety", "care-files")
    given = {
        "worker": [mine.worker.id], "act": "没系安全带", "sort": "operation", "rule": "第三十条", "place": "三号皮带",
        "day": "2026-11-20", "severity": "ordinary",
    }  # fmt: skip
    case = open_case(Opening("violation", mine.team.id, given), by=act(mine.leader), at=NOW)
    move_case(
        case.case_id, Making("say", {"statement": "忘了", "own_words": True}), by=act(mine.worker), at=NOW
    )
    work()
    assert opened() == []

    found = {"severity": "ordinary", "finding": "现场看到"}
    move_case(case.case_id, Making("decide", found), by=act(mine.chief), at=NOW)
    work()

    assert opened() == [("must_talk", "张伟", "violation", "2026-11-23")]
    move_case(case.case_id, Making("agree"), by=act(mine.worker), at=NOW)
    coached = {"coach": [mine.leader.id], "lessons": ["学第三十条"]}
    move_case(case.case_id, Making("start_coaching", coached), by=act(mine.chief), at=NOW)
    support = Case.objects.get(kind="support")
    assert (support.data["needs"], set(Part.objects.filter(case=support).values_list("role", "person__name"))) == (
        ["r9"], {("subject", "张伟"), ("owner", "赵建军"), ("owner", "王建国")},
    )  # fmt: skip


def test_while_one_is_open_no_second_opens_and_afterwards_one_does(listed: Mine) -> None:
    mine = listed
    by = act(make_office(mine))
    place_person(mine.worker.id, mine.other_team.id, by=by, at=NOW)
    work()
    place_person(mine.worker.id, mine.team.id, by=by, at=NOW + timedelta(days=1))
    work(NOW + timedelta(days=1))
    assert len(opened()) == 1

    case = Case.objects.get(kind="must_talk")
    move_case(case.id, Making("call_off", {"because": "elsewhere"}), by=act(mine.secretary), at=NOW)
    place_person(mine.worker.id, mine.other_team.id, by=by, at=NOW + timedelta(days=2))
    work(NOW + timedelta(days=2))
    assert len(opened()) == 2


def test_where_nobody_follows_a_list_nothing_opens(mine: Mine) -> None:
    adopt(mine.root, "talk-visit")
    place_person(mine.worker.id, mine.other_team.id, by=act(make_office(mine)), at=NOW)
    work()

    assert opened() == []


def test_a_list_holds_only_where_it_was_adopted(mine: Mine) -> None:
    adopt(mine.root, "talk-visit")
    other = make_unit(mine.company, "section", mine.root, name="机电区")
    adopt(other, "talk-visit-v6")
    place_person(mine.worker.id, mine.other_team.id, by=act(make_office(mine)), at=NOW)
    work()

    assert opened() == []


@pytest.mark.row("KQ-3")
def test_a_visit_waits_for_the_worker_and_silence_is_no_consent(listed: Mine) -> None:
    close_meeting(listed, missing=listed.worker)
    work()
    case = Case.objects.get(kind="must_visit")
    with pytest.raises(Refused):
        move_case(
            case.id, Making("visit", {"asked": "没有", "agreed": "好"}), by=act(listed.instructor), at=NOW
        )

    move_case(case.id, Making("ask", {"visit_on": "2026-11-22"}), by=act(listed.instructor), at=NOW)
    rounds.make_rounds(NOW + timedelta(days=8), all_now=True)

    case.refresh_from_db()
    assert (case.state, Deed.objects.get(case=case, move="silent").by) == ("declined", None)


def test_lists_tell_whom_and_never_why(listed: Mine) -> None:
    close_meeting(listed, missing=listed.worker)
    work()
    case = Case.objects.get(kind="must_visit")
    facts = [str(fact.data) for fact in Fact.objects.filter(subject_type="case")]

    assert case.title == "张伟"
    assert all("absence" not in text for text in facts)
    assert view_case(case.id, viewer=act(listed.worker), at=NOW).full
