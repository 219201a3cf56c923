"""Rights follow from the appointments valid at the moment of the request."""

from collections.abc import Callable
from datetime import date

from tests.clock import TODAY, moment
from tests.factories import appoint, make_administrator, make_person
from tests.world import Mine
from tongxin.kernel.actor import NOBODY, Actor, Scope

Act = Callable[..., Actor]


def test_a_secretary_reaches_the_branch_and_its_linked_section_with_all_below(mine: Mine, act: Act) -> None:
    secretary = act(mine.secretary)

    assert secretary.scope("duty_waive") == Scope(trees=frozenset({mine.branch.path, mine.section.path}))
    assert secretary.may_in("record_view", unit_id=mine.team.id, path=mine.team.path)
    assert not secretary.may_in("record_view", unit_id=mine.root.id, path=mine.root.path)


def test_an_instructor_reaches_the_team_and_the_groups_linked_to_it_alone(mine: Mine, act: Act) -> None:
    instructor = act(mine.instructor)

    reached = frozenset({mine.team.id, mine.group.id, mine.union_group.id})
    assert instructor.scope("shift_edit") == Scope(units=reached)


def test_a_post_that_has_ended_or_not_begun_gives_nothing(mine: Mine, act: Act) -> None:
    ended = make_person(mine.company, mine.team)
    appoint(ended, "team_leader", mine.other_team, ends_date=date(2026, 11, 19))
    future = make_person(mine.company, mine.team)
    appoint(future, "team_leader", mine.other_team, starts_date=date(2026, 11, 21))

    assert act(ended).scopes == {}
    assert act(future).scopes == {}
    assert act(future, moment(11, 21)).may("record_write")


def test_the_last_day_of_a_term_still_counts(mine: Mine, act: Act) -> None:
    person = make_person(mine.company, mine.team)
    appoint(person, "team_leader", mine.other_team, ends_date=TODAY)

    assert act(person).may("record_write")


def test_an_administrator_has_no_scope_even_with_a_post(mine: Mine, act: Act) -> None:
    make_administrator(mine.worker, "system")

    assert act(mine.worker).administrator == "system"
    assert act(mine.worker).scopes == {}


def test_somebody_who_left_is_nobody(mine: Mine, act: Act) -> None:
    mine.worker.left_date = date(2026, 11, 1)
    mine.worker.save()

    assert act(mine.worker) == NOBODY
