"""The worker answers facts, makes its rounds, stops cleanly, and survives jumping clocks."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.clock import NOW, moment
from tests.factories import adopt, follow, make_rotation
from tests.world import Mine
from tongxin.duties.models import DutyItem
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact, Heartbeat, Pending
from tongxin.kernel.actor import Actor
from tongxin.ops import rounds
from tongxin.ops.checks import sqlite_keeps_what_it_answered
from tongxin.ops.rounds import Round, make_rounds
from tongxin.ops.worker import Worker
from tongxin.orgs.models import Shift

SOMEBODY = Actor(person_id=7, name="王建国", company_id=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def answered() -> Iterator[list[int]]:
    """The subjects whose fact was answered."""
    done: list[int] = []
    facts.subscribe("test.happened", "test_answer", lambda fact, at: done.append(fact.subject_id))
    yield done
    del facts._answers["test_answer"], facts._subscribed["test.happened"]


def happen(subject: int, at: datetime = NOW) -> None:
    with transaction.atomic():
        facts.record("test.happened", subject=("test", subject), by=SOMEBODY, at=at)


@pytest.mark.django_db
def test_a_turn_beats_makes_rounds_and_answers(answered: list[int]) -> None:
    happen(1)
    happen(2)

    assert Worker(lambda: NOW).turn() == 2
    assert answered == [1, 2]
    assert Heartbeat.objects.get(name="worker").beat_at == NOW


@pytest.mark.django_db
def test_once_does_all_that_is_due(answered: list[int]) -> None:
    for subject in range(150):
        happen(subject)

    assert Worker(lambda: NOW).once() == 150
    assert answered == list(range(150))


@pytest.mark.django_db
def test_a_worker_told_to_stop_leaves_the_rest(answered: list[int]) -> None:
    happen(1)
    worker = Worker(lambda: NOW)
    worker.stopping.set()

    worker.run()
    assert worker.turn() == 0
    assert (answered, Pending.objects.count()) == ([], 1)


@pytest.mark.django_db
def test_a_worker_whose_parent_is_gone_goes_too() -> None:
    Worker(lambda: NOW, parent=1 if os.getppid() != 1 else 2).run()

    assert not Heartbeat.objects.exists()


@pytest.mark.django_db
def test_a_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(lambda: NOW)
    turns = []

    def turn() -> int:
        turns.append(1)
        if len(turns) == 1:
            raise OperationalError("server closed the connection")
        worker.stopping.set()
        return 1

    monkeypatch.setattr(worker, "turn", turn)
    monkeypatch.setattr(worker.stopping, "wait", lambda seconds: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    worker.run()

    assert len(turns) == 2


@pytest.mark.django_db
def test_a_round_is_made_when_its_time_has_come_and_by_one_worker() -> None:
    made: list[datetime] = []
    one = Round("test", HOUR, lambda at: made.append(at) or 0)  # type: ignore[func-returns-value]
    times = [NOW, NOW + HOUR / 2, NOW + HOUR, NOW + HOUR, NOW - 30 * 24 * HOUR]

    for at in times:
        make_rounds(at, rounds=[one])

    assert made == [NOW, NOW + HOUR, NOW - 30 * 24 * HOUR]


@pytest.mark.django_db
def test_a_round_that_fails_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    made = []

    def fail(at: datetime) -> int:
        raise ValueError("broken")

    make_rounds(NOW, rounds=[Round("bad", HOUR, fail), Round("good", HOUR, lambda at: made.append(1) or 0)])  # type: ignore[func-returns-value]

    assert made == [1]
    assert "round bad failed" in caplog.text


def test_shifts_and_duties_are_raised_ahead_once(mine: Mine) -> None:
    follow(mine.team, make_rotation(mine.company, cycle=["early"]))
    worker = Worker(lambda: NOW)

    worker.once()
    first = Shift.objects.count(), Fact.objects.filter(kind="duties.raised").count()
    worker.once()

    assert Shift.objects.filter(team=mine.team).count() == 15
    assert first == (15, rounds.DUTIES_AHEAD + 1)
    assert (Shift.objects.count(), Fact.objects.filter(kind="duties.raised").count()) == first


def test_duties_are_raised_again_when_something_changed(mine: Mine) -> None:
    rounds.duties_ahead(NOW)
    with transaction.atomic():
        by = Actor(person_id=None, name="", company_id=mine.company.id)
        facts.record("appointment.made", subject=("appointment", 1), by=by, at=NOW)

    assert rounds.duties_ahead(NOW) == rounds.DUTIES_AHEAD + 1
    assert rounds.duties_ahead(NOW) == 0
    assert rounds.duties_ahead(moment(11, 21, 1)) == 1


def test_one_company_that_fails_keeps_nobody_waiting(
    mine: Mine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.world import make_mine

    other = make_mine("青山煤业")
    follow(other.team, make_rotation(other.company, cycle=["early"]))
    raise_shifts = rounds.raise_shifts

    def fail_for_one(company_id: int, *rest: Any) -> int:
        if company_id == mine.company.id:
            raise ValueError("broken")
        return raise_shifts(company_id, *rest)

    monkeypatch.setattr(rounds, "raise_shifts", fail_for_one)

    assert rounds.shifts_ahead(NOW) == 14  # the fifteenth was there
    assert f"company {mine.company.id}" in caplog.text


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(jumps=st.lists(st.integers(-30 * 24, 30 * 24), min_size=1, max_size=8))
@example(jumps=[-1])
def test_each_reaction_happens_once_whatever_the_clock_does(answered: list[int], jumps: list[int]) -> None:
    answered.clear()
    Pending.objects.all().delete()
    Heartbeat.objects.all().delete()
    at = NOW
    for number, jump in enumerate(jumps):
        happen(number, at)
        at += jump * HOUR
        Worker(lambda at=at: at).turn()  # type: ignore[misc]

    Worker(lambda: at + timedelta(minutes=2)).once()
    Worker(lambda: at + timedelta(minutes=4)).once()

    assert sorted(answered) == list(range(len(jumps)))


def test_each_overdue_duty_climbs_once_whatever_the_clock_does(mine: Mine) -> None:
    adopt(mine.section, "xzw")
    follow(mine.team, make_rotation(mine.company, cycle=["early"]))
    Worker(lambda: NOW).once()

    later = NOW + timedelta(days=30)
    for at in (later, NOW, later, NOW - timedelta(days=30), later):
        rounds.escalate_overdue(at=at)

    climbed = Counter(
        DutyItem.objects.filter(escalated_level__gt=0).values_list("escalated_level", "escalated_at")
    )
    facts_written = Fact.objects.filter(kind="duty.escalated").count()
    assert climbed
    assert {at for _, at in climbed} == {later}
    assert rounds.escalate_overdue(at=later) == []
    assert Fact.objects.filter(kind="duty.escalated").count() == facts_written


def test_the_command_does_it_once(mine: Mine, answered: list[int]) -> None:
    happen(1)
    out = StringIO()

    call_command("worker", "--once", stdout=out)

    assert "all rounds made" in out.getvalue()
    assert answered == [1]


@pytest.mark.skipif("os.environ.get('TONGXIN_DATABASE_URL')", reason="needs a database of its own")
def test_sigterm_stops_the_real_worker_cleanly(tmp_path: Path) -> None:
    environment = {**os.environ, "TONGXIN_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "tongxin.ops.cli"]
    subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
    worker = subprocess.Popen([*command, "worker"], env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert "runs" in worker.stdout.readline()
    time.sleep(0.5)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(60) == 0
    assert "stopped" in worker.stdout.read()
    worker.stdout.close()


class Fake:
    """A connection that answers pragmas as told."""

    vendor = "sqlite"

    def __init__(self, journal: str, synchronous: int, mode: str) -> None:
        self.answers = {"PRAGMA journal_mode": journal, "PRAGMA synchronous": synchronous}
        self.transaction_mode = mode

    def cursor(self) -> "Fake":
        return self

    def __enter__(self) -> "Fake":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, statement: str) -> "Fake":
        self.found = self.answers[statement]
        return self

    def fetchone(self) -> tuple[object]:
        return (self.found,)


@pytest.mark.parametrize(
    ("journal", "synchronous", "mode", "faults"),
    [
        ("wal", 2, "IMMEDIATE", []),
        ("delete", 2, "IMMEDIATE", ["tongxin.E101"]),
        ("wal", 1, "IMMEDIATE", ["tongxin.E102"]),
        ("wal", 2, None, ["tongxin.E103"]),
    ],
)
def test_sqlite_must_keep_what_it_answered(
    monkeypatch: pytest.MonkeyPatch, journal: str, synchronous: int, mode: str, faults: list[str]
) -> None:
    fake = Fake(journal, synchronous, mode)
    monkeypatch.setattr("tongxin.ops.checks.connections", {"default": fake})

    assert [fault.id for fault in sqlite_keeps_what_it_answered(["default"])] == faults


@pytest.mark.django_db
def test_the_database_in_use_passes_the_check() -> None:
    assert sqlite_keeps_what_it_answered(["default"]) == []
    assert sqlite_keeps_what_it_answered(None) == []
