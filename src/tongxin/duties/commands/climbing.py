"""Let overdue items climb to the next post: a scan of what is due to climb, so a lost timer heals."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.duties import rules
from tongxin.duties.models import OPEN, DutyItem
from tongxin.duties.queries.lines import spec_of
from tongxin.duties.queries.owners import post_kinds
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Link, Unit

BATCH = 1000


def escalate_overdue(*, at: datetime) -> list[Fact]:
    """Every unmet item whose time has come climbs; one fact a company and batch."""
    facts: list[Fact] = []
    while batch := _climb_batch(at):
        facts += batch
    return facts


@transaction.atomic
def _climb_batch(at: datetime) -> list[Fact]:
    waiting = DutyItem.objects.filter(OPEN, escalate_at__lte=at).select_related("unit").order_by("id")
    skip = connection.features.has_select_for_update_skip_locked
    items = list(waiting.select_for_update(of=("self",), skip_locked=skip)[:BATCH])
    _climb(items, at)
    companies: dict[int, list[DutyItem]] = defaultdict(list)
    for item in items:
        companies[item.company_id].append(item)
    return [_tell(company_id, climbed, at) for company_id, climbed in companies.items()]


def _climb(items: Sequence[DutyItem], at: datetime) -> None:
    for item in items:
        spec = spec_of(item)
        item.escalated_level = max(rules.level_at(spec, item.due_at, at), item.escalated_level + 1)
        item.escalated_post = rules.post_at_level(spec, item.escalated_level)
        item.escalated_at = at
        item.escalate_at = rules.next_climb(spec, item.due_at, item.escalated_level)
    targets = _targets({(item.unit_id, item.unit.path, item.escalated_post) for item in items}, at)
    for item in items:
        item.escalated_unit_id = targets.get((item.unit_id, item.escalated_post))
    fields = ["escalated_level", "escalated_post", "escalated_at", "escalate_at", "escalated_unit"]
    DutyItem.objects.bulk_update(items, fields, batch_size=BATCH)


def _targets(wanted: set[tuple[int, str, str]], at: datetime) -> dict[tuple[int, str], int]:
    """The nearest unit, upwards and across links, in which the post is held."""
    above = {unit_id for _, path, _ in wanted for unit_id in ids_in(path)}
    across = _across(above, at)
    beside = {unit_id for found in across.values() for unit_id in found}
    kinds = dict(Unit.objects.filter(id__in=above | beside).values_list("id", "kind"))
    targets = {}
    for unit_id, path, post in wanted:
        fitting = post_kinds(post)
        for one in _nearest_first(path, across):
            if kinds.get(one) in fitting:
                targets[unit_id, post] = one
                break
    return targets


def _across(unit_ids: Iterable[int], at: datetime) -> dict[int, list[int]]:
    across: dict[int, list[int]] = defaultdict(list)
    ids = list(unit_ids)
    links = Link.objects.filter(valid_on(timezone.localdate(at)), Q(left__in=ids) | Q(right__in=ids))
    for left, right in links.order_by("id").values_list("left_id", "right_id"):
        across[left].append(right)
        across[right].append(left)
    return across


def _nearest_first(path: str, across: dict[int, list[int]]) -> Iterable[int]:
    for unit_id in reversed(ids_in(path)):
        yield unit_id
        yield from across[unit_id]


def _tell(company_id: int, items: Sequence[DutyItem], at: datetime) -> Fact:
    by = Actor(person_id=None, name="", company_id=company_id)
    data = {"count": len(items), "posts": dict(Counter(item.escalated_post for item in items))}
    return record("duty.escalated", subject=("company", company_id), by=by, at=at, data=data)
