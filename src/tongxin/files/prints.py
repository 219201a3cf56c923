"""What a picture looks like, in some numbers: two pictures of one scene differ little, whatever a messenger did.

A print is the signs of the low waves of the picture drawn small and grey (the discrete cosine transform), of
the whole, of parts of it, so that a cropped one is found, and of what lies inside a plain border.
"""

import io
import math
from collections.abc import Sequence
from itertools import combinations
from operator import mul

from PIL import Image

SIDE = 32
WAVES = 9
BITS = 64
SMALL = 160  # the grey picture that all parts are taken of
Box = tuple[float, float, float, float]
_COS = [[math.cos(math.pi * u * (2 * x + 1) / (2 * SIDE)) for x in range(SIDE)] for u in range(WAVES)]
_ORDER = sorted(
    ((u, v) for u in range(WAVES) for v in range(WAVES) if u or v), key=lambda wave: (wave[0] + wave[1], wave)
)[:BITS]
CUT = 0.08  # what is cut off where a picture is cropped and nobody notices
WHOLE: Box = (0, 0, 1, 1)
PARTS: tuple[Box, ...] = (
    WHOLE,
    (CUT / 2, CUT / 2, 1 - CUT / 2, 1 - CUT / 2),
    (CUT, CUT, 1 - CUT, 1 - CUT),
    (CUT, CUT, 1, 1),
    (0, CUT, 1 - CUT, 1),
    (CUT, 0, 1, 1 - CUT),
    (0, 0, 1 - CUT, 1 - CUT),
    (CUT, 0, 1, 1),
    (0, CUT, 1, 1),
    (0, 0, 1 - CUT, 1),
    (0, 0, 1, 1 - CUT),
    (0.15, 0.15, 0.85, 0.85),  # where no stamp or mark lies
)

NEAR = 6  # so many of the 64 signs may differ
# Three bands of the print: of two that differ by six signs at most, one band differs by no more than here.
BANDS = ((42, 22, 2), (21, 21, 1), (0, 21, 1))  # (shift, width, differing signs)
_FLIPPED = [
    [sum(1 << bit for bit in some) for count in range(most + 1) for some in combinations(range(width), count)]
    for _, width, most in BANDS
]
PLAIN = 5  # mean distance from the mean grey of a row that is nothing but border


def prints_of(content: bytes) -> list[int]:
    """Of a picture that was drawn anew already; without those that say the same."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.draft("L", (SMALL * 2, SMALL * 2))  # a JPEG is read small from the start
        grey = picture.convert("L").resize((SMALL, SMALL), Image.Resampling.BOX)
    boxes = [*PARTS, *([inside] if (inside := _inside(grey)) != WHOLE else [])]
    return list(dict.fromkeys(_print(_part(grey, box)) for box in boxes))


def _part(grey: Image.Image, box: Box) -> bytes:
    left, top, right, bottom = (SMALL * one for one in box)
    return grey.resize((SIDE, SIDE), Image.Resampling.BOX, box=(left, top, right, bottom)).tobytes()


def _print(pixels: bytes) -> int:
    rows = [pixels[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    columns = list(zip(*[[sum(map(mul, wave, row)) for wave in _COS] for row in rows], strict=True))
    strengths = [sum(map(mul, _COS[v], columns[u])) for u, v in _ORDER]
    middle = sorted(strengths)[BITS // 2]
    found = 0
    for one in strengths:
        found = found << 1 | (one > middle)
    return found


def _inside(grey: Image.Image) -> Box:
    """What is left without rows and columns of one grey at the edges."""
    pixels = grey.tobytes()
    rows = [pixels[start : start + SMALL] for start in range(0, SMALL * SMALL, SMALL)]
    top, bottom = _plain_ends(rows)
    left, right = _plain_ends([bytes(column) for column in zip(*rows[top:bottom], strict=True)])
    return left / SMALL, top / SMALL, right / SMALL, bottom / SMALL


def _plain_ends(lines: Sequence[bytes]) -> tuple[int, int]:
    """At most a quarter from each end."""
    first, last, most = 0, len(lines), len(lines) // 4
    while first < most and _is_plain(lines[first]):
        first += 1
    while last > len(lines) - most and _is_plain(lines[last - 1]):
        last -= 1
    return first, last


def _is_plain(line: bytes) -> bool:
    mean = sum(line) / len(line)
    return sum(abs(one - mean) for one in line) < PLAIN * len(line)


def distance(left: int, right: int) -> int:
    return (left ^ right).bit_count()


def bands(whole: int) -> tuple[int, ...]:
    return tuple(whole >> shift & ((1 << width) - 1) for shift, width, _ in BANDS)


def keys(whole: int, band: int) -> list[int]:
    """What a near print may have in a band."""
    own = bands(whole)[band]
    return [own ^ flipped for flipped in _FLIPPED[band]]


def signed(whole: int) -> int:
    """As databases keep whole numbers."""
    return whole - (1 << BITS) if whole >> (BITS - 1) else whole


def unsigned(kept: int) -> int:
    return kept & ((1 << BITS) - 1)
