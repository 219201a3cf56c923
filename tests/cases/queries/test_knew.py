"""Whom a case went to, and when."""

from dataclasses import dataclass
from typing import cast

from tests.clock import NOW
from tongxin.cases.queries.knew import Knew, Telling, who_knew
from tongxin.cases.queries.story import Known


@dataclass
class Named:
    name: str


@dataclass
class InPart:
    person_id: int
    person: Named


@dataclass
class People:
    """As much of a case as is asked for."""

    parts: list[InPart]


CASE = cast("Known", People([InPart(1, Named("程刚")), InPart(2, Named("毛雪梅"))]))


def test_whoever_came_in_by_two_ways_is_named_once() -> None:
    told = [Telling(NOW, "case.opened", [1, 1]), Telling(NOW, "case.climbed", [2, 1])]

    assert who_knew(CASE, told) == [
        Knew(NOW, "一报出来就送到", ["程刚"]),
        Knew(NOW, "没有人办，报到", ["毛雪梅", "程刚"]),
    ]


def test_of_whom_no_part_is_left_nothing_is_told() -> None:
    assert who_knew(CASE, [Telling(NOW, "case.opened", [3])]) == []
