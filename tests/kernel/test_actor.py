"""How far a capability reaches."""

import pytest

from tongxin.kernel.actor import Scope


@pytest.mark.parametrize(
    ("trees", "whole"),
    [([], False), (["7."], True), (["7.12."], False), (["7.12.", "9."], True)],
)
def test_a_line_is_whole_when_its_head_is_reached(trees: list[str], whole: bool) -> None:
    assert Scope(trees=frozenset(trees)).whole_line is whole
