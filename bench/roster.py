"""A roster of 100,000 rows and 19 columns into PostgreSQL, against reading it and copying it into one table."""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROWS = int(os.environ.get("TONGXIN_BENCH_ROWS", "100000"))
COMPANY = "名册测速公司"
HEADER = (  # noqa: SIM905
    "工号 姓名 性别 单位 区队 班组 党支部 党小组 工会小组 工种 职务 政治面貌 入党日期 转正日期 "
    "参加工作时间 手机 状态 学历 出生年月"
).split()  # fmt: skip
FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国志强伟明军磊洋勇艳杰娟涛超霞平刚桂英文华金玉凤兰海波鹏飞浩宇晨阳"


def run(report: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        make_file(path, ROWS)
        base = min((_measure("base", path) for _ in range(2)), key=lambda one: one["seconds"])
        name = "calamine + COPY"
        trial = _measure("dry", path)
        report.line("dry run", trial["seconds"], base=base["seconds"], base_name=name, limit=10)
        report.value("dry run, peak memory", trial["peak"], "MB", limit=600)
        first = _measure("import", path)
        report.line("import", first["seconds"], base=base["seconds"], base_name=name, limit=10)
        report.value("import, peak memory", first["peak"], "MB", limit=600)
        again = _measure("import", path)
        report.line("import again, nothing changed", again["seconds"], base=first["seconds"],
                    base_name="the import", limit=0.5)  # fmt: skip


def make_file(path: Path, rows: int) -> None:
    """Teams of eight in sections of eight teams; one in eight is a Party member."""
    import xlsxwriter

    chosen = random.Random(7)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADER)
    for index in range(rows):
        team, place = divmod(index, 8)
        section, member = team // 8, place == 0
        name = chosen.choice(FAMILY) + chosen.choice(GIVEN) + chosen.choice(GIVEN)
        row = [
            str(100000 + index), name, chosen.choice("男女"), f"第{section // 10 + 1}煤矿", f"综采{section + 1}区",
            f"采煤{team + 1}班", f"综采{section + 1}区党支部" if member else "", f"第{team + 1}党小组" if member else "",
            f"采煤{team + 1}班工会小组", chosen.choice(["采煤机司机", "支护工", "电工", "皮带司机"]),
            "班组长" if place == 1 else "小政委、党小组长" if member else "", "正式党员" if member else "群众",
            "2015-06-01" if member else "", "2016-06-01" if member else "", "", f"138{index:08d}", "在职",
            chosen.choice(["大专", "本科", "中专"]), "1986.05",
        ]  # fmt: skip
        sheet.write_row(index + 1, 0, row)
        sheet.write_datetime(
            index + 1, 14, datetime(2000, 1, 1) + timedelta(days=chosen.randrange(8000)), day
        )
    book.close()


def _measure(what: str, path: Path) -> dict[str, float]:
    """In a process of its own, so that peak memory is that of this alone."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.roster", what, str(path)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _base(path: Path) -> None:
    import python_calamine
    from django.db import connection

    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    columns = ", ".join(f"c{index} text" for index in range(len(HEADER)))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_rows")
        cursor.execute(f"CREATE TABLE bench_rows ({columns})")
        with cursor.copy("COPY bench_rows FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("DROP TABLE bench_rows")


def _import(path: Path, *, dry_run: bool) -> None:
    from django.utils import timezone

    from tongxin.orgs.roster.commands import import_file

    outcome = import_file(
        path, company=COMPANY, create=True, complete=False, dry_run=dry_run, by="bench", at=timezone.now()
    )
    if outcome.errors:
        raise SystemExit(str(outcome.errors[:3]))


def main(what: str, path: Path) -> None:
    import django

    django.setup()
    start = time.perf_counter()
    {"base": lambda: _base(path), "dry": lambda: _import(path, dry_run=True),
     "import": lambda: _import(path, dry_run=False)}[what]()  # fmt: skip
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
