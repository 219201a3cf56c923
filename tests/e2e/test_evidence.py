"""The chief sees that a picture was used before, opens both and says what they are."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.clock import NOW
from tests.factories import adopt
from tests.files.pictures import CHANGES, jpeg, photo
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Opening, open_case
from tongxin.cases.models import Case
from tongxin.orgs.models import Person, Unit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def working(transactional_db: None, settings, tmp_path) -> Mine:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    mine = make_mine()
    adopt(mine.root, "xzw", "kq-safety")
    return mine


def hazard(unit: Unit, by: Person, what: str, *pictures: bytes) -> int:
    given = {"what": what, "place": "三号皮带机尾", "category": "machine"}
    files = tuple(("现场.jpg", one) for one in pictures)
    return open_case(
        Opening("hazard", unit.id, given, files=files), by=actor_of(by.id, at=NOW), at=NOW
    ).case_id


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.row("BY-4")
def test_two_pictures_side_by_side(
    working: Mine, open_page: Callable[..., Page], look_at: Callable[..., None], width: int
) -> None:
    hazard(working.team, working.worker, "三号皮带机尾护栏松了", jpeg(photo(4)))
    again = CHANGES["with a watermark"][0](photo(4))
    late = jpeg(photo(12), taken="2026:11:20 11:40:00")
    case = hazard(working.other_team, working.other_leader, "二号水平水沟盖板缺了两块", jpeg(again), late)
    Case.objects.filter(id=case).update(ended_at=NOW)

    page = open_page(working.chief, f"/cases/{case}", width)
    look_at(page, "evidence-case")
    page.get_by_role("link", name="照片有 2 处请看一看").click()
    page.get_by_role("heading", name="1 处和别的照片很像，1 张时间对不上，请看一看").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.images].map(one => one.naturalWidth > 0)") == [True] * 3
    look_at(page, "evidence")

    page.get_by_role("radio", name="是同一张", exact=True).check()
    page.get_by_label("理由").first.fill("加了水印，底下的日期是上个月的")
    page.get_by_role("button", name="记下来").first.click()
    page.get_by_text("加了水印，底下的日期是上个月的").wait_for()
    look_at(page, "evidence-judged")


@pytest.mark.parametrize("width", [390, 1440])
def test_what_the_viewer_does_not_look_after_stays_hidden(
    working: Mine, open_page: Callable[..., Page], look_at: Callable[..., None], width: int
) -> None:
    hazard(working.team, working.worker, "三号皮带机尾护栏松了", jpeg(photo(4)))
    case = hazard(working.other_team, working.other_leader, "二号水平水沟盖板缺了两块", jpeg(photo(4), 40))

    page = open_page(working.other_leader, f"/evidence/cases/{case}", width)
    page.get_by_text("公司里另有一张，不归您看").wait_for()
    look_at(page, "evidence-hidden")
    assert working.team.name not in page.content()
