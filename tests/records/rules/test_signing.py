"""Who signs a record, by the rule of its kind."""

import pytest

from tongxin.records.rules.signing import signers


@pytest.mark.parametrize(
    ("rule", "chair", "recorder", "expected"),
    [
        ("chair", 1, 2, {1}),
        ("chair", None, 2, set()),
        ("both_sides", 1, 2, {1, 2}),
        ("both_sides", 1, None, {1}),
        ("present", 1, 2, {3, 4}),
        ("none", 1, 2, set()),
    ],
)
def test_who_is_asked_to_sign(rule: str, chair: int | None, recorder: int | None, expected: set[int]) -> None:
    assert signers(rule, chair_id=chair, recorder_id=recorder, present=[3, 4]) == expected
