"""A finished meeting: who signed, and what it says in one line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.queries import get_record

MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Signer:
    """`via` is who held the screen, when it was not their own."""

    id: int
    name: str
    signed_at: datetime | None
    via: str
    party: bool


@dataclass(frozen=True, slots=True)
class Finished:
    record: Record
    signers: tuple[Signer, ...]
    away: tuple[str, ...]

    @property
    def unsigned(self) -> int:
        """What was held on paper is signed there."""
        if self.record.came_from:
            return 0
        return len([one for one in self.signers if one.signed_at is None])

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.signers if one.party)


def view_finished(record_id: int, *, viewer: Actor, kind: str) -> Finished:
    record = get_record(record_id, viewer=viewer)
    if record.kind != kind:
        raise NotFound("没有找到这次会")
    rows = Presence.objects.filter(record=record, sitting=1).select_related("person", "signed_via")
    people = list(rows.order_by("-expected", "person_id"))
    return Finished(
        record=record,
        signers=tuple(_signer(row, record.version) for row in people if row.present),
        away=tuple(row.person.name for row in people if not row.present),
    )


def _signer(row: Presence, version: int) -> Signer:
    """A signature covers the version that was signed."""
    signed = row.signed_at if row.signed_version == version else None
    via = row.signed_via.name if row.signed_via and signed else ""
    return Signer(row.person_id, row.person.name, signed, via, row.party)


@dataclass(frozen=True, slots=True)
class ToSign:
    """A meeting that the viewer was at and has not signed."""

    record_id: int
    title: str
    unit: str
    held_at: datetime


def waiting_signatures(viewer: Actor) -> list[ToSign]:
    mine = Presence.objects.filter(person=viewer.person_id, present=True, signed_at__isnull=True)
    closed = mine.filter(
        record__state=RecordState.CLOSED, record__kind__in=SIGNED_BY_ALL, record__came_from=""
    )
    rows = closed.select_related("record__unit").order_by("-record__held_at")[:3]
    return [ToSign(row.record_id, row.record.title, row.record.unit.name, row.record.held_at) for row in rows]


SIGNED_BY_ALL = ("pre_shift_meeting",)


@dataclass(frozen=True, slots=True)
class Attended:
    """What a person was at; of use to themselves."""

    record_id: int
    title: str
    unit: str
    held_at: datetime
    signed: bool


def attended(viewer: Actor, *, at: datetime) -> list[Attended]:
    """The last few."""
    mine = Presence.objects.filter(
        person=viewer.person_id, present=True, sitting=1, record__state=RecordState.CLOSED
    )
    rows = mine.filter(record__held_at__lte=at, record__held_at__gt=at - MONTH)
    recent = rows.select_related("record__unit").order_by("-record__held_at")[:5]
    return [
        Attended(
            row.record_id,
            row.record.title,
            row.record.unit.name,
            row.record.held_at,
            row.signed_at is not None,
        )
        for row in recent
    ]
