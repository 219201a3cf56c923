"""Who was told of a case, and when: at its opening, and as it climbed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tongxin.cases.queries.story import Known

WAYS = {"case.opened": "一报出来就送到", "case.climbed": "没有人办，报到"}


@dataclass(frozen=True, slots=True)
class Telling:
    """As the journal has it: the kind of fact, and the ids of whom it went to."""

    at: datetime
    kind: str
    people: list[int]


@dataclass(frozen=True, slots=True)
class Knew:
    """`how` it came to them, in words."""

    at: datetime
    how: str
    names: list[str]


def who_knew(found: Known, told: Iterable[Telling]) -> list[Knew]:
    """Whoever has seen the case in full may ask; of those who have no part any more no name is told."""
    names = {part.person_id: part.person.name for part in found.parts}
    knew = [
        Knew(
            one.at, WAYS[one.kind], [names[person] for person in dict.fromkeys(one.people) if person in names]
        )
        for one in told
    ]
    return [one for one in knew if one.names]
