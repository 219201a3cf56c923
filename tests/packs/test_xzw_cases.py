"""Suggestions: discussed by the team, screened, tried, adopted or declined with a reason, measured, thanked."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from tests.clock import NOW, TODAY, moment
from tests.duties.world import nobody
from tests.factories import adopt
from tests.packs.test_practices import hold
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, climb_overdue, move_case, open_case
from tongxin.cases.models import Case, Part
from tongxin.cases.queries import Asked, list_cases, view_case
from tongxin.duties.commands import raise_duties
from tongxin.duties.models import DutyItem
from tongxin.facts.commands import answer_fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.orgs.models import Appointment, Unit
from tongxin.regimes.load import library

Act = Callable[..., Actor]
TRIAL: dict[str, Any] = {"trial_until": "2026-11-30"}


@pytest.fixture
def followed(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018", "xzw")
    return mine


def suggest(mine: Mine, by: Actor, **given: Any) -> Case:
    whole = {
        "title": "换托辊的支架",
        "idea": "三个人抬，做个支架一个人就能换",
        "authors": [mine.worker.id],
        **given,
    }
    opened = open_case(Opening("suggestion", mine.team.id, whole), by=by, at=NOW)
    return Case.objects.get(id=opened.case_id)


def make(
    case: Case, move: str, by: Actor, at: datetime = NOW, record: int | None = None, **given: Any
) -> Case:
    with transaction.atomic():
        fact = move_case(case.id, Making(move, given, record_id=record), by=by, at=at)
    answer_fact(fact, at=at)
    case.refresh_from_db()
    return case


def discussed(mine: Mine, act: Act) -> int:
    data = {"ideas": ["张伟：换托辊做个支架"], "chosen": ["支架"]}
    return hold("idea_meeting", mine.team, act(mine.instructor), mine.instructor, data=data)


def submitted(mine: Mine, act: Act, **given: Any) -> Case:
    case = suggest(mine, act(mine.worker), **given)
    return make(case, "submit", act(mine.instructor), record=discussed(mine, act))


def adopted(mine: Mine, act: Act, **given: Any) -> Case:
    case = make(submitted(mine, act, **given), "screen", act(mine.chief))
    make(case, "start_trial", act(mine.secretary), trier=[mine.leader.id], **TRIAL)
    return make(case, "adopt", act(mine.secretary), carrier=[mine.leader.id], adopted_where="一区各班")


@pytest.mark.row("XZW-8")
def test_a_suggestion_goes_from_the_teams_talk_to_thanks_with_a_name(followed: Mine, act: Act) -> None:
    mine = followed
    case = adopted(mine, act)
    assert (case.state, case.due_at) == ("adopted", moment(12, 20, 23, 59))
    make(case, "measure", act(mine.leader), effect="换一个托辊从四十分钟到十五分钟")
    with pytest.raises(Refused, match="出点子的人里还有 1 人没有办“可以写我的名字”（写名字要本人同意）"):
        make(case, "thank_named", act(mine.secretary), thanks="省力又安全")
    make(case, "agree_named", act(mine.worker))
    make(case, "thank_named", act(mine.secretary), thanks="省力又安全")

    view = view_case(case.id, viewer=act(mine.worker), at=NOW)
    assert (case.state, case.ended_at) == ("thanked", NOW)
    assert view.deeds[1].proof is not None
    assert view.deeds[1].proof["title"] == "11月20日 金点子讨论会"
    assert [deed.state for deed in view.deeds] == [
        "等班组讨论", "等初筛", "等评审", "试行", "采纳推广", "见效了", "见效了", "已致谢",
    ]  # fmt: skip


@pytest.mark.row("XZW-8")
def test_a_suggestion_waits_for_somebody_who_has_a_month_to_talk_about_it(followed: Mine, act: Act) -> None:
    mine = followed
    case = suggest(mine, act(mine.worker))
    Appointment.objects.filter(person=mine.instructor).delete()
    without = suggest(mine, act(mine.worker), title="井口装个钟")

    view = view_case(case.id, viewer=act(mine.worker), at=NOW)
    assert (view.with_whom, case.due_move, case.due_at) == ("王建国", "submit", moment(12, 20, 23, 59))
    assert view_case(without.id, viewer=act(mine.worker), at=NOW).with_whom == "赵建军"
    [*_, last] = climb_overdue(at=moment(12, 24, 9))
    assert last.data["told"] == [mine.secretary.id]


@pytest.mark.row("XZW-8")
@pytest.mark.parametrize(("move", "state"), [("leave", "declined"), ("keep_back", "shelved")])
def test_what_the_team_does_not_hand_in_has_a_reason_and_no_author_ends_it(
    followed: Mine, act: Act, move: str, state: str
) -> None:
    mine = followed
    case = suggest(mine, act(mine.worker), authors=[mine.worker.id, mine.instructor.id])

    with pytest.raises(NotAllowed, match="出点子的人不能办"):
        make(case, move, act(mine.instructor), reason="算了")
    with pytest.raises(NotAllowed, match="不由您来办"):
        make(case, move, act(mine.chief), reason="算了")
    with pytest.raises(Invalid) as refused:
        make(case, move, act(mine.leader))
    assert refused.value.fields == {"reason": "请填写“为什么”"}
    make(case, move, act(mine.leader), reason="支架过不了罐笼")

    view = view_case(case.id, viewer=act(mine.worker), at=NOW)
    assert (case.state, [one.value for one in view.deeds[-1].fields]) == (state, ["支架过不了罐笼"])


@pytest.mark.row("XZW-8")
def test_where_all_who_lead_the_team_are_its_authors_those_above_end_it(followed: Mine, act: Act) -> None:
    mine = followed
    case = suggest(mine, act(mine.leader), authors=[mine.leader.id, mine.instructor.id])
    climb_overdue(at=moment(12, 24, 9))

    make(case, "leave", act(mine.secretary), moment(12, 24, 10), reason="和上月的一样")

    assert case.state == "declined"


@pytest.mark.row("XZW-8")
def test_before_the_team_has_discussed_it_nothing_is_handed_in(followed: Mine, act: Act) -> None:
    mine = followed
    case = suggest(mine, act(mine.worker))

    with pytest.raises(Refused, match="要选一份已经写完的会议记录作依据"):
        make(case, "submit", act(mine.instructor))
    with pytest.raises(NotAllowed):
        make(case, "submit", act(mine.worker), record=discussed(mine, act))
    elsewhere = hold("idea_meeting", mine.other_team, act(mine.other_leader), mine.other_leader,
                     data={"ideas": ["别班的"]})  # fmt: skip
    with pytest.raises(Refused, match="不是这里的会"):
        make(case, "submit", act(mine.chief), record=elsewhere)


@pytest.mark.row("XZW-8")
def test_one_a_month_is_owed_and_handing_it_in_meets_it(followed: Mine, act: Act) -> None:
    mine = followed
    raise_duties(company_id=mine.company.id, day=TODAY, by=nobody(mine.root), at=NOW)
    owed = DutyItem.objects.get(duty="monthly_suggestion", unit=mine.team)
    assert (owed.period, owed.due_date, owed.met_at) == ("2026-M11", date(2026, 11, 30), None)

    submitted(mine, act)

    owed.refresh_from_db()
    assert (owed.met_at, owed.met_by) == (NOW, mine.instructor)
    assert DutyItem.objects.get(duty="monthly_suggestion", unit=mine.other_team).met_at is None


def test_it_is_a_target_of_the_house_and_no_minimum(settings: Any) -> None:
    duty = library(settings.PACKS_DIR)["xzw"].duty("monthly_suggestion")

    assert duty is not None
    assert (duty.strength, duty.override, duty.escalate) == ("practice", "free", ())


@pytest.mark.row("XZW-8")
def test_whoever_screens_does_not_review_and_no_author_decides(followed: Mine, act: Act) -> None:
    mine = followed
    case = submitted(mine, act, authors=[mine.worker.id, mine.secretary.id])
    make(case, "screen", act(mine.chief))

    with pytest.raises(NotAllowed, match="出点子的人不能办“先试行”"):
        make(case, "start_trial", act(mine.secretary), trier=[mine.leader.id], **TRIAL)
    with pytest.raises(NotAllowed):
        make(case, "start_trial", act(mine.chief), trier=[mine.leader.id], **TRIAL)


@pytest.mark.row("XZW-8")
@pytest.mark.parametrize(("move", "state"), [("shelve", "shelved"), ("decline", "declined")])
def test_what_is_not_taken_has_a_reason_that_its_author_reads(
    followed: Mine, act: Act, move: str, state: str
) -> None:
    mine = followed
    case = make(submitted(mine, act), "screen", act(mine.chief))

    with pytest.raises(Invalid) as refused:
        make(case, move, act(mine.secretary))
    assert refused.value.fields == {"reason": "请填写“为什么”"}
    make(case, move, act(mine.secretary), reason="井下带不进去")

    view = view_case(case.id, viewer=act(mine.worker), at=NOW)
    assert (case.state, [one.value for one in view.deeds[-1].fields]) == (state, ["井下带不进去"])


@pytest.mark.row("XZW-8")
def test_the_same_again_is_marked_and_the_first_counts(followed: Mine, act: Act) -> None:
    first = suggest(followed, act(followed.worker))
    second = suggest(followed, act(followed.leader), title=" 换托辊的 支架", authors=[followed.leader.id])

    assert (first.recurs, second.recurs) == (None, first)


@pytest.mark.row("XZW-8")
def test_what_is_adopted_is_sent_to_another_team_and_tried_there_at_once(followed: Mine, act: Act) -> None:
    mine = followed
    case = adopted(mine, act)
    make(case, "copy", act(mine.secretary), copy_to=[mine.other_leader.id])

    there = Case.objects.get(origin=case)
    owners = Part.objects.filter(case=there, role="owner")
    assert (there.unit, there.state, [part.person for part in owners]) == (
        mine.other_team, "proposed", [mine.other_leader],
    )  # fmt: skip
    theirs = list_cases(Asked(unit_id=mine.other_team.id), viewer=act(mine.other_leader), at=NOW).lines
    assert [line.id for line in theirs] == [there.id]
    assert (there.due_move, there.due_at) == ("submit", moment(12, 20, 23, 59))
    view = view_case(there.id, viewer=act(mine.other_leader), at=NOW)
    assert (view.with_whom, view.knew[0].names) == ("韩磊", ["韩磊"])
    make(there, "try_here", act(mine.other_leader), trier=[mine.other_leader.id], **TRIAL)
    assert there.state == "trial"


def test_it_is_sent_only_to_who_leads_another_team(followed: Mine, act: Act) -> None:
    mine = followed
    case = adopted(mine, act)

    for person in (mine.worker, mine.leader):
        with pytest.raises(Refused, match="选的人不是别处的班组长、小政委，送不到"):
            make(case, "copy", act(mine.secretary), copy_to=[person.id])
    assert Unit.objects.filter(id__in=Case.objects.values("unit")).get() == mine.team


def test_a_suggestion_of_ones_own_is_not_tried_before_it_is_screened(followed: Mine, act: Act) -> None:
    mine = followed
    case = suggest(mine, act(mine.worker))

    with pytest.raises(Refused, match="还没有填“照着哪里的点子”"):
        make(case, "try_here", act(mine.leader), trier=[mine.leader.id], **TRIAL)
    moves = [move.key for move in view_case(case.id, viewer=act(mine.leader), at=NOW).moves]
    assert ("submit" in moves, "try_here" in moves) == (True, False)
