"""Who asks: a value built once per request from the appointments valid at that moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that a capability reaches: whole trees by path prefix, single units by id."""

    trees: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.trees | other.trees, self.units | other.units)

    def __bool__(self) -> bool:
        return bool(self.trees or self.units)

    @property
    def whole_line(self) -> bool:
        """Whether it reaches all of a line of the company, from its head down."""
        return any(tree.count(".") == 1 for tree in self.trees)

    def covers(self, unit_id: int, path: str) -> bool:
        return unit_id in self.units or any(path.startswith(tree) for tree in self.trees)


NOWHERE = Scope()


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post that the person holds now, for display and for finding their duties."""

    post: str
    title: str
    unit_id: int
    unit_name: str
    unit_kind: str = ""
    unit_path: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """`administrator` is one of system, security, audit, or empty; an administrator has no scopes.

    `team_id`: on the terminal of this team's shift room, where nothing outside the team is reached.
    """

    person_id: int | None
    name: str
    company_id: int | None
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    posts: tuple[PostHeld, ...] = ()
    administrator: str = ""
    team_id: int | None = None

    def scope(self, capability: str) -> Scope:
        return self.scopes.get(capability, NOWHERE)

    def may(self, capability: str) -> bool:
        return bool(self.scope(capability))

    def may_in(self, capability: str, *, unit_id: int, path: str) -> bool:
        return self.scope(capability).covers(unit_id, path)


NOBODY = Actor(person_id=None, name="", company_id=None)
