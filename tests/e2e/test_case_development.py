"""A worker is developed into a party member, in the browser: the file, the wait, the vote, the approval, the calendar."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW
from tests.factories import make_person
from tests.packs.party import HEARD, Branch, make_branch
from tests.world import make_mine

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.row("KQ-9")]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])


@pytest.fixture
def branch(transactional_db: None) -> Branch:
    return make_branch(make_mine())


def another(branch: Branch, name: str) -> None:
    branch.applicant = make_person(branch.mine.company, branch.mine.team, name=name)


def to_meeting(branch: Branch) -> int:
    """A candidate whose pre-review has passed, and the meeting that admits them; gives the record."""
    branch.to_activist(opened="2025-01-10", talked="2025-02-08", decided="2025-03-05")
    branch.to_candidate(
        heard="2026-03-05",
        studied="2026-03-10",
        agreed="2026-05-12",
        posted="2026-05-13",
        listed="2026-05-21",
    )
    branch.to_meeting(named="2026-06-10", reviewed="2026-09-01", pre_reviewed="2026-11-02")
    return branch.vote("2026-11-18", "admit")


def to_end_of_probation(branch: Branch) -> int:
    """Admitted under the edition of 2014; gives the record of the meeting that confirms."""
    branch.to_activist(opened="2023-11-01", talked="2023-11-20", decided="2024-01-10")
    branch.do("check", "2024-07-10", given={"check_result": "continue"})
    branch.do("hear", "2025-01-10", given=HEARD)
    branch.held("study", "2025-01-15")
    branch.above("agree", "2025-02-10")
    branch.do("list", "2025-02-12")
    branch.do("introducers", "2025-03-01", given={"introducers": [one.id for one in branch.contacts]})
    branch.check_candidate("2025-06-20")
    branch.held("committee_review", "2025-09-01")
    given = {"pre_review_reply": "党〔2025〕9号", "form_number": "0029", "leaving": "staying"}
    branch.above("pre_review", "2025-10-20", given=given)
    branch.do("form_filled", "2025-10-25", given={"form_by_hand": True})
    branch.to_probation(voted="2025-11-10", talked="2025-12-01", approved="2026-01-20")
    branch.settle_in(announced="2026-01-25", oath="2026-02-10")
    branch.ready_to_confirm("2026-11-05")
    return branch.vote("2026-11-12", "confirm")


@WIDTHS
def test_an_application_is_registered_and_a_step_before_its_time_tells_its_day(
    branch: Branch, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    branch.to_activist(opened="2025-09-01", talked="2025-09-20", decided="2025-11-25")
    branch.do("check", "2026-05-20", given={"check_result": "continue"})
    page = open_page(branch.mine.organiser, f"/cases/{branch.case_id}", width)

    expect(page.get_by_text("“培养考察”要满 1 年，最早 2026-11-25（第十三条）")).to_be_visible()
    look_at(page, "nurturing")
    page.get_by_role("link", name="半年考察").click()
    page.get_by_label("继续培养", exact=True).check()
    look_at(page, "check")
    page.get_by_role("button", name="半年考察").click()
    expect(page.get_by_text("“半年考察”办好了")).to_be_visible()

    page.goto(page.url.split("/cases/")[0] + "/cases/new/development")
    look_at(page, "open")
    page.get_by_label("申请人").fill("张伟")
    page.get_by_label("年满十八岁").check()
    page.get_by_label("申请书是本人写的").check()
    page.get_by_label("不是", exact=True).check()
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("递交入党申请书").first).to_be_visible()
    look_at(page, "applied")


@WIDTHS
def test_who_comes_from_another_unit_is_looked_at_by_the_branch_and_the_committee(
    branch: Branch, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    branch.open("2026-10-20")
    branch.meeting("committee_meeting", "2026-11-19", data={"studied": [branch.applicant.id]})
    page = open_page(branch.mine.organiser, f"/cases/{branch.case_id}/do/take_in", width)
    page.get_by_label("从哪个单位转来").fill("汾西矿业")
    page.get_by_label("原单位哪天列为积极分子").fill("2026-01-10")
    page.get_by_label("在原单位培养了几个月").fill("9")
    page.get_by_label("材料已经审查，手续齐全").check()
    page.get_by_label("哪一天办的").fill("2026-11-18")
    page.get_by_text("从手机或电脑里选").click()
    paper = {"name": "转接单.txt", "mimeType": "text/plain", "buffer": "转接单".encode()}
    page.get_by_label("选文件").set_input_files(files=[paper])
    look_at(page, "take-in")
    page.get_by_role("button", name="收到外单位转来的积极分子材料").click()
    expect(page.get_by_text("外单位转入，待核对").first).to_be_visible()
    page.get_by_role("link", name="支委会审查转入的材料").click()
    page.get_by_role("button", name="支委会审查转入的材料").click()
    expect(page.get_by_text("“支委会审查转入的材料”办好了")).to_be_visible()
    look_at(page, "arrived")

    above = open_page(branch.clerk, f"/cases/{branch.case_id}", width)
    above.get_by_role("link", name="党委核对转入的材料").click()
    above.get_by_label("培养时间和转接材料对得上").check()
    look_at(above, "confirm-in")
    above.get_by_role("button", name="党委核对转入的材料").click()
    expect(above.get_by_text("“党委核对转入的材料”办好了")).to_be_visible()
    assert branch.case.state == "nurturing"


@WIDTHS
def test_the_vote_comes_from_the_meeting_and_the_committee_approves(
    branch: Branch, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    to_meeting(branch)
    page = open_page(branch.mine.organiser, f"/cases/{branch.case_id}", width)
    look_at(page, "before-vote")
    page.get_by_role("link", name="支部大会通过").click()
    expect(page.get_by_text("这一步算开会那天的，日期从会议记录里来。")).to_be_visible()
    look_at(page, "vote")
    page.get_by_role("button", name="支部大会通过").click()
    expect(page.get_by_text("“支部大会通过”办好了")).to_be_visible()
    expect(page.get_by_text(re.compile("同意 5 票，超过应到"))).to_be_visible()
    look_at(page, "voted")

    above = open_page(branch.clerk, f"/cases/{branch.case_id}", width)
    expect(above.get_by_text("还没有做“党委派人谈话”（第二十三条）")).to_be_visible()
    above.get_by_role("link", name="党委派人谈话").click()
    above.get_by_label("谁去谈的").fill("孟晓燕")
    above.get_by_role("button", name="党委派人谈话").click()
    above.get_by_role("link", name="党委审批").click()
    above.get_by_label("批复文号").fill("红石党〔2026〕31号")
    look_at(above, "approve")
    above.get_by_role("button", name="党委审批").click()
    expect(above.get_by_text("2027-11-18").first).to_be_visible()
    look_at(above, "probation")
    assert branch.case.data["probation_until"] == "2027-11-18"


@WIDTHS
def test_a_probationary_member_becomes_a_full_one(
    branch: Branch, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    to_end_of_probation(branch)
    page = open_page(branch.mine.organiser, f"/cases/{branch.case_id}", width)
    look_at(page, "end-of-probation")
    page.get_by_role("link", name="支部大会同意按期转正").click()
    page.get_by_role("button", name="支部大会同意按期转正").click()
    expect(page.get_by_text("“支部大会同意按期转正”办好了")).to_be_visible()

    above = open_page(branch.clerk, f"/cases/{branch.case_id}", width)
    above.get_by_role("link", name="党委审批转正").click()
    above.get_by_label("批复文号").fill("红石党〔2026〕32号")
    above.get_by_role("button", name="党委审批转正").click()
    expect(above.get_by_text("已转正，待归档").first).to_be_visible()
    look_at(above, "full")

    own = open_page(branch.applicant, f"/cases/{branch.case_id}", width)
    expect(own.get_by_text("您看到的是进度和答复")).to_be_visible()
    look_at(own, "own")


@WIDTHS
def test_the_calendar_shows_every_candidates_next_day(
    branch: Branch, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    page = open_page(branch.mine.organiser, "/cases/development/calendar", width)
    look_at(page, "calendar-empty")
    to_meeting(branch)
    another(branch, "石磊")
    branch.open("2026-10-08", front_line=True, dual="backbone_to_member")
    another(branch, "秦海")
    branch.to_activist(opened="2026-02-01", talked="2026-02-10", decided="2026-06-30")
    another(branch, "丁大勇")
    branch.to_activist(opened="2025-12-01", talked="2025-12-10", decided="2026-01-15")
    page.reload()

    expect(page.get_by_role("heading", name="发展党员：4 件正在办，2 件过期")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("石磊"))
    expect(row).to_contain_text("把骨干培养成党员")
    look_at(page, "calendar")
    page.get_by_role("link", name="秦海").click()
    expect(page.get_by_text("最早 2027-06-30（第十三条）")).to_be_visible()


@WIDTHS
def test_what_was_done_before_the_new_edition_is_written_up_by_the_old_one(
    branch: Branch, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    branch.to_activist(opened="2025-01-10", talked="2025-02-08", decided="2025-03-05")
    branch.check_half_year("2026-03-05")
    branch.do("hear", "2026-03-05", given=HEARD)
    branch.held("study", "2026-03-10")
    page = open_page(branch.clerk, f"/cases/{branch.case_id}", width)
    expect(page.get_by_role("link", name="上级党委同意")).to_be_visible()
    page.get_by_text("补写以前办的步骤").click()
    page.get_by_label("哪一天办的").fill("2026-05-08")
    page.get_by_role("button", name="看那天能办什么").click()
    expect(page.get_by_role("link", name="上级党委备案")).to_be_visible()
    look_at(page, "as-of")
    page.get_by_role("link", name="上级党委备案").click()
    expect(page.get_by_label("哪一天办的")).to_have_value("2026-05-08")
    page.get_by_label("备案文号").fill("红石党备〔2026〕4号")
    page.get_by_role("button", name="上级党委备案").click()
    expect(page.get_by_text("“上级党委备案”办好了")).to_be_visible()

    assert branch.case.state == "agreed"
    assert NOW.date().isoformat() == "2026-11-20"
