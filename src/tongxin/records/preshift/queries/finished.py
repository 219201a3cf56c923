"""A finished meeting: who signed, and what it says in one line."""

from dataclasses import dataclass
from datetime import datetime

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.records.models import Presence, Record, RecordState
from tongxin.records.queries import get_record


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
        return len([one for one in self.signers if one.signed_at is None])

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.signers if one.party)


def view_finished(record_id: int, *, viewer: Actor, kind: str) -> Finished:
    record = get_record(record_id, viewer=viewer)
    if record.kind != kind:
        raise NotFound("没有找到这次会")
    rows = Presence.objects.filter(record=record, sitting=1).select_related("person", "signed_via")
    people = list(rows.order_by("-expected", "id"))
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


def waiting_signatures(viewer: Actor) -> list[Record]:
    """Meetings of the last days that the viewer was at and has not signed."""
    rows = Presence.objects.filter(
        person=viewer.person_id, present=True, signed_at__isnull=True, record__state=RecordState.CLOSED
    )
    found = rows.filter(record__kind__in=SIGNED_BY_ALL).select_related("record__unit")
    return [row.record for row in found.order_by("-record__held_at")[:3]]


SIGNED_BY_ALL = ("pre_shift_meeting",)
