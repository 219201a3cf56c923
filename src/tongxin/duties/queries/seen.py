"""Which items one viewer may see, and which are theirs to do."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from tongxin.duties.models import OPEN, DutyItem, DutyMet
from tongxin.duties.queries.lines import ItemLine, lines
from tongxin.duties.rules import Standing
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.queries import within

# What was missed longer ago is the board's matter: nobody can hold last month's meeting today.
MISSED_DAY_SHOWN, MISSED_SHOWN = timedelta(days=7), timedelta(days=31)


def items_seen_by(viewer: Actor) -> QuerySet[DutyItem]:
    """One's own always; others' within the reach of `duty_view`."""
    if viewer.person_id is None:
        return DutyItem.objects.none()
    inside = within(viewer.scope("duty_view")) | owned_by(viewer) | Q(person_id=viewer.person_id)
    inside &= _here(viewer)
    return DutyItem.objects.filter(inside, company=viewer.company_id)


def owned_by(viewer: Actor) -> Q:
    """What the holder of these posts owes, whoever else stands in for them."""
    own = Q(person_id=viewer.person_id)
    for held in viewer.posts:
        own |= Q(unit_id=held.unit_id, post=held.post, person__isnull=True)
    return own & _here(viewer)


def _here(viewer: Actor) -> Q:
    """On the terminal of a team nothing but that team's."""
    return Q() if viewer.team_id is None else Q(unit_id=viewer.team_id)


def get_item(item_id: int, *, viewer: Actor) -> DutyItem:
    item = items_seen_by(viewer).select_related("unit", "shift", "waived_by", "escalated_unit")
    found = item.filter(id=item_id).first()
    if found is None:
        raise NotFound("没有找到这项职责")
    return found


def my_items(*, viewer: Actor, at: datetime, until: date | None = None) -> list[ItemLine]:
    """What the viewer owes: what is open and has begun by `until` (today), and what was due today.

    The first due come first, and what is done after what is not.
    """
    if viewer.person_id is None:
        return []
    today = timezone.localdate(at)
    recent = Q(due_date__gte=today - MISSED_DAY_SHOWN) | ~Q(starts_date=F("due_date"))
    shown = (
        (OPEN & recent & Q(starts_date__lte=until or today))
        | Q(due_date__range=(today, until or today))
        | Q(met_heard_at__gte=_midnight(at))
    )
    found = DutyItem.objects.filter(owned_by(viewer), shown, due_date__gte=today - MISSED_SHOWN)
    ordered = lines(found.filter(company=viewer.company_id).order_by("due_at", "id"), at=at)
    return sorted(ordered, key=lambda one: not one.unmet)


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def my_done(*, viewer: Actor, at: datetime, since: date) -> list[ItemLine]:
    """What the viewer owed and was done or waived, the latest first."""
    if viewer.person_id is None:
        return []
    closed = Q(met_at__isnull=False) | Q(waived_at__isnull=False)
    found = DutyItem.objects.filter(owned_by(viewer), closed, due_date__gte=since)
    return lines(found.filter(company=viewer.company_id).order_by("-due_at", "-id")[:60], at=at)


def items_met_by(record_id: int, *, viewer: Actor, at: datetime, source: str = "record") -> list[ItemLine]:
    """What a record (or report) counted for, as far as the viewer may see it: 这份记录算到了哪里."""
    counted = DutyMet.objects.filter(item=OuterRef("pk"), source=source, record_id=record_id)
    found = items_seen_by(viewer).filter(Exists(counted)).order_by("unit__path", "title", "id")
    return lines(found, at=at)


def standing_filter(standing: str, at: datetime) -> Q:
    """Items of one standing, as a condition; late and overdue both answer to `missed`."""
    missed = OPEN & Q(due_at__lt=at)
    found = {
        Standing.OPEN: OPEN & Q(due_at__gte=at),
        Standing.DONE: Q(met_at__lte=F("due_at")),
        Standing.DONE_LATE: Q(met_at__gt=F("due_at")),
        Standing.WAIVED: Q(waived_at__isnull=False, met_at__isnull=True),
        "missed": missed,
    }
    return found.get(standing, Q())
