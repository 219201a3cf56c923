"""Choosing an instructor in the browser: from the team's secret ballot to the appointment with its term."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.packs.meetings import hold, ids, papers
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Making, Opening, move_case, open_before_terms_end, open_case
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]
WIDTHS = pytest.mark.parametrize("width", [390, 1440])
FOUND = {"standing": "yes", "political": "yes", "skill": "yes", "grounds": "九月带班没有三违"}
MONDAY = moment(11, 9, 9)


def by(person: Person) -> Actor:
    return actor_of(person.id, at=NOW)


@pytest.fixture
def choosing(transactional_db: None) -> Mine:
    """The second team chooses; its candidate is a party member, the branch has a committee of three."""
    mine = make_mine()
    adopt(mine.root, "party-branch-2018", "xzw", "sz")
    appoint(
        make_person(mine.company, mine.branch, name="孙立军", party="full"), "discipline_member", mine.branch
    )
    make_person(mine.company, mine.other_team, mine.group, name="郭海", party="full")
    return mine


def candidate() -> Person:
    return Person.objects.get(name="郭海")


def recommended(mine: Mine) -> int:
    votes = {candidate(): 3, mine.other_leader: 1}
    data = {"nominees": ids(list(votes)), "tellers": [mine.organiser.id]}
    return hold(
        "team_recommendation", mine.other_team, by(mine.secretary), at=MONDAY, votes=votes,
        ballot=papers(mine.other_team), data=data,
    )  # fmt: skip


def in_notice(mine: Mine) -> int:
    """In public notice since the 10th of November."""
    secretary, one = by(mine.secretary), candidate()
    opening = Opening("instructor_selection", mine.other_team.id, {"occasion": "vacancy"})
    case = open_case(opening, by=secretary, at=MONDAY).case_id
    given = {"nominee": [one.id]}
    later = MONDAY + timedelta(hours=2)
    move_case(case, Making("recommend", given, record_id=recommended(mine)), by=secretary, at=later)
    data = {**FOUND, "studied": [one.id]}
    record = hold("instructor_study", mine.branch, secretary, at=MONDAY, votes={one: 3}, data=data)
    move_case(case, Making("study", record_id=record), by=secretary, at=later)
    data = {"evaluated": [one.id], "tellers": [mine.organiser.id]}
    record = hold(
        "instructor_evaluation", mine.other_team, secretary, at=MONDAY, votes={one: 4},
        ballot=papers(mine.other_team), data=data,
    )  # fmt: skip
    move_case(case, Making("evaluate", record_id=record), by=secretary, at=later)
    notice = {"place": "二班活动室", "contact": "陈志刚 8612"}
    move_case(case, Making("publish", notice), by=secretary, at=later + timedelta(days=1))
    return case


@WIDTHS
@pytest.mark.row("XZW-1")
def test_a_recommendation_rests_on_the_ballot_of_the_team(
    choosing: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    opening = Opening("instructor_selection", choosing.other_team.id, {"occasion": "vacancy"})
    case = open_case(opening, by=by(choosing.secretary), at=MONDAY).case_id
    recommended(choosing)
    page = open_page(choosing.secretary, f"/cases/{case}", width)
    look_at(page, "selection-open")
    page.get_by_role("link", name="写明班组推荐了谁").click()
    expect(page).to_have_title("写明班组推荐了谁 · 同心")
    look_at(page, "selection-recommend")
    page.get_by_label("推荐了谁", exact=True).fill("韩磊")
    expect(page.get_by_role("radio", name="班组推荐小政委")).to_be_checked()
    page.get_by_role("button", name="写明班组推荐了谁").click()
    expect(page.get_by_text("没有当选").first).to_be_visible()
    look_at(page, "selection-refused")
    page.get_by_label("推荐了谁", exact=True).fill("郭海")
    page.get_by_role("button", name="写明班组推荐了谁").click()
    expect(page.get_by_text("支委会研究").first).to_be_visible()
    look_at(page, "selection-studying")


@WIDTHS
@pytest.mark.row("XZW-1")
def test_a_worker_reads_the_notice_and_the_branch_appoints_for_a_term(
    choosing: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    case = in_notice(choosing)
    worker = open_page(choosing.other_leader, f"/cases/{case}", width)
    expect(worker.get_by_text("公示中").first).to_be_visible()
    expect(worker.get_by_text("郭海").first).to_be_visible()
    look_at(worker, "selection-notice")
    page = open_page(choosing.secretary, f"/cases/{case}", width)
    page.get_by_role("link", name="支部任命并公布").click()
    page.get_by_label("从哪天起").fill("2026-11-20")
    page.get_by_label("任期到哪天").fill("2028-11-19")
    page.get_by_label("在哪个会上宣布").fill("二班班前会")
    look_at(page, "selection-appoint")
    page.get_by_role("button", name="支部任命并公布").click()
    expect(page.get_by_text("已任命").first).to_be_visible()
    look_at(page, "selection-appointed")
    held = Appointment.objects.get(post="political_instructor", unit=choosing.other_team)
    assert (held.person, f"{held.ends_date}") == (candidate(), "2028-11-19")


@WIDTHS
@pytest.mark.row("XZW-1")
def test_a_term_that_ends_waits_on_the_secretarys_list_by_itself(
    choosing: Mine, open_page: OpenPage, look_at: LookAt, width: int
) -> None:
    Appointment.objects.filter(post="political_instructor").update(ends_date="2026-12-20")
    open_before_terms_end(at=NOW)
    page = open_page(choosing.organiser, "/cases", width)
    page.get_by_role("link", name="小政委选任").first.click()
    expect(page.get_by_text("12月20日").first).to_be_visible()
    look_at(page, "selection-renewal")
