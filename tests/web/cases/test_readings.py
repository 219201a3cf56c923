"""Who opened sealed texts is told to those who watch over it; not what they read, nor of whom."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.care import Care, act, make_care
from tests.clock import NOW
from tests.factories import appoint, make_administrator, make_person, make_unit
from tests.world import Mine, make_mine
from tongxin.cases.models import Case, Reading
from tongxin.cases.queries.sealed import read_texts
from tongxin.orgs.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.row("BY-7")]
LogIn = Callable[[Person], Client]
PAGE = "/cases/readings"


@pytest.fixture
def care(mine: Mine) -> Care:
    return make_care(mine)


def opened(care: Care) -> Case:
    """The instructor, the helper and the worker have each opened the texts once."""
    case = care.helped()
    for person in (care.mine.instructor, care.helper, care.mine.worker):
        read_texts(case, viewer=act(person), at=NOW)
    return case


def page(client: Client, month: str = "2026-11") -> str:
    return client.get(f"{PAGE}?month={month}").content.decode()


def test_the_secretary_reads_who_when_in_which_role_and_of_which_kind(care: Care, log_in: LogIn) -> None:
    opened(care)

    shown = page(log_in(care.mine.secretary))

    assert "11 月封存的文字打开过 2 次，2 个人" in shown
    for words in ("马福贵", "帮扶人", "王建国", "写的人", "帮扶档案"):
        assert words in shown


def test_nothing_says_whose_file_it_is_or_what_is_in_it(care: Care, log_in: LogIn) -> None:
    case = opened(care)

    shown = page(log_in(care.mine.secretary))

    assert care.mine.worker.name not in shown
    assert care.mine.team.name not in shown
    assert f"/cases/{case.id}" not in shown
    assert "家里老人去世" not in shown
    assert Reading.objects.count() == 3


def test_the_union_sees_it_too_and_nobody_else(care: Care, log_in: LogIn) -> None:
    opened(care)
    mine, keeper = care.mine, make_person(care.mine.company, name="审计员")
    make_administrator(keeper, "audit")
    local = make_unit(mine.company, "section_union", mine.union, name="综采一区工会")
    outside = make_person(mine.company, local, name="吕芳")
    appoint(outside, "union_chair", local)

    assert "马福贵" in page(log_in(care.chair))
    assert "马福贵" not in page(log_in(outside))
    for person in (mine.leader, mine.instructor, mine.worker, mine.organiser, mine.chief, keeper):
        assert log_in(person).get(PAGE).status_code == 404


def test_another_company_sees_nothing_of_it(care: Care, log_in: LogIn) -> None:
    opened(care)
    elsewhere = make_mine("远山煤业")

    assert "11 月没有人打开过封存的文字" in page(log_in(elsewhere.secretary))


def test_a_month_without_readings_says_so_and_one_that_is_not_kept_is_not_there(
    care: Care, log_in: LogIn
) -> None:
    opened(care)
    client = log_in(care.mine.secretary)

    assert "10 月没有人打开过封存的文字" in page(client, "2026-10")
    assert client.get(f"{PAGE}?month=2020-01").status_code == 404
    assert client.get(f"{PAGE}?month=x").status_code == 200


def test_more_readings_ask_no_more_questions(care: Care, log_in: LogIn) -> None:
    case, client = opened(care), log_in(care.mine.secretary)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for _ in range(5):
        read_texts(case, viewer=act(care.helper), at=NOW)
    with CaptureQueriesContext(connection) as many:
        page(client)

    assert len(many) == len(few) <= 15


def test_only_who_watches_is_shown_the_way_to_it(care: Care, log_in: LogIn) -> None:
    assert PAGE in log_in(care.mine.secretary).get("/cases").content.decode()
    assert PAGE not in log_in(care.mine.leader).get("/cases").content.decode()
