"""What a plan must respect as a whole: which units belong together, and how many hold a post."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tongxin.orgs.roster.changes import Known, Plan
from tongxin.orgs.roster.headers import Field
from tongxin.orgs.roster.rows import Row
from tongxin.orgs.roster.tree import BRANCHES, Node

Given = tuple[str, Node, Row]


class Alike:
    """Employee numbers that differ from a given one only in the zeros before them or in case.

    A spreadsheet that keeps numbers as numbers loses those zeros: 123 shown as 000123.
    """

    def __init__(self, numbers: Mapping[str, object]) -> None:
        self.numbers = numbers
        self.odd: dict[str, str] = {}  # those that are not written the plain way, by the plain way
        for no in numbers:
            self.add(no)

    def add(self, no: str) -> None:
        if (plain := plain_no(no)) != no:
            self.odd.setdefault(plain, no)

    def to(self, no: str) -> str | None:
        plain = plain_no(no)
        other = plain if plain != no and plain in self.numbers else self.odd.get(plain, no)
        return None if other == no else other


def plain_no(no: str) -> str:
    return (no.lstrip("0") or "0").lower()


def difference(one: str, other: str) -> str:
    """How two numbers that are alike differ."""
    zeros = len(one) != len(other)
    case = one.lstrip("0") != other.lstrip("0")
    return "前面的 0 和字母大小写" if zeros and case else "前面的 0" if zeros else "字母大小写"


def belonging(administration: Node | None, party: Node | None, union: Node | None) -> list[tuple[Node, Node]]:
    """The units of a row that belong together: team, party group, union group; branch and section."""
    pairs = []
    team = administration if administration and administration.kind == "team" else None
    group = party if party and party.kind == "party_group" else None
    union_group = union if union and union.kind == "union_group" else None
    if group and team:
        pairs.append((group, team))
    if union_group and team:
        pairs.append((union_group, team))
    if group and union_group:
        pairs.append((group, union_group))
    branch = next((node for node in party.up() if node.kind in BRANCHES), None) if party else None
    section = team.parent if team else administration
    if section is not None and section.parent is None:
        section = team  # a team right under the company
    if branch and section:
        pairs.append((branch, section))
    return pairs


def check_numbers(plan: Plan, known: Known, appointed: Sequence[Given]) -> None:
    """No unit gets more holders of a post than the post allows."""
    if not appointed:
        return
    holders = _holders(plan, known)
    given: dict[tuple[str, Node], list[Row]] = defaultdict(list)
    for post, node, row in appointed:
        given[post, node].append(row)
    for (post, node), rows in given.items():
        old = holders.get((post, node.id or 0), [])
        most = known.posts.most(post)
        for row in rows[max(0, most - len(old)) :]:
            who = old[0] if old else f"{rows[0].name}（第 {rows[0].number} 行）"
            title = known.posts.title(post)
            message = f"{node.name}的{title}已经有{who}，一个单位只设 {most} 人"
            plan.roster.fault(row, Field.POSTS, message)


def _holders(plan: Plan, known: Known) -> dict[tuple[str, int], list[str]]:
    """Who will still hold each post, by name."""
    ended = {one.id for change in plan.changed for one in change.posts_ended}
    gone = {change.person.id for change in plan.ended if change.person}
    holders: dict[tuple[str, int], list[str]] = defaultdict(list)
    for person in known.people.values():
        for one in person.held if person.id not in gone else ():
            if one.id not in ended:
                holders[one.post, one.unit_id].append(person.name)
    return holders
