"""Whatever a phone sends is read, and what cannot be read says why."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import NOW
from tests.sync.phone import body_of, operation
from tongxin.sync.rules.reading import LARGEST_BODY, read_sent, stamp_of


def read(**given: Any) -> Any:
    return read_sent({**operation("task.done", {"task": 1}), **given})


def test_what_is_whole_is_read_whole() -> None:
    key, other = str(uuid.uuid4()), str(uuid.uuid4())

    sent = read(id=key, object=other, base=3, after=[other, other, "x"], blobs=["a" * 64, "no"])

    assert (str(sent.id), str(sent.object), sent.base, sent.type, sent.schema) == (
        key,
        other,
        3,
        "task.done",
        1,
    )
    assert ([str(one) for one in sent.after], sent.blobs, sent.given, sent.fault) == (
        [other], ("a" * 64,), {"task": 1}, "",
    )  # fmt: skip
    assert (sent.clock.wall, sent.clock.mono, sent.clock.boot) == (NOW, 1e9, "page-1")


@pytest.mark.parametrize("raw", [None, 1, "x", [], {}, {"id": 1}, {"id": "x" * 36}, {"id": "a" * 35}])
def test_without_an_id_there_is_nothing_to_answer(raw: Any) -> None:
    assert read_sent(raw) is None


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (body_of("{"), "unreadable"),
        (body_of("[1]"), "unreadable"),
        (body_of("[" * 100_000), "unreadable"),
        ({"body": "{}", "sha256": "0" * 64}, "damaged"),
        ({"body": "{}", "sha256": None}, "damaged"),
        ({"body": None, "sha256": "0" * 64}, "damaged"),
        ({"body": "\ud800", "sha256": "0" * 64}, "damaged"),
        (body_of(" " * (LARGEST_BODY + 1)), "too_large"),
    ],
)
def test_what_cannot_be_used_says_why(body: dict[str, Any], fault: str) -> None:
    sent = read(**body)

    assert (sent.fault, sent.given) == (fault, {})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"wall": "2026-11-20T07:20:00", "mono": True, "boot": 1}, (None, None, "")),
        ({"wall": "0001-01-01T00:00:00+00:00", "mono": -1, "boot": "a\x00b"}, (None, None, "ab")),
        ({"wall": "x", "mono": 1e300, "boot": "\ud800a"}, (None, None, "a")),
        ({"wall": NOW.isoformat(), "mono": 5, "boot": "b" * 90}, (NOW, 5.0, "b" * 40)),
    ],
)
def test_clocks_that_say_nothing_say_nothing(given: dict[str, Any], expected: tuple[Any, ...]) -> None:
    found = stamp_of(given)

    assert (found.wall, found.mono, found.boot) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KEYS = ("type", "schema", "object", "base", "after", "body", "sha256", "blobs", "wall", "mono", "boot")


@given(raw=st.fixed_dictionaries({"id": st.uuids().map(str)}, optional=dict.fromkeys(KEYS, JSON)))
def test_nonsense_is_read_as_nonsense(raw: dict[str, Any]) -> None:
    sent = read_sent(raw)

    assert sent is not None
    assert str(sent.id) == raw["id"]
