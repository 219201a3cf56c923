"""Every gate of development, by table: a step that it refuses, and one that it lets through."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from django.conf import settings

from tongxin.kernel.errors import Invalid, Refused
from tongxin.regimes.cases import moving
from tongxin.regimes.cases.guards import hindrance
from tongxin.regimes.cases.story import told
from tongxin.regimes.editions import editions
from tongxin.regimes.load import library, load_promises
from tongxin.regimes.promises import cases as walks
from tongxin.regimes.schema.case import CaseSpec, Move
from tongxin.regimes.schema.promise import CasePromise, PromisedStep

EDITIONS = ("dangyuan-2014", "dangyuan-2026")
Gate = tuple[str, str]  # the move; the guard by its place and name, or "late"
Tried = tuple[str, Gate, bool]  # the edition that held, the gate, whether it let the step through


def spec_of(key: str) -> CaseSpec:
    spec = library(settings.PACKS_DIR)[key].case("development")
    assert spec is not None
    return spec


# What changes outside of the case while it is under way is tried with rows: tests/packs/test_dangyuan.py.
OUTSIDE = {("committee_review", "2 standing"), ("admit_vote", "1 standing")}


def gates_of(key: str) -> list[Gate]:
    """Every guard of every move, and every time limit that asks for a reason; of the older edition those that
    the newer one does not have in the same words, whatever the number of the article."""
    newer = spec_of(EDITIONS[-1])
    found = []
    for move in spec_of(key).moves:
        same = newer.move(move.key) if key != EDITIONS[-1] else None
        guards = () if same and unnumbered(same) == unnumbered(move) else move.guards
        found += [(move.key, f"{place} {guard.check}") for place, guard in enumerate(guards)]
        asks = move.due and move.due.late == "reason" and not (same and same_due(same, move))
        found += [(move.key, "late")] if asks else []
    return [gate for gate in found if gate not in OUTSIDE]


def unnumbered(move: Move) -> list[Any]:
    return [guard.model_copy(update={"clause": ""}) for guard in move.guards]


def same_due(one: Move, other: Move) -> bool:
    if one.due is None or other.due is None:
        return one.due is other.due
    return one.due.model_copy(update={"clause": other.due.clause}) == other.due


@cache
def tried() -> frozenset[Tried]:
    return frozenset(one for key in EDITIONS for one in walked(key))


def walked(key: str) -> Iterator[Tried]:
    """What the promises of a pack try, as they are walked."""
    packs = library(settings.PACKS_DIR)
    chain = editions(packs[key], packs)
    for written in load_promises(settings.PACKS_DIR / key):
        promise = written.promise
        assert isinstance(promise, CasePromise)
        walk = walks._opened(promise, chain)
        for step in promise.steps:
            yield from at_step(walk, step)


def at_step(walk: walks._Walk, step: PromisedStep) -> Iterator[Tried]:
    story = walk.on(step.at.date())
    move = story.spec.move(step.move)
    edition = EDITIONS[step.at >= datetime(2026, 5, 11)]
    if move is None or walks._make(walk, step):
        yield from refused(walk, step, edition)
        return
    for place, guard in enumerate(move.guards):
        yield edition, (move.key, f"{place} {guard.check}"), True
    yield edition, (move.key, "late"), True


def refused(walk: walks._Walk, step: PromisedStep, edition: str) -> Iterator[Tried]:
    """Which guards speak, or that it is late."""
    story = walk.on(step.at.date())
    move = story.spec.move(step.move)
    try:
        wish = walks._wish(story, step)
        moving.check_move(story, wish, walks._who(story, step), walk.around())
    except Invalid as error:
        if move and "late_reason" in error.fields:
            yield edition, (move.key, "late"), False
    except Refused:
        assert move is not None
        after = told(story, move, wish)
        seen = type(story)(
            story.spec, story.state, story.opened_at, story.state_since, story.steps, after.data, after.roles
        )
        for place, guard in enumerate(move.guards):
            if hindrance(guard, seen, wish, walk.around()):
                yield edition, (move.key, f"{place} {guard.check}"), False


@pytest.mark.row("KQ-9")
@pytest.mark.parametrize(
    ("edition", "gate"),
    [(key, gate) for key in EDITIONS for gate in gates_of(key)],
    ids=lambda one: one if isinstance(one, str) else f"{one[0]} {one[1]}",
)
def test_every_gate_refuses_a_step_and_lets_one_through(edition: str, gate: Gate) -> None:
    assert [(edition, gate, through) in tried() for through in (False, True)] == [True, True]


def test_all_twenty_nine_nodes_are_there_with_body_document_and_article() -> None:
    for key in EDITIONS:
        spec = spec_of(key)
        nodes = {spec.opening_step.node, *(move.node for move in spec.moves)} - {""}
        wanted = {f"DV-{number:02}" for number in range(1, 30)}
        assert nodes == (wanted if key == "dangyuan-2026" else wanted - {"DV-14"})
        for move in spec.moves:
            assert not move.node or (move.clause and (move.body or move.key == "leave")), move.key
            assert not move.node or move.dated, move.key
