"""Silence is said as it is, from the moment on which an answer could have been there."""

from datetime import datetime
from typing import Any

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, SPEC, story, with_guard
from tongxin.regimes.cases.silence import silences
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.guard import Span

ASSIGNED = ("assign", moment(11, 10, 8), 1)
ASKED = kinds.AnsweredOrSilent(
    check="answered_or_silent", moves=("note", "say"), after="assign", span=Span(hours=24)
)


@pytest.mark.parametrize(
    ("at", "steps", "said"),
    [
        (moment(11, 10, 7), (), []),
        (moment(11, 11, 7, 59), (ASSIGNED,), []),
        (moment(11, 11, 8), (ASSIGNED,), ["“备案”24 小时没有答复", "“表态”24 小时没有答复"]),
        (moment(11, 11, 8), (ASSIGNED, ("say", moment(11, 10, 9), 2)), ["“备案”24 小时没有答复"]),
        (
            moment(11, 19, 8),
            (ASSIGNED, ("say", moment(11, 10, 9), 2), ("fix", moment(11, 12, 8), 2)),
            ["“备案”24 小时没有答复"],
        ),
    ],
)
def test_whom_an_answer_was_asked_of_and_who_gave_none(
    at: datetime, steps: tuple[Any, ...], said: list[str]
) -> None:
    assert silences(story(*steps, spec=with_guard(ASKED)), AROUND, at) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (moment(11, 18, 23), []),
        (moment(11, 19, 8), ["“整改中”7 天了，没有人回应"]),
        (moment(11, 30, 8), ["“整改中”18 天了，没有人回应"]),
    ],
)
def test_a_state_in_which_nothing_happens(at: datetime, said: list[str]) -> None:
    states = SPEC.states | {
        "assigned": SPEC.states["assigned"].model_copy(update={"quiet_after": Span(days=7)})
    }
    quiet = SPEC.model_copy(update={"states": states})

    assert silences(story(ASSIGNED, ("say", moment(11, 12, 8), 2), spec=quiet), AROUND, at) == said
    assert silences(story(spec=quiet), AROUND, at) == []
