"""Something outside sees within two minutes that the worker is dead, the database away or the disk full."""

import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django.fixtures import Settings

from tests.clock import NOW
from tongxin.facts.commands import beat
from tongxin.facts.queries import worker_age, worker_is_dead
from tongxin.web.pages.health import healthz

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def roomy_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 10**12))


@pytest.mark.django_db
def test_all_is_well_while_the_worker_turns(client: Client) -> None:
    beat("worker", at=NOW - timedelta(seconds=119))

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {
        "well": True, "database": "ok", "worker": "ok", "worker_seconds": 119, "disk": "ok",
        "disk_free_mb": 953674,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("silence", [timedelta(seconds=121), timedelta(days=-30)])
def test_a_worker_silent_for_two_minutes_is_dead(client: Client, silence: timedelta) -> None:
    beat("worker", at=NOW - silence)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["worker"]) == (503, "bad")
    assert worker_is_dead(NOW)
    assert worker_age(NOW) == abs(silence)


@pytest.mark.django_db
def test_a_worker_that_never_ran_is_dead(client: Client) -> None:
    assert client.get("/healthz").json()["worker"] == "bad"
    assert worker_is_dead(NOW)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(at: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(healthz, "worker_age", broken)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["database"]) == (503, "bad")


@pytest.mark.django_db
def test_a_full_disk_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    beat("worker", at=NOW)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 100))

    response = client.get("/healthz")

    assert (response.status_code, response.json()["disk"]) == (503, "bad")


@pytest.mark.django_db
def test_a_data_folder_that_is_gone_is_said(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "gone"

    response = client.get("/healthz")

    assert (response.status_code, response.json()["disk"]) == (503, "bad")
