"""Who may import where, what an import shows, and the roster that a viewer may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Link, RosterImport, Unit
from tongxin.orgs.queries import within
from tongxin.orgs.roster import keep
from tongxin.orgs.roster.container import column_letters
from tongxin.orgs.roster.tree import Tree

IMPORT = "roster_import"
WORDS = {
    "waiting": "正在检查",
    "checked": "等待写入",
    "running": "正在写入",
    "done": "已写入",
    "failed": "没有写入",
    "undone": "已撤销",
    "dropped": "没有采用",
}
TONES = {"waiting": "due", "checked": "due", "running": "due", "done": "ok", "failed": "bad"}
TALLEST_HISTORY = 50
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Place:
    """An administration unit that a roster may be for."""

    unit_id: int
    name: str
    company_id: int
    is_company: bool


def places(*, viewer: Actor) -> list[Place]:
    """The topmost administration units that the viewer may import for."""
    scope = viewer.scope(IMPORT)
    inside = Unit.objects.filter(
        within(scope, ""), company_id=viewer.company_id or 0, line="administration", ends_date__isnull=True
    )
    rows = list(inside.order_by("path").values_list("id", "name", "path", "company_id", "parent_id")[:400])
    top = [
        row for row in rows if not any(row[2] != other[2] and row[2].startswith(other[2]) for other in rows)
    ]
    return [Place(row[0], row[1], row[3], row[4] is None) for row in top]


def place_of(unit_id: int, *, viewer: Actor) -> Place:
    row = (
        Unit.objects.filter(within(viewer.scope(IMPORT), ""), id=unit_id, company_id=viewer.company_id or 0)
        .filter(line="administration", ends_date__isnull=True)
        .values_list("id", "name", "company_id", "parent_id")
        .first()
    )
    if row is None:
        raise NotFound("没有找到这个单位，或者您不能为它导入名册")
    return Place(row[0], row[1], row[2], row[3] is None)


def linked_anchor(anchor: int, line: str, tree: Tree) -> int | None:
    """The topmost unit of another line that belongs to the anchor now."""
    pairs = Link.objects.filter(Q(left_id=anchor) | Q(right_id=anchor), ends_date__isnull=True)
    linked = {one for pair in pairs.values_list("left_id", "right_id") for one in pair} - {anchor}
    nodes = [tree.nodes[one] for one in linked if one in tree.nodes and tree.nodes[one].line == line]
    return min(nodes, key=lambda node: (node.path.count("."), node.id or 0)).id if nodes else None


def imports_seen_by(viewer: Actor) -> QuerySet[RosterImport]:
    """Those for the units where the viewer may import."""
    return RosterImport.objects.filter(within(viewer.scope(IMPORT)), company_id=viewer.company_id or 0)


def get_import(import_id: int, *, viewer: Actor) -> RosterImport:
    row = imports_seen_by(viewer).filter(id=import_id).first()
    if row is None:
        raise NotFound("没有找到这次导入")
    return row


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One line of the history."""

    id: int
    filename: str
    place: str
    word: str
    tone: str
    by: str
    at: datetime
    added: int
    changed: int
    ended: int
    counted: bool


@dataclass(frozen=True, slots=True)
class UploadPage:
    places: list[Place]
    history: list[ImportLine]


def view_upload(*, viewer: Actor) -> UploadPage:
    rows = imports_seen_by(viewer).select_related("unit", "by").defer("undo")
    return UploadPage(places(viewer=viewer), [_line(row) for row in rows.order_by("-id")[:TALLEST_HISTORY]])


def _line(row: RosterImport) -> ImportLine:
    faulty = row.state == "checked" and bool(row.summary.get("error_count"))
    return ImportLine(
        id=row.id,
        filename=row.filename,
        place=row.unit.name if row.unit else "",
        word="有错，没有写入" if faulty else WORDS[row.state],
        tone="bad" if faulty else TONES.get(row.state, "note"),
        by=row.by.name if row.by else "运维命令",
        at=row.ended_at or row.started_at,
        added=row.summary.get("added", 0),
        changed=row.summary.get("changed", 0),
        ended=row.summary.get("ended", 0),
        counted=bool(row.summary),
    )


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import at whatever stage it is."""

    id: int
    state: str
    line: ImportLine
    complete: bool
    message: str
    summary: dict[str, Any]
    errors: list[dict[str, Any]]
    progress: keep.Progress | None
    may_undo: bool
    is_dead: bool

    @property
    def busy(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def writes(self) -> int:
        return int(sum(self.summary.get(name, 0) for name in ("added", "changed", "ended")))


def view_import(import_id: int, *, viewer: Actor, at: datetime) -> ImportPage:
    row = imports_seen_by(viewer).select_related("unit", "by").filter(id=import_id).first()
    if row is None:
        raise NotFound("没有找到这次导入")
    return ImportPage(
        id=row.id,
        state=row.state,
        line=_line(row),
        complete=row.complete,
        message=row.message,
        summary=row.summary,
        errors=[{**one, "letters": column_letters(one["column"])} for one in row.summary.get("errors", [])],
        progress=keep.progress(row.id) if row.state in ("waiting", "running") else None,
        may_undo=row.state == "done" and bool(row.undo),
        is_dead=row.state == "running" and is_dead(row, at=at),
    )


def is_dead(row: RosterImport, *, at: datetime) -> bool:
    """A worker that has said nothing for so long will not come back."""
    silence = keep.silent_for(row.id)
    if silence is not None:
        return silence > keep.SILENT_SECONDS
    return at - row.started_at > LONGEST_WAIT
