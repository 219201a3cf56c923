"""What other engines ask, in sets: the answers, and that the questions do not multiply."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from tests.clock import TODAY
from tests.factories import appoint, make_link, make_person, make_unit
from tests.orgs.world import acting, make_office
from tests.world import Mine
from tongxin.kernel.actor import Actor
from tongxin.orgs import queries
from tongxin.orgs.models import Appointment, Membership, Person
from tongxin.orgs.queries.sizes import cautions_of
from tongxin.orgs.queries.teams import view_teams
from tongxin.orgs.queries.terms import elections_due, terms_ending, vacancies, view_reminders, view_sizes
from tongxin.orgs.queries.tree import children_on, view_tree
from tongxin.orgs.rules.teams import Picture

Counts = Callable[[int], AbstractContextManager[object]]


def test_members_of_teams_with_their_standing(mine: Mine) -> None:
    found = queries.members_of([mine.team.id], TODAY)

    assert {(one.name, one.standing) for one in found} == {
        ("赵建军", ""), ("王建国", "full"), ("李明", "probationary"), ("刘强", ""), ("张伟", ""),
    }  # fmt: skip


def test_members_as_of_a_day(mine: Mine) -> None:
    Membership.objects.filter(person=mine.worker).update(ends_date=date(2026, 6, 30))

    assert "张伟" in [one.name for one in queries.members_of([mine.team.id], date(2026, 6, 30))]
    assert "张伟" not in [one.name for one in queries.members_of([mine.team.id], date(2026, 7, 1))]


def test_party_members_of_a_branch_are_those_of_its_groups_too(mine: Mine) -> None:
    found = queries.party_members_of([mine.branch.id, mine.group.id], TODAY)

    assert {(one.name, one.unit_id) for one in found} == {
        ("周志远", mine.branch.id), ("陈志刚", mine.branch.id), ("王建国", mine.branch.id),
        ("李明", mine.branch.id), ("王建国", mine.group.id), ("李明", mine.group.id),
    }  # fmt: skip
    assert queries.party_members_of([], TODAY) == []


def test_many_units_are_asked_at_once(mine: Mine, django_assert_num_queries: Counts) -> None:
    groups = [make_unit(mine.company, "party_group", mine.branch) for _ in range(60)]
    make_person(mine.company, groups[-1], party="full", name="远山")

    with django_assert_num_queries(2):
        found = queries.party_members_of([group.id for group in groups], TODAY)

    assert [(one.name, one.unit_id) for one in found] == [("远山", groups[-1].id)]


def test_holders_with_their_substitutes(mine: Mine) -> None:
    row = Appointment.objects.get(person=mine.leader)
    appoint(mine.worker, "team_leader", mine.team, stands_in_for=row, ends_date=TODAY)

    found = queries.holders("team_leader", [mine.team.id, mine.other_team.id], TODAY)

    assert {(one.name, one.stands_in) for one in found} == {
        ("赵建军", False),
        ("张伟", True),
        ("韩磊", False),
    }
    tomorrow = TODAY + timedelta(days=1)
    assert [one.name for one in queries.holders(["team_leader"], [mine.team.id], tomorrow)] == ["赵建军"]


def test_linked_units_of_some_kinds(mine: Mine) -> None:
    assert queries.linked_units(mine.team.id, TODAY) == [mine.group, mine.union_group]
    assert queries.linked_units(mine.team.id, TODAY, kinds=["union_group"]) == [mine.union_group]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("张", ["张伟"]), ("zw", ["张伟"]), ("E-77", ["张伟"]), ("e-7", ["张伟"]), ("王二", []), ("", [])],
)
def test_people_are_found_by_name_initials_and_number(
    mine: Mine, office: Actor, text: str, expected: list[str]
) -> None:
    Person.objects.filter(id=mine.worker.id).update(pinyin="zw", employee_no="E-77")

    assert [one.name for one in queries.find_people(text, viewer=office)] == expected


def test_the_people_of_a_unit_are_offered_before_anything_is_typed(mine: Mine, office: Actor) -> None:
    found = queries.find_people("", viewer=office, unit_ids=[mine.other_team.id])

    assert {(one.name, one.place) for one in found} == {
        ("韩磊", "采煤二班"), ("周斌", "采煤二班"), ("任志勇", "采煤二班"),
    }  # fmt: skip


@pytest.mark.row("SZ-1")
def test_the_three_lines_of_each_team(mine: Mine) -> None:
    office = acting(make_office(mine))

    view = view_teams(viewer=office, on=TODAY)

    assert (view.total, view.blank, view.without) == (2, 1, 1)
    assert {team.name: team.picture for team in view.teams} == {
        "采煤一班": Picture.ONE_TO_ONE,
        "采煤二班": Picture.BLANK,
    }
    make_link(mine.group, mine.other_team)
    assert next(
        team for team in view_teams(viewer=office, on=TODAY).teams if team.name == "采煤一班"
    ).picture is (Picture.SHARED)
    assert [team.name for team in view_teams(viewer=office, on=TODAY, only="blank").teams] == ["采煤二班"]
    assert view_teams(viewer=acting(mine.worker), on=TODAY).total == 0


def grow(mine: Mine, number: int) -> None:
    for index in range(number):
        team = make_unit(mine.company, "team", mine.section, name=f"班{index}")
        group = make_unit(mine.company, "party_group", mine.branch, name=f"组{index}")
        make_link(group, team)
        branch = make_unit(mine.company, "branch", mine.committee, elected_date=date(2020, 1, 1))
        member = make_person(mine.company, team, group, party="full")
        appoint(member, "team_leader", team, ends_date=date(2027, 1, 1))
        appoint(member, "branch_secretary", branch)


@pytest.mark.parametrize("more", [1, 3])
def test_no_list_asks_more_for_more_rows(mine: Mine, django_assert_num_queries: Counts, more: int) -> None:
    office = acting(make_office(mine))
    grow(mine, more)

    with django_assert_num_queries(9):
        view_teams(viewer=office, on=TODAY)
    with django_assert_num_queries(5):
        view_tree(viewer=office, on=TODAY, today=TODAY)
    with django_assert_num_queries(4):
        children_on(mine.section.id, TODAY, viewer=office)
    with django_assert_num_queries(6):
        view_reminders(viewer=office, on=TODAY)
    with django_assert_num_queries(3):
        view_sizes(viewer=office, on=TODAY)


def test_the_size_rules_meet_the_world(mine: Mine) -> None:
    assert [one.rule for one in cautions_of([mine.branch], TODAY)[mine.branch.id]] == []

    Membership.objects.filter(person=mine.organiser, line="party").update(ends_date=date(2026, 1, 1))

    assert [one.rule for one in cautions_of([mine.branch], TODAY)[mine.branch.id]] == ["BR-01"]


def test_reminders_come_six_months_ahead_and_within_the_scope(mine: Mine, office: Actor) -> None:
    soon = make_unit(mine.company, "branch", mine.committee, elected_date=date(2024, 5, 21))
    make_unit(mine.company, "branch", mine.committee, elected_date=date(2024, 5, 22))

    assert elections_due(viewer=office, on=TODAY) == [soon]
    assert elections_due(viewer=acting(mine.secretary), on=TODAY) == []


def test_vacancies_and_terms_that_end(mine: Mine, office: Actor) -> None:
    words = {"political_instructor": "小政委", "team_leader": "班组长", "branch_secretary": "支部书记"}
    words |= {"party_group_leader": "党小组长", "section_chief": "区队长"}
    Appointment.objects.filter(person=mine.leader).update(ends_date=date(2027, 1, 31))

    empty = vacancies(viewer=office, on=TODAY, words=words)
    ending = terms_ending(viewer=office, on=TODAY, words=words)

    assert [(one.unit, one.word, one.may_appoint) for one in empty] == [("采煤二班", "小政委", True)]
    assert [(one.person, one.unit, one.days) for one in ending] == [("赵建军", "采煤一班", 72)]
