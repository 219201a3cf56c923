"""Many records and reports at once, as when a history is taken over: what one by one would give.

What is near, owed, held and known is read for a whole batch; the same rules then look at deed after deed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.adoption.queries import InForce, in_force
from tongxin.duties import dialect, rules
from tongxin.duties.commands import tallying
from tongxin.duties.commands.meeting import (
    CHANGES,
    candidate,
    counting,
    days_of,
    duties_met_by,
    parts_of,
    settle,
    ways,
)
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.duties.rules import Around, Candidate, Count, Deed
from tongxin.kernel.paths import ids_in
from tongxin.kernel.periods import covers
from tongxin.orgs.models import Appointment, Link, Shift, Unit

BATCH = 1000
SET_MET = """
UPDATE duties_dutyitem
SET met_times = %s, met_at = %s, met_held_at = %s, met_heard_at = %s, met_by_id = %s WHERE id = %s
"""


def meet_many(deeds: Iterable[Deed], *, at: datetime) -> list[list[int]]:
    """What `meet_items` gives for each of the deeds, in their order; each batch is one transaction.

    The number of statements of a batch follows its days, not its deeds.
    """
    whole = list(deeds)
    batches = (whole[start : start + BATCH] for start in range(0, len(whole), BATCH))
    return [chosen for batch in batches for chosen in _meet(batch)]


@transaction.atomic
def _meet(deeds: Sequence[Deed]) -> list[list[int]]:
    ground = Ground(deeds)
    shelf = Shelf(ground)
    chosen = [shelf.hear(deed) if deed.unit_id in ground.places else [] for deed in deeds]
    shelf.write()
    return chosen


class Ground:
    """Where the deeds of a batch happened, what is around there, and what is in force."""

    def __init__(self, deeds: Sequence[Deed]) -> None:
        self.deeds = deeds
        self.places = Unit.objects.in_bulk({deed.unit_id for deed in deeds})
        shifts = Shift.objects.filter(id__in={deed.shift_id for deed in deeds if deed.shift_id})
        self._shift_days = dict(shifts.values_list("id", "day"))
        self._links = self._linked()
        self._near: dict[tuple[int, date], Around] = {}
        self._found: dict[tuple[int, date], list[InForce]] = {}
        self._keys: dict[tuple[object, ...], dict[str, set[str]]] = {}

    def _linked(self) -> dict[int, list[Link]]:
        above = {one for place in self.places.values() for one in ids_in(place.path)}
        rows = Link.objects.filter(Q(left__in=above) | Q(right__in=above)).select_related("left", "right")
        links: dict[int, list[Link]] = defaultdict(list)
        for row in rows:
            for side in {row.left_id, row.right_id} & above:
                links[side].append(row)
        return links

    def day_of(self, deed: Deed) -> date:
        return self._shift_days.get(deed.shift_id or 0) or timezone.localdate(deed.happened_at)

    def near(self, deed: Deed) -> Around:
        place, day = self.places[deed.unit_id], self.day_of(deed)
        if (place.id, day) not in self._near:
            touching = {row.id: row for one in ids_in(place.path) for row in self._links[one]}
            sides = [
                ((row.left_id, row.left.path), (row.right_id, row.right.path))
                for row in touching.values()
                if covers(row.starts_date, row.ends_date, day)
            ]
            self._near[place.id, day] = rules.around(place.id, place.path, sides)
        return self._near[place.id, day]

    def keys(self, deed: Deed) -> dict[str, set[str]]:
        """What `duties_met_by` says of such a deed; said once for all of a kind and day."""
        company = self.places[deed.unit_id].company_id
        days = days_of(deed, self.day_of(deed))
        kind = (company, deed.source, deed.kind, frozenset(days))
        if kind not in self._keys:
            self._keys[kind] = duties_met_by(deed, [self._in_force(company, day) for day in sorted(days)])
        return self._keys[kind]

    def _in_force(self, company_id: int, day: date) -> list[InForce]:
        if (company_id, day) not in self._found:
            self._found[company_id, day] = in_force(company_id=company_id, on=day)
        return self._found[company_id, day]

    @cached_property
    def items(self) -> list[DutyItem]:
        """All items that any of the deeds may count for, and those they count for now; locked in one order."""
        deeds = [deed for deed in self.deeds if deed.unit_id in self.places]
        around = [self.near(deed) for deed in deeds]
        units = {unit for near in around for unit in near.same | near.linked | near.below}
        parents = {unit for near in around for unit in near.parents}
        duties = {key for deed in deeds for keys in self.keys(deed).values() for key in keys}
        days = [self.day_of(deed) for deed in deeds] or [date.min]
        when = (
            Q(shift__isnull=True, starts_date__lte=max(days), ends_date__gte=min(days))
            | Q(shift__in={deed.shift_id for deed in deeds if deed.shift_id})
            | Q(period__in={deed.period for deed in deeds if deed.source == "report"})
        )
        owing = Q(unit__in=units) | Q(unit__parent__in=parents)
        found = DutyItem.objects.filter(when & owing & Q(duty__in=duties) | Q(id__in=self._counted()))
        rows = found.filter(company__in={place.company_id for place in self.places.values()})
        return list(rows.select_for_update(of=("self",)).order_by("id"))

    def _counted(self) -> set[int]:
        ids: dict[str, set[int]] = defaultdict(set)
        for deed in self.deeds:
            ids[deed.source].add(deed.id)
        rows = [DutyMet.objects.filter(source=source, record_id__in=known) for source, known in ids.items()]
        return {item_id for row in rows for item_id in row.values_list("item", flat=True)}


class Shelf:
    """The items of a batch with what counts for them, changed in memory and then written."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.items = {item.id: item for item in ground.items}
        self.before = {item.id: tallying.counted(item) for item in ground.items}
        self.parts = parts_of(ground.items)
        self.touched: set[int] = set()
        self._known: dict[int, dict[tuple[str, int], DutyMet]] = defaultdict(dict)
        self._mine: dict[tuple[str, int], set[int]] = defaultdict(set)
        self._new: dict[tuple[int, str, int], DutyMet] = {}
        self._changed: dict[int, DutyMet] = {}
        self._gone: set[int] = set()
        self._holders: dict[tuple[int, str], list[tuple[int, date, date | None]]] = defaultdict(list)
        self._owed: dict[tuple[int, str], list[DutyItem]] = defaultdict(list)
        self._below: dict[int, set[int]] = defaultdict(set)
        self._read()

    def _read(self) -> None:
        units = Unit.objects.in_bulk({item.unit_id for item in self.items.values()})
        for unit in units.values():
            self._below[unit.parent_id or 0].add(unit.id)
        for item in self.items.values():
            item.unit = units[item.unit_id]
            self._owed[item.unit_id, item.duty].append(item)
        for row in DutyMet.objects.filter(item__in=self.items):
            self._known[row.item_id][row.source, row.record_id] = row
            self._mine[row.source, row.record_id].add(row.item_id)
        posts = {item.post for item in self.items.values()}
        held = Appointment.objects.filter(unit__in=units, post__in=posts)
        for term in held.only("unit", "post", "person", "starts_date", "ends_date"):
            self._holders[term.unit_id, term.post].append((term.person_id, term.starts_date, term.ends_date))

    def hear(self, deed: Deed) -> list[int]:
        """What `meet_items` does, on the shelf."""
        day, near = self.ground.day_of(deed), self.ground.near(deed)
        near_ids = {item.id for item in self._possible(deed, day, near)}
        ids = sorted(near_ids | (self._mine[deed.source, deed.id] & self.items.keys()))
        items = [self.items[one] for one in ids]
        found: dict[int, Candidate] = {}
        for item in items:
            here = {
                person
                for person, starts, ends in self._holders[item.unit_id, item.post]
                if covers(starts, ends, day)
            }
            known = self._known[item.id].values()
            there = {"present": bool(here & deed.present), "chaired": deed.chair_id in here}
            found[item.id] = candidate(item, near, known, deed, self.parts[item.id], **there)
        met_by = {item.id: ways(item) for item in items}
        chosen = rules.met_items(deed, day, found.values(), met_by)
        places = {one: rules.part_of(deed, day, found[one], met_by[one]) for one in chosen}
        for item in items:
            self._remember(deed, item, places)
        return chosen

    def _possible(self, deed: Deed, day: date, near: Around) -> Iterator[DutyItem]:
        keys = self.ground.keys(deed)
        above = {unit for parent in near.parents for unit in self._below[parent]}
        places = (("same", near.same), ("linked", near.linked), ("below", near.below), ("above", above))
        for where, units in places:
            for key in keys.get(where, ()):
                for unit in units:
                    for item in self._owed.get((unit, key), ()):
                        if rules.in_time(deed, day, item):
                            yield item

    def _remember(self, deed: Deed, item: DutyItem, places: Mapping[int, int | None]) -> None:
        source = (deed.source, deed.id)
        known = self._known[item.id]
        row = known.get(source)
        if item.id in places:
            known[source] = counting(deed, item, row, places[item.id])
            self._mine[source].add(item.id)
            if row is None:
                self._new[(item.id, *source)] = known[source]
            elif row.id is not None:
                self._changed[row.id] = row
        elif row is not None:
            del known[source]
            self._mine[source].discard(item.id)
            self._new.pop((item.id, *source), None)
            if row.id is not None:
                self._gone.add(row.id)
        if settle(item, known.values(), self.parts[item.id]):
            self.touched.add(item.id)

    def write(self) -> None:
        if self._gone:
            DutyMet.objects.filter(id__in=self._gone).delete()
        changed = [row for row in self._changed.values() if row.id not in self._gone]
        if changed:
            DutyMet.objects.bulk_update(changed, CHANGES, batch_size=BATCH)
        DutyMet.objects.bulk_create(self._new.values(), batch_size=BATCH)
        touched = [self.items[one] for one in sorted(self.touched)]
        dialect.execute_many(SET_MET, [_state(item) for item in touched])
        tallying.move((item.unit.path, item.due_date, self._difference(item)) for item in touched)

    def _difference(self, item: DutyItem) -> Count:
        return tallying.difference(tallying.counted(item), self.before[item.id])


def _state(item: DutyItem) -> tuple[object, ...]:
    """A plain statement a row is ten times quicker than one huge CASE."""
    moments = (item.met_at, item.met_held_at, item.met_heard_at)
    return item.met_times, *(one and dialect.moment(one) for one in moments), item.met_by_id, item.id
