"""A support file in the browser: the helper writes, the worker sees all of it, the shift leader what is arranged."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cases.care import Care, act, make_care
from tests.clock import NOW
from tests.world import make_mine
from tongxin.cases.models import Case, Reading
from tongxin.cases.queries.sealed import read_texts

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
NEED = "家里老人去世，想调几个白班"
SAID = "我自己能上班，周五请一天假就行"


def unfold(page: Page) -> None:
    for fold in page.locator(".rec-fold:not([open]) summary").all():
        fold.click()


@pytest.fixture
def care(transactional_db: None) -> Care:
    return make_care(make_mine())


@WIDTHS
@pytest.mark.row("KQ-3", "XZW-3", "BY-7")
def test_a_file_is_opened_read_with_a_trace_and_answered_by_the_worker(
    care: Care, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    mine = care.mine
    page = open_page(mine.instructor, f"/cases/new/support?unit={mine.team.id}", width)
    look_at(page, "support-new")
    page.get_by_label("帮谁").fill("张伟")
    page.get_by_label("刚遇到大事").check()
    page.get_by_label("小政委", exact=True).check()
    unfold(page)
    page.get_by_label("具体是什么事").fill(NEED)
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("待定计划").first).to_be_visible()
    case = Case.objects.get(kind="support")

    page.get_by_role("link", name="定帮扶计划").click()
    page.get_by_label("一对一帮扶人").fill("马福贵")
    page.get_by_label("告诉哪位班组长").fill("赵建军")
    page.get_by_label("班里怎么安排").fill("本周排白班")
    page.get_by_label("怎么帮").fill("小政委陪着，班里帮着调班")
    page.get_by_label("帮到哪天").fill("2026-11-26")
    page.get_by_label("哪天复查").fill("2026-11-24")
    look_at(page, "support-plan")
    page.get_by_role("button", name="定帮扶计划").click()
    expect(page.get_by_text("“定帮扶计划”办好了")).to_be_visible()
    look_at(page, "support-opener")

    _helper_reads(care, case, open_page, look_at, width)
    _worker_sees_it_all(care, case, open_page, look_at, width)
    _leader_sees_the_arrangement(care, case, open_page, look_at, width)


def _helper_reads(care: Care, case: Case, open_page: OpenPage, look_at: LookAt, width: int) -> None:
    page = open_page(care.helper, f"/cases/{case.id}", width)
    expect(page.get_by_text(NEED)).to_have_count(0)
    look_at(page, "support-helper")
    page.get_by_role("link", name="去看封存的文字").click()
    page.get_by_role("button", name="打开，留下记录").click()
    expect(page.get_by_text(NEED)).to_be_visible()
    look_at(page, "support-helper-texts")
    page.goto(page.url.rsplit("/", 1)[0])
    page.get_by_role("link", name="记一次谈话").click()
    page.get_by_label("本人要求什么").fill("想调白班，周五请一天假")
    unfold(page)
    page.get_by_label("说好怎么办").fill("班里安排好了")
    look_at(page, "support-talk")
    page.get_by_role("button", name="记一次谈话").click()
    expect(page.get_by_text("“记一次谈话”办好了")).to_be_visible()


def _worker_sees_it_all(care: Care, case: Case, open_page: OpenPage, look_at: LookAt, width: int) -> None:
    page = open_page(care.mine.worker, f"/cases/{case.id}", width)
    look_at(page, "support-worker")
    page.get_by_role("link", name="补充说明").click()
    page.get_by_label("我的说明").fill(SAID)
    page.get_by_role("button", name="补充说明").click()
    expect(page.get_by_text("“补充说明”办好了")).to_be_visible()
    page.get_by_role("link", name="去看封存的文字").click()
    page.get_by_role("button", name="打开，留下记录").click()
    for text in (NEED, SAID, "想调白班，周五请一天假"):
        expect(page.get_by_text(text)).to_be_visible()
    readers = page.get_by_role("region", name="谁打开过")
    expect(readers.get_by_text("马福贵")).to_be_visible()
    look_at(page, "support-worker-texts")
    page.goto(page.url.split("/cases")[0] + "/me")
    look_at(page, "support-worker-me")
    assert Reading.objects.filter(case_id=case.id).count() == 2


def _leader_sees_the_arrangement(
    care: Care, case: Case, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(care.mine.leader, f"/cases/{case.id}", width)
    expect(page.get_by_text("本周排白班").first).to_be_visible()
    expect(page.get_by_text("张伟").first).to_be_visible()
    for hidden in (NEED, SAID, "刚遇到大事", "去看封存的文字"):
        expect(page.get_by_text(hidden)).to_have_count(0)
    look_at(page, "support-leader")


@WIDTHS
def test_the_worker_agrees_to_a_visit_first(
    care: Care, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    case = care.helped()
    helper = open_page(care.helper, f"/cases/{case.id}", width)
    expect(helper.get_by_text("要先做“同意家访”").first).to_be_visible()
    care.make(case, "ask_visit", care.helper, visit_on="2026-11-22", visitors=[care.volunteer.id])
    page = open_page(care.mine.worker, f"/cases/{case.id}", width)
    look_at(page, "support-asked")
    page.get_by_role("button", name="同意家访").click()
    expect(page.get_by_text("“同意家访”办好了")).to_be_visible()

    volunteer = open_page(care.volunteer, f"/cases/{case.id}", width)
    look_at(volunteer, "support-volunteer")
    volunteer.get_by_role("link", name="记一次家访").click()
    volunteer.get_by_label("本人要求什么").fill("帮着办丧假手续")
    volunteer.get_by_role("button", name="记一次家访").click()
    expect(volunteer.get_by_text("“记一次家访”办好了")).to_be_visible()
    assert Reading.objects.count() == 0


@WIDTHS
def test_the_secretary_looks_through_the_list_of_the_month(
    care: Care, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    case = care.helped()
    empty = open_page(care.mine.secretary, "/cases/readings", width)
    look_at(empty, "readings-empty")
    for person in (care.mine.instructor, care.helper, care.mine.worker):
        read_texts(case, viewer=act(person), at=NOW)

    page = open_page(care.mine.secretary, "/cases", width)
    page.get_by_role("link", name="谁打开过帮扶的文字").click()
    expect(page.get_by_role("heading", name="11 月封存的文字打开过 2 次，2 个人")).to_be_visible()
    expect(page.get_by_text("马福贵")).to_be_visible()
    expect(page.get_by_text("张伟")).to_have_count(0)
    look_at(page, "readings")
