"""Whatever is called in whatever order: a case is only ever in a state that its kind declares.

Every shipped kind is walked at random, in the rules alone and through the commands. The people may hold any
post, so that what refuses is the kind: its states, its separation of duties, its guards and its waits.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.clock import NOW
from tests.factories import adopt
from tests.regimes.cases.kinds import CALENDAR
from tests.world import Mine, make_mine
from tongxin.cases import proofs
from tongxin.cases.commands import Making, Opening, move_case
from tongxin.cases.commands.opening import open_case
from tongxin.cases.models import Case, Deed
from tongxin.kernel.actor import Actor, PostHeld, Scope
from tongxin.kernel.errors import Refused
from tongxin.kernel.proof import Proof, Vote
from tongxin.orgs.models import Person, Unit
from tongxin.regimes.cases.moving import check_move
from tongxin.regimes.cases.story import Around, Story, Who, Wish, told
from tongxin.regimes.load import library
from tongxin.regimes.load import posts as all_posts
from tongxin.regimes.schema.case import CaseField, CaseSpec

KINDS = [(pack.meta.key, spec) for pack in library(django.PACKS_DIR).values() for spec in pack.cases]
LONG = "TONGXIN_LONG" in os.environ
EXAMPLES = 5_000 // max(1, len(KINDS)) + 1 if LONG else 4
CALLS = 5_000 if LONG else 12
STEPS = 12
RIGHTS = ("case_view", "case_confidential")
WAITS = [timedelta(0), timedelta(hours=1), *(timedelta(days=days) for days in (1, 8, 40, 190, 370))]
SEARCH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def value(draw: st.DataObject, asked: CaseField, people: Sequence[int], at: datetime) -> Any:
    """Something that the field takes; whether the guards like it is another matter."""
    keys = [choice.key for choice in asked.choices] or ["none"]
    days = st.integers(-40, 200).map(lambda days: (at.date() + timedelta(days=days)).isoformat())
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "people": st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True),
        "choice": st.sampled_from(keys),
        "choices": st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True),
        "date": days,
        "number": st.integers(0, 40),
        "yes": st.booleans(),
        "steps": st.just(["甲", "乙"]),
    }
    return draw.draw(kinds.get(asked.type, st.just("甲")))


def filled(
    draw: st.DataObject, fields: Sequence[CaseField], people: Sequence[int], at: datetime
) -> dict[str, Any]:
    return {
        one.key: value(draw, one, people, at) for one in fields if one.required or draw.draw(st.booleans())
    }


def proof(people: Sequence[int], kind: str, rule: str, on: date, unit_id: int = 1) -> Proof:
    vote = Vote(rule, True, "通过")
    return Proof(1, kind, "会议", unit_id, on, frozenset(people), dict.fromkeys(people, vote))


def rule_of(spec: CaseSpec, move: str) -> tuple[str, str]:
    """The record and the vote that a move asks for."""
    found = spec.move(move)
    for guard in found.guards if found else ():
        if guard.check == "proved":
            return guard.records[0], guard.vote
    return "", ""


@pytest.mark.parametrize(("pack", "spec"), KINDS, ids=[spec.key for _, spec in KINDS])
@SEARCH
@given(draw=st.data())
def test_no_sequence_of_moves_reaches_an_undeclared_state(
    pack: str, spec: CaseSpec, draw: st.DataObject
) -> None:
    people = [1, 2, 3, 4]
    at = NOW
    posts = frozenset(all_posts(django.PACKS_DIR))
    roles = {"opener": frozenset({1}), "subject": frozenset({4}), "owner": frozenset({2})}
    story = Story(spec, spec.start, at, at, roles=roles)
    around = Around(CALENDAR, dict.fromkeys(people, ("full", False)))
    for _ in range(STEPS):
        at += draw.draw(st.sampled_from(WAITS))
        key = draw.draw(st.sampled_from([move.key for move in spec.moves]))
        person = draw.draw(st.sampled_from(people))
        move = spec.move(key)
        assert move is not None
        record, rule = rule_of(spec, key)
        wish = Wish(
            key,
            at,
            person,
            filled(draw, move.fields, people, at),
            1,
            proof(people, record, rule, at.date()),
            "晚了",
        )
        before = story
        try:
            made = check_move(story, wish, Who(person, posts, True, True), around)
        except Refused:
            assert story == before
            continue
        story = told(story, made, wish)
        assert story.state in spec.states
        assert before.state in made.source
        assert not before.spec.states[before.state].end or story.state in spec.states


class Commands(TestCase):
    """Through the commands, whose rows are looked at after each call; each example is undone by itself."""

    @settings(SEARCH, max_examples=CALLS)
    @given(draw=st.data())
    def test_rows_stay_in_declared_states_and_a_refusal_leaves_them(self, draw: st.DataObject) -> None:
        if not KINDS:
            return
        pack, spec = draw.draw(st.sampled_from(KINDS))
        mine = make_mine()
        adopt(mine.root, *{pack, *library(django.PACKS_DIR)[pack].meta.requires})
        unit = next((one for one in units_of(mine) if one.kind in spec.opened_at), None)
        assert unit is not None, f"no unit for {spec.key}"
        actors = [
            all_powerful(one, mine, unit) for one in (mine.secretary, mine.chief, mine.leader, mine.worker)
        ]
        given_proofs(mine, unit, spec)
        case = opened(draw, spec, unit, actors)
        if case is not None:
            walk(draw, case, spec, actors)


def units_of(mine: Mine) -> list[Unit]:
    return [
        mine.team, mine.branch, mine.group, mine.union_group, mine.section, mine.committee, mine.union, mine.root,
    ]  # fmt: skip


def all_powerful(person: Person, mine: Mine, unit: Unit) -> Actor:
    held = tuple(PostHeld(post, post, unit.id, unit.name) for post in all_posts(django.PACKS_DIR))
    whole = Scope(trees=frozenset(one.path for one in (mine.root, mine.committee, mine.union)))
    return Actor(person.id, person.name, mine.company.id, dict.fromkeys(RIGHTS, whole), held)


def given_proofs(mine: Mine, unit: Unit, spec: CaseSpec) -> None:
    """Meetings that prove whatever is asked: `record_id` is the place of the move in the kind."""
    people = list(Person.objects.filter(company=mine.company).values_list("id", flat=True))

    def one(record_id: int, *, viewer: Actor) -> Proof:
        move = spec.moves[record_id % len(spec.moves)]
        record, rule = rule_of(spec, move.key)
        return replace(proof(people, record, rule, NOW.date(), unit.id), record_id=record_id)

    proofs.give(one, lambda *_, **__: [])


@pytest.fixture(autouse=True)
def proofs_as_before() -> Any:
    before = list(proofs._given)
    yield
    proofs._given[:] = before


def opened(draw: st.DataObject, spec: CaseSpec, unit: Unit, actors: Sequence[Actor]) -> Case | None:
    people = [actor.person_id for actor in actors if actor.person_id]
    by = draw.draw(st.sampled_from(actors))
    opening = Opening(spec.key, unit.id, filled(draw, spec.opening, people, NOW))
    try:
        return Case.objects.get(id=open_case(opening, by=by, at=NOW).case_id)
    except Refused:
        return None


def walk(draw: st.DataObject, case: Case, spec: CaseSpec, actors: Sequence[Actor]) -> None:
    people = [actor.person_id for actor in actors if actor.person_id]
    at = NOW
    for _ in range(STEPS):
        at += draw.draw(st.sampled_from(WAITS))
        number = draw.draw(st.integers(0, len(spec.moves) - 1))
        move = spec.moves[number]
        before, deeds = row_of(case), Deed.objects.filter(case=case).count()
        making = Making(
            move.key,
            filled(draw, move.fields, people, at),
            record_id=number if rule_of(spec, move.key)[0] else None,
            late_reason="晚了",
        )
        try:
            move_case(case.id, making, by=draw.draw(st.sampled_from(actors)), at=at)
        except Refused:
            assert (row_of(case), Deed.objects.filter(case=case).count()) == (before, deeds)
            continue
        after = Case.objects.get(id=case.id)
        assert after.state in spec.states
        assert (after.ended_at is not None) == spec.states[after.state].end
        assert Deed.objects.filter(case=case).count() == deeds + 1


def row_of(case: Case) -> Mapping[str, Any]:
    return Case.objects.filter(id=case.id).values().get()
