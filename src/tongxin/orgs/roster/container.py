"""Looks at a file before anything opens it: what it is, how large it really is, and cells with errors."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tongxin.kernel.errors import Invalid

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 600 * 1024 * 1024
LARGEST_RATIO = 150
MOST_ROWS = 200_000
PIECE = 1 << 20
OVERLAP = 512

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DAMAGED = "文件打不开，可能已经损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传"

# A cell or row so far away that the sheet would not fit in memory: column after CV, row after 200,999.
FAR = re.compile(
    rb"""\sr=["'](?:([A-Z]{3,}|[D-Z][A-Z]|C[W-Z])\d*|[A-Z]{0,2}((?:20[1-9]|2[1-9]\d|[3-9]\d\d)\d{3}|\d{7,}))["']"""
)
ERROR_CELL = re.compile(rb"""<c\s[^>]*?\bt=["']e["'][^>]*>""")
FORMULA_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
NUMBER_FORMAT = re.compile(rb"<numFmt\s[^>]*>")
FORMAT_ID = re.compile(rb"""\bnumFmtId=["'](\d+)["']""")
ZEROS = re.compile(rb"""\bformatCode=["'](0{2,40})(?:_.)?(?:;[^"']*)?["']""")
CELL_STYLES = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
STYLE = re.compile(rb"<xf\b[^>]*>")
LONGEST_STYLES = 8 << 20
IS_TEXT = re.compile(rb"""\bt=["']str["']""")
STALE = re.compile(rb"""\bfullCalcOnLoad=["'](?:1|true)["']""")
FAILED = "公式算出了错误（如 #N/A），请改成文字或数字"
NOT_COMPUTED = "公式还没有算出来，请用 Excel 打开，另存一份再上传"
REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")


Cell = tuple[int, int]  # row, column, from 1


@dataclass(slots=True)
class Marks:
    """What a sheet's cells hold besides their values: what is wrong with some, and the digits of numbers
    that are shown with zeros before them."""

    unread: dict[Cell, str] = field(default_factory=dict)
    digits: dict[Cell, int] = field(default_factory=dict)


def kind_of(path: Path) -> str:
    """xlsx or csv, by content; a sentence for everything else."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Invalid(f"文件有 {size / 1048576:.0f} MB，最多 20 MB。请删掉图片和多余的表再上传")
    if size == 0:
        raise Invalid("文件是空的，没有内容")
    with path.open("rb") as file:
        start = file.read(2048)
        if start.startswith(OLE):
            _refuse_ole(file)
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise Invalid("这是网页格式的表，只是名字叫表格。请用 Excel 打开，另存为 .xlsx 再上传")
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"rar!", b"7z\xbc\xaf", b"gif8")):
        raise Invalid("这不是表格文件。请上传 .xlsx 或 .csv")
    return "csv"


def _refuse_ole(file: IO[bytes]) -> None:
    file.seek(0)
    if ENCRYPTED in file.read():
        raise Invalid("文件设了打开密码，读不了。请取消密码再上传")
    raise Invalid("这是旧的 .xls 格式。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传")


def inspect_xlsx(path: Path) -> dict[str, Marks]:
    """Unpacks every part once, piece by piece, within the limits; gives the marks of each sheet."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            _check_parts(packed, names)
            stale = bool(STALE.search(_start(packed, names, "xl/workbook.xml")))
            zeros = _zero_styles(_start(packed, names, "xl/styles.xml"))
            parts = sorted(
                name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")
            )
            found = {part: _marks(packed, part, stale, zeros) for part in parts}
            titles = _sheet_titles(packed, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        raise Invalid(DAMAGED) from None
    return {titles.get(part, part): marks for part, marks in found.items()}


def _check_parts(packed: zipfile.ZipFile, names: set[str]) -> None:
    if any(info.flag_bits & 1 for info in packed.infolist()):
        raise Invalid("文件设了打开密码，读不了。请取消密码再上传")
    if "xl/workbook.bin" in names:
        raise Invalid("这是 .xlsb 格式。请另存为 .xlsx 再上传")
    if "xl/workbook.xml" not in names:
        raise Invalid("这不是 Excel 表格（可能是 Word 或压缩包）。请上传 .xlsx 或 .csv")
    if len(names) > 5000 or len(names) != len(packed.infolist()):
        raise Invalid(DAMAGED)
    unpacked = sum(info.file_size for info in packed.infolist())
    taken = sum(info.compress_size for info in packed.infolist())
    if unpacked > LARGEST_UNPACKED or (unpacked > 10 * PIECE and unpacked > taken * LARGEST_RATIO):
        raise Invalid("文件解开以后太大，不像正常的名册，没有打开。请只留名册这一张表，另存为 .xlsx 再上传")


def _start(packed: zipfile.ZipFile, names: set[str], part: str) -> bytes:
    if part not in names:
        return b""
    with packed.open(part) as file:
        return file.read(LONGEST_STYLES)


def _zero_styles(styles: bytes) -> dict[bytes, int]:
    """The cell styles that show a number with zeros before it, and how many digits they show."""
    formats = {}
    for tag in NUMBER_FORMAT.findall(styles):
        key, shown = FORMAT_ID.search(tag), ZEROS.search(tag)
        if key and shown:
            formats[key[1]] = shown[1]
    used = CELL_STYLES.search(styles)
    kinds = [FORMAT_ID.search(tag) for tag in STYLE.findall(used[1])] if used and formats else []
    return {
        str(at).encode(): len(formats[kind[1]])
        for at, kind in enumerate(kinds)
        if kind and kind[1] in formats
    }


def _marks(packed: zipfile.ZipFile, part: str, stale: bool, zeros: dict[bytes, int]) -> Marks:
    marks = Marks()
    styled = re.compile(rb"""<c\s[^>]*?\bs=["'](%s)["'][^>]*>""" % b"|".join(zeros))
    for piece in _pieces(packed, part):
        _refuse_far(piece)
        for cell in ERROR_CELL.finditer(piece) if b'"e"' in piece or b"'e'" in piece else ():
            if place := _place(cell[0]):
                marks.unread[place] = FAILED
        for cell in FORMULA_CELL.finditer(piece) if b"<f" in piece or b":f" in piece else ():
            if _is_not_computed(cell[1], cell[2], stale) and (place := _place(cell[0])):
                marks.unread[place] = NOT_COMPUTED
        for cell in styled.finditer(piece) if zeros else ():
            if place := _place(cell[0]):
                marks.digits[place] = zeros[cell[1]]
    return marks


def _refuse_far(piece: bytes) -> None:
    if far := FAR.search(piece):
        where = f"第 {int(far[2])} 行" if far[2] else f"{far[1].decode()} 列"
        raise Invalid(
            f"表格一直到{where}，太大了：最多 {MOST_ROWS // 10000} 万行、100 列。"
            "如果那里是空的，请删掉多余的行列再上传"
        )


def _is_not_computed(attributes: bytes, value: bytes | None, stale: bool) -> bool:
    """A formula whose value was not kept. An empty text is a value, unless the writer says that all
    values are `stale`: programs that do not compute leave nothing or a 0."""
    kept = (value or b"").strip()
    if stale:
        return kept in (b"", b"0")
    return not kept and not (value is not None and IS_TEXT.search(attributes))


def _place(cell: bytes) -> tuple[int, int] | None:
    place = REFERENCE.search(cell)
    return (int(place[2]), column_number(place[1].decode())) if place else None


def _pieces(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end at a cell's end, so that no cell is cut in two."""
    rest, seen = b"", 0
    with packed.open(part) as stream:
        while block := stream.read(PIECE):
            seen += len(block)
            if seen > LARGEST_UNPACKED:
                raise Invalid(DAMAGED)
            whole = rest + block
            cut = max(whole.rfind(b"</c>") + 4, whole.rfind(b"</row>") + 6)
            cut = cut if cut > 5 else whole.rfind(b">") + 1 or len(whole)
            rest = whole[cut:]
            if len(rest) > PIECE:
                raise Invalid(DAMAGED)
            yield whole[:cut]
    yield rest


def _sheet_titles(packed: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Part -> the name on the sheet's tab."""
    book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = "xl/_rels/workbook.xml.rels"
    links = packed.read(relations).decode("utf-8", "replace") if relations in names else ""
    targets: dict[str, str] = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links):
        target, key = re.search(r'Target="([^"]*)"', link), re.search(r'\bId="([^"]*)"', link)
        if target and key:
            targets[key[1]] = "xl/" + target[1].removeprefix("/xl/").removeprefix("xl/")
    titles: dict[str, str] = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book):
        title, key = re.search(r'\bname="([^"]*)"', sheet), re.search(r':id="([^"]*)"', sheet)
        if title and key and key[1] in targets:
            titles[targets[key[1]]] = title[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return titles


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
