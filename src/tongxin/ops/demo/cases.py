"""What was reported, asked and proposed in the demo, and how far it is: a table, one line a step."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.ops.demo.earlier import EARLIER_CASES
from tongxin.ops.demo.history import Life
from tongxin.ops.demo.org import Team
from tongxin.ops.demo.steps import Given, Step, Told
from tongxin.orgs.models import Person, Unit
from tongxin.records.models import Record

Act = tuple[datetime, Callable[[], Fact]]


FIX = {"grade": "general", "funds": 0, "emergency": "顶板来压就往下出口撤，先撤人后报"}
CASES = (
    Told(
        "HS", 0, "hazard", "worker1", 12.2,
        {"what": "38 号支架立柱往外渗液，地上一摊", "place": "2305 上端头", "category": "machine"},
        (
            Step("verify_and_assign", "chief", 12.0, {**FIX, "rectifier": "@leader", "measures": ["换密封件", "挂牌不得升降，绕行"], "fix_by": "day:3"}),
            Step("submit", "leader", 9.6, {"done_what": "密封件到货，换好试压 30 分钟不渗", "spent": 180}),
            Step("accept", "instructor", 9.4, {"result": "换了密封件，连看三个班不渗了"}),
        ),
    ),
    Told(
        "HS", 0, "hazard", "worker2", 5.3,
        {"what": "皮带机头护栏缺一段", "place": "运输巷皮带机头", "category": "machine"},
        (Step("verify_and_assign", "chief", 5.0, {**FIX, "rectifier": "@leader", "measures": ["焊一段护栏", "没焊好以前拉警戒"], "fix_by": "day:3"}),),
    ),
    Told(
        "HS", 0, "hazard", "worker1", 2.4,
        {"what": "端头支护少打一根单体", "place": "2305 下端头", "category": "people"},
        (
            Step("verify_and_assign", "chief", 2.2, {**FIX, "rectifier": "@instructor", "measures": ["补打单体", "班前会讲一遍端头支护"], "fix_by": "day:3"}),
            Step("submit", "instructor", 1.2, {"done_what": "补打了单体，班前会上讲过了"}),
        ),
    ),
    Told("HS", 1, "hazard", "worker1", 0.4, {"what": "巷道照明坏了两盏", "place": "轨道顺槽 200 米处", "category": "environment"}),
    Told(
        "HS", 0, "hazard", "worker2", 6.4,
        {"what": "更衣室门口地滑", "place": "更衣室门口", "category": "environment"},
        (Step("not_hazard", "chief", 6.0, {"answer": "去看过，是刚拖过地，已经放了提示牌，干了就不滑"}),),
        anonymous=True,
    ),
    Told(
        "HS", 0, "request", "worker1", 8.3,
        {"addressed_to": "instructor", "about": "living", "what": "中班下来食堂只剩凉菜，想留口热饭"},
        (
            Step("answer", "instructor", 7.2, {"outcome": "done", "answer": "跟食堂说好了，中班留热菜到零点半，今天起"}),
            Step("satisfied", "worker1", 6.8),
        ),
    ),
    Told(
        "HS", 0, "request", "worker2", 3.3,
        {"addressed_to": "branch", "about": "leave", "what": "孩子月底考试，想把两个夜班换成早班"},
    ),
    Told(
        "HS", 2, "request", "worker1", 4.6,
        {"addressed_to": "branch", "about": "gear", "what": "新发的胶靴磨脚，能不能换一个厂的"},
        (Step("answer", "secretary", 3.4, {"outcome": "arranged", "answer": "已经跟供应科说了，下批换成原来那家，12 月初到"}),),
        anonymous=True,
    ),
    Told(
        "HS", 0, "suggestion", "worker1", 9.3,
        {"title": "给工具箱装个滑轮", "idea": "工具箱 60 斤，两个人抬着走，装两个旧皮带轮一个人就能拉", "authors": "@worker1", "sort": "renovation"},
    ),
    Told(
        "HS", 0, "good_deed", "worker2", 7.3,
        {"who": "@worker1", "deed": "升井路上把崴脚的工友背到井口，一路没歇", "when_where": "副斜井"},
        (
            Step("confirm", "leader", 7.1),
            Step("consent", "worker1", 6.9),
            Step("thank", "instructor", 6.7),
            Step("thank", "worker2", 6.6),
            Step("thank", "chief", 6.2),
        ),
    ),
    Told(
        "HS", 0, "good_deed", "leader", 3.3,
        {"who": "@worker0", "deed": "下班后把更衣室漏水的阀门修好了"},
        (Step("confirm", "instructor", 3.1), Step("consent", "worker0", 2.9), Step("thank", "worker1", 2.4)),
    ),
    Told("HS", 1, "good_deed", "worker1", 0.6, {"who": "@leader", "deed": "替生病的工友顶了两个夜班，没要调休"}),
    Told(
        "HS", 0, "pledge", "instructor", 18.3,
        {"year": 2026, "items": ["带一名徒弟，年底前能单独上岗", "全年自己没有三违", "每月报一条隐患"]},
        (
            Step("agree", "secretary", 17.3, {"measurable": True, "reviewer": "@secretary"}),
            Step("show", "instructor", 17.1, {"public_place": "班组活动室公示栏"}),
            Step("progress", "instructor", 9.2, {"did": "第一条：徒弟能单独停送电了"}),
        ),
    ),
    Told(
        "HS", 0, "responsibility_area", "secretary", 16.3,
        {"member": "@instructor", "place": "运输巷皮带机头", "duties": ["每班看一遍机头护栏", "清掉洒煤"]},
        (
            Step("accept", "instructor", 16.1),
            Step("self_check", "instructor", 9.1, {"self_clean": True, "no_accident": True, "no_hazard": True}),
            Step("self_check", "instructor", 2.2, {"self_clean": True, "no_accident": True, "no_hazard": False, "to_do": "护栏缺一段，已报隐患"}),
        ),
    ),
    Told(
        "HS", 0, "mentor_pair", "leader", 15.3,
        {"veteran": "@worker0", "newcomer": "@worker3", "goals": ["单独停送电操作", "认得顶板来压的征兆"], "ends_on": "day:140"},
        (
            Step("mentor_agrees", "worker0", 15.1),
            Step("newcomer_agrees", "worker3", 14.9),
            Step("begin", "leader", 14.2),
            Step("lesson", "worker0", 8.3, {"taught": "跟着停送电一次，会验电、会挂牌了"}),
        ),
    ),
    Told(
        "HS", 0, "innovation_project", "worker1", 14.3,
        {"name": "皮带清扫器改造", "sort": "remake", "problem": "每班清洒煤要两个人四十分钟", "idea": "加一道合金刮板", "team": "@worker2"},
        (
            Step("accept", "chief", 13.3, {"leader": "@leader", "target": "每班一个人十分钟", "done_by": "day:40"}),
            Step("progress", "worker2", 6.4, {"did": "刮板做好了，等检修班装"}),
        ),
    ),
    Told("HS", 2, "instructor_selection", "secretary", 1.4, {"occasion": "term_over", "term_over_on": "day:60"}),
    Told(
        "QJ", 0, "joint_task", "leader", 9.4,
        {"what": "把抢修车上的接地线全查一遍，断股的换掉", "every": "month"},
        (
            Step("party_answer", "instructor", 9.1, {"party_view": "agree"}),
            Step("union_answer", "worker0", 8.9, {"union_view": "change", "union_said": "先查常用的那辆，别误了值班"}),
            Step("assign", "leader", 8.4, {"workers": "@worker1", "do_by": "day:4"}),
            Step("safeguard", "instructor", 8.2, {"support": "党员一人陪着查，带好绝缘手套"}),
            Step("finish", "worker1", 5.4, {"result": "六辆车查完，换了三根断股的"}),
            Step("team_inspect", "leader", 5.2),
            Step("party_inspect", "instructor", 4.4),
            Step("union_inspect", "worker0", 4.3),
            Step("appraise_again", "leader", 4.2, {"effect": "well"}),
        ),
    ),
    Told(
        "QJ", 0, "participation", "instructor", 6.3,
        {"about": "training", "proposal": "新来的两个人排到老师傅的班上，跟满三个月再轮"},
        (
            Step("answer", "leader", 5.3, {"outcome": "adopted", "answer": "下个月排班就这么排"}),
            Step("accept", "instructor", 5.1),
        ),
    ),
    Told(
        "QJ", 1, "safety_report", "instructor", 0.3,
        {"report_to": "section", "what": "安全带有两条过了检验期还在用", "place": "工具间"},
    ),
    Told(
        "HS", 0, "support", "instructor", 9.1,
        {"worker": "@worker1", "needs": ["r10"], "whom": "instructor", "need": "电工证 12 月到期，还差 8 学时"},
        (
            Step("plan", "instructor", 9.0, {"helper": "@worker0", "leader": "@leader", "arrangement": "周四下午不排班，去培训", "plan": "周四带着去培训中心，把 8 学时补齐", "until": "day:30", "recheck_on": "day:14"}),
            Step("talk", "worker0", 7.2, {"asked": "想把夜班调开，好去上课", "agreed": "班组长已经调好，周四不排班"}),
            Step("state_own", "worker1", 7.0, {"said": "第一次课已经上了，还差 6 学时"}),
        ),
    ),
    Told(
        "HS", 0, "help_application", "worker2", 2.6,
        {"needs": ["r5"], "whom": "instructor", "need": "老母亲住院，想月底前少排几个夜班"},
    ),
    Told(
        "HS", 1, "must_talk", "leader", 2.2, {"worker": "@worker1", "why": "praised", "due_on": "day:3"},
        (Step("talk", "instructor", 1.1, {"place": "学习室", "asked": "想学皮带维修", "agreed": "跟检修班学，月底考一次", "follow_on": "day:10"}),),
    ),
    Told(
        "HS", 0, "must_visit", "instructor", 3.4, {"worker": "@worker2", "why": "hospital", "due_on": "day:7"},
        (Step("ask", "instructor", 3.2, {"visit_on": "day:3"}), Step("agree", "worker2", 3.0)),
    ),
    Told(
        "HS", 0, "violation", "leader", 6.2,
        {"worker": "@worker2", "act": "没有停机就清煤", "sort": "operation", "rule": "皮带操作规程第七条", "place": "运输巷皮带机头", "day": "day:0", "severity": "ordinary"},
        (
            Step("say", "worker2", 6.0, {"statement": "怕误了生产，想着就一锹。以后先停机挂牌", "own_words": True}),
            Step("decide", "chief", 5.5, {"severity": "ordinary", "finding": "现场两个人看到，本人也承认"}),
            Step("agree", "worker2", 5.3),
            Step("start_coaching", "chief", 5.2, {"coach": "@instructor", "lessons": ["学一遍皮带操作规程第七条", "现场练停机、挂牌、清煤"]}),
            Step("back_to_work", "instructor", 3.1, {"watched": "停机、挂牌、再清煤，三次都对"}),
        ),
    ),
    Told(
        "HS", 0, "incident", "worker1", 11.1,
        {"what": "矸石从溜槽边掉下来，离人一步远", "place": "二部溜子机头", "day": "day:0", "harm": "near_miss"},
        (
            Step("look_into", "chief", 10.9, {"hurt": 0, "cause": "溜槽边挡板缺一块", "measures": ["补挡板", "班前会讲一遍站位"], "doer": "@leader", "act_by": "day:2"}),
            Step("finish", "leader", 9.8, {"done_what": "挡板补好，班前会讲过了"}),
            Step("confirm", "instructor", 9.5, {"result": "挡板补齐，没有再掉"}),
        ),
    ),
    Told(
        "HS", 1, "direct_report", "worker1", 4.31,
        {"sort": "danger", "severity": "same_shift", "what": "巷道顶板来压，有响声", "place": "轨道顺槽 350 米处"},
        (
            Step("take", "chief", 4.305),
            Step("note", "chief", 4.28, {"progress": "人都撤到安全的地方，在补打锚索"}),
            Step("close", "chief", 4.0, {"result": "补打六根锚索，观察一个班没有再响，恢复作业"}),
        ),
    ),
    Told(
        "HS", 0, "development", "secretary", 18.4,
        {"applicant": "@worker4", "adult": True, "in_writing": True, "front_line": True, "dual": "backbone_to_member", "mobile": "local"},
        (
            Step("talk", "secretary", 12.2, {"talker": "@instructor"}),
            Step("recommend", "secretary", 9.4, {"way": ["members", "union"]}),
        ),
        at_branch=True,
    ),
    Told(
        "HS", 1, "development", "secretary", 18.2,
        {"applicant": "@worker1", "adult": True, "in_writing": True, "mobile": "mobile"},
        (
            Step("talk", "secretary", 6.2, {"talker": "@secretary"}),
        ),
        at_branch=True,
    ),
    Told("HS", 0, "hazard", "worker2", 1.3, {"what": "护栏焊口又开了", "place": "运输巷皮带机头", "category": "machine"}),
)  # fmt: skip


def acts(life: Life, *, before: bool) -> Iterator[Act]:
    """The steps of the table, before the rest began or after, each done by the one who did it; kinds that nobody
    followed then are left out."""
    for told in (*CASES, *EARLIER_CASES):
        team = _team(life, told)
        if team is not None and told.kind in case_specs(_unit(told, team), on=_day(life, told.days)):
            yield from (act for act in _acts(life, told, team) if (act[0] < life.begun) == before)


def _day(life: Life, days: float) -> date:
    return timezone.localdate(life.at - timedelta(days=days))


def _team(life: Life, told: Told) -> Team | None:
    teams = [team for team in life.group.teams if team.enterprise.prefix == told.prefix]
    return teams[told.team] if told.team < len(teams) else None


def _unit(told: Told, team: Team) -> Unit:
    return team.branch if told.at_branch else team.unit


def _acts(life: Life, told: Told, team: Team) -> Iterator[Act]:
    opened = life.cases[id(told)]
    at = life.at - timedelta(days=told.days)
    yield at, partial(_open, life, told, team, opened, at)
    for step in told.steps:
        since, at = at, life.at - timedelta(days=step.days)
        record = _meeting(step, team, since, at) if step.record else None
        if step.record and record is None:
            return
        yield at, partial(_move, life, step, team, opened, at, record)


def _meeting(step: Step, team: Team, since: datetime, at: datetime) -> int | None:
    """On a day after the step before: on the same day the one may have been before the other."""
    held = Record.objects.filter(kind=step.record, unit=team.branch, held_at__lt=at, written_at__lt=at)
    later = [
        row
        for row in held.order_by("-held_at")
        if timezone.localdate(row.held_at) > timezone.localdate(since)
    ]
    return later[0].id if later else None


def _open(life: Life, told: Told, team: Team, opened: list[int], at: datetime) -> Fact:
    opening = Opening(
        told.kind, _unit(told, team).id, _given(life, told.given, team, at), anonymous=told.anonymous
    )
    found = open_case(opening, by=actor_of(_person(life, told.by, team).id, at=at), at=at)
    opened.append(found.case_id)
    return found.fact


def _move(life: Life, step: Step, team: Team, opened: list[int], at: datetime, record: int | None) -> Fact:
    making = Making(step.move, _given(life, step.given, team, at), late_reason=step.late, record_id=record)
    case = Case.objects.get(origin=opened[0], kind=step.child).id if step.child else opened[0]
    return move_case(case, making, by=actor_of(_person(life, step.by, team).id, at=at), at=at)


def _given(life: Life, given: Given, team: Team, at: datetime) -> dict[str, Any]:
    return {key: _value(life, value, team, at) for key, value in given.items()}


def _value(life: Life, value: Any, team: Team, at: datetime) -> Any:
    if isinstance(value, tuple):
        return [_person(life, one[1:], team).id for one in value]
    if not isinstance(value, str):
        return value
    if value.startswith("@"):
        return [_person(life, value[1:], team).id]
    if value.startswith("day:"):
        return (timezone.localdate(at) + timedelta(days=int(value[4:]))).isoformat()
    return value


def _person(life: Life, who: str, team: Team) -> Person:
    """leader, instructor, chief, secretary, organiser, safety, or a worker of the team by number."""
    branch = life.branch_of[team.branch.id]
    if who == "instructor":
        return team.instructor or team.leader
    if who in ("chief", "secretary"):
        person: Person = getattr(branch, who)
        return person
    if who == "organiser":
        return branch.committee["organisation_member"]
    if who == "safety":
        return life.held[life.group.roots[team.enterprise.prefix].id, "safety_office"]
    if who == "leader":
        return team.leader
    workers = [one for one in team.people if one not in (team.leader, team.instructor)]
    return workers[int(who.removeprefix("worker"))]
