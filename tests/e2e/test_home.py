"""Today, for each post."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.clock import NOW, moment
from tests.e2e.conftest import DESK
from tests.factories import adopt, make_administrator
from tests.records.preshift.world import fill_team
from tests.world import Mine
from tongxin.duties.commands import raise_duties
from tongxin.kernel.actor import NOBODY

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LookAt = Callable[[Page, str], None]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    adopt(mine.branch, "party-branch-2018")
    for day in (18, 19, 20):
        raise_duties(company_id=mine.company.id, day=moment(11, day).date(), by=NOBODY, at=NOW)
    return mine


def test_today_of_a_team_leader(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.leader)
    look_at(page, "today-leader")


def test_today_of_an_instructor(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    look_at(open_page(team.instructor), "today-instructor")


def test_today_of_a_worker(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    look_at(open_page(team.worker), "today-worker")


def test_today_of_a_secretary(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    look_at(open_page(team.secretary, width=DESK), "today-secretary")
    look_at(open_page(team.secretary), "today-secretary")


def test_today_of_a_section_chief(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    page = open_page(team.chief, width=DESK)
    look_at(page, "today-chief")


def test_today_of_an_administrator(team: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    make_administrator(team.worker, "system")
    look_at(open_page(team.worker, width=DESK), "today-administrator")


def test_today_without_a_roster_of_shifts(mine: Mine, open_page: OpenPage, look_at: LookAt) -> None:
    mine.shift.delete()
    look_at(open_page(mine.leader), "today-empty")
