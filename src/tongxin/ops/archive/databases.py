"""Copy a whole database out and in: SQLite by its backup interface, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import CommandError
from django.db import connection


class Copier(Protocol):
    """A port with two implementations, one a database."""

    def save(self, target: Path) -> dict[str, int]:
        """Write everything to `target`; gives the number of rows of each table at that moment."""

    def check(self, source: Path, rows: dict[str, int]) -> None:
        """Refuse what cannot be loaded, before anything is touched."""

    def load(self, source: Path) -> None:
        """Put `source` in place of everything, or change nothing."""


def copier() -> Copier:
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def count_rows() -> dict[str, int]:
    """The rows of each table of the database in use."""
    with connection.cursor() as cursor:
        return {
            table: _count(cursor, table) for table in sorted(connection.introspection.table_names(cursor))
        }


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's name
    return int(cursor.fetchone()[0])


class Sqlite:
    """The backup interface copies a database that is in use, without stopping anybody."""

    def save(self, target: Path) -> dict[str, int]:
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return _sqlite_rows(copy)
        finally:
            copy.close()

    def check(self, source: Path, rows: dict[str, int]) -> None:
        copy = sqlite3.connect(source)
        try:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            same = sound and _sqlite_rows(copy) == rows
        except sqlite3.DatabaseError:
            same = False
        finally:
            copy.close()
        if not same:
            raise CommandError("The database in the backup is damaged. Nothing was changed.")

    def load(self, source: Path) -> None:
        connection.ensure_connection()
        copy = sqlite3.connect(source)
        try:
            copy.backup(connection.connection)  # one transaction: whole or not at all
        except sqlite3.OperationalError as error:
            raise CommandError(f"The database is in use ({error}). Stop Tongxin and try again.") from error
        finally:
            copy.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")


def _sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }


class Postgres:
    """pg_dump and pg_restore, of the same snapshot as the counts."""

    def save(self, target: Path) -> dict[str, int]:
        with _snapshot() as name:
            rows = count_rows()
            _run(
                "pg_dump",
                ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={name}", f"--file={target}"],
            )
        return rows

    def check(self, source: Path, rows: dict[str, int]) -> None:
        _run("pg_restore", ["--list", str(source)], connect=False)

    def load(self, source: Path) -> None:
        script = source.with_suffix(".sql")
        _run("pg_restore", ["--no-owner", "--no-acl", f"--file={script}", str(source)], connect=False)
        connection.close()
        replace = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        _run(
            "psql",
            ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
             f"--command={replace}", f"--file={script}"],
        )  # fmt: skip


@contextmanager
def _snapshot() -> Iterator[str]:
    """A transaction that sees one moment, and that moment's name for pg_dump."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def _run(program: str, arguments: Iterable[str], *, connect: bool = True) -> None:
    environment = {**os.environ, **(_address() if connect else {})}
    found = subprocess.run(  # noqa: S603 - our own command, no shell
        [_find(program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if found.returncode:
        raise CommandError(f"{program} failed, nothing was changed: {found.stderr.strip()[:500]}")


def _find(program: str) -> str:
    """The newest one: a dump can only be made by a program as new as its server."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parts[-2].zfill(4))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", "")])
    if found := shutil.which(program, path=path):
        return found
    raise CommandError(f"{program} is missing. Install PostgreSQL's client programs.")


def _address() -> dict[str, str]:
    names = {
        "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
        "sslmode": "PGSSLMODE",
    }  # fmt: skip
    given = connection.get_connection_params()
    return {name: str(given[key]) for key, name in names.items() if given.get(key)}
