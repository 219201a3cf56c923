"""The demo group for tests: told once a run, then put back from memory."""

import sqlite3
from dataclasses import dataclass

from django.db import connection

from tests.clock import NOW
from tongxin.access.queries import demo_log_ins
from tongxin.access.queries.doors import DemoLogIn
from tongxin.ops.demo.make import make_demo
from tongxin.orgs.models import Person

_told: list[sqlite3.Connection] = []


def stand() -> None:
    """The demo as of NOW in an empty database."""
    if connection.vendor != "sqlite":
        make_demo(at=NOW)
    elif _told:
        connection.ensure_connection()
        _told[0].backup(connection.connection)
    else:
        make_demo(at=NOW)
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
        _told.append(copy)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the demo, as the log-in page offers them."""

    log_ins: tuple[DemoLogIn, ...]

    def of(self, title: str) -> Person:
        return Person.objects.get(employee_no=next(one.number for one in self.log_ins if one.title == title))


def cast() -> Cast:
    return Cast(tuple(demo_log_ins(at=NOW)))
