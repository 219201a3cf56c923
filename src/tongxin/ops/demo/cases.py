"""What was reported, asked and proposed in the demo, and how far it is: a table, one line a step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.adoption.queries.cases import case_specs
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.facts.models import Fact
from tongxin.ops.demo.history import Life
from tongxin.ops.demo.org import Team
from tongxin.orgs.models import Person

Act = tuple[datetime, Callable[[], Fact]]
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A move so many days and hours ago. In `given` "@leader" is a person, "day:3" a day so long after."""

    move: str
    by: str
    days: float
    given: Given = field(default_factory=dict)
    late: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """`team`: which of the enterprise's teams, counted from nought."""

    prefix: str
    team: int
    kind: str
    by: str
    days: float
    given: Given
    steps: tuple[Step, ...] = ()
    anonymous: bool = False


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
)  # fmt: skip


def acts(life: Life) -> Iterator[Act]:
    """The steps of the table, each done by the one who did it; kinds that nobody follows are left out."""
    for told in CASES:
        team = _team(life, told)
        if team is not None and told.kind in case_specs(team.unit, on=life.on):
            yield from _acts(life, told, team)


def _team(life: Life, told: Told) -> Team | None:
    teams = [team for team in life.group.teams if team.enterprise.prefix == told.prefix]
    return teams[told.team] if told.team < len(teams) else None


def _acts(life: Life, told: Told, team: Team) -> Iterator[Act]:
    opened: list[int] = []
    at = life.at - timedelta(days=told.days)
    yield at, partial(_open, life, told, team, opened, at)
    for step in told.steps:
        at = life.at - timedelta(days=step.days)
        yield at, partial(_move, life, step, team, opened, at)


def _open(life: Life, told: Told, team: Team, opened: list[int], at: datetime) -> Fact:
    opening = Opening(told.kind, team.unit.id, _given(life, told.given, team, at), anonymous=told.anonymous)
    found = open_case(opening, by=actor_of(_person(life, told.by, team).id, at=at), at=at)
    opened.append(found.case_id)
    return found.fact


def _move(life: Life, step: Step, team: Team, opened: list[int], at: datetime) -> Fact:
    making = Making(step.move, _given(life, step.given, team, at), late_reason=step.late)
    return move_case(opened[0], making, by=actor_of(_person(life, step.by, team).id, at=at), at=at)


def _given(life: Life, given: Given, team: Team, at: datetime) -> dict[str, Any]:
    return {key: _value(life, value, team, at) for key, value in given.items()}


def _value(life: Life, value: Any, team: Team, at: datetime) -> Any:
    if not isinstance(value, str):
        return value
    if value.startswith("@"):
        return [_person(life, value[1:], team).id]
    if value.startswith("day:"):
        return (timezone.localdate(at) + timedelta(days=int(value[4:]))).isoformat()
    return value


def _person(life: Life, who: str, team: Team) -> Person:
    """leader, instructor, chief, secretary, or a worker of the team by number."""
    branch = life.branch_of[team.branch.id]
    if who == "instructor":
        return team.instructor or team.leader
    if who in ("chief", "secretary"):
        person: Person = getattr(branch, who)
        return person
    if who == "leader":
        return team.leader
    workers = [one for one in team.people if one not in (team.leader, team.instructor)]
    return workers[int(who.removeprefix("worker"))]
