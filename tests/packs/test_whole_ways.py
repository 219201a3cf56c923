"""Small kinds, each from its opening to its end, and what is refused on the way."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clock import NOW, moment
from tests.factories import adopt
from tests.packs.meetings import hold
from tests.packs.test_honour import begin, state, step
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, Refused

Act = Callable[..., Actor]
LATER = moment(11, 26, 10)


@pytest.fixture
def followed(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018", "honour", "craft", "talk-visit")
    return mine


@pytest.mark.row("KQ-3")
def test_a_talk_is_held_followed_up_and_said_to_be_so_by_the_worker(followed: Mine, act: Act) -> None:
    mine, instructor = followed, act(followed.instructor)
    case = begin(
        "must_talk", mine.team, act(mine.leader), worker=[mine.worker.id], why="praised", due_on="2026-11-23"
    )
    said = {"asked": "想学皮带维修", "agreed": "跟检修班学", "follow_on": "2026-11-26"}

    with pytest.raises(NotAllowed, match="“谈过了”不由您来办"):
        step(case, "talk", act(mine.leader), **said)
    with pytest.raises(Invalid, match="有几处要填"):
        step(case, "talk", instructor, asked="想学皮带维修")
    step(case, "talk", instructor, **said)
    with pytest.raises(NotAllowed, match="“属实，确认”不由您来办"):
        step(case, "confirm", instructor)
    step(case, "confirm", act(mine.worker))
    step(case, "finish", act(mine.instructor, LATER), at=LATER)

    assert state(case) == "done"
    with pytest.raises(Refused, match="现在是“已办结”"):
        step(case, "talk", act(mine.instructor, LATER), at=LATER, **said)


def visit(mine: Mine, act: Act) -> int:
    case = begin(
        "must_visit",
        mine.team,
        act(mine.leader),
        worker=[mine.worker.id],
        why="hospital",
        due_on="2026-11-27",
    )
    step(case, "ask", act(mine.instructor), visit_on="2026-11-22")
    return case


@pytest.mark.row("KQ-3")
def test_a_visit_is_asked_for_agreed_to_and_made(followed: Mine, act: Act) -> None:
    mine, instructor = followed, act(followed.instructor)
    case = visit(mine, act)
    told = {"asked": "帮着办报销", "agreed": "工会明天来办"}

    with pytest.raises(Refused, match="现在是“等本人答复”"):
        step(case, "visit", instructor, **told)
    with pytest.raises(NotAllowed, match="“同意”不由您来办"):
        step(case, "agree", instructor)
    step(case, "agree", act(mine.worker))
    step(case, "visit", instructor, **told)

    assert state(case) == "done"


@pytest.mark.row("KQ-3")
def test_consent_to_a_visit_may_be_taken_back(followed: Mine, act: Act) -> None:
    mine = followed
    case = visit(mine, act)
    step(case, "agree", act(mine.worker))

    step(case, "decline", act(mine.worker))

    assert state(case) == "declined"
    with pytest.raises(Refused, match="现在是“本人不要家访，改为在单位谈”"):
        step(case, "visit", act(mine.instructor), asked="没有", agreed="安心休息")


@pytest.mark.row("KQ-11")
def test_a_brand_that_is_formed_is_closed_by_the_secretary_with_a_reason(followed: Mine, act: Act) -> None:
    mine, secretary = followed, act(followed.secretary)
    case = begin(
        "brand_project", mine.branch, secretary, name="井下红灯哨", goal="隐患不过夜", steps=["各班配哨"],
        done_by="2027-06-30",
    )  # fmt: skip
    record = hold("committee_meeting", mine.branch, secretary)
    step(case, "approve", secretary, record=record, in_charge=[mine.organiser.id])
    for done in ("六个班都配了哨", "写进交接班制度"):
        step(case, "progress", act(mine.organiser), step_done=done)
    step(case, "achieve", secretary, result="没有过夜的隐患", standard=["一班一哨"])

    with pytest.raises(NotAllowed, match="不由您来办"):
        step(case, "close", act(mine.organiser), why_closed="已并入制度")
    step(case, "close", secretary, why_closed="已并入制度")

    assert state(case) == "closed"


WAYS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "qc_problem_own": (
        ("select_topic", {"topic_sort": "site", "topic": "少断链子", "topic_why": "一个月断三次"}),
        ("study_now", {"findings": "七成断在机头"}),
        ("set_goal", {"goal": "一个月一次以内"}),
        ("find_causes", {"causes": ["长短不一"]}),
        ("confirm_causes", {"main_causes": ["长短不一：差三厘米"]}),
    ),
    "qc_problem_given": (
        ("select_topic", {"topic_sort": "site", "topic": "少断链子", "topic_why": "一个月断三次"}),
        ("set_goal", {"goal": "一个月一次以内", "goal_from": "矿上的指标"}),
        ("argue_goal", {"feasible": "四月只断一次"}),
        ("find_causes", {"causes": ["长短不一"]}),
        ("confirm_causes", {"main_causes": ["长短不一：差三厘米"]}),
    ),
    "qc_innovation": (
        ("select_topic", {"topic": "量帮的杆", "topic_why": "买不到", "borrowed": "伸缩镜"}),
        ("set_goal", {"goal": "做出一根", "feasible": "机修有料"}),
        ("choose_option", {"options": ["激光头", "刻度杆"], "best": "刻度杆，不怕水"}),
    ),
}  # fmt: skip


@pytest.mark.row("SX-11")
@pytest.mark.parametrize("kind", WAYS)
def test_a_circle_is_registered_goes_all_its_steps_and_is_retired(
    followed: Mine, act: Act, kind: str
) -> None:
    mine, leader, chief = followed, act(followed.leader), act(followed.chief)
    members = [mine.instructor.id, mine.worker.id]
    case = begin(kind, mine.team, leader, name="链条小组", leader=[mine.leader.id], members=members)
    with pytest.raises(NotAllowed, match="不由您来办"):
        step(case, "register", leader, number="QC-1")
    step(case, "register", chief, number="QC-1")
    for move, given in WAYS[kind]:
        step(case, move, leader, **given)
    step(case, "plan", leader, measures=["成对换", "换后量"])
    with pytest.raises(Refused, match="要一条对一条"):
        step(case, "carry_out", leader, carried_out=["换了三对"])
    step(case, "carry_out", leader, carried_out=["换了三对", "每次都量"])
    step(case, "effect_reached", leader, effect="一个月断一次", reached="yes")
    step(case, "standardise" if kind == "qc_innovation" else "consolidate", leader, standards=["规程第六条"])
    step(case, "sum_up", leader, summary="会用排列图了", next_step="再压一半")
    with pytest.raises(NotAllowed, match="不由您来办"):
        step(case, "confirm", act(mine.worker), saw="看了")
    step(case, "confirm", chief, saw="跟了两个班")
    step(case, "reuse", act(mine.other_leader), reused_where="二班在用")
    step(case, "retire", chief, why_retired="换了新设备", at=NOW)

    assert state(case) == "retired"
