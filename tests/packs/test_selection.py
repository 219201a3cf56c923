"""Instructors and leaders are chosen step by step, each step by the record of its meeting, for a term."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.packs.meetings import hold, ids, papers
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_before_terms_end, open_case
from tongxin.cases.models import Case, Deed
from tongxin.cases.queries import Asked, list_cases, view_case
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Leave, Link, Person

Act = Callable[..., Actor]
FOUND: dict[str, Any] = {"standing": "yes", "political": "yes", "skill": "yes", "grounds": "九月带班没有三违"}
TERM: dict[str, Any] = {"term_starts": "2026-12-05", "term_ends": "2028-12-04", "announced": "班前会"}
AFTER = moment(12, 5, 9)


@pytest.fixture
def choosing(mine: Mine) -> Mine:
    """The second team has no instructor; its candidate is a party member, the branch has a committee of three."""
    adopt(mine.root, "party-branch-2018", "xzw", "sz")
    third = make_person(mine.company, mine.branch, name="孙立军", party="full")
    appoint(third, "discipline_member", mine.branch)
    return mine


@pytest.fixture
def candidate(choosing: Mine) -> Person:
    return make_person(choosing.company, choosing.other_team, choosing.group, name="郭海", party="full")


def start(mine: Mine, by: Actor, *, at: datetime = NOW) -> int:
    opening = Opening("instructor_selection", mine.other_team.id, {"occasion": "vacancy"})
    return open_case(opening, by=by, at=at).case_id


def recommended(
    mine: Mine, one: Person, other: Person, by: Actor, *, yes: int = 3, at: datetime = NOW
) -> int:
    return hold(
        "team_recommendation", mine.other_team, by, at=at, votes={one: yes, other: 4 - yes},
        ballot=papers(mine.other_team), data={"nominees": ids([one, other]), "tellers": [mine.organiser.id]},
    )  # fmt: skip


def studied(mine: Mine, one: Person, by: Actor, *, yes: int = 3, **found: str) -> int:
    given = {**FOUND, **found, "studied": [one.id]}
    return hold("instructor_study", mine.branch, by, votes={one: yes}, data=given)


def evaluated(mine: Mine, one: Person, by: Actor, *, yes: int = 3) -> int:
    return hold(
        "instructor_evaluation", mine.other_team, by, votes={one: yes},
        ballot=papers(mine.other_team), data={"evaluated": [one.id], "tellers": [mine.organiser.id]},
    )  # fmt: skip


def step(
    case: int, move: str, by: Actor, *, at: datetime = NOW, record: int | None = None, **given: Any
) -> None:
    move_case(case, Making(move, given, record_id=record), by=by, at=at)


def published(mine: Mine, candidate: Person, by: Actor) -> int:
    """A selection that stands in public notice since the 20th, a Friday."""
    case = start(mine, by)
    record = recommended(mine, candidate, mine.other_leader, by)
    step(case, "recommend", by, record=record, nominee=[candidate.id])
    step(case, "study", by, record=studied(mine, candidate, by))
    step(case, "evaluate", by, record=evaluated(mine, candidate, by))
    step(case, "publish", by, place="二班活动室", contact="陈志刚 8612")
    return case


def appointed(mine: Mine, candidate: Person, by: Actor) -> int:
    """Nobody objected; the term begins on the 5th of December."""
    case = published(mine, candidate, by)
    step(case, "appoint", by, at=AFTER, **TERM)
    return case


@pytest.mark.row("XZW-1")
def test_an_instructor_is_recommended_studied_evaluated_made_public_and_appointed_for_a_term(
    choosing: Mine, candidate: Person, act: Act
) -> None:
    mine, case = choosing, appointed(choosing, candidate, act(choosing.secretary))

    held = Appointment.objects.get(post="political_instructor", unit=mine.other_team)
    assert (held.person, held.starts_date, held.ends_date) == (
        candidate,
        date(2026, 12, 5),
        date(2028, 12, 4),
    )
    assert held.basis == f"小政委选任（编号 {case}）"
    assert [
        (deed.proof or {})["title"]
        for deed in Deed.objects.filter(case=case, proof__isnull=False).order_by("number")
    ] == [
        "11月20日 班组推荐小政委",
        "11月20日 支委会研究小政委人选",
        "11月20日 职工测评小政委人选",
    ]
    assert (Deed.objects.get(case=case, move="recommend").proof or {})["sentences"][0].startswith(
        "同意 3 票，当选。"
    )


@pytest.mark.row("XZW-1")
def test_the_appointment_carries_the_rights_of_a_party_group_leader_from_its_day(
    choosing: Mine, candidate: Person, act: Act
) -> None:
    mine = choosing
    appointed(mine, candidate, act(mine.secretary))

    before = actor_of(candidate.id, at=AFTER - timedelta(days=1))
    during = actor_of(candidate.id, at=AFTER)
    after = actor_of(candidate.id, at=AFTER.replace(year=2028, day=6))

    assert [post.post for post in during.posts] == ["political_instructor"]
    assert (before.posts, after.posts) == ((), ())
    leader = actor_of(mine.instructor.id, at=AFTER)
    rights = {right for right in leader.scopes if leader.scope(right)}
    assert rights <= {right for right in during.scopes if during.scope(right)}


@pytest.mark.row("XZW-1")
def test_the_whole_company_sees_the_notice_and_the_announcement_and_no_more(
    choosing: Mine, candidate: Person, act: Act
) -> None:
    mine, secretary, worker = choosing, act(choosing.secretary), act(choosing.worker)
    case = start(mine, secretary)
    step(
        case,
        "recommend",
        secretary,
        record=recommended(mine, candidate, mine.other_leader, secretary),
        nominee=[candidate.id],
    )
    with pytest.raises(NotFound):
        view_case(case, viewer=worker, at=NOW)
    step(case, "study", secretary, record=studied(mine, candidate, secretary))
    step(case, "evaluate", secretary, record=evaluated(mine, candidate, secretary))
    step(case, "publish", secretary, place="二班活动室", contact="陈志刚 8612")

    seen = view_case(case, viewer=worker, at=NOW)

    assert (seen.full, seen.line.state_title) == (False, "公示中")
    assert [(part.title, [name for _, name in part.people]) for part in seen.parts] == [("人选", ["郭海"])]
    assert [one.value for deed in seen.deeds for one in deed.fields] == [
        "岗位空了",
        "二班活动室",
        "陈志刚 8612",
    ]
    assert {deed.proof for deed in seen.deeds} == {None}
    assert [move.key for move in seen.moves] == ["object"]

    step(case, "object", worker, objection="十月有两次没跟班")
    with pytest.raises(NotFound):
        view_case(case, viewer=worker, at=NOW)
    assert list_cases(Asked(), viewer=worker, at=NOW).lines == []


def test_an_objection_is_checked_by_another_and_the_notice_goes_on(
    choosing: Mine, candidate: Person, act: Act
) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    case = published(mine, candidate, secretary)
    step(case, "object", act(mine.organiser), objection="十月有两次没跟班")

    with pytest.raises(Refused, match="现在是“核实意见”"):
        step(case, "appoint", secretary, at=AFTER, **TERM)
    with pytest.raises(NotAllowed, match="“提意见”是您办的"):
        step(case, "dismiss", act(mine.organiser), answer="住院，有假条")
    step(case, "dismiss", secretary, answer="住院，有假条")
    step(case, "appoint", secretary, at=AFTER, **TERM)

    assert Case.objects.get(id=case).state == "appointed"


@pytest.mark.row("XZW-1")
def test_no_step_is_typed_in_and_none_comes_before_its_time(
    choosing: Mine, candidate: Person, act: Act
) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    old = recommended(mine, candidate, mine.other_leader, secretary, at=NOW - timedelta(days=40))
    case = start(mine, secretary)

    with pytest.raises(Refused, match="要选一份已经写完的会议记录"):
        step(case, "recommend", secretary, nominee=[candidate.id])
    with pytest.raises(Refused, match="在提出以前开的，要以后的会"):
        step(case, "recommend", secretary, record=old, nominee=[candidate.id])
    lost = recommended(mine, candidate, mine.other_leader, secretary, yes=1)
    with pytest.raises(Refused, match="没有通过：同意 1 票，没有当选"):
        step(case, "recommend", secretary, record=lost, nominee=[candidate.id])
    step(
        case,
        "recommend",
        secretary,
        record=recommended(mine, candidate, mine.other_leader, secretary),
        nominee=[candidate.id],
    )
    with pytest.raises(Refused, match="“业务水平高”是“还不够”"):
        step(case, "study", secretary, record=studied(mine, candidate, secretary, skill="no"))
    with pytest.raises(Refused, match="没有对这个人表决"):
        step(case, "study", secretary, record=studied(mine, mine.instructor, secretary))

    assert Case.objects.get(id=case).state == "studying"
    assert Deed.objects.filter(case=case).count() == 2


def test_five_working_days_of_notice_are_whole_days(choosing: Mine, candidate: Person, act: Act) -> None:
    secretary = act(choosing.secretary)
    case = published(choosing, candidate, secretary)

    with pytest.raises(Refused, match="要满 5 个工作日，最早 2026-11-28（公示五个工作日）"):
        step(case, "appoint", secretary, at=moment(11, 27, 18), **TERM)
    step(case, "appoint", secretary, at=moment(11, 28, 8), **TERM)

    assert Case.objects.get(id=case).state == "appointed"


def test_everybody_of_the_team_votes_whatever_their_standing(choosing: Mine, act: Act) -> None:
    """Three workers, none in the party: two votes are more than half, one is not."""
    mine, secretary = choosing, act(choosing.secretary)
    worker, other = mine.other_leader, Person.objects.get(name="周斌")

    record = hold(
        "team_recommendation", mine.other_team, secretary, votes={worker: 2, other: 1},
        ballot=papers(mine.other_team), data={"nominees": ids([worker, other]), "tellers": [mine.organiser.id]},
    )  # fmt: skip

    case = start(mine, secretary)
    step(case, "recommend", secretary, record=record, nominee=[worker.id])
    proof = Deed.objects.get(case=case, move="recommend").proof or {}
    assert proof["sentences"][0].startswith(
        "同意 2 票，当选。收回 3 张，不多于发出的 3 张，有效；要超过实到半数（3 ÷ 2"
    )


def test_who_is_no_full_member_is_not_appointed(choosing: Mine, act: Act) -> None:
    secretary = act(choosing.secretary)
    novice = make_person(choosing.company, choosing.other_team, name="吕强", party="probationary")
    case = published(choosing, novice, secretary)

    with pytest.raises(Refused, match="小政委由正式党员担任"):
        step(case, "appoint", secretary, at=AFTER, **TERM)

    assert not Appointment.objects.filter(person=novice).exists()


@pytest.mark.row("XZW-1")
def test_a_term_that_ends_opens_its_renewal_three_months_before_once(choosing: Mine, act: Act) -> None:
    mine = choosing
    Appointment.objects.filter(post="political_instructor").update(ends_date=date(2027, 2, 28))

    early = open_before_terms_end(at=NOW)
    opened = open_before_terms_end(at=moment(11, 28, 8))
    again = open_before_terms_end(at=moment(11, 28, 9))

    assert (early, len(opened), again) == ([], 1, [])
    case = Case.objects.get(kind="instructor_selection")
    assert (case.unit, case.opened_by, case.data) == (
        mine.team, None, {"occasion": "term_over", "term_over_on": "2027-02-28"},
    )  # fmt: skip
    assert (case.due_move, case.due_at) == ("recommend", moment(2, 28, 23, 59).replace(year=2027))
    assert case.id in [one.id for one in list_cases(Asked(), viewer=act(mine.secretary), at=NOW).lines]


@pytest.mark.row("SZ-5")
def test_before_the_term_of_a_party_group_leader_it_opens_at_the_team_of_the_group(
    choosing: Mine, act: Act
) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    Appointment.objects.filter(post="party_group_leader").update(ends_date=date(2026, 12, 20))

    [opened] = open_before_terms_end(at=NOW)

    case = Case.objects.get(kind="leader_selection")
    assert (opened.unit_id, case.unit, case.data) == (
        mine.team.id, mine.team, {"place": "group_leader", "term_over_on": "2026-12-20"},
    )  # fmt: skip
    assert open_before_terms_end(at=NOW) == []
    lead = {"term_starts": "2026-12-21", "term_ends": "2029-12-20", "announced": "党员大会"}
    meeting = hold("committee_meeting", mine.branch, secretary)
    with pytest.raises(Refused, match="人选要 1 人，现在 0 人"):
        step(case.id, "lead", secretary, record=meeting, **lead)
    Appointment.objects.filter(post="team_leader", unit=mine.team).update(person=mine.instructor)
    step(case.id, "name_leader", secretary, leader_now=[mine.instructor.id])
    step(case.id, "lead", secretary, record=meeting, **lead)
    held = Appointment.objects.filter(post="party_group_leader").order_by("starts_date")
    assert [(row.unit, row.ends_date) for row in held] == [
        (mine.group, date(2026, 12, 20)), (mine.group, date(2029, 12, 20)),
    ]  # fmt: skip


def test_a_post_at_a_unit_that_is_linked_to_none_such_opens_nothing(choosing: Mine) -> None:
    Appointment.objects.filter(post="party_group_leader").update(ends_date=date(2026, 12, 20))
    Link.objects.filter(left=choosing.group).delete()

    assert open_before_terms_end(at=NOW) == []


@pytest.mark.row("SZ-5")
def test_of_two_terms_that_end_at_once_the_second_waits_for_the_first(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    for_two = Appointment.objects.filter(
        post__in=["party_group_leader", "team_leader"], unit__in=[mine.team, mine.group]
    )
    for_two.update(ends_date=date(2026, 12, 20))

    [first] = open_before_terms_end(at=NOW)
    assert open_before_terms_end(at=NOW) == []
    step(first.subject_id, "give_up", secretary, reason="先选另一个")
    [second] = open_before_terms_end(at=NOW)

    step(second.subject_id, "give_up", secretary, reason="明年再选")
    assert open_before_terms_end(at=NOW) == []
    rows = Case.objects.filter(id__in=[first.subject_id, second.subject_id])
    assert {row.data["place"] for row in rows} == {"team_leader", "group_leader"}


def test_where_no_such_regime_is_followed_nothing_opens(mine: Mine) -> None:
    Appointment.objects.filter(post="political_instructor").update(ends_date=date(2026, 12, 20))
    adopt(mine.other_team, "party-branch-2018", "xzw")

    assert open_before_terms_end(at=NOW) == []


def test_what_is_open_already_is_not_opened_twice(choosing: Mine, act: Act) -> None:
    Appointment.objects.filter(post="political_instructor").update(ends_date=date(2026, 12, 20))
    opening = Opening("instructor_selection", choosing.team.id, {"occasion": "term_over"})
    open_case(opening, by=act(choosing.secretary), at=NOW)

    assert open_before_terms_end(at=NOW) == []


def test_a_new_term_follows_the_old_one_and_the_successor_takes_over_on_its_day(
    choosing: Mine, act: Act
) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    Appointment.objects.filter(post="political_instructor").update(ends_date=date(2027, 2, 28))
    heir = make_person(mine.company, mine.team, name="马小军", party="full")
    case = open_case(
        Opening("instructor_selection", mine.team.id, {"occasion": "term_over", "term_over_on": "2027-02-28"}),
        by=secretary, at=NOW,
    ).case_id  # fmt: skip
    count = papers(mine.team)
    vote = hold(
        "team_recommendation",
        mine.team,
        secretary,
        votes={heir: 5, mine.instructor: 1},
        ballot=count,
        data={"nominees": ids([heir, mine.instructor]), "tellers": [mine.organiser.id]},
    )
    step(case, "recommend", secretary, record=vote, nominee=[heir.id])
    step(case, "study", secretary, record=studied(mine, heir, secretary))
    vote = hold(
        "instructor_evaluation",
        mine.team,
        secretary,
        votes={heir: 6},
        ballot=count,
        data={"evaluated": [heir.id], "tellers": [mine.organiser.id]},
    )
    step(case, "evaluate", secretary, record=vote)
    step(case, "publish", secretary, place="一班活动室", contact="陈志刚 8612")
    step(
        case,
        "appoint",
        secretary,
        at=AFTER,
        **{**TERM, "term_starts": "2027-01-01", "term_ends": "2028-12-31"},
    )

    rows = Appointment.objects.filter(post="political_instructor", unit=mine.team).order_by("starts_date")
    assert list(rows.values_list("person__name", "ends_date")) == [
        ("王建国", date(2026, 12, 31)),
        ("马小军", date(2028, 12, 31)),
    ]
    assert open_before_terms_end(at=AFTER) == []


@pytest.mark.row("XZW-1")
def test_removal_hears_them_first_is_decided_by_vote_and_ends_the_post(choosing: Mine, act: Act) -> None:
    mine, secretary, instructor = choosing, act(choosing.secretary), act(choosing.instructor)
    opening = Opening("instructor_correction", mine.team.id, {"instructor": [mine.instructor.id], "reason": "duties", "facts": ["十月三次早会没到"]})  # fmt: skip
    case = open_case(opening, by=secretary, at=NOW).case_id
    given: dict[str, Any] = {"why_removed": "应做的没有做", "told_on": "2026-11-20"}

    with pytest.raises(Refused, match="现在是“听本人说明”"):
        step(case, "remove", secretary, **given)
    step(case, "state", instructor, statement="家里有病人")
    with pytest.raises(Refused, match="要选一份"):
        step(case, "remove", secretary, **given)
    vote = hold("instructor_removal_vote", mine.branch, secretary, votes={mine.instructor: 3}, data={"concerned": [mine.instructor.id], "heard_them": True})  # fmt: skip
    step(case, "remove", secretary, record=vote, **given)

    held = Appointment.objects.get(post="political_instructor", unit=mine.team)
    assert held.ends_date == date(2026, 11, 19)
    assert "political_instructor" not in [one.post for one in actor_of(mine.instructor.id, at=NOW).posts]
    assert view_case(case, viewer=instructor, at=NOW).full


@pytest.mark.row("SZ-5")
def test_a_team_leader_who_is_a_full_member_leads_the_party_group_at_once(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    Appointment.objects.filter(post="team_leader", unit=mine.team).update(person=mine.instructor)
    opening = Opening("leader_selection", mine.team.id, {"place": "group_leader", "leader_now": [mine.instructor.id]})  # fmt: skip
    case = open_case(opening, by=secretary, at=NOW).case_id
    given: dict[str, Any] = {"term_starts": "2026-11-20", "term_ends": "2029-11-19", "announced": "党员大会"}

    with pytest.raises(Refused, match="要选一份已经写完的会议记录"):
        step(case, "lead", secretary, **given)
    step(case, "lead", secretary, record=hold("committee_meeting", mine.branch, secretary), **given)

    held = Appointment.objects.filter(post="party_group_leader", unit=mine.group).order_by("starts_date")
    assert list(held.values_list("person__name", "ends_date")) == [
        ("王建国", date(2026, 11, 19)),
        ("王建国", date(2029, 11, 19)),
    ]


@pytest.mark.row("SZ-5")
def test_a_team_leader_outside_the_party_does_not(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    opening = Opening(
        "leader_selection", mine.team.id, {"place": "group_leader", "leader_now": [mine.leader.id]}
    )
    case = open_case(opening, by=secretary, at=NOW).case_id

    with pytest.raises(Refused, match="党小组长由正式党员担任"):
        step(case, "lead", secretary, record=hold("committee_meeting", mine.branch, secretary), **TERM)
    seen = view_case(case, viewer=secretary, at=NOW)
    assert [one.hindrances for one in seen.moves if one.key == "lead"] == [
        ("人选要是正式党员（党小组长由正式党员担任）",)
    ]


@pytest.mark.row("SZ-5")
def test_others_compete_openly_and_who_is_chosen_has_stood(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    one, other = mine.other_leader, Person.objects.get(name="周斌")
    opening = Opening(
        "leader_selection", mine.other_team.id, {"place": "team_leader", "call_until": "2026-11-27"}
    )
    case = open_case(opening, by=secretary, at=NOW).case_id

    step(case, "apply", act(one), plan="先把交接班做实")
    with pytest.raises(Refused, match="报名的人要 2 人，现在 1 人（竞聘要两个人以上）"):
        step(case, "close_call", secretary)
    with pytest.raises(Refused, match="已经办过了"):
        step(case, "apply", act(one), plan="再报一次")
    step(case, "apply", act(other), plan="多带徒弟")
    step(case, "close_call", secretary)
    stood = {"runners": ids([one, other]), "tellers": [mine.organiser.id]}
    vote = hold("leader_ballot", mine.other_team, secretary, votes={one: 1, other: 2}, ballot=papers(mine.other_team), data=stood)  # fmt: skip
    with pytest.raises(Refused, match="要从报名的人里选"):
        step(case, "elect", secretary, record=vote, winner=[mine.worker.id])
    with pytest.raises(Refused, match="没有当选"):
        step(case, "elect", secretary, record=vote, winner=[one.id])
    step(case, "elect", secretary, record=vote, winner=[other.id])
    found = {"inspected": [other.id], "talked_with": 5, "fit": "yes", "experience": "yes", "clean": "yes", "learned": "八年没有三违"}  # fmt: skip
    step(
        case,
        "inspect",
        secretary,
        record=hold("leader_inspection", mine.branch, secretary, votes={other: 3}, data=found),
    )
    step(case, "publish", secretary, posted_at="二班活动室", contact="陈志刚 8612")
    step(case, "appoint_leader", secretary, at=AFTER, **TERM)

    rows = Appointment.objects.filter(post="team_leader", unit=mine.other_team).order_by("starts_date")
    assert list(rows.values_list("person__name", "ends_date")) == [
        ("韩磊", date(2026, 12, 4)),
        ("周斌", date(2028, 12, 4)),
    ]


def test_a_meeting_with_too_few_of_the_team_recommends_nobody(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    for person in Person.objects.filter(name__in=["周斌", "任志勇"]):
        Leave.objects.create(
            person=person, kind="sick", starts_date=date(2026, 11, 1), ends_date=date(2026, 11, 30)
        )

    with pytest.raises(Invalid) as refused:
        recommended(mine, mine.other_leader, Person.objects.get(name="周斌"), secretary)

    assert "不少于三分之二" in refused.value.fields["roll"]


@pytest.mark.row("XZW-1")
@pytest.mark.parametrize("move", ["help", "keep", "remove"])
def test_what_was_decided_before_they_spoke_decides_nothing(choosing: Mine, act: Act, move: str) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    opening = Opening("instructor_correction", mine.team.id, {"instructor": [mine.instructor.id], "reason": "duties", "facts": ["十月三次早会没到"]})  # fmt: skip
    case = open_case(opening, by=secretary, at=NOW).case_id
    spoken = NOW + timedelta(days=2)
    early = decided(mine, move, secretary, at=NOW + timedelta(days=1))
    step(case, "state", act(mine.instructor), at=spoken, statement="家里有病人")

    with pytest.raises(Refused, match="在“本人说明”以前开的，要以后的会"):
        step(case, move, secretary, at=spoken, record=early, **CORRECTED[move](mine))
    step(case, move, secretary, at=spoken, record=decided(mine, move, secretary, at=spoken), **CORRECTED[move](mine))  # fmt: skip


@pytest.mark.row("XZW-1")
def test_of_whoever_stays_silent_nothing_is_decided_before_their_time_is_over(
    choosing: Mine, act: Act
) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    given = {"leader": [mine.leader.id], "place": "team_leader", "reason": "safety", "facts": ["带头过皮带"]}
    case = open_case(Opening("leader_correction", mine.team.id, given), by=secretary, at=NOW).case_id
    told: dict[str, Any] = {"why_removed": "带头违章", "told_on": "2026-11-28"}
    removal = {"concerned": [mine.leader.id], "heard_them": True}
    over = NOW + timedelta(days=8)

    early = hold("leader_removal_vote", mine.branch, secretary, at=NOW + timedelta(days=3), votes={mine.leader: 3}, data=removal)  # fmt: skip
    step(case, "silent", secretary, at=over, notified="二十日当面，二十四日电话")
    with pytest.raises(Refused, match="在“到期没有说明，写明怎么通知的”以前开的"):
        step(case, "remove_leader", secretary, at=over, record=early, **told)
    later = hold("leader_removal_vote", mine.branch, secretary, at=over, votes={mine.leader: 3}, data=removal)
    step(case, "remove_leader", secretary, at=over, record=later, **told)

    assert not Appointment.objects.filter(post="team_leader", unit=mine.team, ends_date=None).exists()


def test_what_was_decided_before_they_were_helped_does_not_remove_them(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    opening = Opening("instructor_correction", mine.team.id, {"instructor": [mine.instructor.id], "reason": "duties", "facts": ["十月三次早会没到"]})  # fmt: skip
    case = open_case(opening, by=secretary, at=NOW).case_id
    step(case, "state", act(mine.instructor), statement="家里有病人")
    old = decided(mine, "remove", secretary, at=NOW)
    step(case, "help", secretary, record=decided(mine, "help", secretary, at=NOW), **CORRECTED["help"](mine))
    later = NOW + timedelta(days=20)
    step(case, "not_changed", secretary, at=later, still="又缺两次")

    with pytest.raises(Refused, match="在“没有改好，再研究”以前开的"):
        step(case, "remove", secretary, at=later, record=old, **CORRECTED["remove"](mine))


def decided(mine: Mine, move: str, by: Actor, *, at: datetime) -> int:
    if move != "remove":
        return hold("committee_meeting", mine.branch, by, at=at)
    data = {"concerned": [mine.instructor.id], "heard_them": True}
    return hold("instructor_removal_vote", mine.branch, by, at=at, votes={mine.instructor: 3}, data=data)


CORRECTED: dict[str, Callable[[Mine], dict[str, Any]]] = {
    "help": lambda mine: {
        "change": ["早会提前请假"],
        "helper": [mine.organiser.id],
        "change_by": "2026-12-10",
    },
    "keep": lambda mine: {"why_kept": "家里有病人，以后提前请假"},
    "remove": lambda mine: {"why_removed": "应做的没有做", "told_on": "2026-11-28"},
}


@pytest.mark.row("XZW-1")
def test_what_the_committee_agreed_to_is_not_told_as_a_refusal(
    choosing: Mine, candidate: Person, act: Act
) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    case = start(mine, secretary)
    vote = recommended(mine, candidate, mine.other_leader, secretary)
    step(case, "recommend", secretary, record=vote, nominee=[candidate.id])

    with pytest.raises(Refused, match="的表决通过了"):
        step(case, "study_again", secretary, record=studied(mine, candidate, secretary), why_not="业务还要练")
    refused = studied(mine, candidate, secretary, yes=1, skill="no")
    step(case, "study_again", secretary, record=refused, why_not="业务还要练")

    assert Case.objects.get(id=case).state == "recommending"


@pytest.mark.parametrize("day", ["2026-12-04", "2027-12-31"])
def test_a_term_starts_today_or_within_a_year(choosing: Mine, candidate: Person, act: Act, day: str) -> None:
    secretary = act(choosing.secretary)
    case = published(choosing, candidate, secretary)

    with pytest.raises(Refused, match="“从哪天起”要在 2026-12-05 到 2027-12-06 之间"):
        step(case, "appoint", secretary, at=AFTER, **{**TERM, "term_starts": day})
    assert not Appointment.objects.filter(unit=choosing.other_team, post="political_instructor").exists()


def competed(mine: Mine, act: Act, by: Actor, *people: Person) -> int:
    given = {"place": "team_leader", "call_until": "2026-11-27"}
    case = open_case(Opening("leader_selection", mine.other_team.id, given), by=by, at=NOW).case_id
    for person in people:
        step(case, "apply", act(person), plan="先把交接班做实")
    return case


def balloted(mine: Mine, by: Actor, runners: list[Person], winner: Person) -> int:
    stood = {"runners": ids(runners), "tellers": [mine.organiser.id]}
    votes = {one: 2 if one == winner else 0 for one in runners}
    return hold("leader_ballot", mine.other_team, by, votes=votes, ballot=papers(mine.other_team), data=stood)


@pytest.mark.row("SZ-5")
def test_who_applied_may_withdraw_and_is_not_chosen_then(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    one, other, third = mine.other_leader, *Person.objects.filter(name__in=["周斌", "任志勇"]).order_by("id")
    case = competed(mine, act, secretary, one, other, third)
    step(case, "close_call", secretary)
    with pytest.raises((NotAllowed, NotFound)):
        step(case, "withdraw", act(mine.worker))
    step(case, "withdraw", act(one))

    with pytest.raises(Refused, match="人选要从报名的人里选"):
        step(case, "elect", secretary, record=balloted(mine, secretary, [one, other], one), winner=[one.id])
    assert [move.key for move in view_case(case, viewer=act(one), at=NOW).moves] == []
    step(case, "elect", secretary, record=balloted(mine, secretary, [other, third], other), winner=[other.id])
    with pytest.raises(NotAllowed):
        step(case, "step_back", act(third))
    step(case, "step_back", act(other))
    with pytest.raises(NotAllowed, match="退出的人不能办“我来报名”"):
        step(case, "apply", act(other), plan="又想了想")

    with pytest.raises(Refused, match="报名的人要 2 人，现在 1 人"):
        step(case, "close_call", secretary)
    seen = view_case(case, viewer=secretary, at=NOW)
    assert (seen.line.state, {part.title: [name for _, name in part.people] for part in seen.parts}) == (
        "call",
        {"提出人": ["周志远"], "报名的人": [third.name], "退出的人": [one.name, other.name]},
    )
    assert [deed.by for deed in seen.deeds][-1] == other.name


@pytest.mark.row("SZ-5")
def test_an_inspection_that_passed_is_not_told_as_failed(choosing: Mine, act: Act) -> None:
    mine, secretary = choosing, act(choosing.secretary)
    one, other = mine.other_leader, Person.objects.get(name="周斌")
    case = competed(mine, act, secretary, one, other)
    step(case, "close_call", secretary)
    step(case, "elect", secretary, record=balloted(mine, secretary, [one, other], other), winner=[other.id])
    found = {"inspected": [other.id], "talked_with": 5, "fit": "yes", "experience": "no", "clean": "yes", "learned": "八年没有三违"}  # fmt: skip

    passed = hold("leader_inspection", mine.branch, secretary, votes={other: 3}, data=found)
    with pytest.raises(Refused, match="的表决通过了"):
        step(case, "inspect_again", secretary, record=passed, why_not="现场没干满三年")
    failed = hold("leader_inspection", mine.branch, secretary, votes={other: 0}, data=found)
    step(case, "inspect_again", secretary, record=failed, why_not="现场没干满三年")

    assert Case.objects.get(id=case).state == "call"
    assert [part.role for part in view_case(case, viewer=secretary, at=NOW).parts] == ["opener", "applicant"]
