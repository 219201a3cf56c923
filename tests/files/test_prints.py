"""A picture is known again after what people and messengers do to it, and no other is taken for it."""

from itertools import combinations

import pytest

from tests.files.pictures import CHANGES, jpeg, photo
from tongxin.files.prints import BANDS, BITS, NEAR, bands, distance, keys, prints_of, signed, unsigned

BASES = 48
RECALL = 0.95
WRONG = 1 / 10_000


@pytest.fixture(scope="module")
def known() -> list[list[int]]:
    return [prints_of(jpeg(photo(seed))) for seed in range(BASES)]


def least(some: list[int], others: list[int]) -> int:
    return min(distance(one, other) for one in some for other in others)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.row("BY-4", "DB-10")
@pytest.mark.wide
def test_a_changed_picture_is_known_again(known: list[list[int]], change: str) -> None:
    ways = CHANGES[change]
    found = [
        least(known[seed], prints_of(jpeg(way(photo(seed))))) <= NEAR for seed in range(BASES) for way in ways
    ]

    recall = sum(found) / len(found)
    print(f"{change}: recall {recall:.3f} of {len(found)}")
    assert recall >= RECALL


@pytest.mark.row("BY-4", "DB-10")
@pytest.mark.wide
def test_of_ten_thousand_pairs_of_different_pictures_hardly_one_is_alike() -> None:
    """150 pictures make 11,175 pairs."""
    prints = [prints_of(jpeg(photo(seed))) for seed in range(1_000, 1_150)]
    pairs = [least(one, other) for one, other in combinations(prints, 2)]

    wrong = sum(found <= NEAR for found in pairs)
    print(
        f"false positives: {wrong} of {len(pairs)} pairs; the nearest differ by {min(pairs)} of {BITS} signs"
    )
    assert wrong / len(pairs) <= WRONG


def test_every_near_print_shares_a_key_with_it() -> None:
    """Six signs spread over the bands in any way leave one band with no more than it is asked for."""
    own = prints_of(jpeg(photo(7)))[0]
    for flipped in (
        (0, 1, 2, 21, 22, 23),
        (0, 1, 21, 22, 42, 43),
        (42, 43, 44, 0, 1, 21),
        (63, 62, 61, 41, 40, 20),
    ):
        other = own ^ sum(1 << bit for bit in flipped)
        assert distance(own, other) == NEAR
        assert any(bands(other)[band] in set(keys(own, band)) for band in range(len(BANDS)))


def test_prints_lie_in_a_database_and_come_back() -> None:
    for one in (0, 1, 1 << 63, (1 << 64) - 1):
        assert -(1 << 63) <= signed(one) < 1 << 63
        assert unsigned(signed(one)) == one
