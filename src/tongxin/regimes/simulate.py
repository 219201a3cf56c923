"""Who would owe what, and how much work it is, if units followed these packs. No database, no clock."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tongxin.regimes import texts
from tongxin.regimes.burden import minutes_a_week
from tongxin.regimes.conditions import UnitFacts, applies
from tongxin.regimes.schedule import LOOK_BACK, DuePeriod, Workdays, owed_periods
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.post import PostSpec

NEAR = 0.9  # from here on a budget is nearly used up


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the roster: who holds which post there, and how often its teams go on shift."""

    id: int
    kind: str
    name: str
    facts: UnitFacts = field(default_factory=UnitFacts)
    holders: Mapping[str, int] = field(default_factory=dict)  # post -> how many
    shifts_a_week: float = 0.0


@dataclass(frozen=True, slots=True)
class DutyLoad:
    """One duty of one post: `minutes` a week in the unit where it asks most, `items` in the weeks simulated.

    `first_due` is the first day on which it is due; none for what hangs on shifts.
    """

    duty: str
    title: str
    how_often: str
    how_met: str
    units: int
    items: int
    minutes: float
    first_due: date | None = None
    provisional: bool = False

    @property
    def first_due_words(self) -> str:
        if self.first_due is None:
            return "每班"
        return texts.due_day(self.first_due, provisional=self.provisional)


@dataclass(frozen=True, slots=True)
class PostLoad:
    """`minutes` a week on an average of the units, `most` in the busiest; both for one holder."""

    post: str
    title: str
    units: int
    holders: int
    minutes: float
    most: float
    busiest: str
    budget: int
    duties: tuple[DutyLoad, ...]

    @property
    def items(self) -> int:
        return sum(duty.items for duty in self.duties)

    @property
    def over(self) -> int:
        """Minutes a week above the budget, for the busiest holder."""
        return max(round(self.most) - self.budget, 0)

    @property
    def left(self) -> int:
        return max(self.budget - round(self.most), 0)

    @property
    def tone(self) -> str:
        if self.over:
            return "bad"
        return "warn" if self.most > self.budget * NEAR else "ok"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A unit in which nobody holds a post, so that its duties have no owner."""

    unit: str
    post: str
    title: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    since: date
    weeks: int
    posts: tuple[PostLoad, ...]
    vacancies: tuple[Vacancy, ...]
    without_shifts: tuple[str, ...]  # teams that owe a duty each shift but have no roster

    @property
    def over(self) -> tuple[PostLoad, ...]:
        return tuple(post for post in self.posts if post.over)

    @property
    def items(self) -> int:
        return sum(post.items for post in self.posts)


def simulate(
    followed: Sequence[tuple[Pack, Sequence[Place]]],
    posts: Mapping[str, PostSpec],
    *,
    since: date,
    weeks: int,
    calendar: Workdays,
    starts: Sequence[date] = (),
) -> Simulation:
    """`followed`: each pack with the units that would follow it; `starts`: since when each does, or `since`."""
    owed: list[_Owed] = []
    for (pack, places), started in zip(followed, starts or [since] * len(followed), strict=True):
        frame = _Frame(since, weeks, calendar, started)
        for duty in pack.duties:
            owed += _owed(duty, places, frame)
    by_post: dict[str, list[_Owed]] = defaultdict(list)
    for one in owed:
        by_post[one.duty.owed_by.post].append(one)
    names = texts.titles(pack for pack, _ in followed)
    loads = (_post_load(posts[post], found, names) for post, found in by_post.items() if post in posts)
    return Simulation(
        since=since,
        weeks=weeks,
        posts=tuple(
            sorted(loads, key=lambda load: (-load.over, -load.most / max(load.budget, 1), load.post))
        ),
        vacancies=tuple(_vacancies(by_post, posts)),
        without_shifts=_without_shifts(owed),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    since: date
    weeks: int
    calendar: Workdays
    started: date

    def items(self, duty: DutySpec, place: Place) -> int:
        if duty.every == "shift":
            return round(place.shifts_a_week * self.weeks)
        until = self.since + timedelta(weeks=self.weeks)
        return sum(one.due_date < until for one in self._owed(duty, until))

    def first(self, duty: DutySpec) -> DuePeriod | None:
        return next(self._owed(duty, self.since + 2 * LOOK_BACK), None)

    def _owed(self, duty: DutySpec, until: date) -> Iterator[DuePeriod]:
        started = max(self.started, self.since - LOOK_BACK)
        owed = owed_periods(duty, started, until, self.calendar)
        return (one for one in owed if one.due_date >= self.since)


@dataclass(frozen=True, slots=True)
class _Owed:
    duty: DutySpec
    place: Place
    items: int
    minutes: float
    first: DuePeriod | None

    @property
    def holders(self) -> int:
        return self.place.holders.get(self.duty.owed_by.post, 0)


def _owed(duty: DutySpec, places: Sequence[Place], frame: _Frame) -> Iterator[_Owed]:
    """One period is counted once for all units: they differ only in shifts."""
    first = frame.first(duty)
    known: dict[float, tuple[int, float]] = {}
    for place in places:
        if place.kind not in duty.owed_by.kinds or not applies(duty.applies_if, place.facts):
            continue
        shifts = place.shifts_a_week if duty.every == "shift" else 0.0
        if shifts not in known:
            minutes = minutes_a_week(duty, frame.since, frame.calendar, shifts)
            known[shifts] = (frame.items(duty, place), minutes)
        items, minutes = known[shifts]
        if duty.owed_by.each_holder:
            items *= place.holders.get(duty.owed_by.post, 0)
        yield _Owed(duty, place, items, minutes, first)


def _post_load(post: PostSpec, owed: Sequence[_Owed], names: Mapping[str, str]) -> PostLoad:
    by_unit: dict[int, float] = defaultdict(float)
    places: dict[int, Place] = {}
    for one in owed:
        by_unit[one.place.id] += one.minutes
        places[one.place.id] = one.place
    busiest = max(by_unit, key=lambda unit: (by_unit[unit], -unit))
    return PostLoad(
        post=post.key,
        title=post.title,
        units=len(places),
        holders=sum(place.holders.get(post.key, 0) for place in places.values()),
        minutes=sum(by_unit.values()) / len(by_unit),
        most=by_unit[busiest],
        busiest=places[busiest].name,
        budget=post.minutes_a_week,
        duties=tuple(_duty_loads(owed, names)),
    )


def _duty_loads(owed: Sequence[_Owed], names: Mapping[str, str]) -> Iterator[DutyLoad]:
    by_duty: dict[str, list[_Owed]] = defaultdict(list)
    for one in owed:
        by_duty[one.duty.key].append(one)
    for key, found in by_duty.items():
        duty = found[0].duty
        first = min((one.first for one in found if one.first), key=lambda one: one.due_date, default=None)
        yield DutyLoad(
            duty=key,
            title=duty.title,
            how_often=texts.how_often(duty),
            how_met=texts.how_met(duty, names),
            units=len(found),
            items=sum(one.items for one in found),
            minutes=max(one.minutes for one in found),
            first_due=first.due_date if first else None,
            provisional=first is not None and first.provisional,
        )


def _vacancies(by_post: Mapping[str, Sequence[_Owed]], posts: Mapping[str, PostSpec]) -> Iterator[Vacancy]:
    for post, owed in by_post.items():
        empty: dict[int, list[_Owed]] = defaultdict(list)
        for one in owed:
            if not one.holders:
                empty[one.place.id].append(one)
        for found in empty.values():
            title = posts[post].title if post in posts else post
            titles = tuple(one.duty.title for one in found)
            yield Vacancy(found[0].place.name, post, title, titles)


def _without_shifts(owed: Sequence[_Owed]) -> tuple[str, ...]:
    names = {
        one.place.id: one.place.name
        for one in owed
        if one.duty.every == "shift" and not one.place.shifts_a_week
    }
    return tuple(names.values())
