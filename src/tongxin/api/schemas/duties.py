"""Duty items as they go out."""

from datetime import date, datetime

from ninja import Schema


class DutyOut(Schema):
    """`standing`: open, late, overdue, done, done_late or waived at the time of the request."""

    id: int
    unit_id: int
    duty: str
    title: str
    post: str
    period: str
    due_date: date
    due_at: datetime
    standing: str
    met_at: datetime | None
    waived_reason: str


class DutyPage(Schema):
    items: list[DutyOut]
    next: int | None
