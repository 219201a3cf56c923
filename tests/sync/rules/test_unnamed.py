"""What comes without a name."""

from typing import Any

import pytest

from tests.clock import moment
from tongxin.sync.rules.unnamed import about, is_unnamed


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("case.open", {"anonymous": True}, True),
        ("case.open", {"anonymous": "yes"}, False),
        ("case.open", {}, False),
        ("case.move", {"anonymous": True}, False),
    ],
)
def test_only_a_case_may_come_without_a_name(kind: str, given: dict[str, Any], expected: bool) -> None:
    assert is_unnamed(kind, given) is expected


def test_its_time_is_told_to_the_quarter_of_an_hour() -> None:
    assert about(moment(11, 20, 7, 29)) == moment(11, 20, 7, 15)
