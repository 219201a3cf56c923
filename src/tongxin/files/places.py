"""What files belong to: each engine tells of its own things, and says so at start-up."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from tongxin.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture where the viewer looks after the thing that it belongs to, a record or a case.

    `link_id`: by which it is handed out. It shows nothing from before `since` or after `until`.
    """

    kind: str
    id: int
    title: str
    unit_id: int
    unit: str
    level: str
    file_id: int
    link_id: int
    said: str
    at: datetime
    since: datetime | None
    until: datetime | None


Shots = Callable[..., list[Shot]]  # (*, viewer, thing_id: int | None = None, files: Collection[int] = ())
_given: dict[str, Shots] = {}


def give(kind: str, shots: Shots) -> None:
    """`shots`: the pictures of one thing, or those among some files, where the viewer looks after them."""
    _given[kind] = shots


def shots_of(kind: str, thing_id: int, *, viewer: Actor) -> list[Shot]:
    return _given[kind](viewer=viewer, thing_id=thing_id) if kind in _given else []


def shots_among(files: Collection[int], *, viewer: Actor) -> dict[int, Shot]:
    """Of a file in several things, one of them."""
    found = [shot for ask in _given.values() for shot in ask(viewer=viewer, files=files)] if files else []
    return {shot.file_id: shot for shot in found}
