"""The roster goes out in the columns in which it comes in, and never runs as a formula."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import NOW
from tests.factories import appoint, make_company, make_person, make_unit
from tests.orgs.roster.sheets import person, xlsx
from tests.orgs.roster.test_commands import counts, take
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Company, Membership, Person, Unit
from tongxin.orgs.roster import export
from tongxin.orgs.roster.rows import read_roster

pytestmark = pytest.mark.django_db
Act = Callable[..., Actor]
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1＋1", "＠a", "－1"]  # noqa: RUF001


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


def whole(company: Company) -> Actor:
    """Somebody who may see everybody of a company."""
    roots = Unit.objects.filter(company=company, parent__isnull=True)
    trees = frozenset(root.path for root in roots)
    return Actor(None, "党办", company.id, {"person_view": Scope(trees=trees)})


def saved(folder: Path, content: bytes, kind: str) -> Path:
    path = folder / f"out.{kind}"
    path.write_bytes(content)
    return path


@pytest.mark.row("BY-9")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_went_out_comes_in_unchanged(mine: Mine, tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path, export.export_roster(kind, by=whole(mine.company), at=NOW), kind)

    outcome = take(path)

    assert counts(outcome) == (0, 0, 0, Person.objects.count())
    assert outcome.remarks == ()
    assert outcome.created_units == 0
    assert Fact.objects.filter(kind="roster.exported").get().data["people"] == Person.objects.count()


def test_it_holds_only_whom_the_viewer_may_see(mine: Mine, act: Act) -> None:
    elsewhere = make_unit(mine.company, "section", mine.root, name="掘进区")
    make_person(mine.company, elsewhere, name="孙强")
    gone = make_person(mine.company, mine.team, name="走了", left_date=date(2026, 1, 1))

    names = {one["name"] for one in export.roster_seen_by(act(mine.leader), on=NOW.date())}

    assert names == {"赵建军", "王建国", "李明", "刘强", "张伟"}
    assert gone.name not in names
    assert list(export.roster_seen_by(act(mine.worker), on=NOW.date())) == []


def test_an_unknown_kind_of_file_is_not_found(mine: Mine, act: Act) -> None:
    with pytest.raises(NotFound):
        export.export_roster("exe", by=act(mine.leader), at=NOW)


def test_no_cell_of_an_export_is_a_formula(mine: Mine, tmp_path: Path) -> None:
    for number, risky in enumerate(RISKY):
        make_person(
            mine.company, mine.team, employee_no=f"R{number}", name=f"{risky}人", trade=risky, phone=risky
        )
    viewer = whole(mine.company)

    book = openpyxl.load_workbook(io.BytesIO(export.export_roster("xlsx", by=viewer, at=NOW)))
    types = {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None}
    assert types == {"s"}

    text = export.export_roster("csv", by=viewer, at=NOW).decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))] == []  # noqa: RUF001
    assert "'=1+1人" in cells


def test_a_name_that_begins_like_a_formula_comes_back_as_it_was(tmp_path: Path) -> None:
    make_company(name="红石煤业")
    take(xlsx(tmp_path / "a.xlsx", person("1", "=张三", 工种="+电工")))
    company = Company.objects.get()

    for kind in ("xlsx", "csv"):
        path = saved(tmp_path, export.export_roster(kind, by=whole(company), at=NOW), kind)
        assert counts(take(path)) == (0, 0, 0, 1)
    assert Person.objects.values_list("name", "trade").get() == ("=张三", "+电工")


def test_the_template_holds_hints_and_no_people(tmp_path: Path) -> None:
    path = saved(tmp_path, export.template(), "xlsx")

    roster = read_roster(path, "模板.xlsx", {})

    assert roster.rows == []
    assert [fault.message for fault in roster.faults] == ["表头下面没有人：一行填一个人"]
    assert roster.remarks == ["第 2 行（工作表“花名册”）写着“填写说明：每人一个，不重…”，不是人，没有采用"]
    with zipfile.ZipFile(path) as packed:
        assert "正式党员,预备党员" in packed.read("xl/worksheets/sheet1.xml").decode()


def test_the_filled_in_template_comes_in(mine: Mine, tmp_path: Path) -> None:
    path = saved(tmp_path, export.template(), "xlsx")
    book = openpyxl.load_workbook(path)
    page = book.active
    titles = [cell.value for cell in page[1]]
    for title, value in {
        "工号": "0042",
        "姓名": "张三",
        "区队": "综采一区",
        "班组": "采煤一班",
        "政治面貌": "群众",
    }.items():
        page.cell(3, titles.index(title) + 1, value)
    book.save(path)

    assert counts(take(path)) == (1, 0, 0, 0)
    assert Membership.objects.get(person__employee_no="0042").unit == mine.team


ENGLISH = st.text("abcdefghijk", min_size=1, max_size=6)
DAYS = st.dates(date(1970, 1, 1), date(2024, 1, 1))


@st.composite
def rows(draw: st.DrawFn) -> list[list[Any]]:
    made = []
    for number in range(draw(st.integers(1, 6))):
        cells: dict[str, Any] = {
            "区队": draw(st.sampled_from(["", "一区", "二区", "机电（三）区"])),
            "班组": draw(st.sampled_from(["", "甲班", "乙班"])),
            "工种": draw(st.sampled_from(["", "电工", "支 护 工"])),
            "工会小组": draw(st.sampled_from(["", "一组", "二组"])),
            "手机": draw(st.sampled_from(["", f"1380000{number:04d}", "0351-6041234"])),
            "入职日期": draw(st.one_of(st.just(""), DAYS)),
        }
        standing = draw(st.sampled_from(["", "群众", "党员", "预备党员", "积极分子"]))
        cells["政治面貌"] = standing
        if standing in ("党员", "预备党员"):
            joined = draw(DAYS)
            cells |= {"党支部": draw(st.sampled_from(["", "一支部", "联合二支部"])), "入党日期": joined}
            if cells["党支部"]:
                cells["党小组"] = draw(st.sampled_from(["", "第一组"]))
            if standing == "党员" and draw(st.booleans()):
                cells["转正日期"] = joined + timedelta(days=draw(st.integers(1, 700)))
        made.append(person(f"N{number}", draw(st.sampled_from(["张三", "阿里木·买", "John Smith"])), **cells))
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_rows=rows())
def test_import_export_import_changes_nothing(given_rows: list[list[Any]]) -> None:
    name = f"公司{Company.objects.count()}"
    company = make_company(name=name)
    with tempfile.TemporaryDirectory() as folder:
        first = take(xlsx(Path(folder) / "a.xlsx", *given_rows), company=name)
        if first.errors:
            expected = ("像是同一个人", "请把上一级单位也填上")
            assert all(any(one in fault.message for one in expected) for fault in first.errors)
            return
        again = take(Path(folder) / "a.xlsx", company=name)
        assert (again.changed, again.unchanged) == (0, len(given_rows))
        for kind in ("xlsx", "csv"):
            path = saved(Path(folder), export.export_roster(kind, by=whole(company), at=NOW), kind)
            back = take(path, company=name)
            assert (back.added, back.changed, back.ended, back.errors) == (0, 0, 0, ())
            assert back.created_units == 0


def test_posts_go_out_by_the_companys_words(mine: Mine) -> None:
    mine.company.trade_words = {"team_leader": "工长"}
    mine.company.save()
    appoint(mine.worker, "safety_supervisor", mine.team)

    found = {one["name"]: one["posts"] for one in export.roster_seen_by(whole(mine.company), on=NOW.date())}

    assert found["赵建军"] == "工长"
    assert found["王建国"] == "小政委、党小组长"
    assert found["张伟"] == "群众安全监督员"
    assert found["周志远"] == "支部书记"
