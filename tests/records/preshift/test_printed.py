"""The number on a sheet, and the time that somebody wrote on it."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import moment
from tongxin.records.preshift.printed import held_at, mark_of, number_of, shift_of

SHIFTS = st.integers(1, 10**12)


@given(SHIFTS)
def test_a_number_is_read_as_it_was_written(shift_id: int) -> None:
    assert shift_of(number_of(shift_id)) == shift_id
    assert shift_of(number_of(shift_id).replace(" ", "-")) == shift_id


@given(SHIFTS, st.data())
def test_one_wrong_digit_is_noticed(shift_id: int, data: st.DataObject) -> None:
    digits = number_of(shift_id).replace(" ", "")
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda one: one != digits[at]))

    assert shift_of(digits[:at] + wrong + digits[at + 1 :]) is None


@given(SHIFTS, st.data())
def test_two_digits_that_changed_places_are_noticed(shift_id: int, data: st.DataObject) -> None:
    digits = number_of(shift_id).replace(" ", "")
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]

    assert swapped == digits or shift_of(swapped) is None


def test_the_address_in_the_picture_is_read_too() -> None:
    address = "https://tongxin.example/preshift/paper/enter?sheet=482188&list=K7"
    assert (number_of(4821), shift_of(address), shift_of(f" {address}\n")) == ("48 2188", 4821, 4821)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "采煤一班",
        "12",
        "1e9",
        "\uff14\uff18\uff12\uff11\uff18\uff18",
        "9" * 40,
        "https://a/?sheet=x",
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert shift_of(text) is None


def test_the_mark_of_a_roll_changes_with_whoever_is_on_it_and_with_their_order() -> None:
    marks = {mark_of([1, 2, 3]), mark_of([1, 3, 2]), mark_of([1, 2, 3, 4])}
    assert len(marks) == 3
    assert all(len(one) == 2 for one in marks)


@pytest.mark.parametrize(
    ("clock", "found"),
    [
        (time(7, 40), moment(11, 20, 7, 40)),
        (time(8), moment(11, 20, 8)),
        (time(0), moment(11, 20)),
        (time(16), moment(11, 20, 16)),
        (time(16, 1), None),
        (time(23, 59), None),
    ],
)
def test_a_time_on_a_paper_lies_near_the_shift(clock: time, found: object) -> None:
    assert held_at(clock, starts_at=moment(11, 20, 8), ends_at=moment(11, 20, 16)) == found


def test_before_a_shift_that_begins_at_midnight_it_was_the_evening_before() -> None:
    night = {"starts_at": moment(11, 20), "ends_at": moment(11, 20, 8)}
    assert held_at(time(23, 30), **night) == moment(11, 19, 23, 30)
    assert held_at(time(0, 10), **night) == moment(11, 20, 0, 10)
