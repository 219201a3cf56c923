"""Workers die in the middle of their work; what they owed is done by the next, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from bench import kill_worker
from tests.ops.files import on_a_file


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that several processes can open."""
    if connection.vendor == "postgresql":
        yield
        return
    with on_a_file(tmp_path / "shared.sqlite3"):
        yield


@pytest.mark.usefixtures("shared_database")
def test_no_reaction_is_lost_and_no_effect_happens_twice() -> None:
    outcome = kill_worker.kill(reactions=200, kills=40)

    assert (outcome.kills, outcome.lost, outcome.twice) == (40, 0, 0)
