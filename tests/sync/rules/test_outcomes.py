"""What becomes of an operation."""

import pytest

from tongxin.sync.rules.outcomes import Before, met_before, refused, waits


@pytest.mark.row("BY-4")
@pytest.mark.parametrize(
    ("before", "sha256", "expected"),
    [
        (Before("a", mine=True), "a", "duplicate"),
        (Before("a", mine=True), "b", "conflict"),
        (Before("a", mine=False), "a", "conflict"),
        (Before("a", mine=False), "b", "conflict"),
    ],
)
def test_the_same_again_is_the_same_and_anything_else_is_kept_beside_it(
    before: Before, sha256: str, expected: str
) -> None:
    assert met_before(before, sha256) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [('{"a": 1}', "duplicate"), ('{"a": 2}', "conflict"), ("", "conflict"), ("not JSON", "conflict")],
)
def test_what_is_left_of_a_body_here_and_there_is_the_same(body: str, expected: str) -> None:
    assert met_before(Before("a", mine=True, body=body), "b", {"a": 1}) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (409, "conflict"),
        (403, "rejected"),
        (404, "rejected"),
        (422, "needs_review"),
        (500, "needs_review"),
        (418, "needs_review"),
    ],
)
def test_a_refusal_says_what_becomes_of_it(status: int, expected: str) -> None:
    assert refused(status) == expected


def test_what_must_come_first_is_waited_for_once() -> None:
    assert waits(["a", "b", "a", "c"], ["b"]) == ["a", "c"]
    assert waits([], ["b"]) == []
