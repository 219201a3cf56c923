"""One picture looked for among a million prints, in PostgreSQL and in SQLite."""

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

PRINTS = int(os.environ.get("TONGXIN_BENCH_PRINTS", "1000000"))
A_PICTURE = 13  # prints
SEARCHES = 60
MOST = 50  # ms
COMPANY = 990_000
# Numbers of 64 bits, drawn by the database itself; those of real pictures share a band twice as often.
DRAWN = {
    "postgresql": "(floor(random() * 4294967296)::bigint << 32) | floor(random() * 4294967296)::bigint",
    "sqlite": "random()",
}
SERIES = {
    "postgresql": "SELECT n FROM generate_series(0, {0} - 1) AS g(n)",
    "sqlite": "WITH RECURSIVE g(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM g WHERE n < {0} - 1) SELECT n FROM g",
}


def run(report: Any) -> None:
    from django.db import connection

    assert connection.vendor == "postgresql"
    for name, found in (("PostgreSQL", measure()), ("SQLite", _in_sqlite())):
        report.value(f"near pictures among {PRINTS:,}, {name}: median", found["median"], "ms", limit=MOST)
        report.value(f"near pictures among {PRINTS:,}, {name}: p95", found["p95"], "ms", limit=MOST)
        report.value(f"pictures not found again, {name}", found["missed"], "", limit=0)


def measure() -> dict[str, float]:
    """Of searches for pictures that are there with a few other signs: how long, and how many were missed."""
    from tongxin.files.models import Print
    from tongxin.files.prints import unsigned
    from tongxin.files.queries.near import near_pictures

    _fill()
    taken, missed = [], 0
    first = Print.objects.filter(company_id=COMPANY).order_by("file").values_list("file", flat=True)[0]
    for search in range(-3, SEARCHES):
        file = first + search * 977 % (PRINTS // A_PICTURE)
        kept = Print.objects.filter(file=file).values_list("whole", flat=True)
        looked_for = [unsigned(one) ^ 0b1000_0000_0000_0000_0001_0000_0000_0011 for one in kept]
        start = time.perf_counter()
        found = near_pictures(COMPANY, looked_for)
        if search >= 0:  # the first ones warm the database up
            taken.append((time.perf_counter() - start) * 1000)
            missed += file not in found
    taken.sort()
    return {"median": taken[len(taken) // 2], "p95": taken[int(len(taken) * 0.95)], "missed": missed}


def _fill() -> None:
    from django.db import connection

    from tongxin.files.prints import BANDS

    vendor, bands = (
        connection.vendor,
        ", ".join(f"(w >> {shift}) & {(1 << width) - 1}" for shift, width, _ in BANDS),
    )
    with connection.cursor() as cursor:
        files = SERIES[vendor].format(PRINTS // A_PICTURE + 1)
        cursor.execute(
            "INSERT INTO files_storedfile (company_id, sha256, name, content_type, size, uploaded_at) "
            f"SELECT {COMPANY}, '0', '照片.jpg', 'image/jpeg', 1, '2026-11-20 08:00:00+00:00' FROM ({files}) AS s"
        )
        cursor.execute(f"SELECT min(id) FROM files_storedfile WHERE company_id = {COMPANY}")
        first = cursor.fetchone()[0]
        prints = SERIES[vendor].format(PRINTS)
        drawn = f"SELECT {first} + n / {A_PICTURE} AS file, {DRAWN[vendor]} AS w FROM ({prints}) AS s"
        cursor.execute(
            "INSERT INTO files_print (company_id, file_id, whole, a, b, c) "
            f"WITH d AS MATERIALIZED ({drawn}) SELECT {COMPANY}, file, w, {bands} FROM d"
        )
        cursor.execute("VACUUM ANALYZE files_print" if vendor == "postgresql" else "ANALYZE")


def _in_sqlite() -> dict[str, float]:
    """In a process of its own: the database is chosen at start-up."""
    with tempfile.TemporaryDirectory(prefix="tongxin-near.") as folder:
        mine = os.environ | {
            "TONGXIN_DATABASE_URL": f"sqlite:///{folder}/near.sqlite3",
            "TONGXIN_DATA_DIR": folder,
        }
        done = subprocess.run([sys.executable, "-m", __name__], env=mine, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    print(json.dumps(measure()))
