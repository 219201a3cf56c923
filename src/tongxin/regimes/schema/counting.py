"""What is counted of a kind of case: how quick, what it stands for, and by which fields it is told in tables."""

from typing import Literal

from pydantic import Field

from tongxin.regimes.schema.base import Key, Spec

Earliest = Literal["found", "known", "removed", "helped", "delivered"]
Without = Literal["violation", "accident", "hazard"]


class Measure(Spec):
    """From `after` (a move, or the opening) to the first of the moves `until`: one of the 'five earliest'."""

    earliest: Earliest
    after: Key = "opened"
    until: tuple[Key, ...] = Field(min_length=1)


class Statistics(Spec):
    """The fields by which the quarter's and the year's table counts: level, sort, and money.

    `serious`: the levels whose cases are listed one by one. `told`: fields shown there. `clause`: the article
    that asks for the table, where it is another than the kind's.
    """

    level: Key
    serious: tuple[Key, ...] = Field(min_length=1)
    sort: Key
    planned: Key
    spent: Key
    told: tuple[Key, ...] = ()
    clause: str = ""
