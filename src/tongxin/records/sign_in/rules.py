"""Codes of a meeting that change every half minute. No database, no clock.

A code says which record and which step it is of, and proves both by a key that only this record has. Where
somebody is when they scan it is nobody's business: that it was on the screen within the last minute is enough.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = 30  # seconds for which one code stands on the screen
DRIFT = 1  # steps before and after that are taken, too: clocks differ, phones need a moment
GIVEN_OUT = 40  # steps that the screen has ahead, for as long as it is without a network
BEFORE, AFTER = timedelta(hours=8), timedelta(hours=12)  # around the time of the meeting
PLACES = (5, 4, 12)  # bytes of record, step, proof
LENGTH = 28  # signs of a token
TOO_OLD = "码已过期，请扫屏幕上现在的码"
HOW = {"code": "现场扫码", "terminal": "终端", "named": "由{}确认"}


@dataclass(frozen=True, slots=True)
class Token:
    record_id: int
    step: int
    proof: bytes


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def proof(key: bytes, record_id: int, step: int) -> bytes:
    said = f"sign in {record_id} {step}".encode()
    return hmac.new(key, said, hashlib.sha256).digest()[: PLACES[2]]


def write(key: bytes, record_id: int, step: int) -> str:
    """28 signs, so that the picture stays coarse enough for an old phone."""
    place, when, _ = PLACES
    raw = record_id.to_bytes(place, "big") + step.to_bytes(when, "big") + proof(key, record_id, step)
    return base64.urlsafe_b64encode(raw).decode()


def read(text: str) -> Token | None:
    """None for what is no token at all."""
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(raw) != sum(PLACES):
        return None
    place, when, _ = PLACES
    return Token(
        int.from_bytes(raw[:place], "big"),
        int.from_bytes(raw[place : place + when], "big"),
        raw[place + when :],
    )


def holds(key: bytes, token: Token) -> bool:
    """Whether it was made for this record and this step."""
    return hmac.compare_digest(proof(key, token.record_id, token.step), token.proof)


def in_time(token: Token, *, at: datetime) -> bool:
    """Not a photograph of a code from before, nor one from a clock that is ahead."""
    return abs(step_at(at) - token.step) <= DRIFT


def may_come(*, held_at: datetime, ends_at: datetime | None, at: datetime) -> bool:
    """About the time of the meeting; after the shift it can only be written up."""
    return held_at - BEFORE <= at < (ends_at or held_at + AFTER)


def words(how: str, confirmed_by: str) -> str:
    """现场扫码, 终端, 由王建国确认."""
    return HOW[how].format(confirmed_by or "别人")
