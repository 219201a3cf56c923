"""One day's duties of 12,000 teams and 100,000 people, against a plain INSERT … SELECT of the same rows."""

import os
import time
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench import data

TEAMS = int(os.environ.get("TONGXIN_BENCH_TEAMS", "12000"))
DAY = date(2026, 12, 1)  # a Tuesday on which a month begins
TRIES = 3


def run(report: Any) -> None:
    small = data.make_company("测速小公司", teams=TEAMS // 10, people=TEAMS * 10 // 12)
    big = data.make_company("测速大公司", teams=TEAMS, people=TEAMS * 100 // 12)
    for company in (small, big):
        data.add_shifts(company, DAY, DAY)
    data._run("VACUUM ANALYZE")
    statements = {company.company_id: _statements(company.company_id) for company in (small, big)}
    base, ours = [], []
    for _ in range(TRIES):
        seconds, rows = _raise(big.company_id)
        ours.append(seconds)
        base.append(_copy(big.company_id))
    report.line(
        f"raise {rows} items of a day", min(ours), base=min(base), base_name="INSERT … SELECT", limit=3
    )
    more = statements[big.company_id] - statements[small.company_id]
    report.value(f"statements ({statements[big.company_id]}), more than for a tenth", more, "", limit=0)
    again = time.perf_counter()
    with transaction.atomic():
        _raise(big.company_id, keep=True)
        first = time.perf_counter()
        _raise(big.company_id, keep=True)
        second = time.perf_counter()
        transaction.set_rollback(True)
    report.line(
        "raise it again: nothing new", second - first, base=first - again, base_name="the first time", limit=1
    )


def _raise(company_id: int, *, keep: bool = False) -> tuple[float, int]:
    from tongxin.duties.commands import raise_duties
    from tongxin.kernel.actor import Actor

    by = Actor(person_id=None, name="测速", company_id=company_id)
    start = time.perf_counter()
    with transaction.atomic():
        fact = raise_duties(company_id=company_id, day=DAY, by=by, at=data.NOW)
        connection.check_constraints()  # deferred foreign keys are part of the work, here as in the base
        seconds = time.perf_counter() - start
        if not keep:
            _keep_rows(company_id)
            transaction.set_rollback(True)
    return seconds, fact.data["count"]


def _keep_rows(company_id: int) -> None:
    """The rows that were raised, as plain as can be, for the base."""
    global _rows  # noqa: PLW0603
    theirs = f"SELECT * FROM duties_dutyitem WHERE company_id = {company_id}"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({theirs}) TO STDOUT") as out:
        _rows = b"".join(bytes(chunk) for chunk in out)


_rows = b""


def _copy(company_id: int) -> float:
    """The same rows into a table with the same indexes and constraints."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_source; CREATE TABLE bench_source (LIKE duties_dutyitem)")
        with cursor.copy("COPY bench_source FROM STDIN") as into:
            into.write(_rows)
        cursor.execute(
            "DROP TABLE IF EXISTS bench_item; CREATE TABLE bench_item (LIKE duties_dutyitem INCLUDING ALL)"
        )
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'duties_dutyitem'::regclass AND contype = 'f'"
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'ALTER TABLE bench_item ADD CONSTRAINT "b_{name[:50]}" {definition}')
        cursor.execute("ANALYZE bench_source")
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_item SELECT * FROM bench_source")
        connection.check_constraints()
        return time.perf_counter() - start


def _statements(company_id: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        _raise(company_id)
    return len(queries)
