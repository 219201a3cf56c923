"""A kind that nobody foresaw needs only YAML: near misses of a hospital ward, with two independent reviewers."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings as django

from tests.cases.kinds import follow
from tests.clock import NOW
from tests.factories import appoint, make_company, make_person, make_unit
from tongxin.cases.commands import Making, Opening, climb_overdue, move_case, open_case
from tongxin.cases.models import Case
from tongxin.cases.queries import view_by_code, view_case
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, Refused
from tongxin.orgs.models import Person, Unit
from tongxin.regimes.check import check_pack
from tongxin.regimes.load import library, parse_pack

NEAR_MISS = """
meta:
  key: ward-near-miss
  version: "1.0"
  title: 病区未遂事件复盘
  summary: 差一点出的错，匿名报，两位没有参与的人各自复盘，改了再看效果
  effective_from: 2026-01-01
  adopted_at: [company]
  requires: [base]
cases:
  - key: near_miss
    title: 未遂事件
    basis: {document: 医院不良事件管理制度, clause: 第八条}
    group: safety
    opened_at: [team]
    opened_by: {everybody: company}
    anonymous: true
    reporter_sees: progress
    titled_by: what
    opening:
      - {key: what, title: 差一点出什么错, type: text, required: true, never: 不写病人和同事的名字}
      - key: where
        title: 哪个环节
        type: choice
        required: true
        choices: [{key: medicine, title: 用药}, {key: identity, title: 身份核对}, {key: fall, title: 跌倒}]
    roles: {reviewer: {title: 复盘人}}
    start: reported
    states:
      reported: {title: 待安排复盘, tone: wait}
      reviewing: {title: 两人复盘中, with_whom: reviewer}
      changing: {title: 改进中}
      watched: {title: 看效果, tone: wait}
      closed: {title: 已结束, tone: good, end: true}
    moves:
      - key: ask
        title: 请两人复盘
        source: [reported]
        target: reviewing
        by: {posts: [section_chief]}
        fields: [{key: reviewers, title: 复盘人, type: people, required: true, fills: reviewer}]
        guards:
          - {check: how_many, role: reviewer, least: 2, most: 2, clause: 第九条}
          - {check: apart, role: reviewer, other: opener}
        due: {within: {hours: 24}}
      - key: review
        title: 交复盘意见
        source: [reviewing]
        by: {roles: [reviewer]}
        each: true
        fields: [{key: finding, title: 系统上差在哪里, type: long_text, required: true}]
        due: {within: {workdays: 3}}
      - key: conclude
        title: 定改进
        source: [reviewing]
        target: changing
        by: {posts: [section_chief]}
        not_by: [review]
        fields:
          - {key: measure, title: 改什么, type: long_text, required: true, level: C0}
          - {key: change_by, title: 哪天改好, type: date, required: true}
        guards: [{check: counted, move: review, at_least: 2, people: true, since: ask}]
      - {key: change, title: 改好了, source: [changing], target: watched, by: {posts: [team_leader]}, due: {on_field: change_by, late: reason}}
      - key: judge
        title: 看过效果
        source: [watched]
        target: closed
        by: {posts: [section_chief]}
        not_by: [change]
        fields:
          - key: works
            title: 有没有用
            type: choice
            required: true
            choices: [{key: "yes", title: 有用}, {key: "no", title: 没有用}]
        guards:
          - {check: waited, after: change, span: {months: 1}, clause: 第十二条}
          - {check: chosen, field: works, one_of: ["yes"]}
      - {key: again, title: 没有用，重新定, source: [watched], target: reviewing, by: {posts: [section_chief]}}
    escalate: [{after: {hours: 24}, to: [mine_leader]}]
    keep: {whole: {years: 3}}
"""
Act = Callable[..., Actor]


@pytest.fixture
def ward(db: None) -> dict[str, Person | Unit]:
    company = make_company(name="仁和医院")
    root = make_unit(company, "company", name="仁和医院")
    department = make_unit(company, "section", root, name="内科")
    nurses = make_unit(company, "team", department, name="三病区")
    head = make_person(company, department, name="孙主任")
    leader = make_person(company, nurses, name="许护士长")
    appoint(head, "section_chief", department)
    appoint(leader, "team_leader", nurses)
    first, second = (make_person(company, nurses, name=name) for name in ("吴敏", "林芳"))
    follow(root, NEAR_MISS)
    return {"team": nurses, "head": head, "leader": leader, "first": first, "second": second}


def test_the_pack_has_no_fault() -> None:
    pack = parse_pack(NEAR_MISS)

    assert check_pack(pack, library(django.PACKS_DIR)) == []


def test_a_near_miss_is_reviewed_by_two_changed_and_watched(ward: dict[str, Person], act: Act) -> None:
    head, leader, first, second = (act(ward[name]) for name in ("head", "leader", "first", "second"))
    opening = Opening(
        "near_miss",
        ward["team"].id,
        {"what": "两位病人的药放反了，发之前看出来", "where": "medicine"},
        anonymous=True,
    )
    opened = open_case(opening, by=first, at=NOW)
    case = opened.case_id

    with pytest.raises(Refused, match="复盘人要 2 人，现在 1 人（第九条）"):
        move_case(case, Making("ask", {"reviewers": [ward["first"].id]}), by=head, at=NOW)
    move_case(case, Making("ask", {"reviewers": [ward["first"].id, ward["second"].id]}), by=head, at=NOW)
    move_case(case, Making("review", {"finding": "两种药盒一样"}), by=first, at=NOW)
    measure = {"measure": "分开放，换颜色", "change_by": "2026-11-25"}
    with pytest.raises(Refused, match="“交复盘意见”要有 2 个不同的人，现在 1 个不同的人"):
        move_case(case, Making("conclude", measure), by=head, at=NOW)
    with pytest.raises(Refused, match="已经办过了"):
        move_case(case, Making("review", {"finding": "再写一次"}), by=first, at=NOW)
    move_case(case, Making("review", {"finding": "没有双人核对"}), by=second, at=NOW)
    move_case(case, Making("conclude", measure), by=head, at=NOW)
    move_case(case, Making("change"), by=leader, at=NOW + timedelta(days=2))
    with pytest.raises(Refused, match="离“改好了”要满 1 个月，最早 2026-12-22（第十二条）"):
        move_case(case, Making("judge", {"works": "yes"}), by=head, at=NOW + timedelta(days=20))
    move_case(case, Making("judge", {"works": "yes"}), by=head, at=NOW + timedelta(days=33))

    assert Case.objects.get(id=case).state == "closed"
    followed = view_by_code(opened.code, viewer=Actor(None, "", None), at=NOW + timedelta(days=33))
    assert [field.value for deed in followed.deeds for field in deed.fields] == ["分开放，换颜色"]


def test_only_the_reviewers_review_and_what_waits_climbs(ward: dict[str, Person], act: Act) -> None:
    opened = open_case(
        Opening("near_miss", ward["team"].id, {"what": "地上有水", "where": "fall"}),
        by=act(ward["second"]),
        at=NOW,
    )

    with pytest.raises(NotAllowed, match="“请两人复盘”不由您来办"):
        move_case(opened.case_id, Making("ask", {"reviewers": []}), by=act(ward["leader"]), at=NOW)
    with pytest.raises(Refused, match="复盘人和提出人不能是同一个人"):
        move_case(
            opened.case_id,
            Making("ask", {"reviewers": [ward["first"].id, ward["second"].id]}),
            by=act(ward["head"]),
            at=NOW,
        )
    assert [fact.data["rung"] for fact in climb_overdue(at=NOW + timedelta(hours=48))] == [1]
    assert view_case(opened.case_id, viewer=act(ward["head"]), at=NOW).line.due_date == date(2026, 11, 21)
