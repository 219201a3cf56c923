"""The roster that a viewer may see, in the columns that an import understands; and an empty template."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.facts.commands import record
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Company, Membership
from tongxin.orgs.queries import within
from tongxin.orgs.roster import existing, keep
from tongxin.orgs.roster import standing as standings
from tongxin.orgs.roster.changes import Person
from tongxin.orgs.roster.headers import TITLES, Field
from tongxin.orgs.roster.posts import PostBook
from tongxin.orgs.roster.read import RISKS
from tongxin.orgs.roster.tree import LINES, ROOT_KINDS, Node, Tree, level_of

RARE = (Field.COMMITTEE, Field.GENERAL_BRANCH, Field.UNION)
WIDTHS = {Field.NAME: 10, Field.POSTS: 20, Field.PHONE: 14, Field.BRANCH: 20, Field.UNION_GROUP: 20}
Record = dict[Field, str]

HINTS = {
    Field.NO: "填写说明：每人一个，不重复（这一行不会导入）",
    Field.NAME: "必填",
    Field.MINE: "矿、厂或站；只有一个可不填",
    Field.SECTION: "区队或车间",
    Field.TEAM: "班组",
    Field.BRANCH: "党员填",
    Field.PARTY_GROUP: "党员填",
    Field.UNION_GROUP: "没有可不填",
    Field.TRADE: "如 采煤机司机",
    Field.POSTS: "几个职务用、分开，如 班组长、小政委",
    Field.STANDING: "从下拉里选",
    Field.JOINED: "党员填，如 2015-06-01",
    Field.CONFIRMED: "正式党员填",
    Field.HIRED: "如 2008-07-01",
    Field.PHONE: "11 位手机号",
    Field.STATUS: "在职；走的人填离职",
    Field.LEFT: "离职的人填",
}
CHOICES = {
    Field.STANDING: ["正式党员", "预备党员", "发展对象", "入党积极分子", "入党申请人", "群众"],
    Field.STATUS: ["在职", "离职"],
}
ROWS_WITH_CHOICES = 5000


def export_roster(kind: str, *, by: Actor, at: datetime) -> bytes:
    """xlsx or csv of the people whom the viewer may see; that it was taken out is kept in the journal."""
    if kind not in ("xlsx", "csv"):
        raise NotFound("没有找到这一页")
    records = list(roster_seen_by(by, on=timezone.localdate(at)))
    columns = [name for name in TITLES if name not in RARE or any(one[name] for one in records)]
    with transaction.atomic():
        record(
            "roster.exported",
            subject=("company", by.company_id or 0),
            by=by,
            at=at,
            data={"people": len(records), "kind": kind},
        )
    rows = ([one[name] for name in columns] for one in records)
    return _xlsx(columns, rows) if kind == "xlsx" else _csv(columns, rows)


def roster_seen_by(viewer: Actor, *, on: date) -> Iterator[Record]:
    """Everybody present who belongs to a unit in the viewer's `person_view`; six queries for any number."""
    company = Company.objects.get(id=viewer.company_id or 0)
    inside = Membership.objects.filter(within(viewer.scope("person_view")), ends_date__isnull=True)
    who = Q(left_date__isnull=True, id__in=inside.values("person_id"))
    tree = existing.company_tree(company.id)
    people = existing.people_of(company.id, on=on, who=who)
    posts = existing.post_book(company)

    def place(person: Person) -> tuple[Any, ...]:
        node = tree.nodes.get(person.units[0] or 0)
        return (node.path if node else "~", person.no)

    for person in sorted(people.values(), key=place):
        yield _record(person, tree, posts)


def _record(person: Person, tree: Tree, posts: PostBook) -> Record:
    nodes = [tree.nodes.get(unit_id or 0) for unit_id in person.units]
    now = standings.known(person.standings)
    is_full = now.standing == "full"
    cells: Record = dict.fromkeys(TITLES, "")
    for node, line in zip(nodes, LINES, strict=True):
        _place(cells, node, line)
    titles = [
        posts.title(one.post)
        for one in person.held
        if one.post in posts.specs and (at := posts.unit_for(one.post, nodes)) and at.id == one.unit_id
    ]
    cells.update({
        Field.NO: person.no,
        Field.NAME: person.name,
        Field.TRADE: person.trade,
        Field.POSTS: "、".join(dict.fromkeys(titles)),
        Field.STANDING: standings.NAMES[now.standing],
        Field.JOINED: _day(now.joined),
        Field.CONFIRMED: _day(now.told) if is_full else "",
        Field.HIRED: _day(person.hired),
        Field.PHONE: person.phone,
        Field.STATUS: "在职",
    })  # fmt: skip
    return cells


def _place(cells: Record, node: Node | None, line: str) -> None:
    """The names from the unit upwards; the root is everybody's and is left out."""
    for one in node.up() if node else ():
        level = level_of(one)
        is_root = one.parent is None and one.kind == ROOT_KINDS[line]
        if level is not None and not is_root and not cells[level]:
            cells[level] = one.name


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _xlsx(columns: Sequence[Field], rows: Iterator[list[str]]) -> bytes:
    path = keep.folder() / f"out-{id(rows)}.xlsx"
    try:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("花名册")
            _write_header(book, sheet, columns)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def _write_header(book: Any, sheet: Any, columns: Sequence[Field]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#EEF0F2", "border": 1, "border_color": "#C9CED4"})
    as_text = book.add_format({"num_format": "@"})  # keeps the zeros in front of a number
    for column, name in enumerate(columns):
        sheet.set_column(column, column, WIDTHS.get(name, 13), as_text)
        sheet.write_string(0, column, TITLES[name], bold)
    sheet.freeze_panes(1, 2)


def _csv(columns: Sequence[Field], rows: Iterator[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([TITLES[name] for name in columns])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A text that a spreadsheet would run gets a sign before it; reading takes it away again."""
    return f"'{cell}" if cell.startswith(RISKS) else cell


def template() -> bytes:
    """An empty roster with hints and drop-downs; the hints are passed over by the import."""
    columns = [name for name in TITLES if name not in RARE]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        _write_header(book, sheet, columns)
        hint = book.add_format({"italic": True, "font_color": "#626B76", "text_wrap": True, "valign": "top"})
        sheet.set_row(1, 48)
        for column, name in enumerate(columns):
            sheet.write_string(1, column, HINTS.get(name, ""), hint)
            if name in CHOICES:
                _offer(sheet, column, CHOICES[name])
    return made.getvalue()


def _offer(sheet: Any, column: int, choices: list[str]) -> None:
    sheet.data_validation(
        2,
        column,
        ROWS_WITH_CHOICES,
        column,
        {
            "validate": "list",
            "source": choices,
            "error_title": "请从下拉里选",
            "error_message": "、".join(choices),
            "error_type": "warning",
        },
    )


def file_name(kind: str, *, on: date) -> str:
    return str(Path(f"花名册-{on:%Y%m%d}.{kind}"))
