"""Three phones and the server: whatever the network does, each deed is taken in once."""

import os
import random
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.sync.phones import Host, Time, Underground, rolled_back, token_for
from tests.world import Mine
from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.records.commands import open_task

LONG = "TONGXIN_LONG" in os.environ
RUNS, STEPS = (20_000, 50) if LONG else (500, 25)

phones = st.sampled_from("abc")
which = st.integers(0, 9)
kinds = st.sampled_from(["note", "note", "note", "done", "strange", "unreadable"])


fates = st.lists(
    st.sampled_from(["fine", "fine", "fine", "lost", "late", "unheard", "cut"]), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    running = Host()
    yield running
    running.close()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    told = Time()
    monkeypatch.setattr(clock, "read", lambda: told.now)
    return told


@pytest.fixture
def tasks(mine: Mine) -> list[int]:
    leader = actor_of(mine.leader.id, at=clock.read())
    texts = ("补一块挡煤板", "换一盏灯", "清理水沟")
    return [open_task(unit_id=mine.team.id, text=text, by=leader, at=clock.read()).task_id for text in texts]


@pytest.fixture
def tokens(mine: Mine, time: Time) -> dict[int, str]:
    people = (mine.leader, mine.instructor, mine.worker, mine.other_leader)
    return {one.id: token_for(one, at=time.now) for one in people}


class Phones(RuleBasedStateMachine):
    """Its rules are the steps of `Underground`; each run happens in a transaction that is rolled back."""

    host: ClassVar[Host]
    mine: ClassVar[Mine]
    tasks: ClassVar[list[int]]
    tokens: ClassVar[dict[int, str]]
    time: ClassVar[Time]

    def __init__(self) -> None:
        super().__init__()
        self.inside = rolled_back()
        self.inside.__enter__()

    @initialize(seed=st.integers(0, 10_000))
    def go_down(self, seed: int) -> None:
        self.pit = Underground(self.host, self.mine, self.tasks, self.tokens, self.time, seed)

    @rule(phone=phones, kind=kinds, who=which, thing=st.integers(0, 3), after=st.none() | which)
    def somebody_does_something(self, phone: str, kind: str, who: int, thing: int, after: int | None) -> None:
        self.pit.enqueue(phone, kind, who=who, thing=thing, after=after)

    @rule(phone=phones, several=st.lists(st.tuples(kinds, which, st.integers(0, 3)), min_size=2, max_size=5))
    def people_do_several_things(self, phone: str, several: list[tuple[str, int, int]]) -> None:
        for kind, who, thing in several:
            self.pit.enqueue(phone, kind, who=who, thing=thing)

    @rule(phone=phones, now=st.booleans())
    def phone_syncs(self, phone: str, now: bool) -> None:
        self.pit.sync(phone, now=now)

    @rule(phone=phones, on_the_way=fates)
    def phone_syncs_to_the_end(self, phone: str, on_the_way: list[str]) -> None:
        self.pit.sync(phone, now=True)
        for fate in on_the_way:
            self.pit.meet(fate)

    @precondition(lambda self: self.pit.in_flight)
    @rule(one=which)
    def request_arrives(self, one: int) -> None:
        self.pit.deliver(one)

    @precondition(lambda self: self.pit.in_flight)
    @rule(one=which, comes_later=st.booleans())
    def request_is_given_up(self, one: int, comes_later: bool) -> None:
        (self.pit.delay_request if comes_later else self.pit.lose_request)(one)

    @precondition(lambda self: self.pit.answered)
    @rule(one=which)
    def answer_arrives(self, one: int) -> None:
        self.pit.answer(one)

    @precondition(lambda self: self.pit.answered)
    @rule(one=which)
    def answer_is_lost(self, one: int) -> None:
        self.pit.lose_answer(one)

    @precondition(lambda self: self.pit.answered)
    @rule(one=which, keep=which)
    def answer_is_cut_off(self, one: int, keep: int) -> None:
        self.pit.cut_answer(one, keep)

    @precondition(lambda self: self.pit.ghosts)
    @rule(one=which)
    def request_arrives_once_more(self, one: int) -> None:
        self.pit.deliver_ghost(one)

    @rule(hours=st.sampled_from([0.001, 1, 8, 72, 400]))
    def time_passes(self, hours: float) -> None:
        self.pit.wait(hours)

    @rule(phone=phones, days=st.sampled_from([-730, -1, 0, 1, 730]))
    def clock_is_put(self, phone: str, days: int) -> None:
        self.pit.set_clock(phone, days)

    @rule(phone=phones)
    def tokens_end(self, phone: str) -> None:
        self.pit.end_tokens(phone)

    @rule(phone=phones)
    def people_sign_in(self, phone: str) -> None:
        self.pit.sign_in(phone)

    @rule(phone=phones, shape=st.sampled_from([1, 2]))
    def page_opens_anew(self, phone: str, shape: int) -> None:
        self.pit.open_anew(phone, shape)

    @rule()
    def backup_is_made(self) -> None:
        self.pit.back_up()

    @precondition(lambda self: self.pit.backup is not None)
    @rule()
    def server_is_restored(self) -> None:
        self.pit.restore()

    def teardown(self) -> None:
        try:
            if hasattr(self, "pit"):
                self.pit.come_to_rest()
                self.pit.check()
        finally:
            self.inside.__exit__(None, None, None)


@pytest.mark.wide
@pytest.mark.row("BY-3")
@pytest.mark.django_db
def test_whatever_the_network_does_each_deed_is_taken_in_once(
    host: Host, mine: Mine, tasks: list[int], tokens: dict[int, str], time: Time
) -> None:
    here = type(
        "Phones", (Phones,), {"host": host, "mine": mine, "tasks": tasks, "tokens": tokens, "time": time}
    )
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes long; a seed is enough to go on with
            suppress_health_check=list(HealthCheck),
        ),
    )


def walk(pit: Underground, seed: int) -> None:
    """A hundred steps that follow from the seed alone."""
    dice = random.Random(seed)
    for _ in range(100):
        phone, one = dice.choice("abc"), dice.randrange(9)
        steps: list[tuple[Any, ...]] = [
            (pit.enqueue, phone, dice.choice(["note", "done", "strange"])),
            (pit.sync, phone),
            (pit.wait, dice.choice([0.001, 5])),
            (pit.open_anew, phone, dice.choice([1, 2])),
            (pit.set_clock, phone, dice.choice([-730, 0, 730])),
            *([(pit.deliver, one), (pit.lose_request, one)] if pit.in_flight else []),
            *([(pit.answer, one), (pit.lose_answer, one), (pit.cut_answer, one, 1)] if pit.answered else []),
            *([(pit.deliver_ghost, one)] if pit.ghosts else []),
        ]
        step, *arguments = dice.choice(steps)
        step(*arguments)
    pit.come_to_rest()
    pit.check()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_seed_gives_the_same_trace(
    seed: int, host: Host, mine: Mine, tasks: list[int], tokens: dict[int, str], time: Time
) -> None:
    traces = []
    for _ in range(2):
        with rolled_back():
            pit = Underground(host, mine, tasks, tokens, time, seed)
            walk(pit, seed)
        traces.append(pit.trace)
    assert traces[0] == traces[1]
    assert len(traces[0]) > 50
