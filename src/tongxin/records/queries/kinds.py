"""What a person may write, with when it was last held."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption import queries as adoption
from tongxin.adoption.queries import InForce
from tongxin.kernel.actor import Actor
from tongxin.kernel.paths import ids_in
from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries import beside, links_of, over, within
from tongxin.records.models import Record, RecordState
from tongxin.records.queries.lists import RecordLine, lined, record_line
from tongxin.regimes.schema.record import RecordSpec

MOST_UNITS = 80


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind at one unit; `own`: the person holds a post there."""

    unit_id: int
    unit_name: str
    kind: str
    title: str
    practice: str
    per_shift: bool
    both_sides: bool
    minutes: int
    last_held: date | None
    own: bool

    @property
    def place(self) -> str:
        return f"{self.unit_id}/{self.kind}"


@dataclass(frozen=True, slots=True)
class Around:
    """A unit with the ids that stand over it, and the paths of what is linked to it or above it."""

    unit: Unit
    over: frozenset[int]
    linked: tuple[str, ...]


def kinds_to_write(*, by: Actor, at: datetime, unit_id: int | None = None) -> list[KindLine]:
    """The kinds of the units where the person holds a post, of those linked to these, and of those
    below, as far as they are few; `unit_id` asks for one unit however large the reach is."""
    today = timezone.localdate(at)
    around = _around(by, today, unit_id=unit_id)
    if not around or by.company_id is None:
        return []
    found = adoption.in_force(company_id=by.company_id, on=today)
    pairs = [(one.unit, spec) for one in around for spec in _specs(one, found) if _may(one, spec, by)]
    held = _last_held([unit.id for unit, _ in pairs], at)
    return [
        KindLine(
            unit_id=unit.id,
            unit_name=unit.name,
            kind=spec.key,
            title=spec.title,
            practice=spec.practice,
            per_shift=spec.per_shift,
            both_sides=spec.signatures == "both_sides",
            minutes=spec.minutes,
            last_held=held.get((unit.id, spec.key)),
            own=any(post.unit_id == unit.id for post in by.posts),
        )
        for unit, spec in pairs
    ]


def units_to_write(*, by: Actor, at: datetime) -> list[tuple[int, str]]:
    """The units where one may write, one's own first: id and name."""
    return [(one.unit.id, one.unit.name) for one in _around(by, timezone.localdate(at))] if by.posts else []


def _around(by: Actor, today: date, *, unit_id: int | None = None) -> list[Around]:
    """The units in question with what lies above and beside them; a handful of statements for all."""
    own = {post.unit_id for post in by.posts}
    scope = Unit.objects.filter(
        within(by.scope("record_write"), ""), valid_on(today), company=by.company_id
    ).order_by("line", "path")
    units = list(scope[: MOST_UNITS + 1] if unit_id is None else scope.filter(id=unit_id))
    if len(units) > MOST_UNITS:
        near = Link.objects.filter(valid_on(today), Q(left__in=own) | Q(right__in=own))
        ids = own | {unit for pair in near.values_list("left", "right") for unit in pair}
        units = list(scope.filter(id__in=ids))
    units.sort(key=lambda unit: unit.id not in own)
    above = {number for unit in units for number in ids_in(unit.path)}
    links = links_of(above, today)
    return [Around(unit, over(unit.path, links), tuple(beside(unit.path, links))) for unit in units]


def _specs(one: Around, found: list[InForce]) -> list[RecordSpec]:
    """As `adoption.record_specs`, for many units with what was read once."""
    here = adoption.followed(found, (one.unit.path, *one.linked))
    return [spec for spec, _ in adoption.records_of(one.unit.kind, here).values()]


def _may(one: Around, spec: RecordSpec, by: Actor) -> bool:
    held = {post.unit_id for post in by.posts if post.post in spec.written_by}
    return bool(held & one.over)


def _last_held(unit_ids: list[int], at: datetime) -> dict[tuple[int, str], date]:
    rows = Record.objects.filter(unit__in=unit_ids, state=RecordState.CLOSED, held_at__lte=at)
    latest = rows.order_by().values_list("unit", "kind").annotate(last=Max("held_at"))
    return {(unit, kind): timezone.localdate(last) for unit, kind, last in latest}


def unfinished(*, by: Actor, at: datetime, titles: dict[str, str]) -> list[RecordLine]:
    """Drafts that the person opened, leads or writes; `titles` of kinds, as `kind_titles` gives them."""
    mine = Q(opened_by=by.person_id) | Q(chair=by.person_id) | Q(recorder=by.person_id)
    rows = Record.objects.filter(mine, state=RecordState.DRAFT, company=by.company_id)
    return [record_line(row, titles, at) for row in lined(rows).order_by("held_at")[:20]]
