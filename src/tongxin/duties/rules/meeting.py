"""Which deeds meet which items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from tongxin.kernel.paths import ids_in
from tongxin.regimes.schema.duty import MetBy


@dataclass(frozen=True, slots=True)
class Deed:
    """A record that was held, a report that was filed, a step of a case that was made, as its fact tells it.

    `late`: written later than its kind allows, so that what it claims of time is not taken for proof.
    `retold_at`: a correction told so late: for what it did not count for before, it counts from then on.
    """

    source: str  # record, report, case
    id: int  # of the record or report; of the fact that told of the step
    kind: str
    unit_id: int
    happened_at: datetime
    heard_at: datetime
    shift_id: int | None = None
    period: str = ""  # of a report
    chair_id: int | None = None
    present: frozenset[int] = frozenset()
    choices: Mapping[str, str] = field(default_factory=dict)  # of the fields that count
    late: bool = False
    retold_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """The units around the one where a record was held, by how the owing unit sees that place."""

    same: frozenset[int]
    linked: frozenset[int]
    below: frozenset[int]  # owing units for which the record was held below them
    parents: frozenset[int]  # owing units directly under these have it above them

    def relations(self, unit_id: int, parent_id: int | None) -> set[str]:
        found = {"above"} if parent_id in self.parents else set()
        for name, units in (("same", self.same), ("linked", self.linked), ("below", self.below)):
            if unit_id in units:
                found.add(name)
        return found


def around(unit_id: int, path: str, links: Iterable[tuple[tuple[int, str], tuple[int, str]]]) -> Around:
    """`links` are pairs of (id, path) that touch the unit or one above it."""
    above = set(ids_in(path)) - {unit_id}
    linked: dict[int, str] = {}
    beside: set[int] = set()
    for one, other in links:
        for (here, _), (there, there_path) in ((one, other), (other, one)):
            if here == unit_id:
                linked[there] = there_path
            elif here in above:
                beside.add(there)
    below = above | beside
    for linked_id, linked_path in linked.items():
        below |= set(ids_in(linked_path)) - {linked_id}
    return Around(
        same=frozenset({unit_id}),
        linked=frozenset(linked),
        below=frozenset(below),
        parents=frozenset({unit_id, *linked}),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a deed may meet, with how its unit stands to the place and who of its owners was there."""

    item_id: int
    unit_id: int
    duty: str
    person_id: int | None
    shift_id: int | None
    period: str
    starts_date: date
    ends_date: date
    done: bool  # without this deed
    relations: frozenset[str]
    owner_present: bool
    owner_chaired: bool
    parts: frozenset[int] = frozenset()  # units below that must each have done it, where all must


def met_items(
    deed: Deed, day: date, candidates: Iterable[Candidate], met_by: Mapping[int, Sequence[MetBy]]
) -> list[int]:
    """The items that the deed counts for: at most one period of each duty of a unit (or holder).

    In days of grace two periods overlap; then the earlier one still open is met first.
    """
    chosen: dict[tuple[int, str, int | None], Candidate] = {}
    for one in sorted(candidates, key=lambda one: (one.starts_date, one.item_id)):
        if not any(_counts(deed, day, one, way) for way in met_by[one.item_id]):
            continue
        place = (one.unit_id, one.duty, one.person_id)
        before = chosen.get(place)
        if before is None or before.done:
            chosen[place] = one
    return sorted(one.item_id for one in chosen.values())


def _counts(deed: Deed, day: date, one: Candidate, way: MetBy) -> bool:
    if (way.source, way.kind) != (deed.source, deed.kind) or not in_time(deed, day, one):
        return False
    if deed.source == "report":
        return "same" in one.relations
    if way.where not in one.relations:
        return False
    if any(deed.choices.get(name) != choice for name, choice in way.having.items()):
        return False
    if way.from_each and deed.unit_id not in one.parts:
        return False
    return {"any": True, "present": one.owner_present, "chair": one.owner_chaired}[way.owner]


def part_of(deed: Deed, day: date, one: Candidate, ways: Iterable[MetBy]) -> int | None:
    """The unit for which it counts where one from each is asked; None where it counts by itself."""
    alone = any(_counts(deed, day, one, way) for way in ways if not way.from_each)
    return None if alone else deed.unit_id


class Timed(Protocol):
    """When an item is owed."""

    @property
    def shift_id(self) -> int | None: ...
    @property
    def period(self) -> str: ...
    @property
    def starts_date(self) -> date: ...
    @property
    def ends_date(self) -> date: ...


def in_time(deed: Deed, day: date, one: Timed) -> bool:
    """A report is of the item's period, a record of its shift or of one of its days."""
    if deed.source == "report":
        return one.period == deed.period
    if one.shift_id is not None:
        return one.shift_id == deed.shift_id
    return one.starts_date <= day <= one.ends_date


@dataclass(frozen=True, slots=True)
class Counted:
    """One deed that counts for an item, from the moment `at` on; `part`: only for this unit below."""

    at: datetime
    happened_at: datetime
    heard_at: datetime
    person_id: int | None
    part: int | None = None


def counts_at(*, happened_at: datetime, heard_at: datetime, late: bool) -> datetime:
    """When it happened, if that was written down soon; else when it was written: nobody knew before."""
    return max(happened_at, heard_at) if late else happened_at


@dataclass(frozen=True, slots=True)
class Met:
    """Where an item's needed deeds stand; `held_at` is when the last of them is said to have happened."""

    times: int
    at: datetime | None = None
    held_at: datetime | None = None
    heard_at: datetime | None = None
    by_id: int | None = None


def met(counted: Iterable[Counted], needed: int, due_at: datetime, parts: Iterable[int] = ()) -> Met:
    """The same whatever the order in which the deeds were heard of.

    In time counts before late, and then what was heard first: nothing that is heard later changes an
    item that is done in time. One deed of each of the `parts` counts together as one.
    """
    known = sorted(counted, key=lambda one: _rank(one, due_at))
    shares = [[one for one in known if one.part == part] for part in parts]
    together = [_together(one_of_each) for one_of_each in zip(*shares, strict=False)]
    whole = [one for one in known if one.part is None]
    inside = sorted([*whole, *together], key=lambda one: _rank(one, due_at))
    if len(inside) < needed:
        return Met(len(inside))
    last = max(inside[:needed], key=lambda one: (one.at, one.heard_at))
    heard = max(one.heard_at for one in inside[:needed])
    return Met(len(inside), last.at, last.happened_at, heard, last.person_id)


def _rank(one: Counted, due_at: datetime) -> tuple[object, ...]:
    return one.at > due_at, one.heard_at, one.at, one.happened_at, one.person_id or 0


def _together(deeds: Sequence[Counted]) -> Counted:
    last = max(deeds, key=lambda one: (one.at, one.heard_at))
    return replace(last, heard_at=max(one.heard_at for one in deeds), part=None)


# --- waiving and escalating ---
