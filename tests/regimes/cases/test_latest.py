"""What was asked and is not answered, what was agreed to and not taken back; days within a need's limit."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, SPEC, story
from tongxin.regimes.cases.guards import hindrance
from tongxin.regimes.cases.lapsing import lapse
from tongxin.regimes.cases.story import Wish
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import CaseField, Due, Who
from tongxin.regimes.schema.fields import Choice

NOW = moment(11, 20, 8)
LATEST = kinds.Latest(check="latest", one_of=("assign", "look"), of=("note",))


def steps(*moves: str) -> list[tuple[str, datetime, int]]:
    return [(move, moment(11, 10, 8 + hour), 1) for hour, move in enumerate(moves)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ((), "要先做“派单”或“巡查”"),
        (("assign",), ""),
        (("assign", "note"), "要先做“派单”或“巡查”"),
        (("note", "look"), ""),
        (("look", "fix"), ""),
    ],
)
def test_what_came_last_of_some_moves_counts(made: tuple[str, ...], said: str) -> None:
    assert hindrance(LATEST, story(*steps(*made)), Wish("fix", NOW, 2), AROUND) == said


UNTIL = CaseField(key="until", title="帮到哪天", type="date")
NEED = CaseField(
    key="need", title="要帮什么", type="choices",
    choices=(Choice(key="short", title="短的"), Choice(key="long", title="长的")),
)  # fmt: skip
WITHIN = kinds.DayWithin(check="day_within", field="until", by="need", days={"short": 1, "long": 7})


@pytest.mark.parametrize(
    ("until", "chosen", "said"),
    [
        ("2026-11-21", ["short"], ""),
        ("2026-11-22", ["short"], "“帮到哪天”要在 2026-11-20 到 2026-11-21 之间"),
        ("2026-11-27", ["short", "long"], ""),
        ("2026-11-27", "long", ""),
        ("2026-11-19", ["long"], "“帮到哪天”要在 2026-11-20 到 2026-11-27 之间"),
        ("2026-11-21", [], "“帮到哪天”要在 2026-11-20 到 2026-11-20 之间"),
        (None, ["short"], ""),
    ],
)
def test_a_day_lies_within_the_longest_of_what_is_chosen(
    until: str | None, chosen: object, said: str
) -> None:
    spec = SPEC.model_copy(update={"opening": (*SPEC.opening, UNTIL, NEED)})
    told = replace(story(*steps("assign")), spec=spec, data={"until": until, "need": chosen})

    assert hindrance(WITHIN, told, Wish("fix", NOW, 2), AROUND) == said


def test_a_move_of_its_own_is_made_when_it_has_been_due() -> None:
    fix = SPEC.move("fix")
    assert fix is not None
    own = fix.model_copy(update={"itself": True, "by": Who(), "due": Due(on_field="until")})
    spec = SPEC.model_copy(update={"moves": tuple(own if move == fix else move for move in SPEC.moves)})
    told = replace(story(*steps("assign")), spec=spec, state="assigned", data={"until": "2026-11-21"})

    assert lapse(told, AROUND) == (own, moment(11, 21, 23, 59))
    assert lapse(replace(told, data={}), AROUND) is None
    assert lapse(replace(told, state="fixed"), AROUND) is None


def test_a_move_of_its_own_goes_only_the_way_that_is_meant_for_it() -> None:
    fix = SPEC.move("fix")
    assert fix is not None
    serious = kinds.Chosen(check="chosen", field="grade", one_of=("big",), branch=True)
    own = fix.model_copy(
        update={"itself": True, "by": Who(), "due": Due(on_field="until"), "guards": (serious,)}
    )
    spec = SPEC.model_copy(update={"moves": tuple(own if move == fix else move for move in SPEC.moves)})
    told = replace(story(*steps("assign")), spec=spec, state="assigned")

    assert lapse(replace(told, data={"until": "2026-11-21", "grade": "small"}), AROUND) is None
    assert lapse(replace(told, data={"until": "2026-11-21", "grade": "big"}), AROUND) == (
        own,
        moment(11, 21, 23, 59),
    )
