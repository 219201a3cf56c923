"""What the pages of trying out and adopting a pack show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.adoption.queries.pages import DiffRow, diff_rows, post_title, seen_pack, signed
from tongxin.adoption.queries.simulation import PostRow, Trial, try_packs
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import within
from tongxin.regimes import texts
from tongxin.regimes.diff import Diff
from tongxin.regimes.overlay import Overlay, apply, stricter
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.simulate import PostLoad

MOST_UNITS = 300
MARK_LAST = 99.2  # so that the mark of the widest budget is still inside the box


@dataclass(frozen=True, slots=True)
class UnitChoice:
    id: int
    name: str


def _units_for(pack: Pack, capability: str, *, viewer: Actor, on: date) -> list[Unit]:
    """Where the viewer may adopt (or try) it, the widest kind first."""
    rows = Unit.objects.filter(
        within(viewer.scope(capability), ""),
        company_id=viewer.company_id or 0,
        kind__in=pack.meta.adopted_at,
        ends_date__isnull=True,
        starts_date__lte=on,
    )
    return sorted(rows.order_by("path")[:MOST_UNITS], key=lambda one: pack.meta.adopted_at.index(one.kind))


@dataclass(frozen=True, slots=True)
class Bar:
    """A load against its budget, drawn in a box 100 wide; `over` is the part above the budget."""

    filled: str
    over: str
    mark: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A post as the table shows it."""

    row: PostRow
    now: int
    then: int
    change: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class PackDiff:
    """What a pack changes for those who would follow it; `old` is empty where it is new to them."""

    title: str
    old: str
    diff: Diff
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True, slots=True)
class TrialView:
    """`suggested` are duties whose dropping brings all posts within their budgets, if any do."""

    pack: Pack
    trial: Trial
    units: tuple[UnitChoice, ...]
    post: PostLoad | None
    since: date
    weeks: int
    dropped: tuple[str, ...]
    suggested: tuple[str, ...]
    with_titles: tuple[str, ...]
    may_adopt: bool
    begins: str = texts.BEGINS

    @property
    def rows(self) -> tuple[LoadRow, ...]:
        """Each bar is drawn against the greatest load or budget of all."""
        widest = max((max(row.then.budget, round(row.then.most)) for row in self.trial.rows), default=1)
        return tuple(
            LoadRow(row, row.now, round(row.then.most), signed(row.change), _bar(row.then, max(widest, 1)))
            for row in self.trial.rows
        )

    @property
    def diffs(self) -> tuple[PackDiff, ...]:
        return tuple(
            PackDiff(
                f"{pack.meta.title} {pack.meta.version}",
                old.meta.version if old else "",
                found,
                diff_rows(found, self.suggested),
            )
            for pack, old, found in self.trial.diffs
        )

    @property
    def replaces(self) -> str:
        """The version followed now, if any."""
        return next((one.old for one in self.diffs if one.old), "")


def _bar(load: PostLoad, widest: int) -> Bar:
    within = min(round(load.most), load.budget)
    filled, over, mark = (100 * part / widest for part in (within, load.over, load.budget))
    return Bar(f"{filled:.1f}", f"{over:.1f}", f"{min(mark, MARK_LAST):.1f}")


def view_trial(
    key: str,
    *,
    viewer: Actor,
    unit_id: int | None,
    since: date,
    weeks: int,
    drop: Sequence[str] = (),
    post: str = "",
    version: str = "",
) -> TrialView:
    """With the packs on which it rests, where they are not followed yet."""
    pack, known = seen_pack(key, version, viewer=viewer)
    units = _units_for(pack, "regime_view", viewer=viewer, on=since)
    unit = next((one for one in units if unit_id in (None, one.id)), None)
    if unit is None:
        raise NotFound("没有可以试算的单位。请找上级党务干事")
    needed = [known[one] for one in pack.meta.requires if one in known and known[one].duties]
    trial = try_packs([without(pack, drop)], unit=unit, since=since, weeks=weeks, needed=needed)
    first = trial.rows[0].then if trial.rows else None
    return TrialView(
        pack=pack,
        trial=trial,
        units=tuple(UnitChoice(one.id, one.name) for one in units),
        post=next((row.then for row in trial.rows if row.then.post == post), first),
        since=since,
        weeks=weeks,
        dropped=tuple(key for key in drop if pack.duty(key)),
        suggested=_suggest(pack, trial, drop),
        with_titles=tuple(one.meta.title for one in trial.extra),
        may_adopt=viewer.may_in("regime_adopt", unit_id=unit.id, path=unit.path),
    )


def without(pack: Pack, drop: Sequence[str]) -> Pack:
    changes = {key: {"drop": True} for key in drop if pack.duty(key)}
    return apply(pack, Overlay.model_validate({"duties": changes}))


def _suggest(pack: Pack, trial: Trial, drop: Sequence[str]) -> tuple[str, ...]:
    """The company's own practices that cost an overloaded post most, until it is within its budget."""
    chosen: list[str] = []
    for row in trial.over:
        over = float(row.then.over)
        free = [one for one in row.then.duties if _may_drop(pack, one.duty) and one.duty not in drop]
        for load in sorted(free, key=lambda one: -one.minutes):
            if over > 0:
                chosen.append(load.duty)
                over -= load.minutes
    return tuple(dict.fromkeys(chosen))


def _may_drop(pack: Pack, key: str) -> bool:
    duty = pack.duty(key)
    return duty is not None and duty.strength == "practice" and duty.override == "free"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A duty on the form of adoption: what it asks, and what the company may choose."""

    duty: DutySpec
    article: str
    owner: str
    how_often: str
    strength: str
    choices: tuple[tuple[str, str], ...]  # every -> word, stricter ones only where it must be
    may_drop: bool
    may_loosen: bool


@dataclass(frozen=True, slots=True)
class AdoptView:
    pack: Pack
    units: tuple[UnitChoice, ...]
    unit_id: int
    rows: tuple[ChangeRow, ...]
    begins: str = texts.BEGINS


def view_adopt(key: str, *, viewer: Actor, unit_id: int | None, on: date, version: str = "") -> AdoptView:
    pack, _ = seen_pack(key, version, viewer=viewer)
    units = _units_for(pack, "regime_adopt", viewer=viewer, on=on)
    if not units or (unit_id is not None and unit_id not in {unit.id for unit in units}):
        raise NotFound("没有您可以替它采用制度的单位")
    return AdoptView(
        pack=pack,
        units=tuple(UnitChoice(one.id, one.name) for one in units),
        unit_id=unit_id or units[0].id,
        rows=tuple(_change_row(duty) for duty in pack.duties),
    )


def _change_row(duty: DutySpec) -> ChangeRow:
    free = duty.override == "free" or (duty.strength == "usual" and duty.override != "none")
    every = ("shift",) if duty.every == "shift" else tuple(one for one in texts.EVERY if one != "shift")
    choices = every if free else stricter(duty, every)
    return ChangeRow(
        duty=duty,
        article=texts.article(duty),
        owner=post_title(duty.owed_by.post),
        how_often=texts.how_often(duty),
        strength=texts.STRENGTHS[duty.strength],
        choices=tuple((one, texts.EVERY[one]) for one in choices),
        may_drop=free,
        may_loosen=free,
    )
