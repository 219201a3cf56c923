"""What stands on a printed sheet, so that it is found again: no database, no clock.

A sheet has the number of its shift with two check digits (ISO 7064, MOD 97-10: a wrong digit, or two that
changed places, is always noticed), and a mark of the people on it, by which one sees that the roll has
changed since it was printed.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

from tongxin.records.preshift.rules import OPENS_BEFORE

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another
MOST_DIGITS = 17
SHEET, MARK = "sheet", "list"


def number_of(shift_id: int) -> str:
    """In groups that one can copy."""
    text = f"{shift_id}{98 - shift_id * 100 % 97:02d}"
    return " ".join(re.findall(r"\d{1,4}(?=(?:\d{4})*$)", text))


def shift_of(text: str) -> int | None:
    """The shift of a number as it was copied, or of the address in a picture; nothing where it is neither."""
    digits = re.sub(r"[\s-]", "", asked_in(text).get(SHEET, text))
    if not (digits.isascii() and digits.isdecimal()) or not 3 <= len(digits) <= MOST_DIGITS:
        return None
    return int(digits) // 100 if int(digits) % 97 == 1 else None


def asked_in(text: str) -> dict[str, str]:
    """What stands behind the `?` of the address in a picture."""
    return {key: values[0] for key, values in parse_qs(urlsplit(text.strip()[:300]).query).items()}


def mark_of(people: Sequence[int]) -> str:
    """Two signs for who is on the sheet, and in which order."""
    value = int.from_bytes(hashlib.sha256(",".join(map(str, people)).encode()).digest()[:2])
    return LETTERS[value % 32] + LETTERS[value // 32 % 32]


def held_at(clock: time, *, starts_at: datetime, ends_at: datetime) -> datetime | None:
    """The moment of a time without a day, near the shift; nothing where no such moment is."""
    days = (starts_at - timedelta(days=1), starts_at, ends_at)
    moments = [day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0) for day in days]
    near = [one for one in moments if starts_at - OPENS_BEFORE <= one <= ends_at]
    return min(near, key=lambda one: abs(one - starts_at), default=None)
