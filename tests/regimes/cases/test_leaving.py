"""Who withdraws is counted no more, and a round that begins anew begins without whom the last one chose."""

from dataclasses import replace

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, SPEC, story
from tongxin.kernel.errors import Refused
from tongxin.regimes.cases.guards import hindrance
from tongxin.regimes.cases.moving import check_move
from tongxin.regimes.cases.story import Story, Who, Wish, told
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseSpec, Move

NOW = moment(11, 20, 8)


def member(**given: object) -> Move:
    return Move.model_validate({"title": "试", "source": ["assigned"], "by": {"everybody": "unit"}, **given})


APPLY = member(key="apply", each=True, joins="watcher")
LEAVE = member(key="leave", by={"roles": ["watcher"]}, each=True, leaves=["watcher"])
AGREE = member(key="agree", by={"roles": ["watcher"]}, each=True)
ANEW = member(key="anew", target="reported", clears=["watcher", "fixer"])
CLUB = CaseSpec.model_validate(SPEC.model_dump() | {"moves": [*SPEC.moves, APPLY, LEAVE, AGREE, ANEW]})


def walked(*steps: tuple[str, int]) -> Story:
    found = story(("assign", moment(11, 3), 1), spec=CLUB)
    for key, person in steps:
        move = CLUB.move(key)
        assert move is not None
        found = told(found, move, Wish(key, NOW, person))
    return found


def test_who_leaves_is_in_the_role_no_more_and_the_step_stays() -> None:
    left = walked(("apply", 4), ("apply", 5), ("leave", 4))

    assert left.in_role("watcher") == {5}
    assert [(step.move, step.by) for step in left.steps][1:] == [("apply", 4), ("apply", 5), ("leave", 4)]


def test_a_round_that_begins_anew_has_nobody_in_the_roles_that_it_clears() -> None:
    anew = walked(("apply", 4), ("anew", 1))

    assert [len(anew.in_role(role)) for role in ("watcher", "fixer", "opener")] == [0, 0, 1]


def test_whom_a_round_ends_with_is_still_asked_about_before_the_role_is_cleared() -> None:
    asked = ANEW.model_copy(update={"guards": (kinds.HowMany(check="how_many", role="watcher"),)})
    kind = CLUB.model_copy(update={"moves": (*CLUB.moves[:-1], asked)})
    anyone = Who(person=1, of_unit=True)

    assert check_move(replace(walked(("apply", 4)), spec=kind), Wish("anew", NOW, 1), anyone, AROUND) == asked
    with pytest.raises(Refused, match="监护人要 1 人，现在 0 人"):
        check_move(replace(walked(), spec=kind), Wish("anew", NOW, 1), anyone, AROUND)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((("apply", 4), ("apply", 5)), ""),
        ((("apply", 4), ("apply", 5), ("leave", 4)), "“试”要有 2 个不同的人，现在 1 个不同的人"),
        ((("apply", 4), ("apply", 5), ("leave", 4), ("apply", 4)), ""),
    ],
)
def test_whoever_left_does_not_count_among_those_who_joined(
    steps: tuple[tuple[str, int], ...], said: str
) -> None:
    two = kinds.Counted(check="counted", move="apply", at_least=2, people=True)

    assert hindrance(two, walked(*steps), Wish("back", NOW, 2), AROUND) == said


def test_what_somebody_agreed_to_in_a_role_that_they_left_counts_no_more() -> None:
    one = kinds.Counted(check="counted", move="agree", at_least=1, people=True)
    often = kinds.Counted(check="counted", move="agree", at_least=1)
    left = walked(("apply", 4), ("agree", 4), ("leave", 4))

    assert hindrance(one, left, Wish("back", NOW, 2), AROUND) == "“试”要有 1 个不同的人，现在 0 个不同的人"
    assert hindrance(often, left, Wish("back", NOW, 2), AROUND) == ""


def test_how_many_are_left_is_asked_after_the_leaving() -> None:
    two = kinds.HowMany(check="how_many", role="watcher", least=1, most=9)

    assert (
        hindrance(two, walked(("apply", 4), ("leave", 4)), Wish("back", NOW, 2), AROUND)
        == "监护人要 1 人，现在 0 人"
    )
