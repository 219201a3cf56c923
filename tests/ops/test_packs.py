"""`tongxin packs`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.world import Mine

ROOT = Path(__file__).parents[2]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("packs", *arguments)
    return capsys.readouterr().out


def test_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check") == "没有发现问题\n"
    assert json.loads(run(capsys, "check", "--json")) == []


def test_check_fails_with_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "pack.yaml").write_text("key: one\ntitle: 一\n", encoding="utf-8")
    with pytest.raises(CommandError, match="处要改") as error:
        call_command("packs", "check", str(tmp_path))

    assert error.value.returncode == 1
    assert "one/pack.yaml：version：没有写。应当：补上这一项" in capsys.readouterr().out


def test_show_gives_each_duty_its_article_and_the_next_year(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "show", "party-branch-2018", "--on", "2026-11-20")

    assert "依据 《中国共产党支部工作条例（试行）》第十七条，还没有人对过原文" in shown
    assert "往后十二个月：2027-12-31" in shown
    other = run(capsys, "show", "xzw", "--on", "2026-12-25")
    assert "每班，上班后 60 分钟内" in other
    assert "2026-12-31、2027-01-04（暂算）" in other
    assert "次，2027 年的暂算" in other


def test_an_unknown_pack_is_told_with_the_known_ones() -> None:
    with pytest.raises(CommandError, match="没有“nothing”这个制度包。有：base、care-files、craft"):
        call_command("packs", "show", "nothing")


@pytest.mark.row("BY-6")
def test_simulate_says_who_owes_what(mine: Mine, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(
        capsys, "simulate", "party-branch-2018", "xzw", "--company", mine.company.name, "--unit", "综采一区"
    )

    assert "综采一区：6 个单位，11 人，4 周" in said
    assert "支部书记 1 人：每周" in said
    assert "主题党日每月一次（每月）14 分钟，0 项，第一次到期：2026-12-31" in said
    assert "没有责任人：采煤二班缺小政委" in said
    assert "没有排班的班组：采煤一班、采煤二班" in said
    found = json.loads(run(capsys, "simulate", "xzw", "--company", mine.company.name, "--json"))
    assert found["weeks"] == 4
    assert found["over"] == []
    assert {post["post"] for post in found["posts"]} >= {"team_leader", "political_instructor"}


def test_simulate_wants_a_unit_that_exists(mine: Mine) -> None:
    with pytest.raises(CommandError, match="没有找到单位"):
        call_command("packs", "simulate", "xzw", "--company", "别的公司")
    with pytest.raises(CommandError, match="1 到 52"):
        call_command("packs", "simulate", "xzw", "--company", mine.company.name, "--weeks", "90")


def test_diff_compares_two_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert "新增：安全技术课每月一堂" in run(capsys, "diff", "kq-meetings", "sz")
    assert run(capsys, "diff", "sz", str(ROOT / "packs" / "sz")) == "没有差别\n"


@pytest.mark.parametrize(
    ("action", "path"), [("schema", "docs/schema/pack.schema.json"), ("reference", "docs/generated/packs.md")]
)
def test_what_is_generated_is_up_to_date(action: str, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("packs", action, "--check", str(ROOT / path))
    assert run(capsys, action) == (ROOT / path).read_text(encoding="utf-8")


def test_what_is_out_of_date_fails_until_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "pack.schema.json"
    with pytest.raises(CommandError, match="过时了"):
        call_command("packs", "schema", "--check", str(path))
    call_command("packs", "schema", "--write", str(path))
    call_command("packs", "schema", "--check", str(path))


def test_a_reader_who_has_read_enough_is_no_fault() -> None:
    """`packs show xzw | head -1`: no traceback, and the status that shells give."""
    with subprocess.Popen(
        [sys.executable, "-m", "tongxin.ops.cli", "packs", "show", "xzw"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "xzw" in process.stdout.readline().decode()
        process.stdout.close()
        said = process.stderr.read().decode()

    assert (process.returncode, said) == (141, "")
