"""No number about few people is told, nor left over when what is told is taken away from what is told above."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.cases.queries.few import FEWEST, untold

MINE = {"1.": 0, "1.2.": 0, "1.2.3.": 6, "1.2.4.": 8, "1.2.5.": 2}


@pytest.mark.parametrize(
    ("members", "path", "hidden"),
    [
        (MINE, "1.2.", {"1.2.5.", "1.2.3."}),  # the few, and the smallest other
        (MINE, "1.2.3.", {"1.2.5.", "1.2.3."}),  # the same, asked for by itself
        (MINE, "1.", set()),
        ({**MINE, "1.2.5.": 0}, "1.2.", {"1.2.5."}),  # of nobody there is nothing to tell
        ({**MINE, "1.2.": 3}, "1.2.", {"1.2.5."}),  # the section's own are among the rest
        ({**MINE, "1.2.5.": 7, "1.2.": 2}, "1.2.", {"1.2.3."}),  # the section's own are few
        ({**MINE, "1.2.5.": 2, "1.2.6.": 3}, "1.2.", {"1.2.5.", "1.2.6."}),  # two who are five together
        ({"1.2.": 4}, "1.", {"1.", "1.2."}),
        (MINE, "1.2.9.", {"1.2.5.", "1.2.3.", "1.2.9."}),
    ],
)
def test_the_few_are_hidden_and_one_more_where_they_could_be_had_by_taking_away(
    members: Mapping[str, int], path: str, hidden: set[str]
) -> None:
    assert untold(members, path) == hidden


def test_what_is_hidden_for_another_is_not_the_sum_of_what_is_below_it() -> None:
    members = {"1.2.": 3, "1.3.4.": 9, "1.3.5.": 7, "1.6.": 30}

    assert untold(members, "1.") == {"1.2.", "1.3."}
    assert untold(members, "1.3.") == {"1.2.", "1.3.", "1.3.5."}


TREES = [f"1.{a}{b}{c}" for a in ("", "2.", "3.", "4.") for b in ("", "5.", "6.") for c in ("", "7.", "8.")]
PATHS = [path for path in dict.fromkeys(TREES) if len(path) == 2 or path[2] in "234"]


@given(st.fixed_dictionaries({path: st.integers(0, 9) for path in PATHS}))
def test_taking_away_never_leaves_a_few(members: dict[str, int]) -> None:
    hidden = frozenset[str]().union(*(untold(members, path) for path in PATHS))
    told = [path for path in PATHS if path not in hidden]

    for path in told:
        below = [one for one in told if one != path and one.startswith(path)]
        rest = sum(count for one, count in members.items() if one.startswith(path) and not inside(one, below))
        assert rest == 0 or rest >= FEWEST


def inside(path: str, units: list[str]) -> bool:
    return any(path.startswith(unit) for unit in units)
