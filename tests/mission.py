"""A pytest plugin: which tests prove which rows of the mission (`-p tests.mission --mission-file F`)."""

import json
from collections import defaultdict
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mission-file", type=Path, help="write row -> tests here")


def pytest_collection_finish(session: pytest.Session) -> None:
    path = session.config.getoption("--mission-file")
    if path is None:
        return
    proven: dict[str, set[str]] = defaultdict(set)
    for item in session.items:
        for mark in item.iter_markers("row"):
            for row in mark.args:
                proven[row].add(item.nodeid.split("[")[0])
    path.write_text(
        json.dumps({row: sorted(tests) for row, tests in sorted(proven.items())}), encoding="utf-8"
    )
