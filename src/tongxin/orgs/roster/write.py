"""Many rows at once: COPY on PostgreSQL, batches elsewhere. The caller holds the transaction."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models import Q

Model = type[models.Model]
Runs = list[list[int]]  # [[first, last], …] of ids
BATCH = 400
IDS_AT_ONCE = 5000


def new_ids(model: Model, count: int) -> list[int]:
    """Ids that nobody else will get: from the sequence, or past the last while we hold the lock."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
    return list(range(last + 1, last + 1 + count))


def insert(model: Model, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes rows that carry their ids; columns that are not named get the model's defaults."""
    given = set(columns)
    others = [
        (one.attname, one.get_default())
        for one in model._meta.concrete_fields
        if one.attname not in given and not one.null
    ]
    names = [*columns, *(name for name, _ in others)]
    rest = tuple(value for _, value in others)
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, names, ((*row, *rest) for row in rows))
        return
    made = (model(**dict(zip(names, (*row, *rest), strict=True))) for row in rows)
    while batch := list(islice(made, BATCH * 10)):
        model._base_manager.bulk_create(batch, batch_size=BATCH)


def _copy(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY goes past Django's cursor, so its errors are made Django's here."""
    columns = ", ".join(f'"{name}"' for name in names)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


def update(model: Model, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Sets `columns` of the rows whose id comes first in each of `rows`."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        for chunk in _chunks(rows, BATCH):
            objects = [model(**dict(zip(("id", *columns), row, strict=True))) for row in chunk]
            model._base_manager.bulk_update(objects, columns)
        return
    table = model._meta.db_table
    named = ", ".join(f'"{name}"' for name in columns)
    assigned = ", ".join(f'"{name}" = given."{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE given_rows AS SELECT id, {named} FROM "{table}" WITH NO DATA')  # noqa: S608
    _copy("given_rows", ["id", *columns], rows)
    with connection.cursor() as cursor:
        cursor.execute(
            # Names of our own models and columns only.
            f'UPDATE "{table}" SET {assigned} FROM given_rows AS given WHERE "{table}".id = given.id'  # noqa: S608
        )
        cursor.execute("DROP TABLE given_rows")


def delete(model: Model, ids: Sequence[int]) -> None:
    """Deletes rows that nothing refers to, without looking for what might."""
    for run in _chunks(runs_of(ids), 200):
        where = Q()
        for first, last in run:
            where |= Q(pk__range=(first, last))
        rows = model._base_manager.filter(where)
        rows._raw_delete(rows.db)


def runs_of(ids: Iterable[int]) -> Runs:
    """Ids made together are close together: a few ranges instead of thousands of numbers."""
    runs: Runs = []
    for one in sorted(ids):
        if runs and runs[-1][1] == one - 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return runs


def ids_of(runs: Runs) -> Iterator[int]:
    for first, last in runs:
        yield from range(first, last + 1)


def in_runs(field: str, runs: Runs) -> Q:
    where = Q(**{f"{field}__in": []})
    for first, last in runs:
        where |= Q(**{f"{field}__gte": first, f"{field}__lte": last})
    return where


def _chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def chunked_ids(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    yield from _chunks(sorted(ids), IDS_AT_ONCE)
