"""Employee numbers that look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.orgs.roster.checks import Alike, difference, plain_no

NUMBERS = st.text("0012aAbB-", min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("known", "no", "other", "how"),
    [
        ("000123", "123", "000123", "前面的 0"),
        ("123", "000123", "123", "前面的 0"),
        ("0123", "000123", "0123", "前面的 0"),
        ("A001", "a001", "A001", "字母大小写"),
        ("00a1", "A1", "00a1", "前面的 0 和字母大小写"),
        ("0", "00", "0", "前面的 0"),
        ("123", "123", None, ""),
        ("A01", "A1", None, ""),
        ("1230", "123", None, ""),
    ],
)
def test_numbers_that_differ_only_in_zeros_before_or_in_case(
    known: str, no: str, other: str | None, how: str
) -> None:
    assert Alike({known: None}).to(no) == other
    assert other is None or difference(no, other) == how


@given(st.sets(NUMBERS), NUMBERS)
def test_somebody_alike_is_found_whenever_there_is_one(known: set[str], no: str) -> None:
    same = {one for one in known if plain_no(one) == plain_no(no) and one != no}

    found = Alike(dict.fromkeys(known)).to(no)

    assert found in same if found is not None else not same or no in known


@given(st.lists(NUMBERS, unique=True))
def test_the_later_of_two_in_a_file_is_always_told(numbers: list[str]) -> None:
    seen: dict[str, None] = {}
    alike = Alike(seen)
    told = []
    for no in numbers:
        seen[no] = None
        alike.add(no)
        told.append(alike.to(no) is not None)

    plain = [plain_no(no) for no in numbers]
    assert told == [key in plain[:at] for at, key in enumerate(plain)]
