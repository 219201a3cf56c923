"""Who was told of a case, and when: at its opening, and as it climbed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tongxin.cases.queries.story import Known
from tongxin.facts.models import Fact

WAYS = {"case.opened": "一报出来就送到", "case.climbed": "没有人办，报到"}


@dataclass(frozen=True, slots=True)
class Knew:
    """`how` it came to them, in words."""

    at: datetime
    how: str
    names: list[str]


def who_knew(found: Known) -> list[Knew]:
    """Whoever has seen the case in full may ask; of those who have no part any more no name is told."""
    names = {part.person_id: part.person.name for part in found.parts}
    rows = Fact.objects.filter(subject_type="case", subject_id=found.case.id, kind__in=WAYS)
    told = [Knew(row.recorded_at, WAYS[row.kind], _named(row.data, names)) for row in rows.order_by("id")]
    return [one for one in told if one.names]


def _named(data: Mapping[str, list[int]], names: Mapping[int, str]) -> list[str]:
    return [names[person] for person in data.get("told", ()) if person in names]
