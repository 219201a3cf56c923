"""The pages of the roster: what is offered, what is refused, how many queries."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.orgs.roster.sheets import person, xlsx
from tests.world import Mine
from tongxin.orgs.models import Person, RosterImport
from tongxin.orgs.roster import keep

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
SECTION = {"区队": "综采一区", "班组": "采煤一班"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


def send(client: Client, mine: Mine, path: Path, **given: Any) -> Any:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/orgs/roster", {"file": file, "unit": mine.section.id, **given}, follow=True)


@pytest.mark.row("BY-9")
def test_upload_check_write_undo(mine: Mine, log_in: LogIn, tmp_path: Path) -> None:
    client = log_in(mine.secretary)
    path = xlsx(
        tmp_path / "花名册.xlsx",
        person("1", "王大伟", **SECTION),
        person(mine.worker.employee_no, "张伟", **SECTION, 手机="13800000001"),
    )

    page = send(client, mine, path).content.decode()
    assert "会新增 1 人，更新 1 人，离职 0 人" in page
    assert "写入这 2 人" in page
    assert "王大伟" in page
    assert '（空） → <span class="tx-strong">13800000001</span>' in page

    row = RosterImport.objects.get()
    page = client.post(f"/orgs/roster/{row.id}/write", follow=True).content.decode()
    assert "已写入：新增 1 人，更新 1 人，离职 0 人" in page
    assert "王大伟" not in page

    assert "回到导入以前" in client.get(f"/orgs/roster/{row.id}/undo").content.decode()
    page = client.post(f"/orgs/roster/{row.id}/undo", follow=True).content.decode()
    assert "已撤销，人员和单位回到了导入以前" in page
    assert not Person.objects.filter(employee_no="1").exists()


def test_errors_name_sheet_row_and_column_and_nothing_can_be_written(
    mine: Mine, log_in: LogIn, tmp_path: Path
) -> None:
    client = log_in(mine.secretary)

    page = send(client, mine, xlsx(tmp_path / "a.xlsx", person("1", **SECTION, 手机="x"))).content.decode()

    assert "有 1 处要改，还没有写入" in page
    assert '<th scope="row">第 2 行 N 列</th><td class="tx-nowrap">花名册</td>' in page
    assert "写入这" not in page
    refused = client.post(f"/orgs/roster/{RosterImport.objects.get().id}/write")
    assert refused.status_code == 409
    assert "还有 1 处错误，改好文件再上传" in refused.content.decode()


def test_without_a_file_the_form_says_so(mine: Mine, log_in: LogIn) -> None:
    response = log_in(mine.secretary).post("/orgs/roster", {"unit": mine.section.id})

    assert response.status_code == 422
    assert "请先选一个文件" in response.content.decode()


def test_a_file_that_cannot_be_read_says_what_to_do(mine: Mine, log_in: LogIn, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04")

    page = send(log_in(mine.secretary), mine, path).content.decode()

    assert "没有写入任何内容" in page
    assert "文件打不开，可能已经损坏" in page
    assert "系统里的人员没有变" in page


def test_a_unit_that_is_not_ones_own_is_no_choice(mine: Mine, log_in: LogIn, tmp_path: Path) -> None:
    response = send(log_in(mine.secretary), mine, xlsx(tmp_path / "a.xlsx", person("1")), unit=mine.root.id)

    assert response.status_code == 422
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize("who", ["leader", "worker", "chief"])
def test_who_may_not_import_finds_no_such_page(mine: Mine, log_in: LogIn, tmp_path: Path, who: str) -> None:
    send(log_in(mine.secretary), mine, xlsx(tmp_path / "a.xlsx", person("1", "王大伟", **SECTION)))
    row = RosterImport.objects.get()
    client = log_in(getattr(mine, who))

    for address in ("", f"/{row.id}", f"/{row.id}/undo", "/template.xlsx"):
        response = client.get(f"/orgs/roster{address}")
        assert response.status_code == 404
        assert "王大伟" not in response.content.decode()
    for address in ("write", "drop", "undo"):
        assert client.post(f"/orgs/roster/{row.id}/{address}").status_code == 404
    assert RosterImport.objects.get().state == "checked"


def test_another_companys_import_is_not_found(mine: Mine, log_in: LogIn, tmp_path: Path) -> None:
    from tests.world import make_mine

    send(log_in(mine.secretary), mine, xlsx(tmp_path / "a.xlsx", person("1", **SECTION)))
    other = make_mine("白石煤业")

    assert log_in(other.secretary).get(f"/orgs/roster/{RosterImport.objects.get().id}").status_code == 404


def test_the_running_page_asks_again_by_itself_and_by_a_link(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    row = RosterImport.objects.create(
        company=mine.company,
        unit=mine.section,
        filename="a.xlsx",
        state="running",
        rows=4000,
        by=mine.secretary,
        started_at=NOW,
    )
    keep.report(row.id, "正在写入人员", 1000, 4000)
    address = f"/orgs/roster/{row.id}"

    page = client.get(address).content.decode()
    assert f'hx-get="{address}" hx-trigger="every 1s"' in page
    assert 'value="25"' in page
    assert "正在写入人员，共 4000 行" in page
    assert "看看到哪里了" in page

    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="stage"')

    RosterImport.objects.update(state="done", summary={"added": 4000, "changed": 0, "ended": 0})
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert "已写入：新增 4000 人" in part


def test_a_roster_may_be_thrown_away(mine: Mine, log_in: LogIn, tmp_path: Path) -> None:
    client = log_in(mine.secretary)
    send(client, mine, xlsx(tmp_path / "a.xlsx", person("1", **SECTION)))

    page = client.post(f"/orgs/roster/{RosterImport.objects.get().id}/drop", follow=True).content.decode()

    assert "没有采用" in page


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_the_roster_as_a_file(mine: Mine, log_in: LogIn, kind: str, start: bytes) -> None:
    response = log_in(mine.leader).get(f"/orgs/roster/export.{kind}")

    assert response.status_code == 200
    assert response.content.startswith(start)
    assert f"filename*=UTF-8''%E8%8A%B1%E5%90%8D%E5%86%8C-20261120.{kind}" in response["Content-Disposition"]
    assert log_in(mine.worker).get(f"/orgs/roster/export.{kind}").status_code == 404


def test_the_template_as_a_file(mine: Mine, log_in: LogIn) -> None:
    assert log_in(mine.secretary).get("/orgs/roster/template.xlsx").content.startswith(b"PK")


def test_the_history_takes_the_same_queries_for_one_and_three(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    found = []
    for count in (1, 2):
        for _ in range(count):
            RosterImport.objects.create(
                company=mine.company,
                unit=mine.section,
                filename="a.xlsx",
                state="done",
                by=mine.secretary,
                started_at=NOW,
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/orgs/roster").status_code == 200
        found.append(len(queries))

    assert found[0] == found[1] <= 15


def test_one_roster_takes_the_same_queries_for_one_and_three(
    mine: Mine, log_in: LogIn, tmp_path: Path
) -> None:
    client = log_in(mine.secretary)
    found = []
    for count in (1, 3):
        rows = [person(f"{count}{number}", **SECTION) for number in range(count)]
        send(client, mine, xlsx(tmp_path / f"{count}.xlsx", *rows))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/orgs/roster/{RosterImport.objects.latest('id').id}")
        found.append(len(queries))

    assert found[0] == found[1] <= 15
