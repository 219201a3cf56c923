"""End what has been kept long enough: in batches, safe to repeat, one fact a batch, counts only."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.kernel.actor import Actor
from tongxin.kernel.keeping import Keep

BATCH = 5_000
KIND = "retention.applied"


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `model` whose `since` (a path to a day or a moment) is older than `keep` go.

    `only` narrows them down. `empty`: not the row goes but what these columns hold; `only` must
    then leave out the rows that are empty already. `end` ends rows that need more than a DELETE.
    """

    model: str
    keep: Keep
    since: str
    only: models.Q = field(default_factory=models.Q)
    empty: Mapping[str, Any] | None = None
    end: Callable[[Sequence[int]], Mapping[str, int]] | None = None

    def due(self, on: date) -> models.QuerySet[Any]:
        model = apps.get_model(self.model)
        day = self.keep.ends_before(on)
        field_of: Any = model
        for part in self.since.split("__"):
            field_of = field_of._meta.get_field(part)
            found, field_of = field_of, getattr(field_of, "related_model", None)
        moment = isinstance(found, models.DateTimeField)
        limit = timezone.make_aware(datetime.combine(day, time())) if moment else day
        rows: models.QuerySet[Any] = model._base_manager.filter(self.only, **{f"{self.since}__lt": limit})
        return rows


def apply(rules: Sequence[Rule], *, by: Actor, at: datetime) -> int:
    """All that is due today; how many rows."""
    total = 0
    while done := _batch(rules, by=by, at=at):
        total += done
    return total


@transaction.atomic
def _batch(rules: Sequence[Rule], *, by: Actor, at: datetime) -> int:
    on = timezone.localdate(at)
    counts: Counter[str] = Counter()
    for rule in rules:
        counts.update(_end(rule, on))
    if counts:
        record(KIND, subject=("company", by.company_id or 0), by=by, at=at, data=dict(sorted(counts.items())))
    return counts.total()


def _end(rule: Rule, on: date) -> Mapping[str, int]:
    due = rule.due(on)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return {}
    if rule.end is not None:
        return rule.end(ids)
    upto = due.filter(pk__lte=ids[-1])
    if rule.empty is not None:
        return {rule.model: upto.update(**rule.empty)}
    _, counts = upto.delete()
    return {name: count for name, count in counts.items() if count}
