"""A unit's own items in a span, paged by key."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tongxin.duties.models import DutyItem
from tongxin.duties.queries.climbed import climbed
from tongxin.duties.queries.lines import ItemLine, line, named
from tongxin.duties.queries.owners import owners_of
from tongxin.duties.queries.reasons import Reason, reason
from tongxin.duties.queries.seen import items_seen_by, standing_filter
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import within

PAGE = 40


@dataclass(frozen=True, slots=True)
class UnitItem:
    """An item with why it stands so."""

    line: ItemLine
    reason: Reason


@dataclass(frozen=True, slots=True)
class UnitItems:
    """`next_key` opens the next page; empty on the last."""

    unit_id: int
    unit_name: str
    items: list[UnitItem]
    next_key: str


def unit_items(
    unit_id: int,
    *,
    viewer: Actor,
    at: datetime,
    since: date,
    until: date,
    standing: str = "",
    after: str = "",
) -> UnitItems:
    """Items of the unit itself due from `since` to `until`, the latest first."""
    unit = _unit(unit_id, viewer)
    found = items_seen_by(viewer).filter(
        standing_filter(standing, at), _after(after), unit=unit, due_date__range=(since, until)
    )
    return _shown(unit, found, at)


def unit_climbed(unit_id: int, duty: str, *, viewer: Actor, at: datetime, after: str = "") -> UnitItems:
    """Items of one duty that the unit has left undone and that have climbed to the viewer, the latest first."""
    unit = _unit(unit_id, viewer)
    found = items_seen_by(viewer).filter(climbed(viewer), _after(after), unit=unit, duty=duty)
    return _shown(unit, found, at)


def _unit(unit_id: int, viewer: Actor) -> Unit:
    found = Unit.objects.filter(within(viewer.scope("duty_view"), ""), company=viewer.company_id)
    unit = found.filter(id=unit_id).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    return unit


def _shown(unit: Unit, found: QuerySet[DutyItem], at: datetime) -> UnitItems:
    rows = named(found.order_by("-due_at", "-id")[: PAGE + 1])
    shown = rows[:PAGE]
    return UnitItems(unit.id, unit.name, explained(shown, at=at), _key(shown[-1]) if len(rows) > PAGE else "")


def explained(items: list[DutyItem], *, at: datetime) -> list[UnitItem]:
    """Items with the reason for each; two more queries, whatever their number."""
    owners = owners_of(items) if items else {}
    found = [(item, line(item, at=at)) for item in items]
    return [UnitItem(shown, reason(item, shown, owners[item.id])) for item, shown in found]


def _key(item: DutyItem) -> str:
    return f"{timezone.localtime(item.due_at):%Y-%m-%dT%H:%M:%S.%f}_{item.id}"


def _after(key: str) -> Q:
    """Items that come after the one whose key this is; an unreadable key is the first page."""
    moment, _, item_id = key.partition("_")
    try:
        read = parse_datetime(moment)
    except ValueError:
        read = None
    if read is None or not item_id.isdigit():
        return Q()
    due_at = timezone.make_aware(read) if timezone.is_naive(read) else read
    return Q(due_at__lt=due_at) | Q(due_at=due_at, id__lt=int(item_id))
