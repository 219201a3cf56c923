"""From a file to sheets of raw rows; nothing here knows what a roster is."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

from tongxin.kernel.errors import Invalid
from tongxin.orgs.roster.container import DAMAGED, MOST_ROWS, Marks, inspect_xlsx, kind_of

Cells = list[Any]
Merge = tuple[int, int, int, int]  # first row, last row, first column, last column; from 0
HEADINGS = ("姓名", "工号", "编号", "工號", "編號", "員工", "職工")
UNKNOWN = "文字编码认不出来。请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx 再上传"
OTHERWISE = {
    "utf-8": "文字编码是 UTF-8，但有的字坏了或缺了一截。请重新导出一份，或者另存为 .xlsx 再上传",
    "big5": "文字编码像是 Big5（繁体），读不了。请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx 再上传",
}
UNPAIRED = "第 {} 行的引号没有成对，从这里往下读不出来。请用 Excel 打开，核对这一行，另存为 .xlsx 再上传"
# Signs with which a spreadsheet begins to compute, narrow and full-width.
RISKS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(slots=True)
class Sheet:
    """`rows` can be walked once; row 0 of the walk is row 1 of the sheet; `first_column` counts from 0."""

    name: str
    rows: Iterator[Cells]
    first_column: int = 0
    merges: list[Merge] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)


def open_sheets(path: Path, filename: str) -> Iterator[Sheet]:
    """The visible sheets, one after the other; raises Invalid with a sentence for a file that cannot be read."""
    if kind_of(path) == "csv":
        yield Sheet(Path(filename).stem[:60], _csv_rows(path.read_bytes()))
        return
    yield from _xlsx_sheets(path, inspect_xlsx(path))


def _xlsx_sheets(path: Path, marks: dict[str, Marks]) -> Iterator[Sheet]:
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for meta in book.sheets_metadata:
                if meta.visible == python_calamine.SheetVisibleEnum.Visible and (
                    meta.typ == python_calamine.SheetTypeEnum.WorkSheet
                ):
                    yield _xlsx_sheet(book.get_sheet_by_name(meta.name), marks)
    except python_calamine.PasswordError:
        raise Invalid("文件设了打开密码，读不了。请取消密码再上传") from None
    except (python_calamine.CalamineError, ValueError, OSError):
        raise Invalid(DAMAGED) from None
    except BaseException as error:  # a panic of the reader is no Exception
        if type(error).__name__ == "PanicException":
            raise Invalid(DAMAGED) from None
        raise


def _xlsx_sheet(sheet: Any, marks: dict[str, Marks]) -> Sheet:
    if sheet.total_height > MOST_ROWS + 1000:
        raise Invalid(
            f"表“{sheet.name}”有 {sheet.total_height} 行，一次最多 {MOST_ROWS // 10000} 万行，请分开上传"
        )
    start = sheet.start or (0, 0)
    return Sheet(
        name=sheet.name,
        rows=iter(sheet.iter_rows()),
        first_column=start[1],
        merges=[
            (first_row, last_row, first_column, last_column)
            for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ()
        ],
        marks=marks.get(sheet.name, Marks()),
    )


def decode(raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16, GB18030."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(raw, "utf-16")
    start = raw[:4000]
    if b"\x00" in start:
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if max(even, odd) * 4 < len(start) // 2:
            raise Invalid("这不是表格文件。请上传 .xlsx 或 .csv")
        return _decode(raw, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _gb18030(raw)


def _gb18030(raw: bytes) -> str:
    """Nearly every run of bytes is some GB18030 text: one that is a header in another encoding is that."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not _has_heading(text):
        for encoding, sentence in OTHERWISE.items():
            if _has_heading(raw[:8000].decode(encoding, "ignore")):
                raise Invalid(sentence)
    if not text:
        raise Invalid(UNKNOWN)
    return text


def _has_heading(text: str) -> bool:
    return any(word in text[:4000] for word in HEADINGS)


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(UNKNOWN) from None


def delimiter(text: str) -> str:
    """The sign that parts the first lines most often."""
    start = text[:20_000]
    lines = start.splitlines()[:30]
    counts = {sign: max((line.count(sign) for line in lines), default=0) for sign in ",\t;|，"}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best] else ","


def _csv_rows(raw: bytes) -> Iterator[Cells]:
    text = decode(raw)
    if "\x00" in text:
        raise Invalid("这不是表格文件。请上传 .xlsx 或 .csv")
    sign = delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    number = lines = width = 0
    while (row := _next(reader, number + 1)) is not None:
        number += 1
        if number > MOST_ROWS + 1001:
            raise Invalid(f"超过 {MOST_ROWS // 10000} 万行，请分开上传")
        if len(row) > 1000:
            raise Invalid(f"第 {number} 行有 {len(row)} 列，不像名册", row=number)
        if reader.line_num - lines > 1 and _swallows(row, sign, width):
            raise Invalid(UNPAIRED.format(number), row=number)
        lines, width = reader.line_num, max(width, len(row))
        yield [_unguarded(cell) for cell in row] if any(cell[:1] == "'" for cell in row) else row


def _next(reader: Iterator[Cells], number: int) -> Cells | None:
    try:
        return next(reader, None)
    except csv.Error:
        raise Invalid(UNPAIRED.format(number), row=number) from None


def _swallows(row: Cells, sign: str, width: int) -> bool:
    """A quote that was never closed ends at the next one, with people inside one cell: then the cell has the
    signs of a whole row, or the row has too many cells."""
    most = max((cell.count(sign) for cell in row if "\n" in cell or "\r" in cell), default=0)
    return most >= max(width - 1, 1) or (most > 0 and len(row) > width)


def _unguarded(cell: str) -> str:
    """Takes back what our own csv puts before a sign that spreadsheets would run."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(RISKS) else cell
