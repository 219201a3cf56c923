"""A kind of case that the rules are tried on, and stories of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import yaml

from tests.clock import moment
from tongxin.kernel.workdays import Calendar, noticed_days
from tongxin.regimes.cases.story import Around, Step, Story, Who
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.guard import Guarded

CALENDAR = Calendar({one.day: one.kind for one in noticed_days()})
AROUND = Around(CALENDAR)
OPENED = moment(11, 2, 8)
SPEC = CaseSpec.model_validate(
    yaml.safe_load("""
key: fault
title: 缺陷
basis: {document: 试用, clause: 第一条}
group: safety
opened_at: [team]
opened_by: {everybody: unit}
opening:
  - {key: what, title: 什么问题, type: text}
start: reported
roles: {fixer: {title: 整改人}, watcher: {title: 监护人}}
states:
  reported: {title: 待核实}
  assigned: {title: 整改中}
  closed: {title: 已销号, end: true}
moves:
  - key: assign
    title: 派单
    source: [reported]
    target: assigned
    by: {posts: [section_chief]}
    fields:
      - {key: fixer, title: 整改人, type: people, required: true, fills: fixer}
      - {key: fix_by, title: 期限, type: date}
      - {key: grade, title: 等级, type: choice, choices: [{key: small, title: 一般}, {key: big, title: 重大}]}
      - {key: days, title: 天数, type: number}
      - {key: hours, title: 学时, type: number}
    due: {within: {workdays: 1}}
  - {key: look, title: 巡查, source: [assigned], by: {everybody: company}, repeats: true, due: {within: {months: 1}, after: look}}
  - {key: say, title: 表态, source: [assigned], by: {everybody: unit}, each: true}
  - {key: note, title: 备案, source: [assigned], by: {posts: [section_chief]}, due: {within: {days: 3}, after: assign}}
  - {key: fix, title: 报完工, source: [assigned], target: closed, by: {roles: [fixer]}, not_by: [assign], not_roles: [watcher], due: {on_field: fix_by, late: reason}}
  - {key: back, title: 退回, source: [assigned], target: reported, by: {roles: [opener]}, guards: [{check: done, moves: [note], clause: 第三条}]}
escalate: [{after: {hours: 24}, to: [section_chief]}, {after: {days: 2}, to: [section_chief]}]
keep: {whole: {years: 3}}
""")
)
CHIEF = Who(person=1, posts=frozenset({"section_chief"}), of_unit=True, of_company=True)
FIXER = Who(person=2, of_unit=True, of_company=True)
STRANGER = Who(person=9, of_company=True)


def with_guard(guard: Guarded, *, of: str = "fix") -> CaseSpec:
    """The kind whose move has this one guard."""
    moves = [move.model_copy(update={"guards": (guard,)}) if move.key == of else move for move in SPEC.moves]
    return SPEC.model_copy(update={"moves": tuple(moves)})


def story(*steps: tuple[str, datetime, int | None], spec: CaseSpec = SPEC, **given: Any) -> Story:
    """The case after these steps; opened on Monday 2 November 2026 at eight."""
    state, since, made = spec.start, OPENED, []
    for key, at, by in steps:
        move = spec.move(key)
        assert move is not None
        if move.target:
            state, since = move.target, at
        made.append(Step(key, at, by, state))
    roles: Mapping[str, frozenset[int]] = {"opener": frozenset({3}), "fixer": frozenset({2})}
    return replace(Story(spec, state, OPENED, since, tuple(made), {}, roles), **given)
