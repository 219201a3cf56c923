"""The case out of which one was opened, and those that were opened out of it; asked for at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from tongxin.cases.models import Case
from tongxin.cases.queries.seen import cases_seen_by
from tongxin.kernel.actor import Actor

MOST = 10


@dataclass(frozen=True, slots=True)
class Family:
    """`origin` and `opened` (id, title): those that the viewer sees. `running`: kind -> how many of all that were
    opened out of it are still open."""

    origin: tuple[int, str] | None = None
    opened: Sequence[tuple[int, str]] = ()
    running: Mapping[str, int] = field(default_factory=dict)


def family(case: Case, *, viewer: Actor) -> Family:
    if case.origin_id is None and not getattr(case, "opens", True):
        return Family()
    seen = Exists(cases_seen_by(viewer).filter(id=OuterRef("id")))
    rows = Case.objects.filter(Q(id=case.origin_id) | Q(origin=case.id)).annotate(seen=seen).order_by("id")
    found = list(rows.only("title", "kind", "ended_at", "origin_id"))
    shown = [(row.id, row.title) for row in found if row.seen]
    return Family(
        next((one for one in shown if one[0] == case.origin_id), None),
        [one for one in shown if one[0] != case.origin_id][:MOST],
        Counter(row.kind for row in found if row.origin_id == case.id and row.ended_at is None),
    )
