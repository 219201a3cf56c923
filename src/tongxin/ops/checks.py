"""What must hold before anything is answered."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

SYNCHRONOUS_FULL = 2


@register(Tags.database)
def sqlite_keeps_what_it_answered(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """WAL, synchronous=FULL and IMMEDIATE transactions (reliability.md, promises 11 and 18)."""
    return [
        fault
        for alias in databases or ()
        if connections[alias].vendor == "sqlite"
        for fault in _faults(connections[alias])
    ]


def _faults(connection: Any) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    faults: list[CheckMessage] = []
    if journal not in ("wal", "memory"):  # databases of tests live in memory
        faults.append(Error(f"SQLite's journal_mode is {journal}; it must be wal.", id="tongxin.E101"))
    if synchronous != SYNCHRONOUS_FULL:
        faults.append(
            Error("SQLite's synchronous is not FULL: a power cut could lose answers.", id="tongxin.E102")
        )
    if connection.transaction_mode != "IMMEDIATE":
        faults.append(
            Error("SQLite's transactions are not IMMEDIATE: two writers could fail.", id="tongxin.E103")
        )
    return faults
