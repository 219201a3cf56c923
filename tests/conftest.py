"""What every test may use."""

import os
import socket
import tempfile

# Before the settings are read: tests keep their files apart from anybody's data.
os.environ.setdefault("TONGXIN_DATA_DIR", tempfile.mkdtemp(prefix="tongxin-test-"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the ORM

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.management.commands import flush
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.base import DatabaseOperations as PostgreSQLOperations
from django.db.backends.sqlite3.base import DatabaseOperations as SQLiteOperations
from django.test import Client, override_settings
from hypothesis import settings as hypothesis
from pytest_django.fixtures import Settings

from tests.clock import NOW
from tests.doors import enter
from tests.world import Mine, make_mine
from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.adoption.queries.force import forget_packs
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person

# A run on one commit says the same twice; `make long` looks for what the fixed examples leave out.
hypothesis.register_profile("steady", derandomize=True)
hypothesis.register_profile("searching")
hypothesis.load_profile("searching" if "TONGXIN_LONG" in os.environ else "steady")


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers() -> Iterator[None]:
    """Between tests in real transactions all tables are emptied, which append-only tables refuse: their
    triggers step aside for that moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteOperations, "execute_sql_flush", _flush_sqlite)
        patch.setattr(PostgreSQLOperations, "execute_sql_flush", _flush_postgresql)
        # Nobody reads the rights and content types that Django would write anew after each test.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        yield


def _flush_sqlite(self: SQLiteOperations, statements: list[str]) -> None:
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        BaseDatabaseOperations.execute_sql_flush(self, statements)
        for _, sql in triggers:
            cursor.execute(sql)


def _flush_postgresql(self: PostgreSQLOperations, statements: list[str]) -> None:
    aside, back = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"
    BaseDatabaseOperations.execute_sql_flush(self, [aside, *statements, back])


@pytest.fixture(scope="session", autouse=True)
def no_sockets_outside() -> Iterator[None]:
    """Databases and browsers of this machine are reached; nothing else is."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test wants to talk to {address[0]}, which is outside")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.doors.QuickHasher"]):
        yield


@pytest.fixture(autouse=True)
def constant_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "read", lambda: NOW)


@pytest.fixture(autouse=True)
def forget_adoptions() -> None:
    """Rolled-back tests use the same ids again for other packs."""
    forget_packs()


@pytest.fixture
def mine(db: None) -> Mine:
    return make_mine()


@pytest.fixture
def act() -> Callable[..., Actor]:
    """The actor of a person, as a request at `at` would see them."""

    def build(person: Person, at: datetime = NOW) -> Actor:
        return actor_of(person.id, at=at)

    return build


@pytest.fixture
def log_in() -> Callable[[Person], Client]:
    """A browser in which the person is logged in."""

    def build(person: Person) -> Client:
        client = Client()
        enter(client, person)
        return client

    return build


NEEDS_DATABASE = {"db", "transactional_db"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database runs: the rest has passed with SQLite already."""
    if "TONGXIN_DATABASE_URL" not in os.environ:
        return
    chosen = [item for item in items if _touches_database(item)]
    left = set(items) - set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = chosen


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & NEEDS_DATABASE) or item.get_closest_marker("django_db") is not None
