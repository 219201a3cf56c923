"""A locked database and a full disk give a clear page, and leave nothing half-written."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from tests.clock import NOW, TODAY
from tests.doors import enter
from tests.ops.files import on_a_file
from tests.world import Mine, make_mine
from tongxin.access.commands.tokens import make_token
from tongxin.access.queries import actor_of
from tongxin.facts.models import Fact
from tongxin.orgs.models import Leave
from tongxin.web.failures import unavailable

pytestmark = pytest.mark.skipif("os.environ.get('TONGXIN_DATABASE_URL')", reason="about SQLite's file")


@pytest.fixture
def client_on_file(transactional_db: None, tmp_path: Path) -> Iterator[tuple[Mine, Client, Any]]:
    """A leader logged in on a database in a file, which waits for a lock no longer than a moment."""
    with on_a_file(tmp_path / "test.sqlite3", timeout=0.1) as wrapper:
        mine = make_mine()
        client = Client(raise_request_exception=False)
        enter(client, mine.leader)
        yield mine, client, wrapper


def ask_leave(client: Client, mine: Mine, day: date = TODAY) -> Any:
    given = {"person": str(mine.worker.id), "kind": "sick", "starts_date": str(day), "ends_date": str(day)}
    return client.post(f"/shifts/team/{mine.team.id}/leave", given)


def test_a_locked_database_says_try_again_and_keeps_nothing(
    client_on_file: tuple[Mine, Client, Any], tmp_path: Path
) -> None:
    mine, client, _ = client_on_file
    other = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    response = ask_leave(client, mine)
    looked = client.get("/shifts/calendar")
    other.execute("ROLLBACK")
    other.close()

    assert response.status_code == 503
    assert "系统正忙，刚才的没有存" in response.content.decode()
    assert looked.status_code in (200, 503)  # reading goes on; only noting the visit may have to wait
    assert (Leave.objects.count(), Fact.objects.count()) == (0, 0)
    assert ask_leave(client, mine).status_code == 302
    assert (Leave.objects.count(), Fact.objects.count()) == (1, 1)


def test_a_full_disk_says_so_and_keeps_nothing(client_on_file: tuple[Mine, Client, Any]) -> None:
    mine, client, wrapper = client_on_file
    with wrapper.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        # Full to the last page: rows that need a new one find none.
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    statuses, days = [], (date(2027, 1, 1) + timedelta(days=count) for count in range(366))
    while 503 not in statuses:
        response = ask_leave(client, mine, next(days))
        statuses.append(response.status_code)

    assert "服务器的磁盘满了，刚才的没有存" in response.content.decode()
    assert Leave.objects.count() == Fact.objects.count() == statuses.count(302)


def test_a_message_that_finds_no_room_is_told_of_as_a_full_disk(
    client_on_file: tuple[Mine, Client, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, client, _ = client_on_file

    def full(*given: Any, **more: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Session, "save", full)
    response = ask_leave(client, mine, TODAY - timedelta(days=4000))  # refused, with a message in the session

    assert response.status_code == 503
    assert "服务器的磁盘满了，刚才的没有存" in response.content.decode()


def test_the_api_says_the_same_as_a_problem(client_on_file: tuple[Mine, Client, Any]) -> None:
    mine, client, wrapper = client_on_file
    secretary = actor_of(mine.secretary.id, at=NOW)
    token = make_token("测试", scopes=["orgs:read"], days=30, by=secretary, at=NOW).secret
    with wrapper.cursor() as cursor:
        cursor.execute("ALTER TABLE orgs_unit RENAME TO elsewhere")

    response = client.get("/api/v1/units", headers={"Authorization": f"Bearer {token}"})

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("database is locked", "系统正忙"),
        ("canceling statement due to lock timeout", "系统正忙"),
        ("database or disk is full", "磁盘满了"),
        ('could not extend file "base/1": No space left on device', "磁盘满了"),
        ("connection to server failed", "连不上"),
    ],
)
def test_each_trouble_has_its_sentence(words: str, heading: str) -> None:
    page = unavailable(OperationalError(words))

    assert page is not None
    assert (page.status_code, heading in page.content.decode()) == (503, True)
    assert unavailable(ValueError("other")) is None
