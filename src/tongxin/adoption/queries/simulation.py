"""What it would mean to adopt packs, on the real roster; nothing is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from tongxin.adoption.queries.force import InForce, in_force, is_root, layout, reaches
from tongxin.adoption.queries.roster import places
from tongxin.orgs.models import Line, Unit
from tongxin.orgs.shifts.queries.calendar import calendar
from tongxin.regimes.diff import Diff, diff
from tongxin.regimes.load import posts
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.simulate import Place, PostLoad, Simulation, simulate

NEW = 10**15  # above the number of any adoption that there is


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
    extra: tuple[Pack, ...]  # tried with it, because it rests on them
    diffs: tuple[tuple[Pack, Pack | None, Diff], ...]

    @property
    def over(self) -> tuple[PostRow, ...]:
        """Posts above their budget that would owe more than now: what these packs are to blame for."""
        return tuple(row for row in self.rows if row.then.over and row.change > 0)


def try_packs(
    packs: Sequence[Pack], *, unit: Unit, since: date, weeks: int = 4, needed: Sequence[Pack] = ()
) -> Trial:
    """`unit` and all that would follow it, with `packs` in place of older versions of the same.

    `needed` are packs on which these rest: those that `unit` does not follow yet are tried with them.
    """
    current = in_force(company_id=unit.company_id, on=since)
    over = layout(unit.company_id, on=since)
    today = reaches(current, over)
    followed = {one.pack.meta.key for one in current if unit.id in today[one.adoption_id]}
    extra = [pack for pack in needed if pack.meta.key not in followed]
    imagined = [_imagine(pack, unit, since, number) for number, pack in enumerate([*packs, *extra])]
    region = reaches(imagined[:1], over)[NEW]
    here = [one for one in over.units if one[0] in region]
    roster = {place.id: place for place in places(unit.company_id, since, here)}
    days = calendar(unit.company_id)

    def owed(adopted: Sequence[InForce], by: dict[int, set[int]]) -> Simulation:
        where = [(one.pack, [roster[key] for key in roster if key in by[one.adoption_id]]) for one in adopted]
        return simulate(
            where,
            posts(settings.PACKS_DIR),
            since=since,
            weeks=weeks,
            calendar=days,
            starts=[one.starts_date for one in adopted],
        )

    all_of_them = [*current, *imagined]
    now, then = owed(current, today), owed(all_of_them, reaches(all_of_them, over))
    shifts = _usual_shifts(roster.values())
    olds = [_older(one.pack, current, today, region) for one in imagined]
    return Trial(
        unit_id=unit.id,
        unit=unit.name,
        units=len(roster),
        people=max((place.facts.people for place in roster.values()), default=0),
        now=now,
        then=then,
        rows=_rows(now, then),
        extra=tuple(extra),
        diffs=tuple(
            (
                one.pack,
                old,
                diff(old or _nothing(one.pack), one.pack, since=since, calendar=days, shifts_a_week=shifts),
            )
            for one, old in zip(imagined, olds, strict=True)
        ),
    )


def _imagine(pack: Pack, unit: Unit, since: date, number: int) -> InForce:
    """As if it had been adopted after all others."""
    return InForce(
        adoption_id=NEW + number,
        unit_id=unit.id,
        path=unit.path,
        pack=pack,
        starts_date=since,
        ends_date=None,
        company_id=unit.company_id,
        whole=is_root(unit),
    )


def _usual_shifts(places: Iterable[Place]) -> float:
    found = [place.shifts_a_week for place in places if place.shifts_a_week]
    return sum(found) / len(found) if found else 0.0


def _nothing(pack: Pack) -> Pack:
    """The same pack with nothing in it."""
    return pack.model_copy(update={"duties": (), "records": (), "reports": (), "posts": ()})


def _older(
    pack: Pack, current: Sequence[InForce], reach: dict[int, set[int]], region: set[int]
) -> Pack | None:
    """The version of the same pack that most of these follow today."""
    same = [one for one in current if one.pack.meta.key == pack.meta.key and reach[one.adoption_id] & region]
    return max(same, key=lambda one: len(reach[one.adoption_id] & region)).pack if same else None


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
