"""The frame around a page follows the posts held now."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import appoint
from tests.world import Mine

LogIn = Callable[..., Client]
EVERYBODYS = ("/cases", "/records", "/tasks", "/duties", "/duties/feed")
PHONE, OFFICE = '<body class="tx-field">', '<div class="tx-desk">'


@pytest.mark.parametrize("path", EVERYBODYS)
@pytest.mark.parametrize("who", ["leader", "instructor", "worker"])
def test_at_the_front_every_page_has_the_tabs_of_the_phone(
    mine: Mine, log_in: LogIn, who: str, path: str
) -> None:
    page = log_in(getattr(mine, who)).get(path).content.decode()

    assert PHONE in page
    assert OFFICE not in page
    assert page.count('class="tx-tabs"') == 1


@pytest.mark.parametrize("path", EVERYBODYS)
@pytest.mark.parametrize("who", ["secretary", "chief"])
def test_in_the_office_every_page_has_the_rail(mine: Mine, log_in: LogIn, who: str, path: str) -> None:
    page = log_in(getattr(mine, who)).get(path).content.decode()

    assert OFFICE in page
    assert PHONE not in page


def test_an_office_post_goes_before_one_at_the_front(mine: Mine, log_in: LogIn) -> None:
    appoint(mine.leader, "organisation_member", mine.branch)

    assert OFFICE in log_in(mine.leader).get("/records").content.decode()


def test_a_worker_has_four_tabs_and_a_leader_five(mine: Mine, log_in: LogIn) -> None:
    def tabs(page: str) -> list[str]:
        bar = page.split('class="tx-tabs"')[1].split("</nav>", maxsplit=1)[0]
        return [name for name in ("今日", "班前会", "办事", "台账", "事项", "我的") if name in bar]

    assert tabs(log_in(mine.leader).get("/").content.decode()) == ["今日", "班前会", "办事", "台账", "我的"]
    assert tabs(log_in(mine.worker).get("/").content.decode()) == ["今日", "办事", "事项", "我的"]
