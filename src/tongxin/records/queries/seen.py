"""Who sees which record: the only way to their rows.

What one took part in stays readable, whatever becomes of the post: closed records, with their corrections.
Drafts are for those who may write there now, and what is added to a C2 record later for those who look
after it now. (Decision 0007.)
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from tongxin.adoption import queries as adoption
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotAllowed, NotFound
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import units_above, units_over, within
from tongxin.records.models import Attachment, Presence, Record, RecordState
from tongxin.regimes.schema.record import RecordSpec

DONE = (RecordState.CLOSED, RecordState.UNHELD, RecordState.REFUSED)


def arms(viewer: Actor) -> list[Q]:
    """The ways in which a record comes into view; a list asks each by itself, so that each is quick.

    On the terminal of a team only that team's come into view, and of those none of level C2.
    """
    if viewer.team_id is not None:
        here = Q(unit=viewer.team_id, level__in=("C0", "C1"))
        return [here & way for way in arms(replace(viewer, team_id=None))]
    if viewer.person_id is None or viewer.administrator:
        return []
    company = Q(company=viewer.company_id)
    found = [
        _led_by(viewer) & (Q(state__in=DONE) | within(viewer.scope("record_write"))),
        Q(id__in=_was_at(viewer.person_id), state__in=DONE),
        company & Q(level="C0", state__in=DONE),
    ]
    if view := viewer.scope("record_view"):
        found.append(company & Q(level__in=("C0", "C1")) & within(view))
    if confidential := viewer.scope("record_confidential"):
        found.append(company & Q(level="C2") & within(confidential))
    return found


def _led_by(viewer: Actor) -> Q:
    return Q(recorder=viewer.person_id) | Q(chair=viewer.person_id)


def _was_at(person_id: int) -> QuerySet[Presence, int]:
    return Presence.objects.filter(person=person_id, present=True).values_list("record", flat=True)


def records_seen_by(viewer: Actor) -> QuerySet[Record]:
    """C0 by the company, C1 by whoever looks after the unit, C2 by few; and what one took part in."""
    ways = arms(viewer)
    if not ways:
        return Record.objects.none()
    seen = ways[0]
    for way in ways[1:]:
        seen |= way
    return Record.objects.exclude(state=RecordState.DROPPED).filter(seen)


def get_record(record_id: int, *, viewer: Actor) -> Record:
    seen = records_seen_by(viewer).select_related("unit", "company", "chair", "recorder", "shift")
    record = seen.filter(id=record_id).first()
    if record is None:
        raise NotFound("没有找到这份记录")
    return record


def looks_after(record: Record, viewer: Actor) -> bool:
    """Whether the viewer sees a C2 record for more than having taken part in it."""
    rights = ["record_confidential"]
    if viewer.person_id in (record.chair_id, record.recorder_id):
        rights.append("record_write")
    return any(viewer.may_in(one, unit_id=record.unit_id, path=record.unit.path) for one in rights)


def reads_confidential(record: Record, viewer: Actor, *, there: Collection[int]) -> bool:
    """Whether the viewer reads its C2 fields: who was there, led it or wrote it, and few others."""
    if viewer.person_id in there or viewer.person_id in (record.chair_id, record.recorder_id):
        return True
    return viewer.may_in("record_confidential", unit_id=record.unit_id, path=record.unit.path)


def attachments_seen_by(viewer: Actor, record: Record) -> QuerySet[Attachment]:
    """Of a record that the viewer sees: of C2, who only took part sees what lay there when it was closed."""
    rows = Attachment.objects.filter(record=record)
    if record.level != "C2" or record.written_at is None or looks_after(record, viewer):
        return rows
    return rows.filter(attached_at__lte=record.written_at)


def spec_of(record: Record) -> RecordSpec:
    """The kind as it was when the record was opened."""
    if record.adoption_id is None:
        raise LookupError(f"record {record.id} was made under no adoption")
    return adoption.pinned_record(record.kind, adoption_id=record.adoption_id)


def may_write(spec: RecordSpec, unit: Unit, *, by: Actor, on: date) -> bool:
    """A post of `spec.written_by` at the unit, above it, or linked to one of these; and the right there."""
    if not by.may_in("record_write", unit_id=unit.id, path=unit.path):
        return False
    held = {post.unit_id for post in by.posts if post.post in spec.written_by}
    return bool(held & units_above(unit)) or bool(held and held & units_over(unit, on))


def writable_units(by: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(within(by.scope("record_write"), ""), company=by.company_id)


def check_may_write(record: Record, spec: RecordSpec, *, by: Actor, on: date) -> None:
    if not may_write(spec, record.unit, by=by, on=on):
        raise NotAllowed(f"{record.unit.name}的{spec.title}不由您来写")
