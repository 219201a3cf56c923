"""Three groups linked: a joint task from its proposal to its appraisal, and the three rights of a group leader."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.clock import NOW, TODAY, moment
from tests.duties.world import nobody
from tests.factories import adopt, appoint, make_link, make_person
from tests.packs.test_practices import hold, met
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, climb_overdue, move_case, open_case
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import Asked, list_cases, view_case
from tongxin.cases.queries.hands import for_today
from tongxin.duties.commands import raise_duties, tally_differences
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Person
from tongxin.records.content import Measure
from tongxin.records.models import Task
from tongxin.regimes.load import library

Act = Callable[..., Actor]
TASK: dict[str, Any] = {"what": "把皮带机尾的浮煤清一遍", "every": "once"}
DAY = timedelta(days=1)
RIGHTS: dict[str, dict[str, Any]] = {
    "safety_report": {"report_to": "section", "what": "端头支护少打了两根"},
    "participation": {"about": "shifts", "proposal": "师徒排在一个班"},
    "reward_proposal": {"measure": "praise", "what": "夜班发现漏水及时叫停"},
}


@pytest.fixture
def followed(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018", "sz")
    return mine


@pytest.fixture
def union_leader(followed: Mine) -> Person:
    person = make_person(followed.company, followed.union_group, name="孙丽")
    appoint(person, "union_group_leader", followed.union_group)
    return person


@pytest.fixture
def union_chair(followed: Mine) -> Person:
    person = make_person(followed.company, followed.union, name="郑国庆")
    appoint(person, "union_chair", followed.union)
    return person


def bring(mine: Mine, kind: str, by: Actor, at: datetime = NOW, **given: Any) -> Case:
    return Case.objects.get(id=open_case(Opening(kind, mine.team.id, given), by=by, at=at).case_id)


def make(case: Case, move: str, by: Actor, at: datetime = NOW, **given: Any) -> Case:
    with transaction.atomic():
        fact = move_case(case.id, Making(move, given), by=by, at=at)
    answer_fact(fact, at=at)
    case.refresh_from_db()
    return case


def assigned(mine: Mine, act: Act, union_leader: Person, **given: Any) -> Case:
    case = bring(mine, "joint_task", act(mine.leader), **{**TASK, **given})
    make(case, "party_answer", act(mine.instructor), party_view="agree")
    make(case, "union_answer", act(union_leader), union_view="change", union_said="先断电挂牌")
    return make(case, "assign", act(mine.leader), workers=[mine.worker.id], do_by="2026-11-25")


def inspected(case: Case, mine: Mine, act: Act, union_leader: Person) -> Case:
    make(case, "finish", act(mine.worker), result="机尾二十米清净")
    make(case, "team_inspect", act(mine.leader))
    make(case, "party_inspect", act(mine.instructor))
    return make(case, "union_inspect", act(union_leader))


def today(act: Act, *people: Person) -> list[str]:
    """Who of them sees the task on Today as theirs to do."""
    return [one.name for one in people if for_today(viewer=act(one), at=NOW).hands.mine]


@pytest.mark.row("SZ-2")
def test_who_is_consulted_sees_that_their_answer_is_waited_for_until_it_is_given(
    followed: Mine, act: Act, union_leader: Person
) -> None:
    mine = followed
    asked = (mine.leader, mine.instructor, union_leader, mine.worker)
    case = bring(mine, "joint_task", act(mine.leader), **TASK)
    assert today(act, *asked) == ["赵建军", "王建国", "孙丽"]

    make(case, "party_answer", act(mine.instructor), party_view="agree")
    assert today(act, *asked) == ["赵建军", "孙丽"]
    make(case, "union_answer", act(union_leader), union_view="agree")
    assert today(act, *asked) == ["赵建军"]
    make(case, "assign", act(mine.leader), workers=[mine.worker.id], do_by="2026-11-25")
    assert today(act, *asked) == ["张伟"]
    make(case, "finish", act(mine.worker), result="机尾二十米清净")
    assert today(act, *asked) == ["赵建军", "王建国", "孙丽"]
    make(case, "party_inspect", act(mine.instructor))
    assert today(act, mine.instructor, union_leader) == ["孙丽"]


@pytest.mark.row("SZ-2")
def test_a_joint_task_is_appraised_once_and_counts_for_all_three_lines(
    followed: Mine, act: Act, union_leader: Person
) -> None:
    mine = followed
    raise_duties(company_id=mine.company.id, day=TODAY, by=nobody(mine.root), at=NOW)
    case = assigned(mine, act, union_leader)
    make(case, "safeguard", act(mine.instructor), support="党员两人盯守")
    make(case, "safeguard", act(union_leader), support="热饭热水送到机尾")
    inspected(case, mine, act, union_leader)
    make(case, "appraise_once", act(mine.leader), effect="well")

    assert (case.state, case.ended_at) == ("appraised", NOW)
    with pytest.raises(Refused, match="现在是“已评价”"):
        make(case, "appraise_once", act(mine.leader), effect="well")
    assert met(mine, "joint_task_by_team", "joint_task_by_party", "joint_task_by_union") == {
        ("joint_task_by_team", "采煤一班"): True,
        ("joint_task_by_team", "采煤二班"): False,
        ("joint_task_by_party", "第一党小组"): True,
        ("joint_task_by_union", "采煤一班工会小组"): True,
    }
    assert tally_differences(mine.company.id) == []
    for person in (mine.leader, mine.instructor, union_leader, mine.worker):
        seen = list_cases(Asked(kind="joint_task", standing="all"), viewer=act(person), at=NOW).lines
        assert [line.id for line in seen] == [case.id]


@pytest.mark.row("SZ-2")
def test_both_group_leaders_are_asked_and_silence_is_shown_as_silence(
    followed: Mine, act: Act, union_leader: Person
) -> None:
    mine = followed
    given: dict[str, Any] = {"workers": [mine.worker.id], "do_by": "2026-11-25"}
    case = bring(mine, "joint_task", act(mine.leader), **TASK)
    with pytest.raises(Refused, match="还在等“党小组长答复”、“工会小组长答复”"):
        make(case, "assign", act(mine.leader), **given)
    with pytest.raises(NotAllowed):
        make(case, "party_answer", act(union_leader), party_view="agree")
    make(case, "party_answer", act(mine.instructor), party_view="agree")
    assert view_case(case.id, viewer=act(mine.leader), at=NOW).silences == []
    with pytest.raises(Refused, match="还在等“工会小组长答复”"):
        make(case, "assign", act(mine.leader), NOW + DAY - timedelta(minutes=1), **given)

    shown = view_case(case.id, viewer=act(mine.leader), at=NOW + DAY).silences
    make(case, "assign", act(mine.leader), NOW + DAY, **given)
    later = view_case(case.id, viewer=act(mine.leader), at=NOW + 9 * DAY).silences

    assert shown == later == ["“工会小组长答复”24 小时没有答复"]
    assert (case.state, case.due_at) == ("assigned", moment(11, 25, 23, 59))


@pytest.mark.row("SZ-2")
def test_what_one_of_the_three_rejects_goes_back_and_is_inspected_anew(
    followed: Mine, act: Act, union_leader: Person
) -> None:
    mine = followed
    case = assigned(mine, act, union_leader)
    make(case, "finish", act(mine.worker), result="清完了")
    make(case, "team_inspect", act(mine.leader))
    with pytest.raises(Refused, match="还没有做“党小组验收合格”、“工会小组验收合格”"):
        make(case, "appraise_once", act(mine.leader), effect="well")
    with pytest.raises(NotAllowed):
        make(case, "union_inspect", act(mine.instructor))
    make(case, "send_back", act(union_leader), fault="托辊下面还有", do_by="2026-11-26")
    assert (case.state, case.due_at) == ("assigned", moment(11, 26, 23, 59))

    make(case, "finish", act(mine.worker), result="托辊下面也清了")
    make(case, "party_inspect", act(mine.instructor))
    make(case, "union_inspect", act(union_leader))
    with pytest.raises(Refused, match="还没有做“班组验收合格”"):
        make(case, "appraise_once", act(mine.leader), effect="well")
    make(case, "team_inspect", act(mine.leader))
    assert make(case, "appraise_once", act(mine.leader), effect="well").state == "appraised"


@pytest.mark.row("SZ-2")
def test_nobody_inspects_what_they_were_to_do(followed: Mine, act: Act, union_leader: Person) -> None:
    mine = followed
    case = assigned(mine, act, union_leader)
    make(case, "reassign", act(mine.leader), workers=[mine.instructor.id, mine.worker.id])
    make(case, "finish", act(mine.worker), result="清完了")

    with pytest.raises(NotAllowed, match="办的人不能办“党小组验收合格”"):
        make(case, "party_inspect", act(mine.instructor))
    make(case, "party_inspect", act(mine.secretary))


@pytest.mark.row("SZ-2")
def test_whoever_did_the_work_and_was_replaced_does_not_inspect_it(
    followed: Mine, act: Act, union_leader: Person, union_chair: Person
) -> None:
    mine = followed
    case = assigned(mine, act, union_leader)
    make(case, "reassign", act(mine.leader), workers=[union_leader.id])
    make(case, "finish", act(union_leader), result="清完了")
    make(case, "send_back", act(mine.instructor), fault="托辊下面还有", do_by="2026-11-26")
    make(case, "reassign", act(mine.leader), workers=[mine.worker.id])
    make(case, "finish", act(mine.worker), result="托辊下面也清了")

    for move in ("union_inspect", "send_back"):
        with pytest.raises(NotAllowed, match="“办完了，请验收”是您办的"):
            make(case, move, act(union_leader), fault="x", do_by="2026-11-27")
    [fact] = climb_overdue(at=moment(11, 26, 0))
    assert set(fact.data["told"]) == {mine.chief.id, mine.secretary.id, union_chair.id}
    make(case, "union_inspect", act(union_chair), moment(11, 26, 9))


@pytest.mark.row("SZ-2")
def test_three_posts_in_one_hand_are_not_three_inspections(
    followed: Mine, act: Act, union_chair: Person
) -> None:
    """The team leader leads the party group and the union group; the branch and the union inspect for these."""
    mine = followed
    Appointment.objects.filter(person=mine.instructor).delete()
    for post, unit in (("party_group_leader", mine.group), ("union_group_leader", mine.union_group)):
        appoint(mine.leader, post, unit)
    make_link(mine.union, mine.root)
    case = bring(mine, "joint_task", act(mine.leader), **TASK)
    for move in ("party_answer", "union_answer"):
        with pytest.raises(NotAllowed, match="提出人不能办"):
            make(case, move, act(mine.leader), party_view="agree", union_view="agree")
    make(case, "party_answer", act(mine.secretary), party_view="agree")
    make(case, "union_answer", act(union_chair), union_view="agree")
    make(case, "assign", act(mine.leader), workers=[mine.worker.id], do_by="2026-11-25")
    make(case, "finish", act(mine.worker), result="清完了")
    make(case, "team_inspect", act(mine.leader))

    for move in ("party_inspect", "union_inspect"):
        with pytest.raises(NotAllowed, match="“班组验收合格”是您办的"):
            make(case, move, act(mine.leader))
    make(case, "party_inspect", act(mine.secretary))
    make(case, "union_inspect", act(union_chair))
    assert make(case, "appraise_once", act(mine.leader), effect="well").state == "appraised"


@pytest.mark.row("SZ-2")
def test_one_person_does_not_answer_for_both_groups(followed: Mine, act: Act) -> None:
    mine = followed
    appoint(mine.instructor, "union_group_leader", mine.union_group)
    case = bring(mine, "joint_task", act(mine.leader), **TASK)
    make(case, "party_answer", act(mine.instructor), party_view="agree")

    with pytest.raises(NotAllowed, match="“党小组长答复”是您办的"):
        make(case, "union_answer", act(mine.instructor), union_view="agree")


@pytest.mark.row("XZW-1", "SZ-2", "SZ-7")
def test_an_instructor_has_the_rights_of_a_party_group_leader(
    followed: Mine, act: Act, union_leader: Person
) -> None:
    mine = followed
    Appointment.objects.filter(post="party_group_leader").delete()
    case = assigned(mine, act, union_leader)
    make(case, "safeguard", act(mine.instructor), support="党员两人盯守")
    inspected(case, mine, act, union_leader)
    instructor = act(mine.instructor)

    assert make(case, "appraise_once", act(mine.leader), effect="well").state == "appraised"
    for kind, given in RIGHTS.items():
        asked = {**given, "worker": [mine.worker.id]} if kind == "reward_proposal" else given
        assert bring(mine, kind, instructor, **asked).ended_at is None
        with pytest.raises(NotAllowed):
            bring(mine, kind, act(mine.worker), **asked)


@pytest.mark.row("SZ-2")
@pytest.mark.parametrize("every", ["week", "month"])
def test_the_end_of_a_recurring_task_proposes_the_next(
    followed: Mine, act: Act, union_leader: Person, every: str
) -> None:
    mine = followed
    case = inspected(assigned(mine, act, union_leader, every=every), mine, act, union_leader)
    with pytest.raises(Refused, match="“多久一次”要是就这一次"):
        make(case, "appraise_once", act(mine.leader), effect="done")
    make(case, "appraise_again", act(mine.leader), effect="done")

    following = Case.objects.get(origin=case)
    assert (following.kind, following.state, following.title, following.data["every"]) == (
        "joint_task", "consulting", "把皮带机尾的浮煤清一遍", every
    )  # fmt: skip
    assert [part.person for part in Part.objects.filter(case=following, role="opener")] == [mine.leader]


@pytest.mark.row("SZ-2")
def test_a_task_that_is_done_once_has_no_next(followed: Mine, act: Act, union_leader: Person) -> None:
    case = inspected(assigned(followed, act, union_leader), followed, act, union_leader)
    offered = [move.key for move in view_case(case.id, viewer=act(followed.leader), at=NOW).moves]
    make(case, "appraise_once", act(followed.leader), effect="well")

    assert ("appraise_once" in offered, "appraise_again" in offered) == (True, False)
    assert Case.objects.count() == 1


@pytest.mark.row("SZ-2")
def test_a_joint_task_out_of_a_meeting_shows_which(followed: Mine, act: Act) -> None:
    mine = followed
    record = hold(
        "safety_analysis", mine.team, act(mine.leader), mine.leader,
        data={"problems": ["浮煤多"]}, minutes="定了谁去清", measures=(Measure("把机尾的浮煤清一遍", mine.leader.id, date(2026, 11, 25)),),
    )  # fmt: skip
    task = Task.objects.get(record=record)
    opening = Opening("joint_task", mine.team.id, {"what": task.text, "every": "once"}, record_id=record)

    opened = open_case(opening, by=act(mine.leader), at=NOW)

    first = view_case(opened.case_id, viewer=act(mine.leader), at=NOW).deeds[0]
    assert first.proof == {"record_id": record, "title": "11月20日 安全分析会", "sentences": []}
    elsewhere = Opening("joint_task", mine.other_team.id, dict(TASK), record_id=record)
    with pytest.raises(NotFound, match="没有找到这份记录"):
        open_case(elsewhere, by=act(mine.other_leader), at=NOW)


@pytest.mark.row("SZ-7")
def test_a_safety_report_goes_over_the_teams_head_and_is_answered_in_a_day(followed: Mine, act: Act) -> None:
    mine = followed
    report: dict[str, Any] = {"report_to": "section", "what": "端头支护少打了两根"}
    with pytest.raises(NotAllowed, match="“越级报告安全”不由您来提"):
        bring(mine, "safety_report", act(mine.leader), **report)
    case = bring(mine, "safety_report", act(mine.instructor), **report)

    assert (case.due_at, case.level) == (NOW + DAY, "C2")
    with pytest.raises(NotFound):
        view_case(case.id, viewer=act(mine.leader), at=NOW)
    make(case, "answer", act(mine.chief), outcome="safe", answer="看了没事")
    with pytest.raises(NotAllowed):
        make(case, "accept", act(mine.chief))
    make(case, "again", act(mine.instructor), still="机尾还少两根")
    assert (case.state, case.due_at) == ("reported", NOW + DAY)
    make(case, "answer", act(mine.chief), outcome="measure", answer="已补打两根")
    assert make(case, "accept", act(mine.instructor)).state == "closed"


@pytest.mark.row("SZ-7")
def test_a_safety_report_that_nobody_answers_climbs(followed: Mine, act: Act) -> None:
    case = bring(followed, "safety_report", act(followed.instructor), report_to="section", what="少打两根")

    assert climb_overdue(at=NOW + 2 * DAY - timedelta(minutes=1)) == []
    [fact] = climb_overdue(at=NOW + 2 * DAY)

    assert fact.data["told"] == [followed.secretary.id]
    later = make(case, "answer", act(followed.secretary), NOW + 2 * DAY, outcome="measure", answer="补打")
    assert later.state == "answered"


@pytest.mark.row("SZ-7")
def test_of_a_proposal_the_worker_is_heard_and_objects_to_somebody_else(followed: Mine, act: Act) -> None:
    mine = followed
    given: dict[str, Any] = {"worker": [mine.worker.id], "measure": "remind", "what": "十八日早班没走过桥"}
    case = bring(mine, "reward_proposal", act(mine.instructor), **given)
    assert case.title == "张伟"
    decision: dict[str, Any] = {"decision": "agreed", "reason": "谈一次"}

    with pytest.raises(Refused, match="还在等“说说我这边的情况”"):
        make(case, "decide", act(mine.chief), **decision)
    make(case, "own_words", act(mine.worker), own_words="过桥那天在修")
    make(case, "decide", act(mine.chief), **decision)
    make(case, "object", act(mine.worker), objection="过桥确实在修")
    with pytest.raises((NotAllowed, NotFound)):
        make(case, "review", act(mine.instructor), outcome="kept", review_reason="x")
    with pytest.raises(NotAllowed):
        make(case, "review", act(mine.chief), outcome="kept", review_reason="x")
    make(case, "review", act(mine.secretary), outcome="cancelled", review_reason="过桥在修，属实")

    assert (case.state, case.forget_names_date) == ("closed", date(2027, 11, 20))
    view = view_case(case.id, viewer=act(mine.worker), at=NOW)
    assert (view.full, [one.value for one in view.deeds[-1].fields]) == (True, ["撤销", "过桥在修，属实"])
    with pytest.raises(NotFound):
        view_case(case.id, viewer=act(mine.leader), at=NOW)


@pytest.mark.row("SZ-7")
def test_who_decided_does_not_review(followed: Mine, act: Act) -> None:
    """The secretary decides where the section has no chief, so the organiser hears the objection."""
    mine = followed
    given: dict[str, Any] = {"worker": [mine.worker.id], "measure": "remind", "what": "没走过桥"}
    case = bring(mine, "reward_proposal", act(mine.instructor), **given)
    climb_overdue(at=moment(12, 3, 9))
    later = moment(12, 3, 10)
    make(case, "decide", act(mine.secretary), later, decision="agreed", reason="谈一次")
    make(case, "object", act(mine.worker), later, objection="过桥在修")

    with pytest.raises(NotAllowed, match="“决定”是您办的，“复核”要由另一个人来办"):
        make(case, "review", act(mine.secretary), later, outcome="kept", review_reason="x")
    make(case, "review", act(mine.organiser), later, outcome="kept", review_reason="谈一次够了")


@pytest.mark.row("SZ-7")
def test_there_is_nothing_to_choose_that_takes_money(settings: Any) -> None:
    spec = library(settings.PACKS_DIR)["sz"].case("reward_proposal")
    assert spec is not None
    measures = next(field for field in spec.opening if field.key == "measure").choices

    assert [choice.title for choice in measures] == [
        "表扬", "推荐评先", "按制度奖励", "谈话提醒", "再培训一次", "暂时换个活干"
    ]  # fmt: skip
    assert not any(field.type == "number" for field in spec.fields.values())


@pytest.mark.row("SZ-7")
def test_a_proposal_on_the_teams_management_is_answered_or_the_section_settles_it(
    followed: Mine, act: Act
) -> None:
    mine = followed
    case = bring(mine, "participation", act(mine.instructor), about="shifts", proposal="师徒排在一个班")
    assert (case.due_at, [p.person for p in Part.objects.filter(case=case, role="owner")]) == (
        moment(11, 27, 23, 59), [mine.leader]
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        make(case, "answer", act(mine.instructor), outcome="adopted", answer="好")
    with pytest.raises(Invalid):
        make(case, "answer", act(mine.leader), outcome="declined")
    make(case, "answer", act(mine.leader), outcome="declined", answer="人手不够")
    make(case, "raise", act(mine.instructor), still="可以先排一对")
    make(case, "settle", act(mine.chief), settled="先排一对试一个月")

    assert case.state == "closed"
