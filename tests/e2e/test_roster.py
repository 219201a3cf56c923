"""A branch imports its roster, in a real browser: choose, look through, write, take back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.orgs.roster.sheets import person, xlsx
from tests.world import Mine
from tongxin.orgs.models import RosterImport
from tongxin.orgs.roster import keep

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
Look = Callable[[Page, str], None]
TEAM = {"区队": "综采一区", "班组": "采煤五班", "工会小组": "采煤五班工会小组"}
PARTY = {"党支部": "综采一区党支部", "党小组": "第五党小组", "政治面貌": "正式党员"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


def roster(folder: Path, mine: Mine, **wrong: str) -> Path:
    rows = [
        person("20260101", "孙志强", **TEAM, **PARTY, 入党日期="2012-07-01", 转正日期="2013-07-01", 职务="小政委、党小组长", 工种="采煤机司机", 手机="13800002001"),
        person("20260102", "吴海波", **TEAM, 职务="班长", 工种="支护工", 手机="13800002002", 入职日期="2009.07"),
        person("20260103", "阿依古丽·买买提", **TEAM, 政治面貌="积极分子", 工种="皮带司机"),
        person("20260104", "郑 小 龙", **TEAM, 政治面貌="群众", 工种="电工", **wrong),
        person(mine.worker.employee_no, "张伟", **{**TEAM, "班组": "采煤二班"}, 手机="13800002005", 工种="支护工"),
        person(mine.other_leader.employee_no, "韩磊", 区队="", 班组="", 状态="离职"),
    ]  # fmt: skip
    return xlsx(
        folder / "综采一区花名册 11月.xlsx", *rows, above=[["红石煤业综采一区花名册"], ["填表：办公室"]]
    )


@pytest.mark.parametrize("width", [390, 1440])
def test_a_branch_imports_its_roster(
    mine: Mine, open_page: Open, look_at: Look, tmp_path: Path, width: int
) -> None:
    page = open_page(mine.secretary, "/orgs/roster", width)
    expect(page.get_by_role("heading", level=1)).to_have_text("先把花名册传上来")
    look_at(page, "roster-empty")
    page.set_viewport_size({"width": width, "height": 900})

    page.get_by_label("花名册文件").set_input_files(roster(tmp_path, mine, 入党日期="五月", 手机="没有"))
    page.get_by_role("button", name="上传，先检查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("有 2 处要改，还没有写入")
    look_at(page, "roster-errors")
    page.set_viewport_size({"width": width, "height": 900})

    page.get_by_role("link", name="再传一份").click()
    page.get_by_label("花名册文件").set_input_files(roster(tmp_path, mine))
    page.get_by_role("button", name="上传，先检查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("会新增 4 人，更新 1 人，离职 1 人")
    look_at(page, "roster-checked")
    page.set_viewport_size({"width": width, "height": 900})

    page.get_by_role("button", name="写入这 6 人").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已写入：新增 4 人，更新 1 人，离职 1 人")
    look_at(page, "roster-done")
    page.set_viewport_size({"width": width, "height": 900})

    page.get_by_role("link", name="撤销这次导入").click()
    expect(page).to_have_title("撤销导入 · 同心")
    look_at(page, "roster-undo")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="撤销，回到导入以前").click()
    expect(page.get_by_text("已撤销，人员和单位回到了导入以前")).to_be_visible()
    look_at(page, "roster-history")


def test_a_long_import_shows_how_far_it_is(mine: Mine, open_page: Open, look_at: Look) -> None:
    row = RosterImport.objects.create(
        company=mine.company, unit=mine.section, filename="全矿花名册.xlsx", state="running", rows=8000,
        by=mine.secretary, started_at=NOW,
    )  # fmt: skip
    keep.report(row.id, "正在写入人员", 3200, 8000)
    page = open_page(mine.secretary, f"/orgs/roster/{row.id}", 1440)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    look_at(page, "roster-running")
    page.set_viewport_size({"width": 1440, "height": 900})

    RosterImport.objects.update(
        state="done", summary={"added": 8000, "changed": 0, "ended": 0, "unchanged": 0, "created_units": 3}
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("已写入：新增 8000 人，更新 0 人，离职 0 人")
