"""What a plan is made of: people as known, one person's difference, and the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tongxin.kernel.actor import Scope
from tongxin.orgs.roster import standing as standings
from tongxin.orgs.roster.headers import Field
from tongxin.orgs.roster.posts import PostBook
from tongxin.orgs.roster.rows import Roster, Row
from tongxin.orgs.roster.standing import StandingRow
from tongxin.orgs.roster.tree import Node, Tree


class Held(NamedTuple):
    """An open appointment."""

    id: int
    post: str
    unit_id: int


class Person(NamedTuple):
    """Somebody who is known; `units` by line, `standings` the last two rows."""

    id: int
    no: str
    name: str
    trade: str
    phone: str
    hired: date | None
    left: date | None
    units: tuple[int | None, int | None, int | None]
    standings: tuple[StandingRow, ...]
    held: tuple[Held, ...]


@dataclass(slots=True)
class Options:
    """How to read the roster. `anchor` is the administration unit that the import is for, None for the
    whole company; `party_anchor` and `union_anchor` the units linked to it. `appoint`: where the
    importer may make appointments, None for everywhere."""

    company: str
    company_aliases: frozenset[str]
    on: date
    anchor: int | None = None
    party_anchor: int | None = None
    union_anchor: int | None = None
    complete: bool = False
    appoint: Scope | None = None
    importer_id: int | None = None


@dataclass(slots=True)
class Known:
    """The company as it is."""

    tree: Tree
    people: Mapping[str, Person]
    posts: PostBook
    spared: frozenset[int] = frozenset()  # administrators: no roster ends them


Moves = list[tuple[str, Node]]
Fields = dict[str, tuple[str, str]]


@dataclass(slots=True)
class Change:
    """One person's difference. `person` is None for somebody new; `fields`: title -> (old, new)."""

    row: Row | None
    person: Person | None
    fields: Fields = field(default_factory=dict)
    moves: Moves = field(default_factory=list)
    standings_away: list[StandingRow] = field(default_factory=list)
    standings_new: list[StandingRow] = field(default_factory=list)
    posts: list[tuple[str, Node]] = field(default_factory=list)
    posts_ended: list[Held] = field(default_factory=list)
    left: date | None = None

    def __bool__(self) -> bool:
        return bool(self.fields or self.moves or self.standings_new or self.standings_away or self.posts)


@dataclass(slots=True)
class Plan:
    """Everything that an import would do."""

    roster: Roster
    tree: Tree
    links: list[tuple[Node, Node, int]] = field(default_factory=list)  # and on how many rows they stand
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    ended: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "ended": len(self.ended),
            "unchanged": self.unchanged,
        }


class RowFault(Exception):
    """A row that cannot be taken: the column and the sentence."""

    def __init__(self, column: Field, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def shown(value: object) -> str:
    return "" if value is None else str(value)


def compare_fields(row: Row, person: Person, fields: Fields) -> None:
    for title, old, new in (
        ("姓名", person.name, row.name),
        ("工种", person.trade, row.trade),
        ("手机", person.phone, row.phone),
        ("入职日期", person.hired, row.hired),
    ):
        if new is not None and new != old:
            fields[title] = (shown(old), shown(new))
    if person.left is not None:
        fields["状态"] = (f"离职（{person.left}）", "在职")


def compare_standing(now: standings.Known, goal: standings.Target, fields: Fields) -> None:
    if now.standing != goal.standing:
        fields["政治面貌"] = (standings.NAMES[now.standing], standings.NAMES[goal.standing])
    if goal.joined and now.joined != goal.joined:
        fields["入党日期"] = (shown(now.joined), shown(goal.joined))
    confirmed = now.told if now.standing == "full" else None
    if goal.standing == "full" and goal.dated and confirmed != goal.since:
        fields["转正日期"] = (shown(confirmed), shown(goal.since))
