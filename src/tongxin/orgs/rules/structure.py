"""Which unit may stand under which, and which may be linked."""

from tongxin.kernel.errors import Invalid

ADMINISTRATION = ("company", "mine", "section", "team")
PARTY = ("committee", "general_branch", "branch", "joint_branch", "temporary_branch", "party_group")
UNION = ("union", "section_union", "union_group")
BRANCHES = ("branch", "joint_branch", "temporary_branch")

LINE_OF = {
    **dict.fromkeys(ADMINISTRATION, "administration"),
    **dict.fromkeys(PARTY, "party"),
    **dict.fromkeys(UNION, "union"),
}

# kind -> the kinds that it may stand under; a root stands under none
PARENTS: dict[str, tuple[str, ...]] = {
    "company": ("company",),
    "mine": ("company",),
    "section": ("company", "mine"),
    "team": ("company", "mine", "section"),
    "committee": ("committee",),
    "general_branch": ("committee",),
    "branch": ("committee", "general_branch"),
    "joint_branch": ("committee", "general_branch"),
    "temporary_branch": ("committee", "general_branch"),
    "party_group": BRANCHES,
    "union": ("union",),
    "section_union": ("union",),
    "union_group": ("union", "section_union"),
}
ROOTS = ("company", "committee", "union")

# left -> right: the party or union unit, and what it may belong to; party <-> union at each tier
LINKS: dict[str, tuple[str, ...]] = {
    "committee": ("company", "mine", "union"),
    "general_branch": ("company", "mine", "section", "section_union"),
    "branch": ("company", "mine", "section", "team", "section_union"),
    "joint_branch": ("mine", "section", "team", "section_union"),
    "temporary_branch": ("mine", "section", "team"),
    "party_group": ("section", "team", "union_group"),
    "union": ("company", "mine"),
    "section_union": ("mine", "section"),
    "union_group": ("section", "team"),
}

DEEPEST_PATH = 120  # the column's length


def children_kinds(kind: str) -> tuple[str, ...]:
    """The kinds that may be opened under a unit of `kind`."""
    return tuple(child for child, parents in PARENTS.items() if kind in parents)


def check_parent(kind: str, parent_kind: str | None) -> None:
    if kind not in PARENTS:
        raise Invalid("没有这一类单位", fields={"kind": "请从列表里选一类"})
    if parent_kind is None and kind not in ROOTS:
        raise Invalid("这一类单位要放在上级单位下面", fields={"parent": "请选上级单位"})
    if parent_kind is not None and parent_kind not in PARENTS[kind]:
        raise Invalid("这一类单位不能放在这个上级下面", fields={"parent": "请换一个上级，或换一类单位"})


def check_move(path: str, parent_path: str, *, longest_below: int) -> None:
    """Refuse a circle, and a tree too deep; `longest_below` is the longest path under the unit."""
    if parent_path.startswith(path):
        raise Invalid("不能移到自己或自己的下级下面", fields={"parent": "请选一个不在这个单位里面的上级"})
    own = len(path.rsplit(".", 2)[-2]) + 1
    if len(parent_path) + own + (longest_below - len(path)) > DEEPEST_PATH:
        raise Invalid("层级太多了", fields={"parent": "请选一个层级高一些的上级"})


def link_kinds(kind: str) -> tuple[str, ...]:
    """The kinds that a unit of `kind` may be linked to, on either side."""
    lefts = tuple(left for left, rights in LINKS.items() if kind in rights)
    return LINKS.get(kind, ()) + lefts


def is_left(kind: str, other: str) -> bool:
    """Whether a unit of `kind` is the left of a link with one of `other`; refuses other pairs."""
    if other in LINKS.get(kind, ()):
        return True
    if kind in LINKS.get(other, ()):
        return False
    raise Invalid("这两类单位不能挂钩", fields={"other": "请选对应的党组织、班组或工会组织"})
