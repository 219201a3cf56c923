"""Small kinds of case for the tests of the engine; the shipped ones have tests of their own."""

from typing import Any

from tests.clock import NOW
from tests.factories import LONG_AGO
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.orgs.models import Unit
from tongxin.regimes.load import parse_pack

FAULT = """
meta:
  {key: try-cases, version: "1.0", title: 试用, summary: 试用, effective_from: 2020-01-01, adopted_at: [company]}
cases:
  - key: fault
    title: 缺陷
    basis: {document: 试用, clause: 第一条}
    group: safety
    opened_at: [team, section]
    opened_by: {everybody: unit}
    anonymous: true
    titled_by: what
    reporter_sees: progress
    opening:
      - {key: what, title: 什么问题, type: text, required: true}
      - {key: place, title: 在哪里, type: text}
    roles: {fixer: {title: 整改人}}
    recurs: {same: [place], days: 30}
    start: reported
    states:
      reported: {title: 待核实, tone: wait}
      assigned: {title: 整改中, with_whom: fixer}
      fixed: {title: 待验收, tone: wait}
      closed: {title: 已销号, tone: good, end: true}
      refused: {title: 不属实, end: true}
    moves:
      - key: assign
        title: 派单
        source: [reported]
        target: assigned
        by: {posts: [section_chief]}
        fields:
          - {key: fixer, title: 整改人, type: people, required: true, fills: fixer}
          - {key: fix_by, title: 期限, type: date, required: true}
        due: {within: {hours: 24}}
      - {key: refuse, title: 不属实, source: [reported], target: refused, by: {posts: [section_chief]}, fields: [{key: answer, title: 答复, type: text, required: true, level: C0}]}
      - {key: fix, title: 报完工, source: [assigned], target: fixed, by: {roles: [fixer]}, due: {on_field: fix_by, late: reason}, files: true}
      - {key: accept, title: 验收, source: [fixed], target: closed, by: {posts: [section_chief, team_leader]}, not_by: [fix]}
      - {key: again, title: 退回, source: [fixed], target: assigned, by: {posts: [section_chief, team_leader]}}
    escalate: [{after: {hours: 24}, to: [safety_office]}, {after: {hours: 48}, to: [branch_secretary]}]
    keep: {whole: {years: 3}}
  - key: care
    title: 帮扶
    basis: {document: 试用, clause: 第二条}
    group: care
    level: C3
    opened_at: [team]
    opened_by: {posts: [political_instructor]}
    opening:
      - {key: worker, title: 帮谁, type: people, required: true, fills: subject}
      - {key: need, title: 需要什么, type: long_text, level: C3, required: true}
    roles: {helper: {title: 帮扶人, reads: text}, leader: {title: 班组长}}
    start: open
    states:
      open: {title: 正在帮}
      done: {title: 已结束, end: true}
    moves:
      - {key: pair, title: 定帮扶人, source: [open], by: {roles: [opener]}, repeats: true, fields: [{key: helper, title: 帮扶人, type: people, fills: helper}, {key: leader, title: 班组长, type: people, fills: leader}]}
      - {key: talk, title: 谈话, source: [open], by: {roles: [helper]}, repeats: true, fields: [{key: said, title: 谈了什么, type: long_text, level: C3}]}
      - {key: close, title: 结束, source: [open], target: done, by: {roles: [helper, opener]}}
    keep: {text: {months: 12}, whole: {years: 4}, drop_names: {years: 3}, names: [subject]}
"""


def follow(unit: Unit, text: str = FAULT, **given: Any) -> Adoption:
    """`unit` and all below follow the pack in `text`, since long ago."""
    pack = parse_pack(text)
    version = PackVersion.objects.create(
        company=unit.company, pack=pack.meta.key, version=pack.meta.version, digest="0" * 64,
        spec=pack.model_dump(mode="json"), kept_at=NOW,
    )  # fmt: skip
    return Adoption.objects.create(
        **{"unit": unit, "pack_version": version, "starts_date": LONG_AGO, "adopted_at": NOW, **given}
    )
