"""How a case of the demo is written down: one line a step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A move so many days and hours ago. In `given` "@leader" is a person, "day:3" a day so long after.

    `record`: the kind of meeting of the branch on which it rests, the last that was held since the step before;
    where there was none, the case stays where it is. `child`: made in the case of that kind which it opened.
    """

    move: str
    by: str
    days: float
    given: Given = field(default_factory=dict)
    late: str = ""
    record: str = ""
    child: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """`team`: which of the enterprise's teams, counted from nought; `at_branch`: opened at its branch."""

    prefix: str
    team: int
    kind: str
    by: str
    days: float
    given: Given
    steps: tuple[Step, ...] = ()
    anonymous: bool = False
    at_branch: bool = False
