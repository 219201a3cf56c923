"""Who owed an item on its day, and whether they were there to do it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from tongxin.duties.models import DutyItem
from tongxin.kernel.periods import covers
from tongxin.orgs.models import Appointment, Leave
from tongxin.regimes.load import posts


@dataclass(frozen=True, slots=True)
class Owner:
    """A holder of the post on the due day; `leave` is the kind of leave they were on, or empty."""

    person_id: int
    name: str
    stands_in: bool
    leave: str


def owners_of(items: Sequence[DutyItem]) -> dict[int, list[Owner]]:
    """Item -> its owners on its due day, who are there first; two queries, whatever the number."""
    appointments = _appointments(items)
    leaves = _leaves(items, [row.person_id for rows in appointments.values() for row in rows])
    return {item.id: _owners(item, appointments, leaves) for item in items}


def _appointments(items: Iterable[DutyItem]) -> dict[tuple[int, str], list[Appointment]]:
    found: dict[tuple[int, str], list[Appointment]] = defaultdict(list)
    rows = Appointment.objects.filter(
        unit__in={item.unit_id for item in items}, post__in={item.post for item in items}
    )
    shown = rows.select_related("person").only(
        "unit_id", "post", "person__name", "starts_date", "ends_date", "stands_in_for_id"
    )
    for row in shown.order_by("id"):
        found[row.unit_id, row.post].append(row)
    return found


def _leaves(items: Sequence[DutyItem], people: list[int]) -> dict[int, list[Leave]]:
    found: dict[int, list[Leave]] = defaultdict(list)
    if not people:
        return found
    first, last = min(item.due_date for item in items), max(item.due_date for item in items)
    for leave in Leave.objects.filter(person__in=set(people), starts_date__lte=last, ends_date__gte=first):
        found[leave.person_id].append(leave)
    return found


def _owners(
    item: DutyItem,
    appointments: dict[tuple[int, str], list[Appointment]],
    leaves: dict[int, list[Leave]],
) -> list[Owner]:
    owners = {
        row.person_id: Owner(
            row.person_id,
            row.person.name,
            row.stands_in_for_id is not None,
            next((one.kind for one in leaves[row.person_id] if _on(one, item)), ""),
        )
        for row in appointments[item.unit_id, item.post]
        if _on(row, item) and item.person_id in (None, row.person_id)
    }
    return sorted(owners.values(), key=lambda owner: bool(owner.leave))


def _on(row: Appointment | Leave, item: DutyItem) -> bool:
    return covers(row.starts_date, row.ends_date, item.due_date)


def post_kinds(post: str) -> tuple[str, ...]:
    """The kinds of unit in which a post is held."""
    known = posts(settings.PACKS_DIR).get(post)
    return known.units if known else ()
