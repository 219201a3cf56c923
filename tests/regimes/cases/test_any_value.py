"""Whatever somebody writes into a field of a number, of months or of a day: it is refused, or the rules can count
with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND
from tongxin.kernel.errors import Refused
from tongxin.regimes.cases import ahead, dues, guards, lapsing, moving
from tongxin.regimes.cases.story import Step, Story, Who, Wish, told
from tongxin.regimes.filling import kept
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import CaseSpec

KINDS = [
    (pack.meta.key, spec)
    for pack in library(django.PACKS_DIR).values()
    for spec in pack.cases
    if any(field.type in ("number", "date") for field in spec.fields.values())
]
NOW, BEFORE = moment(11, 20, 8), moment(11, 2, 8)
ANYBODY = Who(1, frozenset(), of_unit=True, of_company=True)
WILD = st.one_of(
    st.dates().map(date.isoformat),
    st.integers().map(str),
    st.decimals().map(str),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["9999-12-31", "0001-01-01", "600", "1e12", "9" * 400, "6.5", "-1", "1E-400", 10**30]),
)


def walk(spec: CaseSpec, data: Mapping[str, Any]) -> None:
    """Every move from every state, after every move was made once: all that reads a field reads it."""
    steps = tuple(Step(move.key, BEFORE, 1, move.target or spec.start) for move in spec.moves)
    roles = dict.fromkeys(("opener", "owner", "subject", *spec.roles), frozenset({1}))
    for state in spec.states:
        story = Story(spec, state, BEFORE, BEFORE, steps, data, roles)
        ahead.ahead(story, AROUND)
        if due := dues.next_due(story, AROUND):
            dues.next_rung_at(story, due[1], 0, AROUND)
        lapsing.lapse(story, AROUND)
        moving.offered(story, ANYBODY, AROUND, at=NOW)
        for move in spec.moves:
            wish = Wish(move.key, NOW, 1, data, 1)
            for one in move.guards:
                guards.hindrance(one, story, wish, AROUND)
            dues.due_at(move, story, AROUND)
            dues.longest(move, story, AROUND)
            told(replace(story, state=state), move, wish)


@pytest.mark.parametrize(("pack", "spec"), KINDS, ids=[f"{pack}-{spec.key}" for pack, spec in KINDS])
@settings(max_examples=25, deadline=None)
@given(one=WILD, other=WILD)
@example(one="9999-12-31", other="600")
@example(one="0001-01-01", other="600")
@example(one="2199-12-31", other="600")
@example(one="1900-01-01", other="600")
def test_no_value_makes_the_rules_raise(pack: str, spec: CaseSpec, one: Any, other: Any) -> None:
    asked = [field for field in spec.fields.values() if field.type in ("number", "date")]
    values, wrong = kept(
        asked, {field.key: one if number % 2 else other for number, field in enumerate(asked)}
    )
    second, _ = kept(asked, {field.key: other if number % 2 else one for number, field in enumerate(asked)})

    assert set(values) | set(wrong) == {field.key for field in asked}
    for data in (values, second, {**second, **values}):
        try:
            walk(spec, data)
        except Refused:
            continue
