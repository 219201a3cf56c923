"""A page shows the organisation as it was on the day that is asked for."""

from datetime import date, timedelta

import pytest

from tests.clock import NOW, TODAY
from tests.factories import LONG_AGO, make_link, make_unit
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.orgs import commands, texts
from tongxin.orgs.models import Company
from tongxin.orgs.queries.tree import children_on
from tongxin.orgs.queries.units import UnitView, view_unit

YESTERDAY = TODAY - timedelta(days=1)


def seen(unit_id: int, office: Actor, on: date) -> UnitView:
    return view_unit(unit_id, viewer=office, on=on, today=TODAY)


def test_linked_units_have_the_names_of_the_day(mine: Mine, office: Actor) -> None:
    commands.rename_unit(mine.group.id, "先锋党小组", by=office, at=NOW)

    assert "第一党小组" in [one.name for one in seen(mine.team.id, office, YESTERDAY).links]
    assert "先锋党小组" in [one.name for one in seen(mine.team.id, office, TODAY).links]


def test_a_day_before_the_unit_says_so_and_minds_nothing(mine: Mine, office: Actor) -> None:
    before = seen(mine.branch.id, office, LONG_AGO - timedelta(days=1))

    assert (before.not_yet, before.no_more, before.cautions, before.elected) == (True, False, [], None)
    assert seen(mine.branch.id, office, LONG_AGO).not_yet is False


def test_a_day_after_the_unit_says_so_and_minds_nothing(mine: Mine, office: Actor) -> None:
    short = make_unit(mine.company, "branch", mine.committee, name="短支部", ends_date=YESTERDAY)

    assert (seen(short.id, office, TODAY).no_more, seen(short.id, office, TODAY).cautions) == (True, [])
    last = seen(short.id, office, YESTERDAY)
    assert (last.no_more, [one.rule for one in last.cautions][:2]) == (False, ["BR-01", "BR-07"])


@pytest.mark.parametrize(
    ("kind", "name", "word"),
    [
        ("mine", "红石煤矿", "矿"), ("mine", "清江供电公司", "公司"), ("mine", "金叶卷烟厂", "厂"),
        ("section", "综采一区", "区队"), ("section", "动力车间", "车间"), ("section", "城区供电所", "所"),
        ("team", "消防站", "班组"), ("branch", "卷包车间", "党支部"),
    ],
)  # fmt: skip
def test_a_unit_is_called_what_its_name_says(kind: str, name: str, word: str) -> None:
    assert texts.kind_word(texts.words(Company()), kind, name) == word


def test_the_companys_own_word_comes_first(mine: Mine, office: Actor) -> None:
    plant = make_unit(mine.company, "mine", mine.root, name="金叶卷烟厂")
    commands.set_words({"mine": "单位"}, by=office, at=NOW)

    [line] = [one for one in children_on(mine.root.id, TODAY, viewer=office).units if one.id == plant.id]
    assert (line.word, seen(plant.id, office, TODAY).word) == ("单位", "单位")


def test_a_joint_branch_over_six_units_is_cautioned(mine: Mine, office: Actor) -> None:
    """BR-03: usually no more than five."""
    joint = make_unit(mine.company, "joint_branch", mine.committee, name="后勤联合党支部")
    teams = [make_unit(mine.company, "team", mine.section) for _ in range(6)]
    for team in teams[:5]:
        make_link(joint, team)
    five = [one.sentence for one in seen(joint.id, office, TODAY).cautions if one.rule == "BR-03"]

    make_link(joint, teams[5])
    six = [one.sentence for one in seen(joint.id, office, TODAY).cautions if one.rule == "BR-03"]

    assert (five, six) == ([], ["联合党支部覆盖了 6 个单位，一般不超过 5 个"])
