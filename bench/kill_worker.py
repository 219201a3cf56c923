"""Kill workers at random moments: no reaction is lost, no effect happens twice.

Real processes, forked after start-up, run the product's own worker loop on the database given by
TONGXIN_DATABASE_URL; each is ended by SIGKILL after a random while, most often in the middle of an
effect. `python -m bench.kill_worker [REACTIONS] [KILLS]` prints the figures.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, connections, transaction

from bench.__main__ import Report

KIND = "bench.happened"
SPEED = 2000  # leases of half a minute and more expire in milliseconds
LONGEST_LIFE = 0.05  # seconds until a worker is killed
LONGEST_EFFECT = 0.004
PATIENCE = 600.0


@dataclass(frozen=True)
class Outcome:
    reactions: int
    kills: int
    lost: int
    twice: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{connection.vendor}: {self.kills} kills during {self.reactions} reactions: "
            f"{self.lost} lost, {self.twice} twice, {self.seconds:.0f} s"
        )


def run(report: Report) -> None:
    reactions, kills = 3000, 600
    outcome = kill(reactions=reactions, kills=kills)
    report.value(f"lost of {reactions} reactions", outcome.lost, "", limit=0)
    report.value("effects that happened twice", outcome.twice, "", limit=0)
    report.value(f"kills short of {kills}", kills - outcome.kills, "", limit=0)


def kill(*, reactions: int, kills: int, workers: int = 2, seed: int = 1) -> Outcome:
    """Write the facts, then start and kill workers until all is answered and the kills are used up."""
    begun = time.monotonic()
    with _effects():
        killed = _kill_until_done(reactions, kills, workers, random.Random(seed))
        rows = _count("SELECT count(*) FROM bench_effect")
        distinct = _count("SELECT count(DISTINCT fact_id) FROM bench_effect")
    return Outcome(reactions, killed, reactions - distinct, rows - distinct, time.monotonic() - begun)


def _kill_until_done(reactions: int, kills: int, workers: int, dice: random.Random) -> int:
    """A share of the facts comes before each kill, so that there is always work to be interrupted."""
    written = killed = 0
    deadline = time.monotonic() + PATIENCE
    children: set[int] = set()
    try:
        while (written < reactions or _left()) and time.monotonic() < deadline:
            share = reactions * (killed + 1) // kills - written if killed < kills else 0
            written += _write_facts(share)
            while len(children) < workers:
                children.add(_fork())
            time.sleep(dice.uniform(0, LONGEST_LIFE))
            if killed < kills:
                child = dice.choice(sorted(children))
                _end(child)
                children.discard(child)
                killed += 1
    finally:
        for child in children:
            _end(child)
    return killed


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _fork() -> int:
    """A worker process; it never returns here."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        _work()
    finally:
        os._exit(1)


def _work() -> None:
    from tongxin.ops.worker import Worker

    random.seed()
    while True:
        Worker(_quick_clock)._answer(100)


def _quick_clock() -> datetime:
    """Runs on from one fixed moment, much faster than time, and is the same in all processes."""
    begun = datetime.fromisoformat("2026-11-20T00:00:00+00:00")
    return begun + timedelta(seconds=(time.time() - float(os.environ["BENCH_BEGUN"])) * SPEED)


def _effect(fact: object, at: datetime) -> None:
    """One row; the process may die before it, after it, and before its transaction ends."""
    time.sleep(random.uniform(0, LONGEST_EFFECT))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_effect (fact_id) VALUES (%s)", [fact.id])  # type: ignore[attr-defined]
    time.sleep(random.uniform(0, LONGEST_EFFECT))


@contextmanager
def _effects() -> Iterator[None]:
    from tongxin.facts import commands

    os.environ["BENCH_BEGUN"] = str(time.time())
    commands.subscribe(KIND, "bench_effect", _effect)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_effect (fact_id bigint NOT NULL)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_effect")
        del commands._answers["bench_effect"], commands._subscribed[KIND]


def _write_facts(count: int) -> int:
    from tongxin.facts import commands
    from tongxin.kernel.actor import NOBODY

    with transaction.atomic():
        for number in range(count):
            commands.record(KIND, subject=("bench", number), by=NOBODY, at=_quick_clock())
    return count


def _left() -> int:
    return _count("SELECT count(*) FROM facts_pending WHERE reaction = 'bench_effect'")


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def main() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    reactions, kills = (int(number) for number in sys.argv[1:3]) if sys.argv[1:] else (3000, 600)
    outcome = kill(reactions=reactions, kills=kills)
    print(outcome)
    sys.exit(bool(outcome.lost or outcome.twice or outcome.kills < kills))


if __name__ == "__main__":
    main()
