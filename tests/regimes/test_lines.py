"""A fault of a pack is found in the text in which it was written, or is left without a line."""

from pathlib import Path

import pytest

from tongxin.regimes.faults import Problem
from tongxin.regimes.lines import located, located_in

TEXT = """\
meta:
  key: our-own
duties:
  - key: daily
    minutes: 60
  - not a duty
  - key: weekly
    met_by:
      - record: meeting
"""


def problem(where: str, file: str = "own.yaml") -> Problem:
    return Problem(file, where, "错", "对")


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("meta.key", 2),
        ("meta.title", 1),  # what is missing belongs where it should stand
        ("duties", 3),
        ("duties[0].minutes", 5),
        ("duties.weekly.met_by[0].record", 9),
        ("duties.weekly.met_by", 8),
        ("duties[7]", 3),
        ("duties.monthly", 3),
        ("meta.key.more", 2),
        ("nowhere", 0),
        ("", 0),
    ],
)
def test_a_place_has_a_line(where: str, line: int) -> None:
    [found] = located_in(TEXT, [problem(where)])

    assert found.line == line


@pytest.mark.parametrize("text", ["meta: [", "a: 2026-99-99", "[" * 2000])
def test_a_text_that_is_no_yaml_leaves_its_problems_as_they_are(text: str) -> None:
    assert located_in(text, [problem("meta.key")]) == [problem("meta.key")]


def test_problems_of_several_files_have_the_lines_of_theirs(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/pack.yaml").write_text(TEXT, encoding="utf-8")
    problems = [
        problem("meta.key", "own/pack.yaml"),
        problem("duties", "own/pack.yaml"),
        problem("duties", "own/absent.yaml"),
        problem("", "own/pack.yaml"),
    ]

    assert [one.line for one in located(tmp_path / "own", problems)] == [2, 3, 0, 0]
    (tmp_path / "own/pack.yaml").write_text("meta: [", encoding="utf-8")
    assert [one.line for one in located(tmp_path / "own", problems)] == [0, 0, 0, 0]
