"""Sent eight times at once, done once: on both databases, as they really are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import adopt
from tests.sync.copies import COPIES, MANY, race
from tests.world import make_mine

ONCE = {
    "applied": MANY,
    "duplicate": MANY * (COPIES - 1),
    "answers": MANY * COPIES,
    "effects": MANY,
    "texts": MANY,
    "inbox": MANY,
    "without_gaps": 1,
}
ROOT = Path(__file__).parents[2]


@pytest.mark.row("BY-3")
@pytest.mark.wide
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has its own file: see below")
def test_eight_copies_of_three_hundred_are_three_hundred_on_postgresql() -> None:
    mine = make_mine()
    adopt(mine.root, "xzw")

    assert race(mine) == ONCE


@pytest.mark.row("BY-3")
@pytest.mark.wide
def test_eight_copies_of_three_hundred_are_three_hundred_on_sqlite() -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.sync.copies"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ONCE
