"""The units that a roster names: found by name under their parent, or planned to be created."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tongxin.orgs.roster.headers import ADMINISTRATION, PARTY, UNION, Field

BRANCHES = frozenset(("branch", "joint_branch", "temporary_branch"))
LEVELS: Mapping[str, Mapping[Field, frozenset[str]]] = {
    "administration": {
        Field.MINE: frozenset(("mine", "company")),
        Field.SECTION: frozenset(("section",)),
        Field.TEAM: frozenset(("team",)),
    },
    "party": {
        Field.COMMITTEE: frozenset(("committee",)),
        Field.GENERAL_BRANCH: frozenset(("general_branch",)),
        Field.BRANCH: BRANCHES,
        Field.PARTY_GROUP: frozenset(("party_group",)),
    },
    "union": {
        Field.UNION: frozenset(("union", "section_union")),
        Field.UNION_GROUP: frozenset(("union_group",)),
    },
}
FIELDS = {"administration": ADMINISTRATION, "party": PARTY, "union": UNION}
ROOT_KINDS = {"administration": "company", "party": "committee", "union": "union"}
LINES = tuple(LEVELS)


def key_of(name: str) -> str:
    """Names that look alike are the same: full-width, spaces and case do not count."""
    return unicodedata.normalize("NFKC", name).replace(" ", "").lower()


class UnitRow(NamedTuple):
    """An open unit as it is in the database."""

    id: int
    line: str
    kind: str
    name: str
    parent_id: int | None
    path: str


@dataclass(eq=False, slots=True)
class Node:
    """A unit that is there (`id`) or is to be created; `path` of a new one is its nearest old ancestor's."""

    line: str
    kind: str
    name: str
    parent: "Node | None"
    id: int | None = None
    path: str = ""
    aliases: frozenset[str] = frozenset()
    children: dict[str, "Node"] = field(default_factory=dict)

    def up(self) -> Iterator["Node"]:
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def is_under(self, other: "Node") -> bool:
        return any(node is other for node in self.up())

    def full_name(self) -> str:
        names = [node.name for node in self.up() if node.parent is not None] or [self.name]
        return " / ".join(reversed(names))


class Unplaced(Exception):
    """A unit's cell that cannot be followed: which column and why."""

    def __init__(self, column: Field, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


class Tree:
    """All open units of a company, and those that the roster adds."""

    def __init__(self, rows: Iterable[UnitRow]) -> None:
        self.nodes: dict[int, Node] = {}
        self.roots: dict[str, Node] = {}
        self.new: list[Node] = []
        self._named: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.path.count(".")):
            parent = self.nodes.get(row.parent_id or 0)
            node = Node(row.line, row.kind, row.name, parent, row.id, row.path)
            self.nodes[row.id] = node
            self._enter(node)

    def _enter(self, node: Node) -> None:
        if node.parent is None:
            self.roots.setdefault(node.line, node)
        else:
            node.parent.children.setdefault(key_of(node.name), node)
        self._named[node.line, key_of(node.name)].append(node)

    def create(self, line: str, kind: str, name: str, parent: Node | None) -> Node:
        node = Node(line, kind, name, parent, path=parent.path if parent else "")
        self.new.append(node)
        self._enter(node)
        return node

    def below(self, node: Node | None, line: str, kinds: frozenset[str], key: str) -> list[Node]:
        """Units of these kinds with this name under `node`, or anywhere in the line."""
        named = [one for one in self._named.get((line, key), ()) if one.kind in kinds and one is not node]
        return [one for one in named if node is None or one.is_under(node)]


class Finder:
    """Finds the unit that a row's cells of one line name, below `base`."""

    def __init__(self, tree: Tree, line: str, base: Node, *, narrow: bool) -> None:
        self.tree, self.line, self.base, self.narrow = tree, line, base, narrow
        self.order = list(LEVELS[line])
        level = level_of(base)
        self.base_at = self.order.index(level) if narrow and level else -1
        self.found: dict[tuple[str | None, ...], Node | Unplaced | None] = {}

    def find_all(self, wanted: Iterable[tuple[str | None, ...]]) -> None:
        """Complete paths first: a team alone in its cell may be one that another row places."""
        for cells in sorted(dict.fromkeys(wanted), key=lambda cells: cells.count(None)):
            try:
                self.found[cells] = self._find(cells)
            except Unplaced as fault:
                self.found[cells] = fault

    def _find(self, cells: Sequence[str | None]) -> Node | None:
        if not any(cells):
            return None
        node = self.base
        for column, name in zip(FIELDS[self.line], cells, strict=True):
            if name is not None and not self._is_above(column, name):
                node = self._below(node, column, name)
        return node

    def _is_above(self, column: Field, name: str) -> bool:
        """The cell names the base or a unit over it; naming another one there is out of reach."""
        key = key_of(name)
        at = self.order.index(column)
        if at > self.base_at:
            root = self.base
            named = key == key_of(root.name) or key in root.aliases
            return named and root.parent is None and (at == 0 or level_of(root) is column)
        if any(key == key_of(node.name) or key in node.aliases for node in self.base.up()):
            return True
        raise Unplaced(column, f"“{name}”不在这次导入的范围（{self.base.name}）里")

    def _below(self, node: Node, column: Field, name: str) -> Node:
        key = key_of(name)
        if key in node.children:
            return node.children[key]
        kinds = LEVELS[self.line][column]
        same = self.tree.below(None if node is self.base and not self.narrow else node, self.line, kinds, key)
        if len(same) > 1:
            places = "；".join(one.full_name() for one in same[:3])
            raise Unplaced(column, f"“{name}”有 {len(same)} 个（{places}），请把上一级单位也填上")
        if same:
            return same[0]
        if column is Field.PARTY_GROUP and node.kind not in BRANCHES:
            raise Unplaced(column, f"没有“{name}”，要新建党小组，请同时填党支部")
        return self.tree.create(self.line, _kind(column, name), name, node)


def level_of(node: Node) -> Field | None:
    for column, kinds in LEVELS[node.line].items():
        if node.kind in kinds:
            return column
    return None


def _kind(column: Field, name: str) -> str:
    if column is Field.BRANCH:
        return "joint_branch" if "联合" in name else "temporary_branch" if "临时" in name else "branch"
    if column is Field.UNION:
        return "section_union"
    return column.value
