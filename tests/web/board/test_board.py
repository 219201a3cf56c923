"""The board's page."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY
from tests.duties.world import deed, duty, follow, nobody
from tests.factories import appoint, make_person, make_unit
from tests.world import Mine
from tongxin.duties.commands import meet_items, raise_duties
from tongxin.kernel.periods import DAY
from tongxin.web.pages.board.chart import draw

LogIn = Callable[..., Client]


def owe(mine: Mine) -> None:
    follow(mine.root, duty("daily", title="班前会", every="day"))
    for offset in range(3):
        raise_duties(company_id=mine.company.id, day=TODAY - offset * DAY, by=nobody(mine.root), at=NOW)


@pytest.mark.parametrize("span", ["week", "month", "quarter", "nonsense"])
def test_the_title_says_what_is_so(mine: Mine, log_in: LogIn, span: str) -> None:
    owe(mine)
    for day in (1, 2):
        meet_items(deed(mine.team, at=NOW - day * DAY), at=NOW)

    page = log_in(mine.secretary).get("/board", {"span": span}).content.decode()

    assert "<h1>2 个班组，1 个需要您</h1>" in page
    assert "班组长 韩磊" in page


def test_a_unit_below_opens_and_one_elsewhere_does_not(mine: Mine, log_in: LogIn) -> None:
    owe(mine)
    client = log_in(mine.secretary)

    assert client.get("/board", {"unit": mine.section.id}).status_code == 200
    assert client.get("/board", {"unit": mine.root.id}).status_code == 404
    assert client.get("/board", {"unit": "9" * 30}).status_code == 200
    assert log_in(mine.worker).get("/board").status_code == 404


def test_the_page_asks_at_most_fifteen_times_whatever_the_number_of_teams(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/board")
        return len(queries)

    owe(mine)
    asked()
    few = asked()
    for _ in range(30):
        make_unit(mine.company, "team", mine.section)
    owe(mine)

    assert asked() <= few <= 15  # teams without a leader have no leave to ask for


@pytest.mark.parametrize("post", ["mine_leader", "committee_secretary"])
@pytest.mark.parametrize("opened", [False, True])
def test_above_the_teams_it_asks_no_more_and_names_where_things_are_late(
    mine: Mine, log_in: LogIn, post: str, opened: bool
) -> None:
    owe(mine)
    unit = mine.root if post == "mine_leader" else mine.committee
    head = make_person(mine.company, unit)
    appoint(head, post, unit)
    client = log_in(head)
    address = f"/board?unit={unit.id}" if opened else "/board"
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()

    assert len(queries) <= 15
    assert f"/duties/unit/{mine.team.id}?span=week&amp;standing=missed" in page
    assert "2 项没办" in page


def test_the_chart_keeps_its_labels_apart_and_leaves_gaps_out() -> None:
    chart = draw(["1", "2", "3", "4"], [None, 70, None, 91], [80, 80, 90, 90], "本级")

    assert (chart.here, chart.end) == ("157,216 404,79", (404, 79))
    assert chart.here_label is not None
    assert chart.company_label is not None
    assert abs(chart.here_label[0] - chart.company_label[0]) >= 20
    assert chart.ticks == [(404, "4"), (34, "1")]
    assert chart.title == "职责完成率：本级从 70% 到 91%"


def test_an_empty_chart_has_no_lines() -> None:
    chart = draw(["1"], [None], [None], "本级")

    assert (chart.here, chart.end, chart.here_label, chart.company_label) == ("", None, None, None)
