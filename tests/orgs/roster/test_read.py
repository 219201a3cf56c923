"""Files as they come: headers, merges, encodings, and files that are no rosters."""

import contextlib
import io
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.orgs.roster.sheets import HEADER, csv_text, person, xlsx
from tongxin.kernel.errors import Invalid
from tongxin.orgs.roster.rows import Fault, Roster, read_roster


def read(path: Path, **words: str) -> Roster:
    return read_roster(path, path.name, words)


def raw(folder: Path, content: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1"), above=[["红石煤业花名册"], [], ["填表人：李"]])

    roster = read(path)

    assert [(row.number, row.no, row.name) for row in roster.rows] == [(5, "1", "张大山")]
    assert roster.faults == []


@pytest.mark.parametrize(
    "header",
    [
        ["员工编号", "名字", "车间", "工班"],
        ["职工号*", "姓　名（必填）", "所在部门", "所在班组"],
        ["人员编码", "员工姓名", "区队/车间", "班组名称"],
    ],
)
def test_header_words_have_synonyms(tmp_path: Path, header: list[str]) -> None:
    roster = read(xlsx(tmp_path / "a.xlsx", ["1", "张三", "一车间", "甲班"], header=header))

    assert [(row.no, row.name, row.administration) for row in roster.rows] == [
        ("1", "张三", (None, "一车间", "甲班"))
    ]
    assert roster.remarks == []


def test_a_companys_own_words_are_headers_too(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ["1", "张三", "一号机"], header=["工号", "姓名", "所在机台"])

    assert read(path, team="机台").rows[0].administration == (None, None, "一号机")


def test_two_rows_of_header(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        ["", "", "区队", "班组", "党支部", "党小组"],
        ["7", "张三", "一区", "甲班", "一支部", "一组"],
        header=["工号", "姓名", "所在单位", "", "组织关系", ""],
    )

    roster = read(path)

    assert [(row.number, row.administration, row.party) for row in roster.rows] == [
        (3, (None, "一区", "甲班"), (None, None, "一支部", "一组"))
    ]


def test_a_merged_cell_speaks_for_its_rows_and_an_empty_one_does_not(tmp_path: Path) -> None:
    rows = [["1", "甲", "一区"], ["2", "乙", ""], ["3", "丙", ""], ["4", "丁", ""]]
    path = xlsx(tmp_path / "a.xlsx", *rows, header=["工号", "姓名", "区队"], merges=["C2:C4"])

    assert [row.administration[1] for row in read(path).rows] == ["一区", "一区", "一区", None]


def test_a_merge_over_more_rows_than_are_read_at_once(tmp_path: Path) -> None:
    rows = [[str(number), "甲", "一区" if number == 1 else ""] for number in range(1, 9001)]
    path = xlsx(tmp_path / "a.xlsx", *rows, header=["工号", "姓名", "区队"], merges=["C2:C9001"])

    assert {row.administration[1] for row in read(path).rows} == {"一区"}


def test_empty_rows_and_totals_are_no_people(tmp_path: Path) -> None:
    rows = [person("1"), [], ["合计", "1 人"], ["", "制表：李"], ["备注：以上"]]

    roster = read(xlsx(tmp_path / "a.xlsx", *rows))

    assert [row.no for row in roster.rows] == ["1"]
    assert roster.faults == []


def test_what_is_passed_over_is_said(tmp_path: Path) -> None:
    rows = [
        person("1"),
        ["合计", "1 人"],
        [],
        person("2"),
        ["小计"],
        ["", "制表：李"],
        ["备注：以上"],
        ["小计"],
    ]

    roster = read(xlsx(tmp_path / "a.xlsx", *rows))

    assert [row.no for row in roster.rows] == ["1", "2"]
    assert roster.remarks == [
        "第 3 行（工作表“花名册”）写着“合计”，不是人，没有采用",
        "第 6、9 行（工作表“花名册”）写着“小计”，不是人，没有采用",
        "第 7 行（工作表“花名册”）写着“制表：李”，不是人，没有采用",
        "第 8 行（工作表“花名册”）写着“备注：以上”，不是人，没有采用",
    ]


@pytest.mark.parametrize("last", [[], ["合计", "", "", "3 人"], ["", "", "9", ""]])
def test_units_called_like_a_footer_are_units_whatever_else_is_on_the_sheet(
    tmp_path: Path, last: list[str]
) -> None:
    header = ["区队", "班组", "工号", "姓名"]
    rows = [
        ["审核科", "一班", "1", "赵一"],
        ["说明书编写组", "二班", "2", "赵二"],
        ["备注", "三班", "3", "赵三"],
    ]

    roster = read(xlsx(tmp_path / "a.xlsx", *rows, last, header=header))

    assert [(row.no, row.administration[1]) for row in roster.rows] == [
        ("1", "审核科"), ("2", "说明书编写组"), ("3", "备注"),
    ]  # fmt: skip


def test_a_row_with_anything_but_number_and_name_is_a_fault(tmp_path: Path) -> None:
    rows = [
        person("1"),
        person("", "", 手机="13800000001"),
        person("", "", 区队="审核科", 班组=""),
        ["", "", "", "#"],
    ]

    roster = read(xlsx(tmp_path / "a.xlsx", *rows))

    assert sorted(roster.faults) == [
        Fault("花名册", 3, 1, "这一行填了区队、班组、手机，却没有工号和姓名。是人就补上，不是人就删掉这一行"),
        Fault("花名册", 4, 1, "这一行填了区队，却没有工号和姓名。是人就补上，不是人就删掉这一行"),
        Fault("花名册", 5, 1, "这一行填了班组，却没有工号和姓名。是人就补上，不是人就删掉这一行"),
    ]


def test_rows_with_a_running_number_alone_are_said_in_one_sentence(tmp_path: Path) -> None:
    rows = [["1", "7", "张三"], *[["-", "", ""]] * 3, ["5", "8", "李四"]]

    roster = read(xlsx(tmp_path / "a.xlsx", *rows, header=["序号", "工号", "姓名"]))

    assert [row.no for row in roster.rows] == ["7", "8"]
    assert roster.remarks == ["第 3—5 行（工作表“花名册”）写着“-”，不是人，没有采用"]


def test_a_header_said_again_on_the_next_page_is_no_person(tmp_path: Path) -> None:
    roster = read(xlsx(tmp_path / "a.xlsx", person("1"), HEADER, person("2")))

    assert [row.no for row in roster.rows] == ["1", "2"]
    assert roster.remarks == ["第 3 行（工作表“花名册”）写着“工号”，不是人，没有采用"]


CELLS = st.sampled_from(
    ["", "", "1", "审核科", "合计", "合计：3", "张三", "说明", "138 0000 0001", "x?", "-"]
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=12))
def test_no_row_goes_without_a_word(rows: list[list[str]]) -> None:
    """Each is a person, has a fault or is remarked; and one with a number and a name is never remarked away."""
    header = ["区队", "工号", "姓名", "手机", "序号"]
    with tempfile.TemporaryDirectory() as folder:
        roster = read(raw(Path(folder), csv_text(*rows, header=header).encode(), "a.csv"))

    people = {row.number for row in roster.rows}
    faulty = {fault.row for fault in roster.faults if fault.message[:4] != "表头下面"}
    said = set()
    for remark in roster.remarks:
        for part in remark.removeprefix("第 ").partition(" 行")[0].split("、"):
            first, _, last = part.partition("—")
            said |= set(range(int(first), int(last or first) + 1))
    for number, row in enumerate(rows, start=2):
        assert (number in people or number in faulty or number in said) == any(row), (number, row)
        if row[1] == "1" and row[2] in ("张三", "审核科"):
            assert number in people


def test_every_sheet_with_a_header_is_read(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for number, name in enumerate(("一区", "二区")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["工号", "姓名"])
            page.write_row(1, 0, [str(number), "张三"])
        book.add_worksheet("说明").write(0, 0, "这里是说明")
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, ["工号", "姓名"])
        hidden.hide()

    roster = read(path)

    assert [(row.sheet, row.no) for row in roster.rows] == [(0, "0"), (1, "1")]
    assert roster.remarks == ["工作表“说明”没有“工号”和“姓名”表头，没有读"]


def test_private_columns_are_known_and_not_taken(tmp_path: Path) -> None:
    header = ["工号", "姓名", "出生年月", "身份证号", "家庭住址", "星座"]
    roster = read(xlsx(tmp_path / "a.xlsx", ["1", "张三", "1986.05", "1", "x", "x"], header=header))

    assert roster.remarks == [
        "出生年月：不需要，没有采用",
        "身份证号：不需要，没有采用",
        "家庭住址：不需要，没有采用",
        "“星座”列不认识，没有采用（工作表“花名册”）",
    ]


def test_a_fault_names_sheet_row_and_column_from_one(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", 入党日期="五月"), person("", "李四"), above=[["花名册"]])

    assert sorted(read(path).faults) == [
        Fault("花名册", 3, 11, "“五月”不是日期，要写成 2026-01-05 这样"),
        Fault("花名册", 4, 1, "李四没有工号，每个人都要有工号"),
    ]


def test_a_cell_with_an_error_is_named(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, ["工号", "姓名", "班组"])
        page.write_row(1, 0, ["1", "张三"])
        page.write_formula(1, 2, "=VLOOKUP(1,A:B,2)", None, "#N/A")
        page.write_row(2, 0, ["2", "李四"])
        page.write_formula(2, 2, "=1+1", None, "甲班")

    roster = read(path)

    assert roster.faults == [Fault("表", 2, 3, "公式算出了错误（如 #N/A），请改成文字或数字")]
    assert roster.rows[1].administration[2] == "甲班"


NOT_COMPUTED = "公式还没有算出来，请用 Excel 打开，另存一份再上传"


def sheet_of(cells: str, folder: Path, *, calculation: str = "") -> Path:
    """A workbook as programs write it, down to the cell."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    header = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{title}</t></is></c>'
        for column, title in zip("ABCD", ("工号", "姓名", "班组", "备注"), strict=True)
    )
    return zipped(folder, **{
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'.encode(),
        "_rels__.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl__workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets>{calculation}</workbook>'.encode(),
        "xl___rels__workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
        "xl__worksheets__sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1">{header}</row><row r="2">{cells}</row></sheetData></worksheet>'.encode(),
    })  # fmt: skip


NO = '<c r="A2"><v>1</v></c>'
NAME = '<c r="B2" t="inlineStr"><is><t>张三</t></is></c>'


@pytest.mark.parametrize(
    "cell",
    ["<f>X1</f>", "<f>X1</f><v></v>", "<f>X1</f><v/>", '<f t="shared" si="0"/>', '<f>"a"&amp;"b"</f><v />'],
)
def test_a_formula_that_was_never_computed_is_named(tmp_path: Path, cell: str) -> None:
    path = sheet_of(f'{NO}{NAME}<c r="C2">{cell}</c>', tmp_path)

    assert read(path).faults == [Fault("表", 2, 3, NOT_COMPUTED)]


def test_number_and_name_that_were_never_computed_are_no_empty_row(tmp_path: Path) -> None:
    path = sheet_of('<c r="A2"><f>X1</f></c><c r="B2"><f>X2</f><v></v></c>', tmp_path)

    assert read(path).faults == [Fault("表", 2, 1, NOT_COMPUTED), Fault("表", 2, 2, NOT_COMPUTED)]


@pytest.mark.parametrize(
    "cell", ['t="str"><f>X1</f><v>甲班</v>', 't="str"><f>IF(X1,1,"")</f><v></v>', "><v>7</v>", "/"]
)
def test_a_formula_that_was_computed_is_its_value(tmp_path: Path, cell: str) -> None:
    closed = f'<c r="C2" {cell}>' if cell == "/" else f'<c r="C2" {cell}</c>'

    assert read(sheet_of(f"{NO}{NAME}{closed}", tmp_path)).faults == []


def test_formulas_in_columns_that_are_not_read_do_not_matter(tmp_path: Path) -> None:
    assert read(sheet_of(f'{NO}{NAME}<c r="D2"><f>NOW()</f></c>', tmp_path)).faults == []


@pytest.mark.parametrize("cell", ['t="str"><f>X1</f><v></v>', "><f>X1</f><v>0</v>"])
def test_a_writer_that_does_not_compute_leaves_nothing_or_a_zero(tmp_path: Path, cell: str) -> None:
    cells = f'{NO}{NAME}<c r="C2" {cell}</c>'

    stale = read(sheet_of(cells, tmp_path, calculation='<calcPr calcId="1" fullCalcOnLoad="1"/>'))

    assert stale.faults == [Fault("表", 2, 3, NOT_COMPUTED)]


def test_no_formula_is_cut_in_two_where_the_reader_stops(tmp_path: Path) -> None:
    from tongxin.orgs.roster.container import inspect_xlsx

    cell = '<c r="C2"><f>VLOOKUP(A2,B:C,2,0)</f></c>'
    count = 3 * (1 << 20) // len(cell)

    marks = inspect_xlsx(sheet_of(cell * count + cell.replace("C2", "D2"), tmp_path))["表"]

    assert marks.unread == {(2, 3): NOT_COMPUTED, (2, 4): NOT_COMPUTED}


@pytest.mark.parametrize(
    ("shown", "value", "no"),
    [("000000", 123, "000123"), ("000000;@", 7, "000007"), ("0000", 123456, "123456"), ("000000", "A1", "A1"),
     ("0", 123, "123"), ("General", 123, "123"), ("0.00", 123, "123"), ("#,##0", 1234, "1234"), ("@", "0012", "0012")],
)  # fmt: skip
def test_a_number_is_what_the_sheet_shows(tmp_path: Path, shown: str, value: int | str, no: str) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("表")
        book.add_format({"bold": True})
        page.write_row(0, 0, ["姓名", "工号"])
        page.write(1, 0, "张三")
        page.write(1, 1, value, book.add_format({"num_format": shown}))
        page.write_row(2, 0, ["李四", 55])

    assert [row.no for row in read(path).rows] == [no, "55"]


def test_real_dates_serials_and_months(tmp_path: Path) -> None:
    rows = [
        person("1", 入职日期=date(2008, 7, 1)),
        person("2", 入职日期=39630),
        person("3", 入职日期="2008.07"),
    ]

    roster = read(xlsx(tmp_path / "a.xlsx", *rows))

    assert {row.hired for row in roster.rows} == {date(2008, 7, 1)}
    assert roster.remarks == ["入职日期“2008.07”只写到月，按当月 1 日记（1 处）"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = csv_text(person("0012", "张 三"), delimiter=delimiter)

    roster = read(raw(tmp_path, text.encode(encoding)))

    assert [(row.no, row.name, row.administration) for row in roster.rows] == [
        ("0012", "张三", (None, "综采二区", "采煤三班"))
    ]


def test_a_quote_that_is_never_closed_is_refused_with_its_row(tmp_path: Path) -> None:
    text = '工号,姓名,班组,备注\n1,甲,一班,x\n2,乙,一班,"好的\n3,丙,一班,x\n4,丁,一班,y\n'

    with pytest.raises(Invalid, match="第 3 行的引号没有成对") as refused:
        read(raw(tmp_path, text.encode()))
    assert refused.value.details == {"row": 3}


@pytest.mark.parametrize(
    "text",
    [
        '工号,姓名,班组,备注\n1,甲,一班,"好的\n2,乙,一班,"\n3,丙,一班,y\n',
        '工号,姓名,班组,备注\n1,"甲,一班,x\n2",乙,一班,x\n3,丙,一班,y\n',
        '工号,姓名,班组,备注\n1,甲,一班,"好"的\n2,乙,一班,x\n',
    ],
)
def test_a_quote_that_ends_at_the_next_one_swallows_nobody(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid, match="第 2 行的引号没有成对"):
        read(raw(tmp_path, text.encode()))


def test_quotes_in_pairs_may_hold_lines_and_signs(tmp_path: Path) -> None:
    text = '工号,姓名,班组,备注\n1,"张\n三",一班,"a, b"\n2,李四,"一\r\n班","他说""好"""\n3,王五,5"管班,\n'

    assert [
        (row.number, row.name, row.administration[2]) for row in read(raw(tmp_path, text.encode())).rows
    ] == [
        (2, "张三", "一班"),
        (3, "李四", "一班"),
        (4, "王五", '5"管班'),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("工號,姓名,班組\n1,張三,一班\n".encode("big5"), "Big5"),
        ("工号,姓名\n1,李".encode() + b"\xff" + "四\n".encode(), "UTF-8，但有的字坏了"),
        ("工号,姓名\n1,李四".encode()[:-1], "UTF-8，但有的字坏了"),
    ],
)
def test_an_encoding_that_is_not_read_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read(raw(tmp_path, content))


def test_a_file_without_a_header_says_what_is_expected(tmp_path: Path) -> None:
    roster = read(xlsx(tmp_path / "a.xlsx", ["张三", "13800001234"], header=["名册", "电话号"]))

    assert roster.faults == [
        Fault("花名册", 1, 1, "没有找到表头：要有一行写着各列的名称，至少有“工号”和“姓名”两列")
    ]


def test_an_empty_roster_says_so(tmp_path: Path) -> None:
    assert read(xlsx(tmp_path / "a.xlsx")).faults == [Fault("花名册", 1, 1, "表头下面没有人：一行填一个人")]


def zipped(folder: Path, **parts: bytes) -> Path:
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return path


SHEET_START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧的 .xls"),
        (b"PK\x03\x04" + b"\x17" * 900, "损坏"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "不是表格"),
        (b"%PDF-1.7", "不是表格"),
        (bytes(range(256)) * 20, "不是表格|编码"),
    ],
)
def test_what_is_no_roster_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read(raw(tmp_path, content, "a.xlsx"))


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    book = xlsx(tmp_path / "real.xlsx", person("1"))

    assert len(read(raw(tmp_path, book.read_bytes(), "b.csv")).rows) == 1
    assert len(read(raw(tmp_path, csv_text(person("1")).encode(), "c.xlsx")).rows) == 1


def test_a_word_document_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="不是 Excel 表格"):
        read(zipped(tmp_path, word__document=b"<w/>"))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = zipped(
        tmp_path, **{"xl__workbook.xml": b"<workbook/>", "xl__worksheets__sheet1.xml": b" " * 80_000_000}
    )

    assert path.stat().st_size < 200_000
    with pytest.raises(Invalid, match="太大"):
        read(path)


@pytest.mark.parametrize(
    "cell",
    [b'<row r="1"><c r="XFD1"><v>1</v></c></row>', b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'],
)
def test_a_cell_at_the_end_of_the_world_is_not_opened(tmp_path: Path, cell: bytes) -> None:
    path = zipped(
        tmp_path,
        **{
            "xl__workbook.xml": b"<workbook/>",
            "xl__worksheets__sheet1.xml": SHEET_START + cell + b"</sheetData></worksheet>",
        },
    )

    with pytest.raises(Invalid, match=r"太大了：最多 20 万行、100 列"):
        read(path)


def test_a_cut_off_file_is_damaged(tmp_path: Path) -> None:
    book = xlsx(tmp_path / "real.xlsx", *[person(str(number)) for number in range(50)]).read_bytes()

    with pytest.raises(Invalid, match="损坏"):
        read(raw(tmp_path, book[: len(book) // 2], "b.xlsx"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("good")
    return xlsx(folder / "a.xlsx", *[person(str(number)) for number in range(20)]).read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_bytes_end_in_a_sentence(tmp_path: Path, good: bytes, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["random", "csv", "flipped"]))
    if kind == "random":
        content = data.draw(st.binary(min_size=1, max_size=300))
    elif kind == "csv":
        content = "工号,姓名,入党日期\n".encode() + data.draw(st.text(max_size=200)).encode(
            "utf-8", "replace"
        )
    else:
        broken = bytearray(good)
        for _ in range(data.draw(st.integers(1, 8))):
            broken[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
        content = bytes(broken)
    with contextlib.suppress(Invalid):  # anything else is a fault of ours
        read(raw(tmp_path, content, "f.xlsx"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=st.binary(max_size=200), strings=st.binary(max_size=100))
def test_broken_parts_inside_a_good_zip_end_in_a_sentence(
    tmp_path: Path, good: bytes, sheet: bytes, strings: bytes
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = {"xl/worksheets/sheet1.xml": SHEET_START + sheet, "xl/sharedStrings.xml": strings}
            new.writestr(name, content.get(name, old.read(name)))
    with contextlib.suppress(Invalid):  # anything else is a fault of ours
        read(raw(tmp_path, out.getvalue(), "f.xlsx"))


def test_the_headers_of_the_template_are_all_understood() -> None:
    from tongxin.orgs.roster.headers import TITLES, Words

    words = Words({})
    assert {words.field(title) for title in TITLES.values()} == set(TITLES)
    assert {words.field(title) for title in HEADER} <= set(TITLES)
