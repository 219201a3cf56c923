"""How a type of operation is taken in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, Refused


class Conflict(Refused):
    """Somebody else was first; both stay, and a person decides."""


class OnlineOnly(Refused):
    """Too confidential for a phone, and so for the inbox: nothing of it is kept."""

    status = 403


@dataclass(frozen=True, slots=True)
class Brought:
    """`done_at`: when it was done, as far as that is certain; else when it was received. `anyway`: somebody
    looked at what it does not fit, and wants it all the same."""

    id: UUID
    object: UUID | None
    base: int | None
    given: Mapping[str, Any]
    done_at: datetime
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """`data` is kept and told to the phone; `once` is told, and never kept. `flags` are shown to people."""

    subject: tuple[str, int]
    unit_id: int | None
    data: Mapping[str, Any] = field(default_factory=dict)
    once: Mapping[str, Any] = field(default_factory=dict)
    sentence: str = ""
    flags: tuple[str, ...] = ()


Run = Callable[..., Effect]  # (brought, *, by: Actor, at: datetime)
Kept = Callable[[Mapping[str, Any], int, date], Mapping[str, Any]]  # (given, company, on) -> what may be kept
Knows = Callable[[Mapping[str, Any], Actor], bool]  # whether the author sees the thing that it is about
Place = Callable[[Mapping[str, Any], int], int | None]  # (given, company) -> unit


@dataclass(frozen=True, slots=True)
class Handler:
    run: Run
    place: Place
    kept: Kept
    join: Callable[..., None] | None = None  # (subject id, file, data): a picture that comes later
    again: Callable[[UUID, Mapping[str, Any]], Mapping[str, Any]] | None = None  # `once`, told again
    knows: Knows | None = None


HANDLERS: dict[str, Handler] = {}  # filled when the program starts: see apps.py


def handler_of(kind: str) -> Handler | None:
    return HANDLERS.get(kind)


def number(given: Mapping[str, Any], key: str, what: str) -> int:
    """A row's number in a body."""
    value = given.get(key)
    if isinstance(value, str) and value.isdecimal() and len(value) < 18:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**62:
        raise Invalid(f"没有写清是哪个{what}")
    return value


def maybe_number(given: Mapping[str, Any], key: str) -> int | None:
    """None where it is left out, or is none."""
    try:
        return number(given, key, "")
    except Invalid:
        return None


def unit_in(key: str) -> Place:
    """The unit that a body names under `key`."""
    return lambda given, company_id: maybe_number(given, key)


def text(given: Mapping[str, Any], key: str, longest: int = 200) -> str:
    value = given.get(key)
    return value.replace("\x00", "").strip()[:longest] if isinstance(value, str) else ""


def mapping(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = given.get(key)
    return dict(value) if isinstance(value, dict) else {}


def as_it_is(given: Mapping[str, Any], company_id: int, on: date) -> Mapping[str, Any]:
    return given
