"""Which post a title means, and in which of a row's units it is held."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongxin.orgs.roster.tree import Node, key_of
from tongxin.regimes.schema.post import PostSpec

SYNONYMS = {
    "team_leader": "班长 班组长 工班长 机组长 小队长 作业班长 值班长",
    "political_instructor": "小政委 班组小政委 班组政治指导员 政治指导员",
    "branch_secretary": "支部书记 党支部书记",
    "deputy_secretary": "支部副书记 党支部副书记",
    "organisation_member": "组织委员 支部组织委员 党支部组织委员",
    "publicity_member": "宣传委员 支部宣传委员 党支部宣传委员",
    "discipline_member": "纪检委员 支部纪检委员 党支部纪检委员",
    "party_group_leader": "党小组长 党小组组长",
    "union_group_leader": "工会小组长 工会小组组长 工会组长",
    "section_chief": "区队长 区长 车间主任 工区主任",
    "mine_leader": "矿长 厂长",
    "committee_secretary": "党委书记",
    "safety_supervisor": "群监员 群众安全监督员",
    "union_chair": "工会主席",
    "party_office": "党务干事",
}
KINDS = {
    "company": "公司", "mine": "单位", "section": "区队", "team": "班组", "committee": "党委",
    "general_branch": "党总支", "branch": "党支部", "joint_branch": "党支部", "temporary_branch": "党支部",
    "party_group": "党小组", "union": "工会", "section_union": "分工会", "union_group": "工会小组",
}  # fmt: skip
NEEDS = {"full": ("full",), "member": ("full", "probationary")}


class PostFault(Exception):
    """A post that the row does not allow, in a sentence."""


class PostBook:
    """The posts of the packs under the words of one company."""

    def __init__(self, posts: Mapping[str, PostSpec], trade_words: Mapping[str, Any]) -> None:
        self.specs = posts
        self.words = {
            key: word for key, word in trade_words.items() if key in posts and isinstance(word, str)
        }
        self.keys: dict[str, str] = {}
        for key, spec in posts.items():
            for title in (*SYNONYMS.get(key, "").split(), spec.title):
                self.keys.setdefault(key_of(title), key)
        for key, word in self.words.items():
            self.keys[key_of(word)] = key

    def title(self, post: str) -> str:
        return self.words.get(post) or (self.specs[post].title if post in self.specs else post)

    def most(self, post: str) -> int:
        return self.specs[post].per_unit

    def unknown(self, titles: Sequence[str]) -> list[str]:
        return [title for title in titles if key_of(title) not in self.keys]

    def find(self, titles: Sequence[str], nodes: Sequence[Node | None]) -> list[tuple[str, Node]]:
        """(post, unit) of the titles that are known; raises PostFault if the row has no unit for one."""
        found: dict[tuple[str, Node], None] = {}
        for title in titles:
            post = self.keys.get(key_of(title))
            if post is not None:
                node = self.unit_for(post, nodes)
                if node is None:
                    kinds = "或".join(dict.fromkeys(KINDS[kind] for kind in self.specs[post].units))
                    raise PostFault(f"{title}要有{kinds}，这一行没有填")
                found[post, node] = None
        return list(found)

    def unit_for(self, post: str, nodes: Sequence[Node | None]) -> Node | None:
        """The nearest of a row's units, and those above them, in which the post exists."""
        kinds = self.specs[post].units
        for node in nodes:
            if node is not None:
                for one in node.up():
                    if one.kind in kinds:
                        return one
        return None

    def missing_standing(self, post: str, standing: str) -> str:
        needs = self.specs[post].needs
        if not needs or standing in NEEDS[needs]:
            return ""
        who = "正式党员" if needs == "full" else "党员"
        return f"{self.title(post)}要由{who}担任，请核对这个人的政治面貌"
