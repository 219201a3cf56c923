"""Waive an item with a reason, and take a waiver back."""

import uuid
from datetime import datetime

from django.db import transaction

from tongxin.duties import rules
from tongxin.duties.commands import tallying
from tongxin.duties.models import DutyItem
from tongxin.duties.queries.lines import standing_of
from tongxin.duties.queries.owners import owners_of
from tongxin.duties.queries.seen import items_seen_by
from tongxin.facts.commands import record
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound, Refused


@transaction.atomic
def waive_item(item_id: int, reason: str, *, by: Actor, at: datetime, key: uuid.UUID | None = None) -> Fact:
    """Nobody owes it any more; somebody above the owner says why."""
    item = _locked(item_id, by)
    now = standing_of(item, at=at)
    owners = [owner.person_id for owner in owners_of([item])[item.id]]
    kept = rules.check_waiver(reason, now=now, owners=owners, by_id=by.person_id, may=_may(item, by))
    _change(item, waived_at=at, waived_by_id=by.person_id, waived_reason=kept)
    return _tell("duty.waived", item, by=by, at=at, key=key)


@transaction.atomic
def undo_waiver(item_id: int, *, by: Actor, at: datetime) -> Fact:
    """It is owed again."""
    item = _locked(item_id, by)
    if not _may(item, by):
        raise NotAllowed("您没有撤销免除的权限，请找上一级党组织负责人")
    if item.waived_at is None:
        raise Refused("这一项没有免除，不用撤销")
    _change(item, waived_at=None, waived_by_id=None, waived_reason="")
    return _tell("duty.waiver_undone", item, by=by, at=at)


def _locked(item_id: int, by: Actor) -> DutyItem:
    seen = items_seen_by(by).filter(id=item_id)
    found = DutyItem.objects.filter(id__in=seen.values("id")).select_related("unit")
    item = found.select_for_update(of=("self",)).first()
    if item is None:
        raise NotFound("没有找到这项职责")
    return item


def _may(item: DutyItem, by: Actor) -> bool:
    return by.may_in("duty_waive", unit_id=item.unit_id, path=item.unit.path)


def _change(item: DutyItem, **values: object) -> None:
    before = tallying.counted(item)
    for name, value in values.items():
        setattr(item, name, value)
    item.save(update_fields=list(values))
    change = tallying.difference(tallying.counted(item), before)
    tallying.move([(item.unit.path, item.due_date, change)])


def _tell(kind: str, item: DutyItem, *, by: Actor, at: datetime, key: uuid.UUID | None = None) -> Fact:
    data = {"duty": item.duty, "period": item.period}
    return record(kind, subject=("duty", item.id), by=by, at=at, unit_id=item.unit_id, key=key, data=data)
