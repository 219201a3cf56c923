"""Lengths of time on the calendar."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.clock import moment
from tests.regimes.cases.kinds import CALENDAR, SPEC
from tongxin.regimes.cases.spans import by_workdays, ends_at, in_words, over_from
from tongxin.regimes.schema.case import CaseSpec, State
from tongxin.regimes.schema.guard import Span, Waited


@pytest.mark.parametrize(
    ("span", "start", "over", "last"),
    [
        ({"minutes": 15}, moment(11, 20, 8), moment(11, 20, 8, 15), moment(11, 20, 8, 15)),
        ({"hours": 24}, moment(11, 20, 8), moment(11, 21, 8), moment(11, 21, 8)),
        ({"days": 3}, moment(11, 20, 8), moment(11, 23, 0), moment(11, 23, 23, 59)),
        # Five working days of a notice put up on Friday the 20th are over on Saturday the 28th.
        ({"workdays": 5}, moment(11, 20, 8), moment(11, 28, 0), moment(11, 27, 23, 59)),
        # Put up on Sunday 20 September: 25 to 27 are the Mid-Autumn days off, 20 itself does not count.
        ({"workdays": 5}, moment(9, 20, 8), moment(9, 29, 0), moment(9, 28, 23, 59)),
        ({"months": 6}, moment(8, 31, 8), moment(2, 28, 0, year=2027), moment(2, 28, 23, 59, year=2027)),
        ({"years": 1}, moment(3, 5, 8), moment(3, 5, 0, year=2027), moment(3, 5, 23, 59, year=2027)),
    ],
)
def test_when_a_span_is_over_and_by_when_it_ends(
    span: dict[str, int], start: datetime, over: datetime, last: datetime
) -> None:
    read = Span(**span)

    assert (over_from(start, read, CALENDAR), ends_at(start, read, CALENDAR)) == (over, last)


@given(st.sampled_from(["days", "workdays", "months", "years"]), st.integers(1, 30), st.integers(1, 28))
def test_whatever_is_over_has_ended_before_or_on_that_day(unit: str, count: int, day: int) -> None:
    span, start = Span(**{unit: count}), moment(1, day, 8)

    assert start < over_from(start, span, CALENDAR)
    assert abs((over_from(start, span, CALENDAR) - ends_at(start, span, CALENDAR)).total_seconds()) <= 86400


@pytest.mark.parametrize("given", [{}, {"days": 1, "hours": 2}])
def test_a_span_has_one_unit(given: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="写一种长短"):
        Span(**given)


def test_a_span_in_words() -> None:
    assert [in_words(Span(workdays=5)), in_words(Span(years=1))] == ["5 个工作日", "1 年"]


def timed(span: Span) -> list[CaseSpec]:
    """The kind with the span in a guard, in a ladder and in a state, and without its due within a working day."""
    bare = SPEC.model_copy(
        update={"moves": tuple(move.model_copy(update={"due": None}) for move in SPEC.moves), "escalate": ()}
    )
    waits = Waited(check="waited", after="assign", span=span)
    quiet = {**SPEC.states, "assigned": State(title="整改中", quiet_after=span)}
    guarded = [move.model_copy(update={"guards": (waits,)}) for move in bare.moves]
    return [bare.model_copy(update=given) for given in ({"moves": tuple(guarded)}, {"states": quiet})]


def test_a_kind_goes_by_working_days_where_any_of_its_spans_does() -> None:
    assert by_workdays(SPEC)
    assert [by_workdays(one) for one in timed(Span(workdays=3))] == [True, True]
    assert [by_workdays(one) for one in timed(Span(days=3))] == [False, False]
