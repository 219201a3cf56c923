"""What cannot be a field is refused where it is read."""

from typing import Any

import pytest
from pydantic import ValidationError

from tongxin.regimes.schema.fields import FieldSpec


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"type": "text", "whole": True}, "smallest、largest、whole 只管 type: number 的字段"),
        ({"type": "date", "largest": 9}, "smallest、largest、whole 只管 type: number 的字段"),
        ({"type": "number", "smallest": 5, "largest": 3}, "不小于 5，又不大于 3"),
        ({"type": "number", "largest": 10**13}, "less than or equal to"),
    ],
)
def test_bounds_are_of_a_number_and_leave_room(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        FieldSpec(key="it", title="事项", **given)
