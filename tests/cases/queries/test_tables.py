"""The quarter's table: what was found, done, late, what it cost, and the major ones one by one."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.packs.test_kq_safety import PLAN, Pit, acting, five_points, move, pit
from tongxin.cases.commands.exporting import export_table
from tongxin.cases.models import Case
from tongxin.cases.queries.tables import span_of, spans_before, view_table
from tongxin.facts.models import Fact
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Unit

__all__ = ["pit"]


def closed(pit: Pit, **given: Any) -> Case:
    case = pit.hazard(**given)
    move(case, "verify_and_assign", pit.mine.chief, grade="general", **five_points(pit.mine.leader))
    move(case, "submit", pit.mine.leader, done_what="换了", spent=260)
    return move(case, "accept", pit.mine.instructor, result="牢了")


def several(pit: Pit) -> None:
    """One closed, one open, one overdue, one that was none, one major, one of last quarter."""
    closed(pit)
    pit.hazard(place="四号皮带", category="environment")
    pit.hazard(place="五号皮带", at=NOW - timedelta(days=3))
    move(pit.hazard(place="六号皮带"), "not_hazard", pit.mine.chief, answer="看过了")
    major = move(pit.hazard(what='=HYPERLINK("x")', place="工作面"), "verify", pit.mine.leader)
    move(major, "grade", pit.mine.chief, grade="major")
    move(major, "plan", pit.mine.chief, **PLAN)
    pit.hazard(place="七号皮带", at=NOW - timedelta(days=60))


def table(pit: Pit, unit: Unit, span: str = "2026-Q4") -> Any:
    return view_table(unit.id, span=span, viewer=acting(pit.safety), at=NOW)


@pytest.mark.row("KQ-5")
def test_a_quarter_counts_what_was_found_in_it_and_how_it_stands(pit: Pit) -> None:
    several(pit)

    found = table(pit, pit.mine.root)

    whole = found.whole
    assert (whole.found, whole.closed, whole.in_time, whole.open, whole.overdue) == (4, 1, 1, 3, 1)
    assert (whole.planned, whole.spent, found.void) == (Decimal(90300), Decimal(260), 1)
    assert [(one.title, one.count.found) for one in found.levels] == [
        ("一般", 1),
        ("重大", 1),
        ("还没有定", 2),
    ]
    assert [one.count.found for one in found.sorts] == [0, 3, 1, 0]
    assert [(one.title, one.count.found) for one in found.units] == [("综采一区", 4)]
    assert [(one.title, one.count.found) for one in table(pit, pit.mine.section).units] == [
        ("采煤一班", 4),
        ("采煤二班", 0),
    ]
    assert [(one.title, one.state, one.planned) for one in found.serious] == [
        ('=HYPERLINK("x")', "方案待批", Decimal(90000))
    ]
    assert (
        table(pit, pit.mine.root, "2026-Q3").whole.found,
        table(pit, pit.mine.root, "2026").whole.found,
    ) == (1, 5)
    assert found.leader == "吴矿长"
    assert found.basis == "安全生产事故隐患排查治理暂行规定第十四条"


@pytest.mark.parametrize(
    ("key", "first", "due"),
    [
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 15)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 15)),
        ("2026", date(2026, 1, 1), date(2027, 1, 31)),
    ],
)
def test_a_table_is_due_by_the_fifteenth_and_by_the_end_of_january(key: str, first: date, due: date) -> None:
    assert (span_of(key).first, span_of(key).due) == (first, due)


def test_what_is_no_quarter_is_not_found() -> None:
    for key in ("2026-Q5", "abcd", "2026-QQ", "1900", ""):
        with pytest.raises(NotFound):
            span_of(key)
    assert [one.key for one in spans_before(date(2026, 1, 20))] == [
        "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1", "2026", "2025",
    ]  # fmt: skip


@pytest.mark.row("KQ-5")
def test_the_sheet_says_the_same_signs_for_the_leader_and_runs_no_formula(pit: Pit) -> None:
    several(pit)

    content = export_table(pit.mine.root.id, span="2026-Q4", by=acting(pit.safety), at=NOW)

    book = openpyxl.load_workbook(io.BytesIO(content))
    counts = [[cell.value for cell in row] for row in book["统计表"].iter_rows()]
    assert counts[0][0] == "红石煤业公司 2026 年第四季度 隐患统计表"
    assert "应在 2027-01-15 前报出" in counts[1][0]
    assert counts[4][:9] == ["合计", 4, 1, 1, 3, 1, "25%", 90300, 260]
    assert counts[-2][:2] == ["主要负责人：吴矿长", "签字："]
    listed = next(book["重大的"].iter_rows(min_row=2, max_row=2))
    assert (listed[1].value, listed[1].data_type) == ('=HYPERLINK("x")', "s")
    assert Fact.objects.get(kind="case.exported").data == {"kind": "hazard", "span": "2026-Q4", "cases": 4}


def test_only_who_looks_after_the_unit_sees_its_table(pit: Pit) -> None:
    for viewer in (pit.mine.worker, pit.mine.other_leader):
        with pytest.raises(NotFound):
            view_table(pit.mine.team.id, span="2026-Q4", viewer=acting(viewer), at=NOW)

    with pytest.raises(NotFound):
        export_table(pit.mine.root.id, span="2026-Q4", by=acting(pit.mine.leader), at=NOW)
    assert not Fact.objects.filter(kind="case.exported").exists()


def test_the_number_of_questions_does_not_grow(pit: Pit) -> None:
    def asked() -> int:
        viewer = acting(pit.safety)
        with CaptureQueriesContext(
            connection,
        ) as context:
            view_table(pit.mine.section.id, span="2026-Q4", viewer=viewer, at=NOW)
        return len(context)

    closed(pit)
    first = asked()
    several(pit)

    assert asked() == first <= 12
