"""tongxin import_roster: what it prints and how it exits."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.orgs.roster.sheets import person, xlsx
from tests.world import Mine
from tongxin.orgs.models import Company, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_roster", *arguments, stdout=out, stderr=err, skip_checks=True)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.row("BY-9")
def test_json_says_what_was_taken(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        person("1"),
        person(mine.worker.employee_no, "张伟", 区队="综采一区", 班组="采煤一班"),
    )

    code, out, _ = run(str(path), "--company", "红石煤业", "--json")

    assert code == 0
    assert json.loads(out) == {
        "added": 1,
        "changed": 0,
        "ended": 0,
        "unchanged": 1,
        "errors": [],
        "remarks": [],
        "created_units": 2,
        "dry_run": False,
    }
    assert Person.objects.filter(employee_no="1").exists()


def test_an_error_is_named_by_cell_and_nothing_is_taken(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1", 手机="没有电话"))

    code, out, _ = run(str(path), "--company", "红石煤业", "--json")

    assert code == 1
    assert json.loads(out)["errors"] == [
        {
            "sheet": "花名册",
            "row": 2,
            "column": 14,
            "message": "“没有电话”不是电话号码，要填数字，比如 13800001234",
        }
    ]
    code, out, _ = run(str(path), "--company", "红石煤业")
    assert code == 1
    assert out.splitlines() == [
        "没有写入：改好以后会新增 1 人，更新 0 人，办离职 0 人；0 人没有变化；新建单位 2 个",
        "  错误：工作表“花名册”第 2 行 N 列：“没有电话”不是电话号码，要填数字，比如 13800001234",
    ]
    assert not Person.objects.filter(employee_no="1").exists()


def test_a_dry_run_says_what_would_be(mine: Mine, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1"))

    code, out, _ = run(str(path), "--company", "红石煤业", "--dry-run")

    assert (code, out.strip()) == (0, "会新增 1 人，更新 0 人，办离职 0 人；0 人没有变化；新建单位 2 个")
    assert not Person.objects.filter(employee_no="1").exists()


def test_what_cannot_be_read_is_said_in_a_sentence(mine: Mine, tmp_path: Path) -> None:
    missing = str(tmp_path / "no.xlsx")
    assert run(missing, "--company", "红石煤业") == (1, "", f"没有这个文件：{missing}\n")

    damaged = tmp_path / "a.xlsx"
    damaged.write_bytes(b"PK\x03\x04")
    code, out, _ = run(str(damaged), "--company", "红石煤业", "--json")
    assert code == 1
    assert json.loads(out)["errors"][0]["message"].startswith("文件打不开，可能已经损坏")


def refusal(message: str, *, row: int = 1, dry_run: bool = False) -> dict[str, Any]:
    return {
        "added": 0,
        "changed": 0,
        "ended": 0,
        "unchanged": 0,
        "errors": [{"sheet": "", "row": row, "column": 1, "message": message}],
        "remarks": [],
        "created_units": 0,
        "dry_run": dry_run,
    }


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_refused_whole_has_the_shape_of_every_answer(
    mine: Mine, tmp_path: Path, dry_run: bool
) -> None:
    flags = ["--dry-run"] if dry_run else []
    files = {
        "damaged.xlsx": (b"PK\x03\x04", "文件打不开，可能已经损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传", 1),
        "empty.xlsx": (b"", "文件是空的，没有内容", 1),
        "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧的 .xls 格式。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传", 1),
        "quote.csv": (
            '工号,姓名\n1,甲\n2,"乙\n3,丙\n'.encode(),
            "第 3 行的引号没有成对，从这里往下读不出来。请用 Excel 打开，核对这一行，另存为 .xlsx 再上传", 3,
        ),
    }  # fmt: skip
    for name, (content, message, row) in files.items():
        path = tmp_path / name
        path.write_bytes(content)
        code, out, _ = run(str(path), "--company", "红石煤业", "--json", *flags)
        assert (code, json.loads(out)) == (1, refusal(message, row=row, dry_run=dry_run))

    missing = tmp_path / "no.xlsx"
    code, out, _ = run(str(missing), "--company", "红石煤业", "--json", *flags)
    assert (code, json.loads(out)) == (1, refusal(f"没有这个文件：{missing}", dry_run=dry_run))

    good = xlsx(tmp_path / "good.xlsx", person("1"))
    code, out, _ = run(str(good), "--company", "白石煤业", "--json", *flags)
    says = "系统里没有“白石煤业”这个公司，现有：红石煤业。要新建，请加 --create-company"
    assert (code, json.loads(out)) == (1, refusal(says, dry_run=dry_run))


def test_a_company_is_made_only_when_asked(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", person("1"))

    code, _, err = run(str(path), "--company", "白石煤业")
    assert (code, err) == (1, "系统里没有“白石煤业”这个公司。要新建，请加 --create-company\n")
    assert run(str(path), "--company", "白石煤业", "--create-company")[0] == 0
    assert Company.objects.get().name == "白石煤业"
