"""Edges of the rules of cases that no shipped kind comes to every day."""

import pytest
from pydantic import ValidationError

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, SPEC, story, with_guard
from tongxin.regimes.cases.story import Wish, told
from tongxin.regimes.cases.waits import first_of
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.guard import Span

ASSIGNED = ("assign", moment(11, 10, 8), 1)


def test_a_day_that_is_not_known_yet_lets_nobody_wait_for_it() -> None:
    day = kinds.DayCome(check="day_come", field="fix_by")

    assert first_of(day, story(ASSIGNED), AROUND) is None
    assert first_of(day, story(ASSIGNED, data={"fix_by": "2026-11-25"}), AROUND) == moment(11, 25)
    assert first_of(kinds.Photos(check="photos"), story(ASSIGNED), AROUND) is None


def test_a_day_is_set_from_what_is_known_and_from_nothing_else() -> None:
    by_span = kinds.SetDay(do="set_day", field="fix_by", since="assign", span=Span(days=3))
    by_months = kinds.SetDay(do="set_day", field="fix_by", from_field="started", months_field="days")
    move = SPEC.moves[1].model_copy(
        update={"effects": (kinds.EndPost(do="end_post", post="team_leader"), by_span)}
    )
    other = SPEC.moves[1].model_copy(update={"effects": (by_months,)})
    wish = Wish("look", moment(11, 20, 8), 1)

    assert told(story(ASSIGNED), move, wish).data == {"fix_by": "2026-11-13"}
    assert told(story(ASSIGNED), other, wish).data == {}
    known = {"started": "2026-08-31", "days": 6}
    assert told(story(ASSIGNED, data=known), other, wish).data["fix_by"] == "2027-02-28"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"since": "assign", "from_field": "started", "span": {"days": 1}},
            "写 since 或 from_field 中的一个",
        ),
        ({"since": "assign"}, "span 或 months_field 中的一个"),
        ({"since": "assign", "span": {"hours": 1}}, "span 写 days、months 或 years"),
    ],
)
def test_a_day_is_set_from_one_start_by_one_length(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        kinds.SetDay.model_validate({"do": "set_day", "field": "fix_by", **given})


def test_what_counts_since_a_move_that_was_not_made_is_nothing() -> None:
    at = story(ASSIGNED, ("look", moment(11, 11, 8), 1), spec=with_guard(kinds.Photos(check="photos")))

    assert at.times("look", since="note") == []
    assert len(at.times("look", since="opened")) == 1
