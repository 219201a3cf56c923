"""What a phone sent, read without trusting any of it: one that cannot be read never spoils the others."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tongxin.sync.rules.moments import UNSAID, Stamp

MOST_OPERATIONS = 50
MOST_BLOBS = 20
MOST_AFTER = 50
LARGEST_BODY = 256 * 1024  # bytes of one operation
LONGEST_PAGE = 1e13  # milliseconds that a page may have been open
SHA256 = re.compile(r"^[0-9a-f]{64}$")
TYPE = re.compile(r"^[a-z]+\.[a-z_]+$")


@dataclass(frozen=True, slots=True)
class Sent:
    """One operation. `fault`: why nothing can be done with it now; `given` is its body, read."""

    id: UUID
    type: str = ""
    schema: int = 0
    object: UUID | None = None
    base: int | None = None
    after: tuple[UUID, ...] = ()
    body: str = ""
    sha256: str = ""
    blobs: tuple[str, ...] = ()
    clock: Stamp = UNSAID
    wall: str = ""  # as it was written
    fault: str = ""  # "", damaged, too_large, unreadable
    given: Mapping[str, Any] = field(default_factory=dict)


def read_sent(raw: Any) -> Sent | None:
    """None where there is not even an id by which it could be answered."""
    if not isinstance(raw, dict) or (key := uuid_of(raw.get("id"))) is None:
        return None
    body = _string(raw.get("body"))
    said = _text(raw.get("sha256"), 64)
    fault = _fault(body, said)
    given = {} if fault else read_body(body)
    if given is None:
        fault, given = "unreadable", {}
    return Sent(
        id=key,
        type=_type(raw.get("type")),
        schema=_number(raw.get("schema"), 0, 30_000) or 0,
        object=uuid_of(raw.get("object")),
        base=_number(raw.get("base"), 0, 2**62),
        after=tuple(found for one in _list(raw.get("after"), MOST_AFTER) if (found := uuid_of(one))),
        body=body.replace("\x00", ""),
        sha256=said,
        blobs=tuple(one for one in _list(raw.get("blobs"), MOST_BLOBS) if SHA256.match(str(one))),
        clock=stamp_of(raw),
        wall=_text(raw.get("wall"), 40),
        fault=fault,
        given=given,
    )


def uuid_of(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def stamp_of(raw: Mapping[str, Any]) -> Stamp:
    """The two clocks as the phone tells them; without its zone a time says nothing."""
    mono = raw.get("mono")
    said = (
        float(mono)
        if isinstance(mono, int | float) and abs(mono) < LONGEST_PAGE and not isinstance(mono, bool)
        else -1.0
    )
    return Stamp(_moment(raw.get("wall")), said if said >= 0 else None, _text(raw.get("boot"), 40))


def _fault(body: str, said: str) -> str:
    try:
        content = body.encode()
    except UnicodeEncodeError:
        return "damaged"
    if len(content) > LARGEST_BODY:
        return "too_large"
    return "" if hashlib.sha256(content).hexdigest() == said else "damaged"


def read_body(body: str) -> dict[str, Any] | None:
    """What a body says; None for what is no body. Half of a sign, as of one that was cut in two, and NUL, which
    no database keeps, are left out of it."""
    try:
        found = _plain(json.loads(body))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="ignore").decode().replace("\x00", "")
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(one) for key, one in value.items()}
    return value


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
        return found if found.tzinfo is not None and 1990 < found.year < 2200 else None
    except ValueError:
        return None


def _number(value: Any, least: int, most: int) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and least <= value <= most else None


def _type(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 40 and TYPE.match(value) else ""


def _list(value: Any, most: int) -> list[Any]:
    return (
        list(dict.fromkeys(one for one in value if isinstance(one, str)))[:most]
        if isinstance(value, list)
        else []
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _text(value: Any, longest: int) -> str:
    return _string(value).encode(errors="ignore").decode().replace("\x00", "")[:longest]
