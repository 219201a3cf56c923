"""A record was held, a report filed, a step of a case made: which items that counts for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import InForce, in_force, pinned_duty
from tongxin.duties import rules
from tongxin.duties.commands import tallying
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.duties.rules import Around, Candidate, Counted, Deed, Met
from tongxin.kernel.paths import ids_in
from tongxin.kernel.periods import covers
from tongxin.orgs.models import Appointment, Link, Shift, Unit
from tongxin.regimes.schema.duty import MetBy

MET = ("met_times", "met_at", "met_held_at", "met_heard_at", "met_by_id")
CHANGES = ("person", "happened_at", "late", "part")  # what a correction may change


@transaction.atomic
def meet_items(deed: Deed, *, at: datetime) -> list[int]:
    """Let every item that `deed` counts for know it, and those it counted for before forget it.

    Heard again, or heard after a correction, the same deed leaves the same items. A constant
    number of queries, whatever the size of the team; one more if units below must each do it.
    """
    shift_day = Shift.objects.filter(id=deed.shift_id or 0).values("day")
    place = Unit.objects.filter(id=deed.unit_id).annotate(shift_day=Subquery(shift_day)).first()
    if place is None:
        return []
    day: date = place.shift_day or timezone.localdate(deed.happened_at)
    near = _around(place, day)
    found = [in_force(company_id=place.company_id, on=on) for on in days_of(deed, day)]
    items = list(_items(deed, place, near, day, duties_met_by(deed, found)))
    known, parts = _known(items), parts_of(items)
    asking = {
        item.id: candidate(item, near, known[item.id], deed, parts[item.id], **_there(item)) for item in items
    }
    met_by = {item.id: ways(item) for item in items}
    chosen = rules.met_items(deed, day, asking.values(), met_by)
    places = {one: rules.part_of(deed, day, asking[one], met_by[one]) for one in chosen}
    _remember(deed, items, places, known, parts)
    return chosen


def _around(place: Unit, day: date) -> Around:
    above = ids_in(place.path)
    links = Link.objects.filter(valid_on(day), Q(left__in=above) | Q(right__in=above))
    pairs = links.values_list("left_id", "left__path", "right_id", "right__path")
    return rules.around(place.id, place.path, [((a, a_path), (b, b_path)) for a, a_path, b, b_path in pairs])


def days_of(deed: Deed, day: date) -> set[date]:
    """The regimes of the day it is about, and of the day on which we heard, say what it can meet."""
    return {day, timezone.localdate(deed.heard_at)}


def duties_met_by(deed: Deed, found: Iterable[Iterable[InForce]]) -> dict[str, set[str]]:
    """Where it was held, seen from who owes -> keys of the duties that this kind can meet."""
    keys: dict[str, set[str]] = defaultdict(set)
    for one in chain.from_iterable(found):
        for spec in one.pack.duties:
            for way in spec.met_by:
                if (way.source, way.kind) == (deed.source, deed.kind):
                    keys[way.where].add(spec.key)
    return keys


def _items(deed: Deed, place: Unit, near: Around, day: date, keys: dict[str, set[str]]) -> QuerySet[DutyItem]:
    """Items that the deed may count for, and those that it counts for now; locked in one order."""
    units = {"same": near.same, "linked": near.linked, "below": near.below}
    owing = Q(unit__parent__in=near.parents, duty__in=keys["above"])
    for where, ids in units.items():
        owing |= Q(unit__in=ids, duty__in=keys[where])
    if deed.source == "report":
        owing &= Q(period=deed.period)
    else:
        in_time = Q(shift__isnull=True, starts_date__lte=day, ends_date__gte=day)
        owing &= in_time | Q(shift_id=deed.shift_id) if deed.shift_id else in_time
    mine = DutyMet.objects.filter(source=deed.source, record_id=deed.id).values("item")
    holders = Appointment.objects.filter(valid_on(day), unit=OuterRef("unit"), post=OuterRef("post"))
    return (
        DutyItem.objects.filter(owing | Q(id__in=mine), company_id=place.company_id)
        .annotate(
            owner_present=Exists(holders.filter(person__in=deed.present)),
            owner_chaired=Exists(holders.filter(person=deed.chair_id)),
        )
        .select_related("unit")
        .select_for_update(of=("self",))
        .order_by("id")
    )


def _there(item: DutyItem) -> dict[str, bool]:
    """Whether holders of the item's post were there, as `_items` asked."""
    return {"present": item.owner_present, "chaired": item.owner_chaired}  # type: ignore[attr-defined]


def ways(item: DutyItem) -> tuple[MetBy, ...]:
    return pinned_duty(item.duty, adoption_id=item.adoption_id).met_by


def _known(items: Iterable[DutyItem]) -> dict[int, list[DutyMet]]:
    """What counts for each item already; read after the items are locked."""
    known: dict[int, list[DutyMet]] = defaultdict(list)
    for row in DutyMet.objects.filter(item__in=items):
        known[row.item_id].append(row)
    return known


def parts_of(items: Iterable[DutyItem]) -> dict[int, frozenset[int]]:
    """Item -> the units directly below that must each have done it, where its duty asks that.

    Those that there were all the time, else (the owing unit is as new) those there are on the due day.
    """
    asking = {item: {way.from_each for way in ways(item)} - {""} for item in items}
    asking = {item: kinds for item, kinds in asking.items() if kinds}
    below: dict[int, list[Unit]] = defaultdict(list)
    if asking:
        kinds = {kind for found in asking.values() for kind in found}
        for unit in Unit.objects.filter(parent__in={item.unit_id for item in asking}, kind__in=kinds):
            below[unit.parent_id or 0].append(unit)
    parts: dict[int, frozenset[int]] = defaultdict(frozenset)
    for item, wanted in asking.items():
        there = [
            unit
            for unit in below[item.unit_id]
            if unit.kind in wanted and covers(unit.starts_date, unit.ends_date, item.due_date)
        ]
        whole = [unit for unit in there if unit.starts_date <= item.starts_date]
        parts[item.id] = frozenset(unit.id for unit in whole or there)
    return parts


def candidate(
    item: DutyItem,
    near: Around,
    known: Iterable[DutyMet],
    deed: Deed,
    parts: frozenset[int],
    *,
    present: bool,
    chaired: bool,
) -> Candidate:
    """`present` and `chaired` are of those who hold the item's post; an item of one holder asks for that one."""
    others = [row for row in known if not same(row, deed)]
    if item.person_id is not None:
        present, chaired = item.person_id in deed.present, item.person_id == deed.chair_id
    return Candidate(
        item_id=item.id,
        unit_id=item.unit_id,
        duty=item.duty,
        person_id=item.person_id,
        shift_id=item.shift_id,
        period=item.period,
        starts_date=item.starts_date,
        ends_date=item.ends_date,
        done=_met(item, others, parts).at is not None or item.waived_at is not None,
        relations=frozenset(near.relations(item.unit_id, item.unit.parent_id)),
        owner_present=present,
        owner_chaired=chaired,
        parts=parts,
    )


def same(row: DutyMet, deed: Deed) -> bool:
    return (row.source, row.record_id) == (deed.source, deed.id)


def _remember(
    deed: Deed,
    items: Sequence[DutyItem],
    places: Mapping[int, int | None],
    known: dict[int, list[DutyMet]],
    parts: dict[int, frozenset[int]],
) -> None:
    """Write what the deed counts for now, and let each item follow from what counts for it.

    `places`: the items that it counts for, with the unit where it counts for a part only.
    """
    before = {item.id: tallying.counted(item) for item in items}
    new: list[DutyMet] = []
    changed: list[DutyMet] = []
    gone: list[DutyMet] = []
    touched: list[DutyItem] = []
    for item in items:
        rows = [row for row in known[item.id] if not same(row, deed)]
        mine = next((row for row in known[item.id] if same(row, deed)), None)
        if item.id in places:
            (changed if mine else new).append(now := counting(deed, item, mine, places[item.id]))
            rows.append(now)
        elif mine is not None:
            gone.append(mine)
        if settle(item, rows, parts[item.id]):
            touched.append(item)
    _write(new, changed, gone, touched)
    tallying.move(
        (item.unit.path, item.due_date, tallying.difference(tallying.counted(item), before[item.id]))
        for item in touched
    )


def counting(deed: Deed, item: DutyItem, row: DutyMet | None, part: int | None) -> DutyMet:
    """The row that says the deed counts; the moment when we first heard that it does stays."""
    heard_at = deed.retold_at or deed.heard_at
    row = row or DutyMet(item=item, source=deed.source, record_id=deed.id, heard_at=heard_at)
    row.happened_at, row.person_id, row.part_id = deed.happened_at, deed.chair_id, part
    row.late = deed.late or row.heard_at > deed.heard_at
    return row


def _met(item: DutyItem, rows: Iterable[DutyMet], parts: frozenset[int]) -> Met:
    return rules.met([_counted(row) for row in rows], item.times, item.due_at, parts)


def _counted(row: DutyMet) -> Counted:
    at = rules.counts_at(happened_at=row.happened_at, heard_at=row.heard_at, late=row.late)
    return Counted(at, row.happened_at, row.heard_at, row.person_id, row.part_id)


def settle(item: DutyItem, rows: Iterable[DutyMet], parts: frozenset[int]) -> bool:
    """Set the item to what its deeds say; whether that changed anything."""
    state = _met(item, rows, parts)
    new = (state.times, state.at, state.held_at, state.heard_at, state.by_id)
    old = tuple(getattr(item, name) for name in MET)
    for name, value in zip(MET, new, strict=True):
        setattr(item, name, value)
    return old != new


def _write(new: list[DutyMet], changed: list[DutyMet], gone: list[DutyMet], touched: list[DutyItem]) -> None:
    if new:
        DutyMet.objects.bulk_create(new)
    if changed:
        DutyMet.objects.bulk_update(changed, CHANGES)
    if gone:
        DutyMet.objects.filter(id__in=[row.id for row in gone]).delete()
    if touched:
        DutyItem.objects.bulk_update(touched, MET)
