"""Teams and their groups, places in the tree, links, initials."""

import pytest

from tongxin.kernel.errors import Invalid
from tongxin.orgs.rules.people import initials
from tongxin.orgs.rules.structure import check_move, check_parent, children_kinds, is_left, link_kinds
from tongxin.orgs.rules.teams import Picture, TeamFacts, picture


@pytest.mark.parametrize(
    ("team", "expected"),
    [
        (TeamFacts(0, 0, [], []), Picture.NOBODY),
        (TeamFacts(5, 0, [1], [1]), Picture.BLANK),
        (TeamFacts(5, 1, [], [1]), Picture.NO_PARTY_GROUP),
        (TeamFacts(5, 1, [1], []), Picture.NO_UNION_GROUP),
        (TeamFacts(5, 1, [1, 1], [1]), Picture.SEVERAL),
        (TeamFacts(5, 1, [2], [1]), Picture.SHARED),
        (TeamFacts(5, 1, [1], [3]), Picture.SHARED),
        (TeamFacts(5, 1, [1], [1]), Picture.ONE_TO_ONE),
    ],
)
def test_what_is_said_of_a_team(team: TeamFacts, expected: Picture) -> None:
    assert picture(team) is expected


def test_kinds_have_their_places() -> None:
    assert children_kinds("branch") == ("party_group",)
    assert children_kinds("team") == ()
    check_parent("company", None)
    with pytest.raises(Invalid, match="放在上级"):
        check_parent("team", None)
    with pytest.raises(Invalid, match="不能放在这个上级"):
        check_parent("section", "team")


def test_a_move_makes_no_circle_and_no_tower() -> None:
    check_move("1.2.", "1.3.", longest_below=8)
    with pytest.raises(Invalid, match="自己的下级"):
        check_move("1.2.", "1.2.5.", longest_below=8)
    with pytest.raises(Invalid, match="自己的下级"):
        check_move("1.2.", "1.2.", longest_below=8)
    with pytest.raises(Invalid, match="层级太多"):
        check_move("1.2.", "1.3.", longest_below=119)


def test_links_have_sides() -> None:
    assert (is_left("party_group", "team"), is_left("team", "party_group")) == (True, False)
    assert is_left("party_group", "union_group")
    assert set(link_kinds("team")) == {
        "branch", "joint_branch", "temporary_branch", "party_group", "union_group",
    }  # fmt: skip
    with pytest.raises(Invalid, match="不能挂钩"):
        is_left("team", "section")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王建国", "wjg"),
        ("周志远", "zzy"),
        ("欧阳鑫", "oyx"),
        ("单雄", "sx"),
        ("Tom李", "toml"),
        ("·", ""),
        ("", ""),
    ],
)
def test_a_name_is_found_by_its_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
