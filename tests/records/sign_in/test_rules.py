"""Codes: bound to a record and a half minute, and to nothing else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import NOW
from tongxin.records.sign_in import rules

KEY, OTHER = b"k" * 32, b"o" * 32
SECOND = timedelta(seconds=1)
STEP = rules.step_at(NOW)


@given(record=st.integers(1, 2**40 - 1), step=st.integers(0, 2**32 - 1))
def test_a_token_is_read_as_it_was_written(record: int, step: int) -> None:
    token = rules.read(rules.write(KEY, record, step))

    assert token is not None
    assert (token.record_id, token.step, rules.holds(KEY, token)) == (record, step, True)


@given(
    record=st.integers(1, 1000),
    step=st.integers(1, 1000),
    place=st.integers(0, 27),
    sign=st.sampled_from("AZaz09-_"),
)
def test_changed_in_one_sign_it_proves_nothing(record: int, step: int, place: int, sign: str) -> None:
    text = rules.write(KEY, record, step)
    changed = f"{text[:place]}{sign}{text[place + 1 :]}"
    token = rules.read(changed)

    assert changed == text or token is None or not rules.holds(KEY, token)


@pytest.mark.parametrize("text", ["", "x", "A" * 27, "A" * 29, "!" * 28, "码" * 28, "A" * 27 + "="])
def test_what_is_no_token_is_none(text: str) -> None:
    assert rules.read(text) is None


def test_the_key_of_another_record_proves_nothing() -> None:
    token = rules.read(rules.write(KEY, 7, STEP))

    assert token is not None
    assert not rules.holds(OTHER, token)


@pytest.mark.parametrize(
    ("late", "taken"), [(-31, False), (-30, True), (0, True), (59, True), (60, False), (600, False)]
)
def test_a_code_holds_for_its_step_and_one_aside(late: int, taken: bool) -> None:
    begins = NOW - timedelta(seconds=int(NOW.timestamp()) % rules.STEP)
    token = rules.Token(1, rules.step_at(begins), b"")

    assert rules.in_time(token, at=begins + late * SECOND) == taken


def test_a_meeting_takes_people_around_its_time() -> None:
    ends = NOW + timedelta(hours=8)

    assert rules.may_come(held_at=NOW, ends_at=ends, at=NOW)
    assert not rules.may_come(held_at=NOW, ends_at=ends, at=ends)
    assert not rules.may_come(held_at=NOW, ends_at=None, at=NOW - timedelta(hours=9))
    assert not rules.may_come(held_at=NOW, ends_at=None, at=NOW + timedelta(hours=12))


def test_how_is_told_in_words() -> None:
    assert [rules.words(how, "王建国") for how in ("code", "terminal", "named")] == [
        "现场扫码",
        "终端",
        "由王建国确认",
    ]
    assert rules.words("named", "") == "由别人确认"
