"""By when something is due, and how far it has climbed."""

from datetime import datetime

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, SPEC, story
from tongxin.regimes.cases.dues import due_at, next_due, next_rung_at, rung_at
from tongxin.regimes.schema.case import Due

ASSIGNED = ("assign", moment(11, 10, 8), 1)


def test_what_is_due_first_from_each_state() -> None:
    reported, assigned = next_due(story(), AROUND), next_due(story(ASSIGNED), AROUND)
    noted = next_due(story(ASSIGNED, ("note", moment(11, 11, 8), 1)), AROUND)

    assert reported is not None
    assert assigned is not None
    assert noted is not None
    assert (reported[0].key, reported[1]) == ("assign", moment(11, 3, 23, 59))
    assert (assigned[0].key, assigned[1]) == ("note", moment(11, 13, 23, 59))
    assert (noted[0].key, noted[1]) == ("look", moment(12, 10, 23, 59))


def test_nothing_is_due_once_it_has_ended() -> None:
    assert next_due(story(ASSIGNED, ("fix", moment(11, 12, 8), 2)), AROUND) is None


def test_what_comes_again_counts_from_its_last_time() -> None:
    look = SPEC.move("look")
    assert look is not None

    assert due_at(look, story(ASSIGNED), AROUND) == moment(12, 10, 23, 59)
    assert due_at(look, story(ASSIGNED, ("look", moment(11, 15, 8), 1)), AROUND) == moment(12, 15, 23, 59)


def test_some_choices_have_a_time_of_their_own() -> None:
    due = Due.model_validate(
        {"within": {"days": 5}, "by_choice": {"field": "grade", "spans": {"big": {"hours": 2}}}}
    )
    assign = SPEC.move("assign")
    assert assign is not None
    chosen = assign.model_copy(update={"due": due})

    assert due_at(chosen, story(), AROUND) == moment(11, 7, 23, 59)
    assert due_at(chosen, story(data={"grade": "small"}), AROUND) == moment(11, 7, 23, 59)
    assert due_at(chosen, story(data={"grade": "big"}), AROUND) == moment(11, 2, 10)


def test_the_day_that_people_chose() -> None:
    fix = SPEC.move("fix")
    assert fix is not None

    assert due_at(fix, story(ASSIGNED), AROUND) is None
    assert due_at(fix, story(ASSIGNED, data={"fix_by": "2026-11-25"}), AROUND) == moment(11, 25, 23, 59)


def test_what_was_never_done_lets_nothing_begin() -> None:
    back = SPEC.moves[3].model_copy(update={"due": SPEC.moves[3].due.model_copy(update={"after": "fix"})})  # type: ignore[union-attr]

    assert due_at(back, story(ASSIGNED), AROUND) is None


@pytest.mark.parametrize(
    ("at", "rung"),
    [
        (moment(11, 21, 7), 0),
        (moment(11, 21, 8), 1),
        (moment(11, 22, 23, 58), 1),
        (moment(11, 22, 23, 59), 2),
    ],
)
def test_how_far_it_has_climbed(at: datetime, rung: int) -> None:
    assert rung_at(story(), moment(11, 20, 8), at, AROUND) == rung


def test_when_it_climbs_next() -> None:
    due = moment(11, 20, 8)

    assert [next_rung_at(story(), due, rung, AROUND) for rung in (0, 1, 2)] == [
        moment(11, 21, 8),
        moment(11, 22, 23, 59),
        None,
    ]
    assert next_rung_at(story(), None, 0, AROUND) is None
