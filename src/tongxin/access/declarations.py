"""What a route declares of itself, and whether its door opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tongxin.kernel.actor import Actor

Level = Literal["C0", "C1", "C2", "C3", "-"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """`action`: a capability, or one of `public` (no log-in), `self` (one's own things),
    `member` (anybody logged in but the administrators, who see no content), `signed_in` (they too),
    `admin` (any of the three), `admin:system`, `admin:security`, `admin:audit`.
    `model`: what is reached, as "records.Record". `level`: the highest level it can show."""

    action: str
    model: str
    level: Level
    methods: tuple[str, ...]


def opens(action: str, actor: Actor) -> bool:
    """Whether the door of `action` opens for `actor`: which rows is the query's business."""
    if action == "public":
        return True
    if actor.person_id is None:
        return False
    administrator = bool(actor.administrator)
    doors = {"self": True, "signed_in": True, "member": not administrator, "admin": administrator}
    if action in doors:
        return doors[action]
    if action.startswith("admin:"):
        return actor.administrator == action.removeprefix("admin:")
    return actor.may(action)


def with_nul(given: Mapping[str, object]) -> list[str]:
    """Names whose text holds a NUL: PostgreSQL keeps no such text, and would say so with an error."""
    return sorted(name for name, text in given.items() if "\x00" in str(text))
