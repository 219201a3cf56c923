"""What is promised is reviewed, what hangs is checked, what was good is shown only with consent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.packs.meetings import hold
from tests.world import Mine, make_mine
from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands import Making, Opening, climb_overdue, lapse_due, move_case, open_case
from tongxin.cases.models import Case, Deed, Part
from tongxin.cases.queries import view_case
from tongxin.cases.queries.posted import posted
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person, Unit

Act = Callable[..., Actor]
WALL = {"good_deed": ("shown",)}
BOARD = {"pioneer_post": ("plaque",), "responsibility_area": ("active",)}


@pytest.fixture
def honouring(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018", "honour", "craft")
    for name, post in (("孙立军", "discipline_member"), ("马国栋", "publicity_member")):
        appoint(make_person(mine.company, mine.branch, name=name, party="full"), post, mine.branch)
    return mine


def begin(kind: str, unit: Unit, by: Actor, *, at: datetime = NOW, **given: Any) -> int:
    return open_case(Opening(kind, unit.id, given), by=by, at=at).case_id


def step(
    case: int, move: str, by: Actor, *, at: datetime = NOW, record: int | None = None, **given: Any
) -> None:
    move_case(case, Making(move, given, record_id=record), by=by, at=at)


def state(case: int) -> str:
    return Case.objects.get(id=case).state


def pledged(mine: Mine, act: Act, *items: str) -> int:
    """The instructor's pledge, agreed by the secretary and shown since the 20th of November."""
    instructor, secretary = act(mine.instructor), act(mine.secretary)
    case = begin("pledge", mine.group, instructor, year=2026, items=list(items))
    step(case, "agree", secretary, measurable=True, reviewer=[mine.secretary.id])
    step(case, "show", instructor, public_place="一班活动室")
    return case


@pytest.mark.row("SX-3")
def test_a_pledge_has_at_most_five_items_and_is_ones_own(honouring: Mine, act: Act) -> None:
    instructor = act(honouring.instructor)

    with pytest.raises(Invalid) as refused:
        begin("pledge", honouring.group, instructor, year=2026, items=["一", "二", "三", "四", "五", "六"])
    case = begin("pledge", honouring.group, instructor, year=2026, items=["带一名徒弟，八月前上岗"])

    assert refused.value.fields == {"items": "“承诺的事”有 6 条，最多 5 条"}
    assert Case.objects.get(id=case).title == "王建国"
    assert set(Part.objects.filter(case=case).values_list("role", "person")) == {
        ("opener", honouring.instructor.id),
        ("subject", honouring.instructor.id),
    }
    with pytest.raises(Refused, match="王建国已经有一件“党员承诺”没有办完"):
        begin("pledge", honouring.group, instructor, year=2026, items=["再来一条"])
    with pytest.raises(NotAllowed, match="本人不能办“审过了，可以亮诺”"):
        step(case, "agree", instructor, measurable=True, reviewer=[honouring.secretary.id])


@pytest.mark.row("SX-3")
def test_each_promise_is_reviewed_in_half_a_year_and_in_a_year_by_another(honouring: Mine, act: Act) -> None:
    mine, secretary, instructor = honouring, act(honouring.secretary), act(honouring.instructor)
    case = pledged(mine, act, "带一名徒弟，八月前上岗", "全年没有三违")
    middle, end = moment(5, 15, 9).replace(year=2027), moment(11, 10, 9).replace(year=2027)

    assert Case.objects.get(id=case).due_at == moment(5, 20, 23, 59).replace(year=2027)
    step(case, "progress", instructor, at=moment(12, 1, 9), did="第一条：徒弟能单独停送电")
    with pytest.raises(Refused, match="“承诺的事”有 2 条，“到年中每条做到哪里”写了 1 条，要一条对一条"):
        step(case, "half_year", secretary, at=middle, half_results=["学会一半"])
    with pytest.raises(Refused, match="先做年中评诺"):
        step(case, "year_review", secretary, at=middle, year_results=["做到", "做到"])
    step(case, "half_year", secretary, at=middle, half_results=["学会一半", "没有三违"])
    step(case, "year_review", secretary, at=end, year_results=["做到，八月二日上岗", "做到"])

    seen = view_case(case, viewer=act(mine.worker), at=end)
    assert (state(case), seen.full) == ("reviewed", False)
    assert [one.value for one in seen.deeds[-1].fields] == ["做到，八月二日上岗；做到"]


@pytest.mark.row("SX-3")
def test_a_pioneer_post_hangs_after_study_and_notice_and_is_checked_each_half_year(
    honouring: Mine, act: Act
) -> None:
    mine, organiser, worker = honouring, act(honouring.organiser), act(honouring.worker)
    case = begin(
        "pioneer_post", mine.team, act(mine.leader), post_name="采煤机司机岗", holder=[mine.instructor.id],
        duties=["开机前先看滚筒"], grounds="九月发现截齿松动，停机换好",
    )  # fmt: skip

    with pytest.raises(Refused, match="要选一份已经写完的会议记录"):
        step(case, "review", organiser)
    step(case, "review", organiser, record=hold("committee_meeting", mine.branch, organiser))
    step(case, "publish", organiser, contact="陈志刚 8612")
    with pytest.raises(Refused, match="最早 2026-11-28（公示五个工作日）"):
        step(case, "hang", organiser, place="采煤机机身")
    assert posted(BOARD, viewer=worker, at=NOW).posters == []
    step(case, "hang", organiser, at=moment(11, 28, 9), place="采煤机机身")

    poster = posted(BOARD, viewer=worker, at=moment(11, 28, 10)).posters[0]
    assert (poster.title, poster.people, poster.lines) == ("采煤机司机岗", ("王建国",), ("开机前先看滚筒",))
    assert poster.fields["place"] == "采煤机机身"
    assert "grounds" not in poster.fields
    row = Case.objects.get(id=case)
    assert (row.due_move, row.due_at) == ("check", moment(5, 28, 23, 59).replace(year=2027))


def test_a_plaque_is_taken_down_only_after_its_holder_was_heard(honouring: Mine, act: Act) -> None:
    mine, secretary = honouring, act(honouring.secretary)
    case = begin(
        "pioneer_post", mine.team, act(mine.leader), post_name="采煤机司机岗", holder=[mine.instructor.id],
        duties=["开机前先看滚筒"], grounds="九月发现截齿松动",
    )  # fmt: skip
    step(case, "review", secretary, record=hold("committee_meeting", mine.branch, secretary))
    step(case, "publish", secretary, contact="陈志刚 8612")
    hung = moment(11, 28, 9)
    step(case, "hang", secretary, at=hung, place="采煤机机身")
    step(case, "question", secretary, at=hung, ground="violation", facts="没停机就清煤")

    with pytest.raises(Refused, match="还在等“我的说明”，12-05 00:00 还不答复就可以往下办（先听本人说明）"):
        step(case, "withdraw", secretary, at=hung, why_withdrawn="自己三违")
    step(case, "explain", act(mine.instructor), at=hung, statement="图快，做错了")
    step(case, "withdraw", secretary, at=hung, why_withdrawn="自己三违")

    assert state(case) == "withdrawn"
    assert posted(BOARD, viewer=act(mine.worker), at=hung).posters == []


@pytest.mark.row("SX-3")
def test_an_area_is_the_unit_of_its_case_taken_on_by_a_member_and_looked_at_weekly(
    honouring: Mine, act: Act
) -> None:
    mine, instructor = honouring, act(honouring.instructor)
    case = begin(
        "responsibility_area", mine.other_team, act(mine.secretary), member=[mine.instructor.id],
        place="皮带机头", duties=["每班看一遍护栏"],
    )  # fmt: skip

    with pytest.raises(NotAllowed, match="不由您来办"):
        step(case, "accept", act(mine.secretary))
    step(case, "accept", instructor)
    step(case, "self_check", instructor, self_clean=True, no_accident=True, no_hazard=False, to_do="已报隐患")

    row = Case.objects.get(id=case)
    assert (row.unit, row.state, row.data["place"]) == (mine.other_team, "active", "皮带机头")
    assert (row.due_move, row.due_at) == ("self_check", moment(11, 27, 23, 59))
    assert Part.objects.get(case=case, role="subject").person == mine.instructor


def test_who_is_no_member_takes_no_area(honouring: Mine, act: Act) -> None:
    case = begin(
        "responsibility_area",
        honouring.team,
        act(honouring.secretary),
        member=[honouring.worker.id],
        duties=["护栏"],
    )

    with pytest.raises(Refused, match="责任区由党员来管"):
        step(case, "accept", act(honouring.worker))


def told(mine: Mine, act: Act, doer: Person, deed: str = "把崴脚的刘强背到井口") -> int:
    return begin("good_deed", mine.team, act(mine.worker), who=[doer.id], deed=deed)


@pytest.mark.row("SX-6")
def test_a_good_deed_is_told_by_anybody_confirmed_by_another_and_shown_with_consent(
    honouring: Mine, act: Act
) -> None:
    mine, doer = honouring, act(honouring.instructor)
    stranger = act(mine.other_leader)
    case = begin("good_deed", mine.team, stranger, who=[mine.instructor.id], deed="把崴脚的刘强背到井口")

    with pytest.raises(NotAllowed, match="“我证实”不由您来办"):
        step(case, "confirm", stranger)
    with pytest.raises(NotAllowed, match="本人不能办“我证实”"):
        step(case, "confirm", doer)
    step(case, "confirm", act(mine.leader))
    assert posted(WALL, viewer=stranger, at=NOW).posters == []
    with pytest.raises(NotAllowed, match="“同意上榜”不由您来办"):
        step(case, "consent", act(mine.leader))
    step(case, "consent", doer)

    wall = posted(WALL, viewer=stranger, at=NOW, answer="thank")
    assert [(one.people, one.fields["deed"]) for one in wall.posters] == [
        (("王建国",), "把崴脚的刘强背到井口")
    ]
    assert (wall.total, [(one.name, one.count) for one in wall.places]) == (1, [("采煤一班", 1)])


@pytest.mark.row("SX-6")
def test_consent_that_is_taken_back_takes_the_deed_off_the_wall_at_once(honouring: Mine, act: Act) -> None:
    mine, doer, stranger = honouring, act(honouring.instructor), act(honouring.other_leader)
    case = told(mine, act, mine.instructor)
    step(case, "confirm", act(mine.leader))
    step(case, "consent", doer)
    assert view_case(case, viewer=stranger, at=NOW).parts[0].people == [(mine.instructor.id, "王建国")]

    step(case, "take_down", doer)

    assert posted(WALL, viewer=stranger, at=NOW).posters == []
    assert posted(WALL, viewer=stranger, at=NOW).total == 0
    with pytest.raises(NotFound):
        view_case(case, viewer=stranger, at=NOW)


@pytest.mark.row("SX-6")
def test_everybody_thanks_once_and_small_deeds_add_up_by_unit(honouring: Mine, act: Act) -> None:
    mine, other = honouring, act(honouring.other_leader)
    for number in range(3):
        case = told(mine, act, mine.instructor, f"第 {number} 件小事")
        step(case, "confirm", act(mine.leader))
        step(case, "consent", act(mine.instructor))
    last_year = NOW.replace(year=2025)
    old = begin(
        "good_deed", mine.team, act(mine.worker), at=last_year, who=[mine.instructor.id], deed="去年的"
    )
    step(old, "confirm", act(mine.leader), at=last_year)
    step(old, "consent", act(mine.instructor), at=last_year)

    step(case, "thank", other)
    step(case, "thank", act(mine.leader))
    with pytest.raises(Refused, match="“谢谢”已经办过了"):
        step(case, "thank", other)
    with pytest.raises(NotAllowed, match="本人不能办“谢谢”"):
        step(case, "thank", act(mine.instructor))

    wall = posted(WALL, viewer=other, at=NOW, answer="thank")
    assert [(one.fields["deed"], one.answers, one.answered) for one in wall.posters] == [
        ("第 2 件小事", 2, True),
        ("第 1 件小事", 0, False),
        ("第 0 件小事", 0, False),
        ("去年的", 0, False),
    ]
    section = posted(WALL, viewer=other, at=NOW, unit_id=mine.section.id)
    assert (section.total, [(one.name, one.count) for one in section.places]) == (3, [("采煤一班", 3)])
    assert posted(WALL, viewer=other, at=NOW, unit_id=mine.other_team.id).posters == []


@pytest.mark.row("SX-6")
def test_a_deed_that_nobody_confirms_climbs_and_rests_until_somebody_does(honouring: Mine, act: Act) -> None:
    mine, later = honouring, NOW + timedelta(days=9)
    case = told(mine, act, mine.instructor)
    publicity = Person.objects.get(name="马国栋")
    with pytest.raises(NotAllowed, match="“我证实”不由您来办"):
        step(case, "confirm", act(publicity))

    climb_overdue(at=later)
    assert set(Part.objects.filter(case=case, role="climbed").values_list("person__name", flat=True)) == {
        "马国栋"
    }
    lapse_due(at=NOW + timedelta(days=31))
    assert (state(case), posted(WALL, viewer=act(mine.worker), at=NOW).posters) == ("unconfirmed", [])
    step(case, "confirm", act(publicity), at=NOW + timedelta(days=32))
    assert state(case) == "confirmed"


@pytest.mark.row("SX-6")
def test_silence_is_no_consent_and_nobody_is_pressed_for_it(honouring: Mine, act: Act) -> None:
    mine, teller, after = honouring, act(honouring.worker), NOW + timedelta(days=31)
    case = told(mine, act, mine.instructor)
    step(case, "confirm", act(mine.leader))

    row = Case.objects.get(id=case)
    assert (row.due_at, row.climbs_at) == (None, None)
    lapse_due(at=NOW + timedelta(days=30))
    assert state(case) == "confirmed"
    lapse_due(at=after)
    assert (state(case), posted(WALL, viewer=teller, at=after).posters) == ("not_shown", [])
    step(case, "thank_privately", teller, at=after)
    with pytest.raises(NotFound):
        step(case, "thank_privately", act(mine.other_leader), at=after)
    assert posted(WALL, viewer=teller, at=after).posters == []


def test_the_wall_of_another_company_is_not_seen(honouring: Mine, act: Act) -> None:
    case = told(honouring, act, honouring.instructor)
    step(case, "confirm", act(honouring.leader))
    step(case, "consent", act(honouring.instructor))
    elsewhere = make_mine("远山煤业")

    assert posted(WALL, viewer=act(elsewhere.secretary), at=NOW).posters == []
    with pytest.raises(NotFound):
        posted(WALL, viewer=act(elsewhere.secretary), at=NOW, unit_id=honouring.team.id)
    with pytest.raises(NotFound):
        move_case(case, Making("thank"), by=act(elsewhere.secretary), at=NOW)


@pytest.mark.row("KQ-11")
def test_a_branch_has_one_brand_with_goal_steps_and_results_that_everybody_reads_and_reuses(
    honouring: Mine, act: Act
) -> None:
    mine, secretary = honouring, act(honouring.secretary)
    given: dict[str, Any] = {
        "name": "井下红灯哨",
        "goal": "隐患当班清，不过夜",
        "steps": ["三月前各班配哨"],
        "done_by": "2027-06-30",
    }
    case = begin("brand_project", mine.branch, secretary, **given)

    with pytest.raises(Refused, match="综采一区党支部已经有一件“支部品牌”没有办完"):
        begin("brand_project", mine.branch, secretary, **given)
    with pytest.raises(Refused, match="要选一份已经写完的会议记录"):
        step(case, "approve", secretary, in_charge=[mine.organiser.id])
    record = hold("committee_meeting", mine.branch, secretary)
    step(case, "approve", secretary, record=record, in_charge=[mine.organiser.id])
    step(case, "progress", act(mine.organiser), step_done="六个班都配了哨")
    with pytest.raises(Refused, match="“写一段进展”要有 2 次，现在 1 次（有过程的记录）"):
        step(case, "achieve", secretary, result="成了", standard=["一班一哨"])
    step(
        case,
        "progress",
        act(mine.organiser),
        step_done="写进交接班制度",
        effect="过夜的隐患从 11 条降到 2 条",
    )
    step(case, "achieve", secretary, result="连着六十天没有过夜的隐患", standard=["一班一哨", "交接必点"])
    step(case, "reuse", act(mine.other_leader), reused_how="二班夜班在用")

    seen = view_case(case, viewer=act(mine.worker), at=NOW)
    assert (seen.line.title, seen.line.state_title) == ("井下红灯哨", "已成型")
    assert "过夜的隐患从 11 条降到 2 条" in [one.value for deed in seen.deeds for one in deed.fields]


def paired(mine: Mine, act: Act) -> int:
    return begin(
        "mentor_pair", mine.team, act(mine.leader), veteran=[mine.instructor.id], newcomer=[mine.worker.id],
        goals=["单独停送电", "认得来压的征兆"], ends_on="2027-03-31",
    )  # fmt: skip


@pytest.mark.row("SZ-4")
def test_a_veteran_and_a_newcomer_both_agree_before_they_are_a_pair(honouring: Mine, act: Act) -> None:
    mine, leader = honouring, act(honouring.leader)
    case = paired(mine, act)

    with pytest.raises(Refused, match="还没有做“我愿意带”、“我愿意学”（两个人都同意）"):
        step(case, "begin", leader)
    with pytest.raises(NotAllowed, match="“我愿意学”不由您来办"):
        step(case, "newcomer_agrees", act(mine.instructor))
    step(case, "mentor_agrees", act(mine.instructor))
    step(case, "newcomer_agrees", act(mine.worker))
    step(case, "begin", leader)

    assert (state(case), Case.objects.get(id=case).title) == ("learning", "张伟")


@pytest.mark.row("SZ-4")
def test_what_was_learned_is_reviewed_goal_by_goal_and_not_by_the_pair(honouring: Mine, act: Act) -> None:
    mine, leader = honouring, act(honouring.leader)
    case = paired(mine, act)
    step(case, "mentor_agrees", act(mine.instructor))
    step(case, "newcomer_agrees", act(mine.worker))
    step(case, "begin", leader)

    with pytest.raises(NotAllowed, match="师傅不能办“每季看一次”"):
        step(case, "review", act(mine.instructor), progress_of_each=["会了", "还要看"])
    with pytest.raises(Refused, match="要一条对一条"):
        step(case, "review", leader, progress_of_each=["会了"])
    with pytest.raises(Refused, match="中间看过"):
        step(case, "finish", leader, results=["会了", "会了"])
    step(case, "review", leader, progress_of_each=["会了", "还要看"])
    step(case, "finish", leader, results=["会了", "会了，说得出五种"])

    assert state(case) == "finished"


@pytest.mark.row("SX-11")
def test_an_improvement_is_accepted_done_verified_by_another_shown_and_reused(
    honouring: Mine, act: Act
) -> None:
    mine, chief, maker = honouring, act(honouring.chief), act(honouring.leader)
    case = begin(
        "innovation_project", mine.team, act(mine.worker), name="皮带清扫器改造", sort="remake",
        problem="每班清煤两个人四十分钟", idea="加一道合金刮板", team=[mine.worker.id],
    )  # fmt: skip
    step(case, "accept", chief, leader=[mine.leader.id], target="一个人十分钟", done_by="2027-01-31")
    step(case, "progress", maker, did="刮板做好了")
    step(case, "finish", maker, result="装了两台", effect="一个人八分钟")
    with pytest.raises(NotAllowed, match="“干成了，请验收”是您办的"):
        step(case, "verify", maker, saw="看了")
    step(case, "verify", chief, saw="跟了一班，八分钟清完")
    step(case, "reuse", act(mine.other_leader), reused_where="二班也装了")

    seen = view_case(case, viewer=act(mine.other_leader), at=NOW)
    assert (seen.full, seen.line.state_title) == (False, "成果在用")
    assert [one.value for one in seen.deeds[-1].fields] == ["二班也装了"]


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("qc_problem_own", 10),
        ("qc_problem_given", 10),
        ("qc_innovation", 8),
    ],
)
@pytest.mark.row("SX-11")
def test_a_circle_goes_by_the_steps_of_its_sort(honouring: Mine, kind: str, steps: int) -> None:
    spec, _ = case_specs(honouring.team, on=NOW.date())[kind]
    register = spec.move("register")
    assert register is not None
    way, now = [], register.target
    while now != "presented":
        way.append(spec.states[now].title.removeprefix("该"))
        now = next(
            one.target for one in spec.moves if now in one.source and one.target and one.tone == "main"
        )

    assert (len(way), way[0], way[-1]) == (steps, "选择课题", "总结和下一步打算")


@pytest.mark.row("SX-11")
def test_a_circle_whose_effect_misses_the_goal_goes_back_to_the_causes(honouring: Mine, act: Act) -> None:
    mine, leader = honouring, act(honouring.leader)
    members = [mine.instructor.id, mine.worker.id]
    case = begin(
        "qc_problem_own", mine.team, leader, name="钻头小组", leader=[mine.leader.id], members=members
    )
    step(case, "register", act(mine.chief), number="QC-2026-07")
    step(case, "select_topic", leader, topic_sort="site", topic="减少钻头损坏", topic_why="每月坏二十个")
    step(case, "study_now", leader, findings="七成在硬岩段")
    step(case, "set_goal", leader, goal="三月底前降到六个")
    step(case, "find_causes", leader, causes=["没冷却"])
    step(case, "confirm_causes", leader, main_causes=["没冷却：断的都发蓝"])
    step(case, "plan", leader, measures=["加水冷却", "降转速"])
    with pytest.raises(Refused, match="“对策”有 2 条，“每条做了什么、结果怎样”写了 1 条"):
        step(case, "carry_out", leader, carried_out=["装了喷头"])
    step(case, "carry_out", leader, carried_out=["装了喷头", "降到三百转"])

    with pytest.raises(Refused, match="没达到的回到原因分析"):
        step(case, "effect_reached", leader, effect="每月坏十二个", reached="no")
    step(case, "effect_missed", leader, effect="每月坏十二个", missing="只换了一种")

    assert state(case) == "finding_causes"
    assert Case.objects.get(id=case).due_move == "find_causes"


@pytest.mark.row("SX-11")
def test_a_topic_that_nobody_touched_for_half_a_year_may_be_dropped_and_no_sooner(
    honouring: Mine, act: Act
) -> None:
    mine, chief, leader = honouring, act(honouring.chief), act(honouring.leader)
    members = [mine.instructor.id, mine.worker.id]
    case = begin(
        "qc_innovation", mine.team, leader, name="照明小组", leader=[mine.leader.id], members=members
    )
    step(case, "register", chief, at=NOW + timedelta(days=1), number="QC-2026-08")

    with pytest.raises(Refused, match="2026-11-21 还有人办过，要满 6 个月没有动才行（半年不活动的撤课题）"):
        step(case, "drop", chief, at=moment(5, 20, 9).replace(year=2027))
    step(case, "drop", chief, at=moment(5, 21, 9).replace(year=2027))

    assert state(case) == "dropped"
    assert Deed.objects.filter(case=case).count() == 3


def test_a_circle_has_three_to_ten_people(honouring: Mine, act: Act) -> None:
    case = begin(
        "qc_problem_given", honouring.team, act(honouring.leader), name="两人组", leader=[honouring.leader.id],
        members=[honouring.worker.id],
    )  # fmt: skip

    with pytest.raises(Refused, match="组员要 2 人，现在 1 人（小组一般 3 到 10 个人）"):
        step(case, "register", act(honouring.chief), number="QC-2026-09")
