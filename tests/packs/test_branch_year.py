"""What the branch owes in a year, with the pack as it is shipped (BR-24, BR-25, BR-27)."""

from datetime import date, timedelta

import pytest

from tests.clock import NOW, TODAY, moment
from tests.duties.world import deed, nobody
from tests.factories import adopt, make_unit
from tests.world import Mine
from tongxin.duties.commands import meet_items, raise_duties
from tongxin.duties.models import DutyItem
from tongxin.duties.queries import standing_of

LIFE = "organisational_life_meeting"


@pytest.fixture
def owing(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018")
    for day in (date(2026, 10, 20), TODAY):
        raise_duties(company_id=mine.company.id, day=day, by=nobody(mine.root), at=NOW)
    return mine


def item(mine: Mine, duty: str, period: str) -> DutyItem:
    return DutyItem.objects.get(unit=mine.branch, duty=duty, period=period)


@pytest.mark.row("KQ-8")
def test_one_group_s_organisational_life_is_not_the_branch_s(owing: Mine) -> None:
    second = make_unit(owing.company, "party_group", owing.branch)

    meet_items(deed(owing.group, kind=LIFE), at=NOW)
    assert item(owing, "organisational_life_yearly", "2026").met_at is None

    meet_items(deed(second, kind=LIFE), at=NOW)
    assert item(owing, "organisational_life_yearly", "2026").met_at == NOW


@pytest.mark.row("KQ-8")
def test_the_branch_s_own_organisational_life_is_enough(owing: Mine) -> None:
    make_unit(owing.company, "party_group", owing.branch)

    meet_items(deed(owing.branch, kind=LIFE), at=NOW)

    assert item(owing, "organisational_life_yearly", "2026").met_at == NOW


@pytest.mark.row("KQ-8")
def test_talks_of_one_kind_of_pair_are_not_talks_of_all(owing: Mine) -> None:
    for day in (17, 18, 19):
        talk = deed(owing.branch, kind="heart_to_heart_talk", at=moment(11, day, 9),
                    choices={"between": "committee_member"})  # fmt: skip
        meet_items(talk, at=NOW)

    pairs = ("heart_to_heart_with_members", "heart_to_heart_among_members")
    assert [item(owing, duty, "2026").met_times for duty in pairs] == [3, 0]


@pytest.mark.row("KQ-8", "BY-1")
def test_a_theme_day_filled_in_weeks_later_does_not_undo_that_it_was_missed(owing: Mine) -> None:
    held = moment(10, 28, 9)
    meet_items(deed(owing.branch, kind="theme_day", at=held, heard=timedelta(days=23), late=True), at=NOW)

    theme = item(owing, "theme_day_monthly", "2026-M10")
    assert standing_of(theme, at=NOW) == "done_late"
    assert theme.met_held_at == held
