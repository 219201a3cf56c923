"""The journal keeps what happened, and what must follow from it follows once."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.clock import NOW
from tests.meanwhile import meanwhile
from tongxin.facts import commands
from tongxin.facts.models import Fact, Pending
from tongxin.kernel.actor import Actor

# What deletes rows past any trigger of DELETE.
ALL_AT_ONCE = {
    "sqlite": "INSERT OR REPLACE INTO facts_fact SELECT * FROM facts_fact",
    "postgresql": "TRUNCATE facts_fact CASCADE",
}
SOMEBODY = Actor(person_id=7, name="王建国", company_id=1)


@pytest.fixture
def answered() -> Iterator[list[int]]:
    """The subjects for which the reaction to `test.happened` ran; it fails on subject 13."""
    done: list[int] = []

    def answer(fact: Fact, at: datetime) -> None:
        if fact.subject_id == 13:
            raise ValueError("not this one")
        done.append(fact.subject_id)

    commands.subscribe("test.happened", "test_answer", answer)
    yield done
    del commands._answers["test_answer"]
    del commands._subscribed["test.happened"]


def happen(subject: int = 5, **given: object) -> Fact:
    with transaction.atomic():
        return commands.record("test.happened", subject=("test", subject), by=SOMEBODY, at=NOW, **given)


@pytest.mark.django_db
def test_a_fact_says_who_what_and_both_times() -> None:
    fact = happen(happened_at=NOW - timedelta(hours=3), data={"count": 2})

    kept = Fact.objects.get(id=fact.id)
    assert (kept.by_id, kept.by_name, kept.company_id) == (7, "王建国", 1)
    assert (kept.happened_at, kept.recorded_at) == (NOW - timedelta(hours=3), NOW)
    assert kept.data == {"count": 2}


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        commands.record("test.happened", subject=("test", 5), by=SOMEBODY, at=NOW)

    assert not Fact.objects.exists()


@pytest.mark.django_db
def test_the_same_key_is_taken_once() -> None:
    key = uuid.uuid4()
    happen(key=key)

    with pytest.raises(IntegrityError), transaction.atomic():
        happen(key=key)

    assert Fact.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE facts_fact SET kind = 'x'", "DELETE FROM facts_fact", "all at once"]
)
def test_the_database_itself_refuses_to_change_facts(statement: str) -> None:
    if statement == "all at once":
        statement = ALL_AT_ONCE[connection.vendor]
    happen()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Fact.objects.get().kind == "test.happened"


@pytest.mark.django_db
def test_a_reaction_runs_once(answered: list[int]) -> None:
    happen(5)

    assert commands.answer_next(at=NOW) is True
    assert commands.answer_next(at=NOW) is False
    assert answered == [5]


@pytest.mark.django_db
def test_a_reaction_that_fails_waits_and_does_not_hold_up_the_others(answered: list[int]) -> None:
    happen(13)
    happen(14)

    while commands.answer_next(at=NOW):
        pass

    assert answered == [14]
    assert Pending.objects.get().not_before == NOW + commands.LEASE


@pytest.mark.django_db
def test_only_one_holder_of_a_reaction_runs_it(answered: list[int]) -> None:
    happen(5)
    seen_by_both = Pending.objects.select_related("fact").get()

    commands._answer(Pending.objects.select_related("fact").get(), NOW)
    commands._answer(seen_by_both, NOW)

    assert answered == [5]


@pytest.mark.django_db
def test_who_takes_over_an_expired_lease_is_the_only_one_to_run_it(answered: list[int]) -> None:
    happen(5)
    late = NOW + commands.LEASE

    with meanwhile('DELETE FROM "facts_pending"', lambda: commands.answer_next(at=late)):
        commands.answer_next(at=NOW)

    assert (answered, Pending.objects.count()) == ([5], 0)


@pytest.mark.django_db
def test_a_reaction_that_subscribes_again_owes_nothing_twice(answered: list[int]) -> None:
    commands.subscribe("test.happened", "test_answer", commands._answers["test_answer"])

    happen(5)

    assert Pending.objects.count() == 1


def test_two_reactions_cannot_share_a_name(answered: list[int]) -> None:
    with pytest.raises(ValueError, match="two reactions"):
        commands.subscribe("test.happened", "test_answer", lambda fact, at: None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attempts", "seconds_ahead", "due"),
    [
        (0, 0, True),
        (0, 1, True),  # nobody has tried yet: only a clock put back can have put it off
        (1, 30, False),
        (1, 31, True),
        (3, 120, False),
        (3, 121, True),
        (9, 30 * 2**8, False),
        (40, 30 * 2**8 + 1, True),
    ],
)
def test_what_a_clock_put_back_has_put_off_beyond_its_lease_is_due_now(
    answered: list[int], attempts: int, seconds_ahead: int, due: bool
) -> None:
    happen()
    Pending.objects.update(attempts=attempts, not_before=NOW + timedelta(seconds=seconds_ahead))

    commands.draw_back(at=NOW)

    assert commands.answer_next(at=NOW) is due
