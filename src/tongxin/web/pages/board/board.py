"""The board: which units need whom, why, who was late, and how it went over time."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongxin import clock
from tongxin.duties import queries as duties
from tongxin.duties.queries import Board, UnitRow
from tongxin.records import queries as records
from tongxin.records.queries import Attendance
from tongxin.web.addresses import number
from tongxin.web.pages.board.chart import draw
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

KINDS = {"team": "班组", "section": "区队", "mine": "单位", "company": "单位"}
LATE_SHOWN = 8


@route("dashboard_view", model="duties.DutyItem", level="C1")
def page(request: PageRequest) -> HttpResponse:
    at, unit_id = clock.read(), number(request.GET.get("unit"))
    board = duties.view_board(
        viewer=request.actor, at=at, span=request.GET.get("span", "week"), unit_id=unit_id
    )
    attendance = _attendance(request, board)
    shown = {
        "at": at,
        "board": board,
        "spans": duties.spans(timezone.localdate(at)),
        "title": _title(board),
        "word": _word(board.rows),
        "opened": board.worst[0].line.unit_id if board.worst else None,
        "climbed": duties.climbed_to(viewer=request.actor, at=at),
        "late": board.late[:LATE_SHOWN],
        "late_more": len(board.late) > LATE_SHOWN,
        "completion": [*board.own, *(row for row in board.others if row.count.due)],
        "rows": [(row, attendance.get(row.unit_id)) for row in board.rows],
        "points": board.points[::-1],
        "chart": draw(
            [point.bucket.title for point in board.points],
            [point.here.percent for point in board.points],
            [point.company.percent for point in board.points],
            "本级",
        ),
    }
    return render(request, "board/board.html", shown)


def _word(rows: tuple[UnitRow, ...]) -> str:
    kinds = {row.kind for row in rows}
    return KINDS.get(kinds.pop(), "单位") if len(kinds) == 1 else "单位"


def _title(board: Board) -> str:
    """“6 个班组，1 个需要您，2 个留意”: the finding."""
    rows = board.rows or board.others
    if not rows:
        return "还没有下级单位"
    bad = sum(row.need == "bad" for row in rows)
    warn = sum(row.need == "warn" for row in rows)
    parts = [f"{len(rows) + (board.cut if rows is board.rows else 0)} 个{_word(rows)}"]
    if bad:
        parts.append(f"{bad} 个需要您")
    if warn:
        parts.append(f"{warn} 个留意")
    if not bad and not warn:
        parts.append("都正常")
    return "，".join(parts)


def _attendance(request: PageRequest, board: Board) -> dict[int, Attendance]:
    """Present of expected in each unit's own meetings of the span."""
    if not request.actor.may("record_view"):
        return {}
    zone = timezone.get_current_timezone()
    return records.attendance_of(
        [row.unit_id for row in board.rows],
        viewer=request.actor,
        since=datetime.combine(board.span.since, time(), zone),
        until=datetime.combine(board.span.until + timedelta(days=1), time(), zone),
    )
