"""Pictures that look alike, among all of a company's."""

import json
from collections.abc import Sequence

from django.db import connection

from tongxin.files import prints
from tongxin.files.models import Picture, Print, StoredFile

NAMES = "abc"


def near_pictures(company_id: int, found: Sequence[int]) -> dict[int, int]:
    """File -> how many signs differ at least. Each band is asked for what a near print may have there."""
    near: dict[int, int] = {}
    for band in range(len(prints.BANDS)):
        wanted: dict[int, list[int]] = {}
        for own in found:
            for key in prints.keys(own, band):
                wanted.setdefault(key, []).append(own)
        for key, file_id, kept in _rows(company_id, band, list(wanted)):
            other = prints.unsigned(kept)
            least = min(prints.distance(own, other) for own in wanted[key])
            if least <= prints.NEAR:
                near[file_id] = min(least, near.get(file_id, prints.BITS))
    return near


def _rows(company_id: int, band: int, keys: list[int]) -> list[tuple[int, int, int]]:
    """Thousands of keys as one value, which each database unpacks in its own way."""
    name, table = NAMES[band], Print._meta.db_table
    unpacked, given = ("IN (SELECT value FROM json_each(%s))", json.dumps(keys))
    if connection.vendor == "postgresql":
        unpacked, given = "= ANY(%s)", keys  # type: ignore[assignment]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name}, file_id, whole FROM {table} WHERE company_id = %s AND {name} {unpacked}",  # noqa: S608
            [company_id, given],
        )
        return list(cursor.fetchall())


def same_bytes(stored: StoredFile, source: str) -> set[int]:
    """Other pictures made of the same bytes, as they came or as they are kept."""
    others = Picture.objects.filter(company_id=stored.company_id).exclude(file=stored.id)
    as_they_came = others.filter(source=source).values_list("file", flat=True)
    as_they_are = others.filter(file__sha256=stored.sha256).values_list("file", flat=True)
    return set(as_they_came) | set(as_they_are)
