"""What it would mean to adopt packs, on the real roster; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from tongxin.adoption.queries.force import InForce, coverage, in_force, is_root
from tongxin.adoption.queries.roster import places
from tongxin.orgs.models import Line, Unit
from tongxin.orgs.shifts.queries.calendar import calendar
from tongxin.regimes.diff import Diff, diff
from tongxin.regimes.load import posts
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.simulate import Place, PostLoad, Simulation, simulate

NEW = 0  # no adoption yet


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with what it owes now and what it would owe."""

    now: int
    then: PostLoad

    @property
    def change(self) -> int:
        return round(self.then.most) - self.now


@dataclass(frozen=True, slots=True)
class Trial:
    """`now` is what the same units owe today; `diffs` compare each pack with what is followed."""

    unit_id: int
    unit: str
    units: int
    people: int
    now: Simulation
    then: Simulation
    rows: tuple[PostRow, ...]
    followed: frozenset[str]  # packs that `unit` follows today
    diffs: tuple[tuple[Pack, Pack | None, Diff], ...]

    @property
    def over(self) -> tuple[PostRow, ...]:
        """Posts above their budget that would owe more than now: what these packs are to blame for."""
        return tuple(row for row in self.rows if row.then.over and row.change > 0)


def try_packs(packs: Sequence[Pack], *, unit: Unit, since: date, weeks: int = 4) -> Trial:
    """`unit` and all that would follow it, with `packs` in place of older versions of the same."""
    current = in_force(company_id=unit.company_id, on=since)
    imagined = [_imagine(pack, unit, since) for pack in packs]
    roster = places(unit.company_id, since)
    region = set(Unit.objects.filter(coverage(imagined[0], on=since)).values_list("id", flat=True))
    reach = {one.adoption_id: _reach(one, current, since) & region for one in current}
    keys = {pack.meta.key for pack in packs}
    now = [(one.pack, _places(roster, reach[one.adoption_id])) for one in current]
    kept = [(pack, units) for pack, units in now if pack.meta.key not in keys]
    then = [*kept, *((one.pack, _places(roster, region)) for one in imagined)]
    known, days = posts(settings.PACKS_DIR), calendar()
    before = simulate(now, known, since=since, weeks=weeks, calendar=days)
    after = simulate(then, known, since=since, weeks=weeks, calendar=days)
    shifts = _usual_shifts(_places(roster, region))
    return Trial(
        unit_id=unit.id,
        unit=unit.name,
        units=len(_places(roster, region)),
        people=_people(roster, region),
        now=before,
        then=after,
        rows=_rows(before, after),
        followed=frozenset(one.pack.meta.key for one in current if unit.id in reach[one.adoption_id]),
        diffs=tuple(
            (pack, old, diff(old or _nothing(pack), pack, since=since, calendar=days, shifts_a_week=shifts))
            for pack in packs
            for old in [_older(pack, current, reach)]
        ),
    )


def _imagine(pack: Pack, unit: Unit, since: date) -> InForce:
    return InForce(
        adoption_id=NEW,
        unit_id=unit.id,
        path=unit.path,
        pack=pack,
        starts_date=since,
        ends_date=None,
        company_id=unit.company_id,
        whole=is_root(unit),
    )


def _reach(one: InForce, among: Sequence[InForce], on: date) -> set[int]:
    return set(Unit.objects.filter(coverage(one, on=on, among=among)).values_list("id", flat=True))


def _places(roster: dict[int, Place], units: set[int]) -> list[Place]:
    return [place for unit_id, place in roster.items() if unit_id in units]


def _people(roster: dict[int, Place], region: set[int]) -> int:
    """Of the line with most people: each person stands once in a line."""
    return max((roster[one].facts.people for one in region if one in roster), default=0)


def _usual_shifts(places: Sequence[Place]) -> float:
    found = [place.shifts_a_week for place in places if place.shifts_a_week]
    return sum(found) / len(found) if found else 0.0


def _nothing(pack: Pack) -> Pack:
    """The same pack with nothing in it."""
    return pack.model_copy(update={"duties": (), "records": (), "reports": (), "posts": ()})


def _older(pack: Pack, current: Sequence[InForce], reach: dict[int, set[int]]) -> Pack | None:
    same = [one.pack for one in current if one.pack.meta.key == pack.meta.key and reach[one.adoption_id]]
    return same[-1] if same else None


def _rows(before: Simulation, after: Simulation) -> tuple[PostRow, ...]:
    now = {load.post: load for load in before.posts}
    rows = [PostRow(round(now[load.post].most) if load.post in now else 0, load) for load in after.posts]
    gone = [load for load in before.posts if load.post not in {row.then.post for row in rows}]
    idle = (PostRow(round(load.most), replace(load, minutes=0.0, most=0.0, duties=())) for load in gone)
    return (*rows, *idle)


def find_unit(company: str, unit: str = "") -> Unit | None:
    """For operators: a unit by its name, or the head of a company."""
    units = Unit.objects.filter(company__name=company, ends_date__isnull=True)
    if unit:
        return units.filter(name=unit).order_by("id").first()
    return units.filter(parent__isnull=True, line=Line.ADMINISTRATION).order_by("id").first()
