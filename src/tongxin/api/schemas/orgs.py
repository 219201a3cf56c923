"""Units and people as they go out."""

from datetime import date

from ninja import Schema


class UnitOut(Schema):
    id: int
    line: str
    kind: str
    name: str
    code: str
    parent_id: int | None
    starts_date: date
    ends_date: date | None


class UnitPage(Schema):
    items: list[UnitOut]
    next: int | None


class PersonOut(Schema):
    """No phone: whoever needs it looks at the page, where looking is for a purpose."""

    id: int
    employee_no: str
    name: str
    trade: str
    hired_date: date | None
    left_date: date | None


class PersonPage(Schema):
    items: list[PersonOut]
    next: int | None
