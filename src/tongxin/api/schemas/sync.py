"""The wire between phones and the server; both sides keep it exact (docs/decisions/0010-sync.md)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

OPERATION = {
    "type": "object",
    "required": ["id", "type", "schema", "body", "sha256"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "type": {
            "enum": [
                "record.hold",
                "case.open",
                "case.move",
                "task.done",
                "handover.note",
                "checklist.answer",
            ]
        },
        "schema": {"const": 1},
        "object": {"type": "string", "format": "uuid"},
        "base": {"type": ["integer", "null"]},
        "after": {"type": "array", "items": {"type": "string", "format": "uuid"}, "maxItems": 50},
        "body": {"type": "string", "description": "JSON；最多 256 KB"},
        "sha256": {"type": "string", "description": "body 的 UTF-8 字节"},
        "blobs": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
        "wall": {"type": "string", "format": "date-time"},
        "mono": {"type": "number"},
        "boot": {"type": "string"},
    },
}


class BatchIn(Schema):
    """`wall`, `mono`, `boot`: the phone's clocks at the moment of sending. An operation that cannot be read
    is answered for itself, so nothing of it is checked here."""

    epoch: str = ""
    wall: str = ""
    mono: float | None = None
    boot: str = ""
    ops: Annotated[list[Any], Field(json_schema_extra={"items": OPERATION, "maxItems": 50})]


class AnswerOut(Schema):
    """`outcome`: applied, duplicate, conflict, held, needs_review or rejected. `data`: what came of it (ids),
    and `again` where it was spoilt on the way and nothing was taken under its id."""

    id: str
    outcome: str
    seq: int
    sentence: str
    data: dict[str, Any]


class BatchOut(Schema):
    """One answer to each operation, in their order."""

    epoch: UUID
    now: datetime
    backed_up_through: int
    answers: list[AnswerOut]


class MineOut(Schema):
    """One operation of this person, and what became of it."""

    id: UUID
    type: str
    outcome: str
    sentence: str
    happened_at: datetime
    received_at: datetime
    time_verified: bool
    photos: int
    photos_of: int


class PersonOut(Schema):
    id: int
    name: str


class ReminderOut(Schema):
    """Of somebody new, or back after a long leave: a word at this shift."""

    person_id: int
    text: str


class ShiftOut(Schema):
    id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    reminders: list[ReminderOut]


class RosterOut(Schema):
    """`party`: whether the roll call shows a member of the party. `away`: why somebody will not be there."""

    id: int
    name: str
    party: bool
    away: str


class TaskOut(Schema):
    id: int
    kind: str
    text: str
    owner_id: int | None
    owner: str
    due: str | None


class CaseOut(Schema):
    """A case that this person may take further without a network; `moves` name those of its kind."""

    id: int
    kind: str
    title: str
    state: str
    state_title: str
    revision: int
    unit: int
    moves: list[str]


class SpecsOut(Schema):
    """As the packs have them: the page, this API and the phone read the same fields."""

    records: list[dict[str, Any]]
    cases: list[dict[str, Any]]


class TeamOut(Schema):
    """What one team needs for a shift without a network; only of level C0 and C1."""

    id: int
    name: str
    shift: ShiftOut | None
    shifts: list[ShiftOut]
    roster: list[RosterOut]
    chairs: list[PersonOut]
    next_teams: list[PersonOut]
    specs: SpecsOut
    open_points: list[TaskOut]
    hazards: list[CaseOut]
    risks: list[dict[str, str]]
    texts: list[str]
    tasks: list[TaskOut]
    places: dict[str, str]


class SnapshotOut(Schema):
    """What a person takes along before going down."""

    epoch: UUID
    at: datetime
    me: PersonOut
    teams: list[TeamOut]
    cases: list[CaseOut]
    specs: SpecsOut
