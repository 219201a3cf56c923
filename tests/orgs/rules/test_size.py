"""BR-01 … BR-11 by table: each rule at its edge and one beside it."""

from datetime import date
from typing import Any

import pytest

from tests.clock import TODAY
from tongxin.orgs.rules.size import PartyUnit, cautions


def rules_of(kind: str = "branch", **given: Any) -> list[tuple[str, str]]:
    facts: dict[str, Any] = {
        "unit_id": 7, "kind": kind, "full": 5, "probationary": 0, "secretaries": 1, "officers": 1,
        "covered": 1, "starts": date(2020, 1, 1), "elected": date(2026, 1, 1),
    }  # fmt: skip
    return [(one.rule, one.tone) for one in cautions(PartyUnit(**{**facts, **given}), on=TODAY)]


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({}, []),
        ({"full": 3}, []),
        ({"full": 2}, [("BR-01", "warn")]),
        ({"full": 30, "probationary": 20, "officers": 5}, []),
        ({"full": 30, "probationary": 21, "officers": 5}, [("BR-02", "warn")]),
        ({"kind": "joint_branch", "covered": 5}, []),
        ({"kind": "joint_branch", "covered": 6}, [("BR-03", "warn")]),
        ({"covered": 6}, []),
        ({"secretaries": 0, "officers": 0}, [("BR-07", "warn")]),
        ({"full": 6, "officers": 2}, []),
        ({"full": 6, "officers": 3}, [("BR-07", "note")]),
        ({"full": 7, "officers": 2}, [("BR-07", "warn")]),
        ({"full": 7, "officers": 3}, []),
        ({"full": 7, "officers": 5}, []),
        ({"full": 7, "officers": 6}, [("BR-07", "note")]),
        ({"full": 7, "officers": 7}, [("BR-07", "note")]),
        ({"full": 7, "officers": 8}, [("BR-07", "warn")]),
        ({"secretary_since": (date(2025, 11, 20),)}, []),
        ({"secretary_since": (date(2025, 11, 21),)}, [("BR-11", "warn")]),
        ({"elected": None}, [("BR-08", "note")]),
        ({"elected": date(2024, 5, 22)}, []),
        ({"elected": date(2024, 5, 21)}, [("BR-10", "warn")]),
        ({"elected": date(2023, 11, 21)}, [("BR-10", "warn")]),
        ({"elected": date(2023, 11, 20)}, [("BR-09", "warn")]),
        ({"elected": date(2020, 1, 1)}, [("BR-09", "warn")]),
        ({"kind": "temporary_branch", "elected": None, "full": 2}, []),
        ({"kind": "temporary_branch", "elected": None}, [("BR-04", "warn")]),
        ({"kind": "temporary_branch", "elected": None, "starts": date(2026, 6, 1)}, []),
        (
            {"kind": "temporary_branch", "starts": date(2026, 6, 1), "elected": date(2026, 6, 1)},
            [("BR-06", "warn")],
        ),
        ({"kind": "general_branch", "full": 99}, []),
        ({"kind": "general_branch", "full": 100}, [("SO-01", "warn")]),
        ({"kind": "committee", "elected": date(2021, 11, 20)}, [("BR-09", "warn")]),
        ({"kind": "union", "elected": date(2022, 3, 1)}, [("BR-10", "warn")]),
        ({"kind": "party_group", "full": 0, "secretaries": 0, "elected": None}, []),
        ({"kind": "team", "full": 0, "secretaries": 0, "elected": None}, []),
    ],
)
def test_each_rule_at_its_edge(given: dict[str, Any], rules: list[tuple[str, str]]) -> None:
    assert rules_of(**given) == rules


def test_every_caution_names_its_article_and_unit() -> None:
    facts = PartyUnit(7, "branch", 8, 60, 0, 0, 9, date(2020, 1, 1), date(2020, 1, 1))

    found = cautions(facts, on=TODAY)

    assert [one.unit_id for one in found] == [7] * len(found)
    assert all("《" in one.article and "条" in one.article for one in found)
    assert found[-1].sentence == "任期 2022-12-31 已满，过了 1420 天；延期一般不超过 1 年"


def test_the_unions_term_cites_the_unions_law() -> None:
    facts = PartyUnit(7, "union", 0, 0, 0, 0, 0, date(2020, 1, 1), None)

    assert [one.article for one in cautions(facts, on=TODAY)] == ["《中华人民共和国工会法》第十六条"]
