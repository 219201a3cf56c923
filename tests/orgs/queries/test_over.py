"""What stands over a unit: its own line, and the lines that are linked to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from tests.clock import TODAY
from tests.factories import make_link, make_unit
from tests.world import Mine
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import beside, links_of, over, units_above, units_over

Counts = Callable[[int], AbstractContextManager[object]]


def names(mine: Mine, ids: frozenset[int]) -> set[str]:
    return set(Unit.objects.filter(company=mine.company, id__in=ids).values_list("name", flat=True))


def test_over_a_team_are_its_line_and_the_party_and_union_beside_it(mine: Mine) -> None:
    assert names(mine, units_over(mine.team, TODAY)) == {
        "采煤一班", "综采一区", "红石煤业公司", "第一党小组", "综采一区党支部", "党委", "采煤一班工会小组", "工会",
    }  # fmt: skip


def test_units_below_beside_and_elsewhere_are_not_over_it(mine: Mine) -> None:
    found = units_over(mine.section, TODAY)

    assert names(mine, found) == {"综采一区", "红石煤业公司", "综采一区党支部", "党委"}


def test_links_are_followed_once(mine: Mine) -> None:
    other_section = make_unit(mine.company, "section", mine.root)
    make_link(mine.branch, other_section)

    assert other_section.id not in units_over(mine.team, TODAY)


def test_a_link_counts_on_its_days_only(mine: Mine) -> None:
    helping = make_unit(mine.company, "temporary_branch", mine.committee)
    make_link(helping, mine.section, starts_date=date(2026, 10, 1), ends_date=date(2026, 10, 31))

    assert [
        helping.id in units_over(mine.team, day)
        for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1))
    ] == [False, True, True, False]
    assert units_over(mine.team, TODAY - timedelta(days=2)) == units_over(mine.team, TODAY)


def test_a_unit_without_links_has_its_own_line_only(mine: Mine) -> None:
    branch = make_unit(mine.company, "branch", mine.committee)
    alone = make_unit(mine.company, "party_group", branch)

    assert units_above(alone) == {alone.id, branch.id, mine.committee.id}
    assert units_over(alone, TODAY) - units_above(alone) == {mine.root.id}


def test_one_question_however_much_is_linked(mine: Mine, django_assert_num_queries: Counts) -> None:
    groups = [make_unit(mine.company, "party_group", mine.branch) for _ in range(9)]
    for group in groups:
        make_link(group, mine.other_team)

    with django_assert_num_queries(1):
        found = units_over(mine.other_team, TODAY)

    assert {group.id for group in groups} <= found


def test_links_read_once_for_many_units_say_the_same_of_each(mine: Mine) -> None:
    units = (mine.team, mine.other_team, mine.section, mine.branch, mine.group, mine.union_group, mine.root)
    links = links_of([unit.id for unit in Unit.objects.filter(company=mine.company)], TODAY)

    assert [over(unit.path, links) for unit in units] == [units_over(unit, TODAY) for unit in units]
    assert sorted(beside(mine.team.path, links)) == sorted(
        one.path for one in (mine.group, mine.union_group, mine.branch, mine.committee)
    )
