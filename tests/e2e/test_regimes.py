"""Regimes in a browser: a company writes its own, sees what it costs, and adopts it."""

from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import Page

from tests.factories import adopt, appoint, follow, make_person, make_rotation
from tests.regimes.specs import case, pack
from tests.world import Mine
from tongxin.adoption.models import Adoption

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = (390, 1440)


@pytest.fixture
def works(mine: Mine) -> Mine:
    """Two teams on shifts; the second has an instructor of its own."""
    rotation = make_rotation(mine.company)
    follow(mine.team, rotation)
    follow(mine.other_team, rotation)
    person = make_person(mine.company, mine.other_team, name="孙立军", party="full")
    appoint(person, "political_instructor", mine.other_team)
    return mine


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_calm_at_every_width(
    works: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    look_at(open_page(works.secretary, "/regimes", width), "regimes-empty")
    adopt(works.section, "party-branch-2018", basis="11 月 18 日支委会", adopted_by=works.secretary)
    adopt(
        works.section,
        "xzw",
        adopted_by=works.secretary,
        overlay={"duties": {"daily_shift_company": {"grace_days": 0}}},
    )
    look_at(open_page(works.secretary, "/regimes", width), "regimes")
    look_at(open_page(works.secretary, "/regimes/packs/party-branch-2018", width), "regime-pack")
    look_at(open_page(works.secretary, "/regimes/packs/db/simulate", width), "regime-simulate-ok")
    look_at(open_page(works.secretary, "/regimes/packs/db/compare", width), "regime-compare")
    look_at(open_page(works.secretary, "/regimes/packs/db/adopt", width), "regime-adopt")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_kind_of_case_is_shown_with_its_moves(
    works: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    whole = pack(cases=(case(anonymous=True),)).model_dump(mode="json", exclude_defaults=True)
    page = open_page(works.secretary, "/regimes/own", width)
    page.get_by_label("制度内容").fill(yaml.safe_dump(whole, allow_unicode=True))
    page.get_by_role("button", name="检查并保存").click()
    page.get_by_role("link", name="去采用").wait_for()
    page.goto(page.url.split("/regimes")[0] + "/regimes/packs/our-own")
    page.get_by_role("heading", name="流程：诉求").wait_for()

    look_at(page, "regime-flow")


@pytest.mark.row("BY-6")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_company_writes_its_own_and_is_warned_before_it_adopts(
    works: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(works.secretary, "/regimes/own", width)
    look_at(page, "regime-own")
    text = page.get_by_label("制度内容").input_value()
    page.get_by_label("制度内容").fill(text.replace("every: month", "every: fortnight"))
    page.get_by_role("button", name="检查并保存").click()
    page.get_by_role("heading", name="还有 1 处要改").wait_for()
    look_at(page, "regime-own-faults")

    page.get_by_label("制度内容").fill(text.replace("every: month", "every: day"))
    page.get_by_role("button", name="检查并保存").click()
    page.get_by_text("现在不能采用：1 个岗位超出每周用时上限").wait_for()
    look_at(page, "regime-simulate-over")
    assert page.get_by_role("link", name="去采用").count() == 0

    better = text.replace("every: month", "every: half_month").replace('"1.0"', '"1.1"')
    page.goto(page.url.split("/regimes")[0] + "/regimes/own")
    page.get_by_label("制度内容").fill(better)
    page.get_by_role("button", name="检查并保存").click()
    page.get_by_role("link", name="去采用").click()
    page.get_by_label("根据哪个会议或文件").fill("11 月 18 日支委会")
    page.get_by_role("button", name="采用，到日子开始执行").click()
    page.get_by_text("已采用“班组谈心”").wait_for()

    assert Adoption.objects.get().pack_version.version == "1.1"
