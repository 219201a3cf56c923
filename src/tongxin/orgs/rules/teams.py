"""The three-line picture of a team: its party group, its union group, and whether a member is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Picture(StrEnum):
    """How a team stands with its groups; the first that holds is said."""

    NOBODY = "nobody"  # nobody is in the team
    BLANK = "blank"  # no party member (SO-06)
    NO_PARTY_GROUP = "no_party_group"
    NO_UNION_GROUP = "no_union_group"
    SEVERAL = "several"  # several groups in one team
    SHARED = "shared"  # a group over several teams
    ONE_TO_ONE = "one_to_one"  # SZ-1


WORDS = {
    Picture.NOBODY: ("note", "还没有人"),
    Picture.BLANK: ("bad", "没有党员"),
    Picture.NO_PARTY_GROUP: ("warn", "没有党小组"),
    Picture.NO_UNION_GROUP: ("warn", "没有工会小组"),
    Picture.SEVERAL: ("note", "一班多组"),
    Picture.SHARED: ("note", "一组多班"),
    Picture.ONE_TO_ONE: ("ok", "三组对应"),
}


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """`party_groups` and `union_groups`: for each group, over how many teams it is."""

    people: int
    members: int
    party_groups: Sequence[int]
    union_groups: Sequence[int]


def picture(team: TeamFacts) -> Picture:
    groups = [*team.party_groups, *team.union_groups]
    questions = {
        Picture.NOBODY: team.people == 0,
        Picture.BLANK: team.members == 0,
        Picture.NO_PARTY_GROUP: not team.party_groups,
        Picture.NO_UNION_GROUP: not team.union_groups,
        Picture.SEVERAL: max(len(team.party_groups), len(team.union_groups)) > 1,
        Picture.SHARED: max(groups, default=0) > 1,
    }
    return next((answer for answer, holds in questions.items() if holds), Picture.ONE_TO_ONE)
