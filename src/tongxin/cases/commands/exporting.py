"""The table as xlsx, for who keeps it or hands it in; that it was taken out is kept in the journal."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone

from tongxin.cases.queries.tables import Counted, Table, Tally, view_table
from tongxin.facts import commands as facts
from tongxin.kernel.actor import Actor

HEADS = ("排查", "已整改", "其中按期", "没整改完", "其中超期", "整改率", "计划资金（元）", "实际花费（元）")
SERIOUS = ("编号", "什么问题", "单位", "哪天发现", "现在", "哪天前办完", "计划资金（元）", "实际花费（元）")
Cell = str | int | Decimal | None


def export_table(unit_id: int, *, span: str, by: Actor, at: datetime) -> bytes:
    table = view_table(unit_id, span=span, viewer=by, at=at)
    with transaction.atomic():
        facts.record(
            "case.exported",
            subject=("unit", unit_id),
            by=by,
            at=at,
            unit_id=unit_id,
            data={"kind": table.kind, "span": span, "cases": table.whole.found},
        )
    return as_xlsx(table)


def as_xlsx(table: Table) -> bytes:
    """Texts are written as texts and numbers as numbers; never a formula."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        _counts(_Sheet(book, "统计表", (24, *(12,) * len(HEADS))), table)
        _one_by_one(_Sheet(book, "重大的", (8, 30, 16, 12, 18, 12, 14, 14, *(24,) * 8)), table)
    return made.getvalue()


def _counts(sheet: "_Sheet", table: Table) -> None:
    sheet.line(f"{table.unit_name} {table.span.title} {table.kind_title}统计表", bold=True)
    sheet.line(f"依据：{table.basis}。应在 {table.span.due.isoformat()} 前报出")
    parts: tuple[tuple[str, Iterable[Counted]], ...] = (
        ("合计", (Counted("合计", table.whole),)),
        ("按单位", table.units),
        (table.level_title, table.levels),
        (table.sort_title, table.sorts),
    )
    for title, lines in parts:
        sheet.line()
        sheet.line(title, *HEADS, bold=True)
        for one in lines:
            sheet.line(one.title, *_cells(one.count))
    sheet.line()
    sheet.line("现在到哪一步", "件数", bold=True)
    for state, count in table.states:
        sheet.line(state, count)
    sheet.line("核实后不属实的（不计入）", table.void)
    _signed(sheet, table)


def _cells(count: Tally) -> Sequence[Cell]:
    percent = "" if count.percent is None else f"{count.percent}%"
    return (
        count.found, count.closed, count.in_time, count.open, count.overdue, percent, count.planned, count.spent,
    )  # fmt: skip


def _one_by_one(sheet: "_Sheet", table: Table) -> None:
    told = [title for title, _ in table.serious[0].told] if table.serious else []
    sheet.line(*SERIOUS, *told, bold=True)
    for one in table.serious:
        due = one.due_on.isoformat() if one.due_on else ""
        sheet.line(
            one.id, one.title, one.unit_name, one.opened_on.isoformat(), one.state, due, one.planned, one.spent,
            *(words for _, words in one.told),
        )  # fmt: skip
    if not table.serious:
        sheet.line("没有")
    _signed(sheet, table)


def _signed(sheet: "_Sheet", table: Table) -> None:
    sheet.line()
    sheet.line(f"主要负责人：{table.leader}", "签字：", "", "日期：")
    sheet.line(f"导出时间 {timezone.localtime(table.at):%Y-%m-%d %H:%M}")


class _Sheet:
    """Rows one below the other."""

    def __init__(self, book: Any, name: str, widths: Sequence[int]) -> None:
        self.sheet, self.row = book.add_worksheet(name), 0
        self.bold = book.add_format({"bold": True})
        self.money = book.add_format({"num_format": "#,##0.00"})
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def line(self, *cells: Cell, bold: bool = False) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                self.sheet.write_number(self.row, column, float(cell), self.money)
            elif isinstance(cell, int):
                self.sheet.write_number(self.row, column, cell)
            elif cell:
                self.sheet.write_string(self.row, column, cell, self.bold if bold else None)
        self.row += 1
