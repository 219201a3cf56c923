"""A page of a long list, the newest first."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
Key = tuple[datetime, int]  # of the last row of a page: its moment and its number


def newest(
    rows: QuerySet[Row], ways: Iterable[Q], *, by: str, size: int, before: Key | None = None
) -> tuple[list[Row], Key | None]:
    """The rows that come into view in any of these ways, and the key after which the next page begins.

    Each way is asked by itself with its own index, and the answers are merged.
    """
    found: dict[int, Row] = {}
    ordered = rows.filter(_older(by, before)).order_by(f"-{by}", "-id")
    for way in ways:
        found.update({row.pk: row for row in ordered.filter(way)[: size + 1]})
    keys = sorted(((getattr(row, by), number) for number, row in found.items()), reverse=True)
    page = [found[number] for _, number in keys[:size]]
    return page, keys[size - 1] if len(keys) > size else None


def _older(by: str, before: Key | None) -> Q:
    if before is None:
        return Q()
    moment, number = before
    return Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "id__lt": number})
