"""Makes the files that people upload."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HEADER = "工号 姓名 区队 班组 党支部 党小组 工会小组 工种 职务 政治面貌 入党日期 转正日期 入职日期 手机 状态".split()  # noqa: SIM905
TEAM = ("综采二区", "采煤三班", "综采二区党支部", "第三党小组", "采煤三班工会小组")


def person(no: str, name: str = "张大山", **given: Any) -> list[Any]:
    """One row under HEADER; cells by their header."""
    cells = {"工号": no, "姓名": name, "区队": TEAM[0], "班组": TEAM[1], **given}
    return [cells.get(title, "") for title in HEADER]


def xlsx(
    path: Path,
    *rows: Sequence[Any],
    header: Sequence[str] = HEADER,
    above: Iterable[Sequence[Any]] = (),
    merges: Sequence[str] = (),
    sheet: str = "花名册",
) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy/m/d"})
        for at, row in enumerate([*above, header, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, (date, datetime)):
                    page.write_datetime(at, column, cell, day)
                elif isinstance(cell, (int, float)):
                    page.write_number(at, column, cell)
                elif cell:
                    page.write_string(at, column, str(cell))
        for merge in merges:
            page.merge_range(merge, _first(merge, [*above, header, *rows]))
    return path


def _first(merge: str, rows: list[Sequence[Any]]) -> Any:
    start, _, _ = merge.partition(":")
    return rows[int(start[1:]) - 1][ord(start[0]) - 65]


def csv_text(*rows: Sequence[Any], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue()
