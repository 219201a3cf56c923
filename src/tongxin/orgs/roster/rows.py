"""From raw rows to clean rows: a column at a time, each different cell once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice, product
from pathlib import Path
from typing import Any, NamedTuple

from tongxin.orgs.roster.cells import CLEANERS, Column
from tongxin.orgs.roster.footers import is_footer, may_be_footer, ranges
from tongxin.orgs.roster.headers import LOOKED_AT, UNITS, Field, Header, Words, find_header
from tongxin.orgs.roster.read import Cells, Sheet, open_sheets

CHUNK = 4000
FILLED_DOWN = (*UNITS, Field.TRADE, Field.STANDING, Field.HIRED, Field.STATUS)
SHOWN = 12


class Row(NamedTuple):
    """One person of the file. None is an empty cell or a column that is not there: nothing is said.

    `sheet` is an index into `Roster.sheets`; `number` counts from 1.
    """

    sheet: int
    number: int
    no: str
    name: str
    administration: tuple[str | None, ...]
    party: tuple[str | None, ...]
    union: tuple[str | None, ...]
    trade: str | None
    posts: tuple[str, ...] | None
    standing: str | None
    joined: date | None
    confirmed: date | None
    hired: date | None
    phone: str | None
    status: str | None
    left: date | None


class Fault(NamedTuple):
    """What is wrong where; row and column from 1."""

    sheet: str
    row: int
    column: int
    message: str


@dataclass(slots=True)
class SheetRead:
    """What was found on one sheet: its columns by field, from 1."""

    name: str
    columns: dict[Field, int]
    titles: dict[Field, str]


@dataclass(slots=True)
class Roster:
    """A whole file, cleaned."""

    sheets: list[SheetRead] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def fault(self, row: Row, column: Field, message: str) -> None:
        sheet = self.sheets[row.sheet]
        place = sheet.columns.get(column) or sheet.columns[Field.NO]
        self.faults.append(Fault(sheet.name, row.number, place, message))


def read_roster(path: Path, filename: str, trade_words: Mapping[str, Any]) -> Roster:
    """Reads and cleans every sheet that has a header; faults name the cell."""
    words = Words(trade_words)
    roster = Roster()
    first = ""
    for sheet in open_sheets(path, filename):
        first = first or sheet.name
        _read_sheet(sheet, words, roster)
    if not roster.sheets:
        roster.faults.append(
            Fault(first, 1, 1, "没有找到表头：要有一行写着各列的名称，至少有“工号”和“姓名”两列")
        )
    elif not roster.rows and not roster.faults:
        name = roster.sheets[0].name
        roster.faults.append(Fault(name, 1, 1, "表头下面没有人：一行填一个人"))
    return roster


def _read_sheet(sheet: Sheet, words: Words, roster: Roster) -> None:
    top = list(islice(sheet.rows, LOOKED_AT + 2))
    header = find_header(top, words)
    if header is None:
        if any(any(cell != "" for cell in row) for row in top):
            roster.remarks.append(f"工作表“{sheet.name}”没有“工号”和“姓名”表头，没有读")
        return
    read = SheetRead(
        sheet.name,
        {name: column + sheet.first_column + 1 for name, column in header.columns.items()},
        header.titles,
    )
    roster.sheets.append(read)
    _remark_columns(sheet.name, header, roster)
    rows = chain(top[header.first :], sheet.rows)
    _Cleaner(sheet, header, read, roster).clean(rows)


def _remark_columns(name: str, header: Header, roster: Roster) -> None:
    for title in header.not_taken:
        roster.remarks.append(f"{title}：不需要，没有采用")
    for title in header.unknown:
        roster.remarks.append(f"“{title}”列不认识，没有采用（工作表“{name}”）")
    for title in header.twice:
        roster.remarks.append(f"“{title}”列和前面的列重复，用了前面的（工作表“{name}”）")


class _Cleaner:
    """The columns of one sheet, with a store of cleaned cells for each."""

    def __init__(self, sheet: Sheet, header: Header, read: SheetRead, roster: Roster) -> None:
        self.sheet, self.header, self.read, self.roster = sheet, header, read, roster
        self.index = len(roster.sheets) - 1
        self.columns = {name: Column(CLEANERS[name]) for name in header.columns}
        self.merges = _merges_by_column(sheet, header)
        self.remarked: Counter[tuple[Field, Any]] = Counter()
        self.carried: dict[tuple[int, int], Any] = {}  # a merge that reaches into the next chunk
        self.skipped: dict[str, list[int]] = defaultdict(list)  # by the first words of the row
        self.title = tuple(self.columns[name][header.titles[name]] for name in (Field.NO, Field.NAME))

    def clean(self, rows: Iterator[Cells]) -> None:
        start = self.header.first
        while chunk := list(islice(rows, CHUNK)):
            self._chunk(chunk, start)
            start += len(chunk)
        self._beyond(start)
        for (name, cell), count in self.remarked.items():
            title, remark = self.header.titles[name], self.columns[name].remarks[cell]
            self.roster.remarks.append(f"{title}“{_shown(cell)}”{remark}（{count} 处）")
        for words, numbers in self.skipped.items():
            where = f"第 {ranges(numbers)} 行（工作表“{self.sheet.name}”）"
            self.roster.remarks.append(f"{where}写着“{words}”，不是人，没有采用")

    def _beyond(self, end: int) -> None:
        """The reader stops at the last cell with a value."""
        columns = {column: name for name, column in self.read.columns.items()}
        for (row, column), wrong in self.sheet.marks.unread.items():
            if row > end and column in columns:
                self._fault(row - 1, columns[column], wrong)

    def _chunk(self, chunk: list[Cells], start: int) -> None:
        width = max(map(len, chunk))
        if any(len(row) != width for row in chunk):
            chunk = [row + [""] * (width - len(row)) if len(row) < width else row for row in chunk]
        raw = list(zip(*chunk, strict=True)) if width else []
        blank: Sequence[Any] = ("",) * len(chunk)
        cells = {name: raw[at] if at < width else blank for name, at in self.header.columns.items()}
        if self.sheet.marks.digits:
            cells[Field.NO] = self._as_shown(cells[Field.NO], start)
        for name, merges in self.merges.items():
            cells[name] = _filled(cells[name], merges, start, self.carried)
        clean = {name: list(map(self.columns[name].__getitem__, column)) for name, column in cells.items()}
        taken = self._taken(clean, cells, chunk, start)
        self._note(cells, taken, start)
        self._make(clean, taken, start)

    def _as_shown(self, numbers: Sequence[Any], start: int) -> list[Any]:
        """123 that the sheet shows as 000123 is the number 000123."""
        column, digits = self.read.columns[Field.NO], self.sheet.marks.digits
        return [
            f"{cell:0{digits.get((at, column), 0)}.0f}"
            if isinstance(cell, float) and cell.is_integer() and 0 <= cell < 2**53 and (at, column) in digits
            else cell
            for at, cell in enumerate(numbers, start + 1)
        ]

    def _taken(
        self, clean: dict[Field, list[Any]], cells: dict[Field, Sequence[Any]], chunk: list[Cells], start: int
    ) -> list[int]:
        """The rows that are people, or should be: what they lack is a fault. The others are remarked."""
        numbers, names = clean[Field.NO], clean[Field.NAME]
        odd = (
            may_be_footer(filter(None, numbers))
            or may_be_footer(filter(None, names))
            or self.title in zip(numbers, names, strict=True)
        )
        if not odd and all(numbers) and all(names):
            return list(range(len(chunk)))
        taken = []
        for at, known in enumerate(zip(numbers, names, strict=True)):
            raw = cells[Field.NO][at], cells[Field.NAME][at]
            if not self._is_skipped(raw, known, chunk[at], start + at):
                self._check_known(known, chunk[at], start + at)
                taken.append(at)
        return taken

    def _is_skipped(self, raw: tuple[Any, Any], known: tuple[Any, Any], row: Cells, at: int) -> bool:
        """Nothing is in the row, or a whole cell says that it is a total, a signature or a note."""
        first = next((cell for cell in row if cell not in ("", None)), "")
        says = next((cell for cell in raw if is_footer(cell)), "")
        if not says and known[0] is None and is_footer(first):
            says = first
        if not says and known[0] and known == self.title:
            says = raw[0]
        if not says and not any(self._says(name, row, at) for name in self.columns):
            says = first
            if says == "":
                return True
        if says != "":
            self.skipped[_brief(says)].append(at + 1)
        return says != ""

    def _says(self, name: Field, row: Cells, at: int) -> bool:
        """Whether something stands in the row's own cell, be it readable or not."""
        column = self.header.columns[name]
        cell = row[column] if column < len(row) else ""
        return (
            self.columns[name][cell] is not None
            or cell in self.columns[name].faults
            or (at + 1, self.read.columns[name]) in self.sheet.marks.unread
        )

    def _check_known(self, known: tuple[Any, Any], row: Cells, at: int) -> None:
        """Number and name must be there; a cell that is there and wrong is a fault of its own."""
        has_no, has_name = (self._says(name, row, at) for name in (Field.NO, Field.NAME))
        if not has_no and not has_name:
            filled = "、".join(self.header.titles[name] for name in self.columns if self._says(name, row, at))
            self._fault(at, Field.NO, f"这一行填了{filled}，却没有工号和姓名。是人就补上，不是人就删掉这一行")
        elif not has_no:
            self._fault(at, Field.NO, f"{known[1] or '这一行'}没有工号，每个人都要有工号")
        elif not has_name:
            self._fault(at, Field.NAME, f"工号 {known[0]} 没有姓名" if known[0] else "这一行没有姓名")

    def _note(self, cells: dict[Field, Sequence[Any]], taken: list[int], start: int) -> None:
        for name, column in self.columns.items():
            if column.faults or column.remarks:
                self._note_column(name, column, cells[name], taken, start)
        if self.sheet.marks.unread:
            for at, name in product(taken, self.columns):
                if wrong := self.sheet.marks.unread.get((start + at + 1, self.read.columns[name])):
                    self._fault(start + at, name, wrong)

    def _note_column(
        self, name: Field, column: Column, raw: Sequence[Any], taken: list[int], start: int
    ) -> None:
        for at in taken:
            if raw[at] in column.faults:
                self._fault(start + at, name, column.faults[raw[at]])
            elif raw[at] in column.remarks:
                self.remarked[name, raw[at]] += 1

    def _fault(self, at: int, name: Field, message: str) -> None:
        self.roster.faults.append(Fault(self.sheet.name, at + 1, self.read.columns[name], message))

    def _make(self, clean: dict[Field, list[Any]], taken: list[int], start: int) -> None:
        count = len(next(iter(clean.values())))
        none = [None] * count

        def column(name: Field) -> list[Any]:
            return clean.get(name, none)

        made = zip(
            [self.index] * count,
            range(start + 1, start + count + 1),
            column(Field.NO),
            column(Field.NAME),
            zip(column(Field.MINE), column(Field.SECTION), column(Field.TEAM), strict=True),
            zip(
                column(Field.COMMITTEE), column(Field.GENERAL_BRANCH),
                column(Field.BRANCH), column(Field.PARTY_GROUP), strict=True,
            ),
            zip(column(Field.UNION), column(Field.UNION_GROUP), strict=True),
            *(
                column(name)
                for name in (
                    Field.TRADE, Field.POSTS, Field.STANDING, Field.JOINED, Field.CONFIRMED,
                    Field.HIRED, Field.PHONE, Field.STATUS, Field.LEFT,
                )
            ),
            strict=True,
        )  # fmt: skip
        rows = list(map(Row._make, made))
        if len(taken) != count:
            rows = [rows[at] for at in taken]
        self.roster.rows.extend(row for row in rows if row.no and row.name)


def _brief(cell: Any) -> str:
    seen = " ".join(str(cell).split())
    return seen if len(seen) <= SHOWN else f"{seen[:SHOWN]}…"


def _shown(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _merges_by_column(sheet: Sheet, header: Header) -> dict[Field, list[tuple[int, int]]]:
    """The merged cells below the header that stand in one column for several rows."""
    wanted = {
        column + sheet.first_column: name for name, column in header.columns.items() if name in FILLED_DOWN
    }
    merges: dict[Field, list[tuple[int, int]]] = {}
    for first_row, last_row, first_column, _ in sorted(sheet.merges):
        if first_row >= header.first and last_row > first_row and first_column in wanted:
            merges.setdefault(wanted[first_column], []).append((first_row, last_row))
    return merges


def _filled(
    column: Sequence[Any], merges: list[tuple[int, int]], start: int, carried: dict[tuple[int, int], Any]
) -> Sequence[Any]:
    """A merged cell speaks for all its rows."""
    filled = list(column)
    end = start + len(filled)
    for merge in merges:
        first, last = merge
        if first >= end or last < start:
            continue
        value = filled[first - start] if first >= start else carried.get((id(merges), first), "")
        for at in range(max(first, start), min(last, end - 1) + 1):
            filled[at - start] = value
        if last >= end:
            carried[id(merges), first] = value
    return filled
