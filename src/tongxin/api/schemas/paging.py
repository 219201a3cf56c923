"""Pages by key: stable while rows are added."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import BeforeValidator, Field

LIMIT = 100
ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")


def _written_out(value: Any) -> Any:
    """Numbers are no dates, though pydantic would read them as seconds."""
    if not isinstance(value, str) or not ISO.fullmatch(value):
        raise ValueError("请写成 2026-11-20 或 2026-11-20T07:20:00+08:00")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
Moment = Annotated[datetime, BeforeValidator(_written_out)]


class Paging(Schema):
    """`after` is the id of the last row of the page before."""

    after: Annotated[int, Field(ge=0, le=2**62)] = 0
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 50


PagingQuery = Query[Paging]


def page_of(rows: "QuerySet[Any]", paging: Paging) -> tuple[list[Any], int | None]:
    """The rows of one page by ascending id, and the `after` of the next, None at the end."""
    found = list(rows.filter(id__gt=paging.after).order_by("id")[: paging.limit + 1])
    more = len(found) > paging.limit
    kept = found[: paging.limit]
    return kept, kept[-1].id if more else None
