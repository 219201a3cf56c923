"""What closed records prove: who is named in them, and how each person was voted on."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from tongxin.adoption.queries import packs_of
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.proof import Answer, Proof, Vote
from tongxin.orgs.models import Person
from tongxin.records.models import Decision, Presence, Record, RecordState
from tongxin.records.queries.seen import reads_confidential, records_seen_by
from tongxin.records.rules.candidates import own_lines
from tongxin.regimes.filling import shown
from tongxin.regimes.schema.record import RecordSpec

MOST = 20


def proof_of(record_id: int, *, viewer: Actor) -> Proof:
    found = _proofs(_closed(viewer).filter(id=record_id), viewer)
    if not found:
        raise NotFound("没有找到这份记录，或者它还没记完")
    return found[0]


def proofs(kinds: Collection[str], *, unit_ids: Collection[int], since: date, viewer: Actor) -> list[Proof]:
    """The newest first, few of them; of some kinds, held in some units on a day or later."""
    held_since = timezone.make_aware(datetime.combine(since, time()))
    rows = _closed(viewer).filter(kind__in=kinds, unit__in=unit_ids, held_at__gte=held_since)
    return _proofs(rows.order_by("-held_at", "-id")[:MOST], viewer)


def _closed(viewer: Actor) -> QuerySet[Record]:
    return records_seen_by(viewer).filter(state=RecordState.CLOSED).select_related("unit")


def _proofs(rows: Iterable[Record], viewer: Actor) -> list[Proof]:
    """Five questions for all of them: the rows, their packs, who was there, the lines, the names."""
    records = list(rows)
    packs = packs_of({one.adoption_id for one in records if one.adoption_id})
    there = _there(records)
    asked = {
        one.id: _asked(one, packs[one.adoption_id].record(one.kind), viewer, there.get(one.id, set()))
        for one in records
        if one.adoption_id in packs
    }
    votes = _votes({record_id: voted for record_id, (_, voted) in asked.items() if voted})
    return [
        Proof(
            record_id=one.id,
            kind=one.kind,
            title=one.title,
            unit_id=one.unit_id,
            held_on=timezone.localdate(one.held_at),
            names=frozenset(there.get(one.id, set()) | asked.get(one.id, (set(), []))[0]),
            votes=votes.get(one.id, {}),
            answers=_answers(one, packs[one.adoption_id].record(one.kind), viewer, there.get(one.id, set()))
            if one.adoption_id in packs
            else {},
        )
        for one in records
    ]


def _there(records: Collection[Record]) -> dict[int, set[int]]:
    """Who was present, at whichever sitting."""
    found: dict[int, set[int]] = {}
    rows = Presence.objects.filter(record__in=records, present=True)
    for record_id, person in rows.values_list("record", "person"):
        found.setdefault(record_id, set()).add(person)
    return found


def _asked(
    record: Record, spec: RecordSpec | None, viewer: Actor, there: Collection[int]
) -> tuple[set[int], list[int]]:
    """Whom the fields name that the viewer reads; and who of them was voted on one by one."""
    if spec is None:
        return set(), []
    trusted = reads_confidential(record, viewer, there=there)
    named = {
        field.key: list(record.data.get(field.key) or ())
        for field in spec.fields
        if field.type == "people" and (trusted or field.level != "C2")
    }
    return {person for people in named.values() for person in people}, named.get(spec.voted_on, [])


def _answers(
    record: Record, spec: RecordSpec | None, viewer: Actor, there: Collection[int]
) -> dict[str, Answer]:
    """What the meeting chose in the choices of its record that the viewer reads."""
    trusted = spec is not None and reads_confidential(record, viewer, there=there)
    asked = [one for one in (spec.fields if spec else ()) if one.type == "choice"]
    return {
        one.key: Answer(value, one.title, shown(one, value, {}))
        for one in asked
        if (value := record.data.get(one.key)) and (trusted or one.level != "C2")
    }


def _votes(voted: Mapping[int, list[int]]) -> dict[int, dict[int, Vote]]:
    """Record -> person -> their own line, as it was counted when the record was closed or corrected."""
    if not voted:
        return {}
    lines: dict[int, dict[int, Decision]] = {}
    for line in Decision.objects.filter(record__in=voted).exclude(rule=""):
        lines.setdefault(line.record_id, {})[line.position] = line
    wanted = {person for people in voted.values() for person in people}
    known = {
        person: (name, number)
        for person, name, number in Person.objects.filter(id__in=wanted).values_list(
            "id", "name", "employee_no"
        )
    }
    return {
        record_id: _told(lines.get(record_id, {}), {one: known[one] for one in people if one in known})
        for record_id, people in voted.items()
    }


def _told(lines: Mapping[int, Decision], people: Mapping[int, tuple[str, str]]) -> dict[int, Vote]:
    own = own_lines(people, {position: line.text for position, line in lines.items()})
    return {
        person: Vote(lines[position].rule, lines[position].passed is True, lines[position].outcome)
        for person, position in own.items()
    }
