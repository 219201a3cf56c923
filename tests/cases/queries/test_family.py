"""Which cases came out of which: told as far as the viewer sees them, counted whether they do or not."""

from collections.abc import Callable

import pytest

from tests.cases.kinds import follow
from tests.clock import NOW
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case
from tongxin.cases.queries import get_case
from tongxin.cases.queries.family import Family, family
from tongxin.kernel.actor import Actor

Act = Callable[..., Actor]


@pytest.fixture
def followed(mine: Mine) -> Mine:
    follow(mine.root)
    return mine


def report(mine: Mine, by: Actor, what: str, origin: Case | None = None) -> Case:
    opening = Opening("fault", mine.team.id, {"what": what}, origin_id=origin and origin.id)
    return Case.objects.get(id=open_case(opening, by=by, at=NOW).case_id)


def help_for(mine: Mine, by: Actor, origin: Case) -> Case:
    given = {"worker": [mine.other_leader.id], "need": "孩子上学"}
    opening = Opening("care", mine.team.id, given, origin_id=origin.id)
    return Case.objects.get(id=open_case(opening, by=by, at=NOW).case_id)


def test_whoever_sees_the_relatives_is_told_of_them_and_all_of_them_count(followed: Mine, act: Act) -> None:
    worker, chief, instructor = act(followed.worker), act(followed.chief), act(followed.instructor)
    first = report(followed, worker, "护栏松了")
    second = report(followed, worker, "护栏又松了", first)
    third = report(followed, worker, "再查一遍", second)
    ended = report(followed, worker, "没有这回事", second)
    move_case(ended.id, Making("refuse", {"answer": "看过了"}), by=chief, at=NOW)
    help_for(followed, instructor, second)

    found = family(get_case(second.id, viewer=chief), viewer=chief)

    assert found.origin == (first.id, "护栏松了")
    assert found.opened == [(third.id, "再查一遍"), (ended.id, "没有这回事")]
    assert found.running == {"fault": 1, "care": 1}


def test_an_origin_that_the_viewer_does_not_see_is_not_named(followed: Mine, act: Act) -> None:
    instructor = act(followed.instructor)
    sealed = help_for(followed, instructor, report(followed, act(followed.worker), "护栏松了"))
    out_of_it = report(followed, instructor, "换岗", sealed)
    chief = act(followed.chief)

    assert family(get_case(out_of_it.id, viewer=chief), viewer=chief) == Family(None, [], {})


def test_a_case_without_relatives_asks_nothing(
    followed: Mine, act: Act, django_assert_num_queries: Callable[[int], object]
) -> None:
    alone = get_case(report(followed, act(followed.worker), "护栏松了").id, viewer=act(followed.worker))

    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert family(alone, viewer=act_nobody(followed)) == Family()


def act_nobody(mine: Mine) -> Actor:
    return Actor(person_id=None, name="", company_id=mine.company.id)
