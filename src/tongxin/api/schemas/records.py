"""Records as they go out: what was held and how many came, not who said what."""

from datetime import datetime

from ninja import Schema


class RecordOut(Schema):
    id: int
    unit_id: int
    kind: str
    title: str
    state: str
    held_at: datetime
    written_at: datetime | None
    came_from: str
    place: str
    expected_count: int
    present_count: int
    version: int


class RecordPage(Schema):
    items: list[RecordOut]
    next: int | None
