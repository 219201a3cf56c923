"""When items are due, where they stand, what meets them, who hears of them. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from tongxin.kernel.errors import Invalid, NotAllowed, Refused
from tongxin.kernel.periods import DAY, period_of
from tongxin.regimes.schedule import LOOK_BACK, DuePeriod, Workdays, due_periods
from tongxin.regimes.schema.duty import DutySpec, MetBy

SHORTEST_REASON = 4


class Standing(StrEnum):
    """Late is past the due moment but within the days of grace."""

    OPEN = "open"
    LATE = "late"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"
    WAIVED = "waived"


UNMET = frozenset({Standing.OPEN, Standing.LATE, Standing.OVERDUE})


def standing(
    *, due_at: datetime, grace_days: int, met_at: datetime | None, waived: bool, at: datetime
) -> Standing:
    """What really happened counts before a waiver; `met_at` is the moment from which it counts."""
    if met_at is not None:
        return Standing.DONE if met_at <= due_at else Standing.DONE_LATE
    if waived:
        return Standing.WAIVED
    if at <= due_at:
        return Standing.OPEN
    return Standing.LATE if at <= due_at + timedelta(days=grace_days) else Standing.OVERDUE


def late_days(due_date: date, on: date) -> int:
    """Whole days after the due day; 0 on the day itself."""
    return max((on - due_date).days, 0)


def due_moment(day: date, zone: tzinfo) -> datetime:
    """The last moment of a day: both databases keep microseconds."""
    return datetime.combine(day, time.max, zone)


# --- what is owed on a day ---


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty for one period, before it is known for which units."""

    spec: DutySpec
    key: str
    starts_date: date
    ends_date: date
    due_date: date
    begins_by: date  # a unit that began later does not owe it
    provisional: bool = False


def owed_on(spec: DutySpec, day: date, *, since: date, calendar: Workdays) -> Iterator[Owed]:
    """What `spec`, followed since a day, asks for on `day`; a shift's duty hangs on the shifts of the day."""
    if spec.every == "shift":
        yield Owed(spec, day.isoformat(), day, day, day, day)
        return
    for period in due_periods(spec, day - LOOK_BACK, day + DAY, calendar):
        if day <= period.due_date and since <= period.begins_by:
            yield Owed(
                spec,
                period.key,
                period.starts_date,
                window_end(spec, period),
                period.due_date,
                period.begins_by,
                period.provisional,
            )


def window_end(spec: DutySpec, period: DuePeriod) -> date:
    """The last day on which what happens still counts for the period."""
    return max(_last_day(spec, period.starts_date), period.due_date) + timedelta(days=spec.grace_days)


def _last_day(spec: DutySpec, start: date) -> date:
    if spec.every == "year":
        month = spec.to_month % 12 + 1
        return date(start.year + (month == 1), month, 1) - DAY
    return period_of("day" if spec.every == "workday" else spec.every, start).last


def nearest(brought: Iterable[tuple[str, int, Iterable[int]]]) -> dict[tuple[str, int], list[int]]:
    """Of several adoptions (widest first) that bring one duty key to a unit, the last holds there.

    Takes (duty key, adoption, units); gives the units of each (duty key, adoption).
    """
    holder: dict[str, dict[int, int]] = {}
    for key, adoption_id, units in brought:
        holder.setdefault(key, {}).update(dict.fromkeys(units, adoption_id))
    shares: dict[tuple[str, int], list[int]] = {}
    for key, of_units in holder.items():
        for unit_id, adoption_id in of_units.items():
            shares.setdefault((key, adoption_id), []).append(unit_id)
    return shares


# --- what meets an item ---


@dataclass(frozen=True, slots=True)
class Deed:
    """A record that was held, or a report that was filed, as its fact tells it.

    `late`: written later than its kind allows, so that what it claims of time is not taken for proof.
    `retold_at`: a correction told so late: for what it did not count for before, it counts from then on.
    """

    source: str  # record, report
    id: int
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
    above = _ids(path) - {unit_id}
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
        below |= _ids(linked_path) - {linked_id}
    return Around(
        same=frozenset({unit_id}),
        linked=frozenset(linked),
        below=frozenset(below),
        parents=frozenset({unit_id, *linked}),
    )


def _ids(path: str) -> set[int]:
    return {int(part) for part in path.split(".") if part}


def ancestors(path: str) -> list[int]:
    """The unit itself and all above it, from the root."""
    return [int(part) for part in path.split(".") if part]


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
    if deed.source == "report":
        return way.report == deed.kind and "same" in one.relations and one.period == deed.period
    if way.record != deed.kind or way.where not in one.relations or not _in_time(deed, day, one):
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


def _in_time(deed: Deed, day: date, one: Candidate) -> bool:
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


def check_waiver(reason: str, *, now: Standing, owners: Iterable[int], by_id: int | None, may: bool) -> str:
    """The reason as it will be kept."""
    if not may:
        raise NotAllowed("您没有免除这项职责的权限，请找上一级党组织负责人")
    if by_id in set(owners):
        raise NotAllowed("这是您自己的职责，不能由本人免除，请找上一级")
    if now not in UNMET:
        raise Refused("这一项已经办完或已经免除，不用再免")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("没有免除：原因太短", fields={"reason": "请写明原因，至少 4 个字，以后查得到"})
    return reason.strip()


def next_climb(spec: DutySpec, due_at: datetime, level: int) -> datetime | None:
    """When the item climbs from `level` (steps taken so far); None at the top."""
    steps = sorted(spec.escalate, key=lambda step: step.after_days)
    return due_at + timedelta(days=steps[level].after_days) if level < len(steps) else None


def level_at(spec: DutySpec, due_at: datetime, at: datetime) -> int:
    """How many steps an unmet item has climbed by `at`."""
    return sum(at > due_at + timedelta(days=step.after_days) for step in spec.escalate)


def post_at_level(spec: DutySpec, level: int) -> str:
    return sorted(spec.escalate, key=lambda step: step.after_days)[level - 1].to


# --- how a unit stands ---


class Need(StrEnum):
    """What a unit's row on the board says."""

    BAD = "bad"
    WARN = "warn"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Count:
    """Items due in a span: those in time, late, waived; the rest are missed or not due yet."""

    due: int = 0
    done: int = 0
    done_late: int = 0
    waived: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.due + other.due,
            self.done + other.done,
            self.done_late + other.done_late,
            self.waived + other.waived,
        )

    @property
    def owed(self) -> int:
        """Waived items are nobody's debt."""
        return self.due - self.waived

    @property
    def unmet(self) -> int:
        return self.due - self.done - self.done_late - self.waived

    @property
    def met(self) -> int:
        return self.done + self.done_late

    @property
    def percent(self) -> int | None:
        """Share met, rounded down so that 100 means all; None where nothing was owed."""
        return 100 * self.met // self.owed if self.owed else None


NOTHING = Count()


def need(*, owed: int, missed: int, late: int, longest: int = 0) -> Need:
    """`missed` items are past due and not met; `longest` is the worst delay in days.

    A team needs the secretary at two misses or a delay of three days; a large unit at one in twenty.
    """
    if missed and (missed >= max(2, owed / 20) or (longest >= 3 and owed < 100)):
        return Need.BAD
    return Need.WARN if missed > owed / 100 or (late and owed < 100) else Need.OK
