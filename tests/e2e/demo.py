"""The demo group for tests: told once a run, then put back from a copy."""

import fcntl
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.clock import NOW
from tongxin.access.queries import demo_log_ins
from tongxin.access.queries.doors import DemoLogIn
from tongxin.ops.demo.make import make_demo
from tongxin.orgs.models import Person

_told: list[sqlite3.Connection] = []


def stand(folder: Path) -> None:
    """The demo as of NOW in an empty database; `folder` is shared by the workers of a run."""
    if connection.vendor != "sqlite":
        make_demo(at=NOW)
        return
    connection.ensure_connection()
    if not _told:
        _told.append(_copy(folder / "demo.sqlite3"))
    _told[0].backup(connection.connection)


def _copy(path: Path) -> sqlite3.Connection:
    """In memory; whichever worker comes first tells the demo, the others wait for its copy."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make_demo(at=NOW)
            _put(connection.connection, path)
        with closing(sqlite3.connect(path)) as kept:
            kept.backup(copy)
    return copy


def _put(told: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path)) as kept:
        told.backup(kept)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the demo, as the log-in page offers them."""

    log_ins: tuple[DemoLogIn, ...]

    def of(self, title: str) -> Person:
        return Person.objects.get(employee_no=next(one.number for one in self.log_ins if one.title == title))


def cast() -> Cast:
    return Cast(tuple(demo_log_ins(at=NOW)))
