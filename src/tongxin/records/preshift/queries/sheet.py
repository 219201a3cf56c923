"""A meeting as it stands in the database, for the page and for the commands alike."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import pinned_record
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Appointment
from tongxin.orgs.queries import within
from tongxin.records.models import Fitness, Presence, Record, RecordState
from tongxin.records.preshift import rules
from tongxin.records.queries.seen import may_write
from tongxin.regimes.schema.record import RecordSpec


@dataclass(frozen=True)
class Meeting:
    """One record with its people; everything below is computed from these rows alone."""

    record: Record
    spec: RecordSpec
    presences: list[Presence]
    fitness: list[Fitness]

    @cached_property
    def names(self) -> dict[int, str]:
        return {one.person_id: one.person.name for one in self.presences}

    @cached_property
    def expected(self) -> list[int]:
        return [one.person_id for one in self.presences if one.expected]

    @cached_property
    def sheet(self) -> rules.Sheet:
        data = self.record.data
        return rules.Sheet(
            chair_id=self.record.chair_id,
            present=frozenset(one.person_id for one in self.presences if one.present),
            reasons={one.person_id: one.reason for one in self.presences if not one.present},
            watched=tuple(
                rules.Watch(one.person_id, one.result, one.arrangement, one.partner_id)
                for one in self.fitness
            ),
            moves=numbered(data.get("moves", {})),
            values=data,
        )

    @cached_property
    def chairs(self) -> dict[int, str]:
        """Whoever holds a post that may run it, and whoever does; by a paper, whoever was called on it."""
        day = timezone.localdate(self.record.held_at)
        held = Appointment.objects.filter(
            valid_on(day), unit_id=self.record.unit_id, post__in=self.spec.written_by
        )
        found = {one.person_id: one.person.name for one in held.select_related("person").order_by("id")}
        if self.record.chair is not None:
            found.setdefault(self.record.chair.id, self.record.chair.name)
        return {**found, **self.names} if self.record.came_from else found

    @cached_property
    def places(self) -> dict[int, str]:
        """Everybody's place today, before those away are covered, in the order of the roll."""
        return places_of(self.presences, self.record.data.get("base", {}), self.sheet.moves)

    @cached_property
    def fit(self) -> list[int]:
        return fit_people(self.sheet, [one.person_id for one in self.presences])

    @cached_property
    def plan(self) -> rules.Plan:
        return rules.plan(self.places, at_work=self.fit)

    @cached_property
    def gaps(self) -> list[rules.Gap]:
        return rules.gaps(self.sheet, expected=self.expected, names=self.names)


def usual_places(record: Record, trades: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Everybody's usual place, from the team's last meeting; from their trades, if it is the first."""
    before = Record.objects.filter(
        unit=record.unit_id, kind=record.kind, state=RecordState.CLOSED, held_at__lt=record.held_at
    )
    last = before.order_by("-held_at").values_list("data", flat=True).first()
    if last is None:
        return {str(person): trade for person, trade in trades if trade}
    return {**last.get("base", {}), **last.get("moves", {})}


def numbered(kept: Mapping[str, Any]) -> dict[int, Any]:
    """JSON keeps keys as texts."""
    return {int(key): value for key, value in kept.items()}


def places_of(
    presences: Collection[Presence], base: Mapping[str, str], moves: Mapping[int, str]
) -> dict[int, str]:
    usual = numbered(base)
    return {one.person_id: moves.get(one.person_id, usual.get(one.person_id, "")) for one in presences}


def fit_people(sheet: rules.Sheet, people: Collection[int]) -> list[int]:
    """Those who are there and may go on shift."""
    unfit = {one.person_id for one in sheet.watched if one.result == "unfit"}
    return [one for one in people if one in sheet.present and one not in unfit]


def get_meeting(record_id: int, *, viewer: Actor, kind: str = rules.KIND) -> Meeting:
    """A meeting that the viewer's post writes; for anybody else, of whatever rank, it is not there,
    since the sheet shows who is not fit today (SG-03)."""
    related = ("unit__company", "shift", "chair", "recorder", "saved_by", "closed_by")
    record = (
        Record.objects.filter(within(viewer.scope("record_write")), id=record_id, kind=kind)
        .exclude(state="dropped")
        .select_related(*related)
        .first()
    )
    if record is None or record.adoption_id is None:
        raise NotFound("没有找到这次会")
    spec = pinned_record(kind, adoption_id=record.adoption_id)
    if not may_write(spec, record.unit, by=viewer, on=timezone.localdate(record.held_at)):
        raise NotFound("没有找到这次会")
    presences = Presence.objects.filter(record=record).select_related("person", "signed_via")
    return Meeting(
        record=record,
        spec=spec,
        presences=list(presences.order_by("-expected", "id")),
        fitness=list(Fitness.objects.filter(record=record).order_by("id")),
    )
