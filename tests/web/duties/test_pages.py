"""Duty pages: what is offered, what is refused, how often the database is asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.clock import NOW, TODAY
from tests.duties.world import deed, duty, follow, items, nobody
from tests.world import Mine
from tongxin.duties.commands import escalate_overdue, meet_items, raise_duties
from tongxin.kernel.periods import DAY
from tongxin.orgs.models import Person

LogIn = Callable[..., Client]


def owe(mine: Mine, *keys: str, back: int = 0) -> None:
    follow(mine.root, *(duty(key, every="day") for key in keys))
    for offset in range(back + 1):
        raise_duties(company_id=mine.company.id, day=TODAY - offset * DAY, by=nobody(mine.root), at=NOW)


def asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["/duties", "/duties/unit/{team}?span=month"])
def test_lists_ask_as_often_for_three_items_as_for_one(mine: Mine, log_in: LogIn, path: str) -> None:
    client = log_in(mine.secretary if "unit" in path else mine.leader)
    address = path.format(team=mine.team.id)
    owe(mine, "study")
    one = asked(client, address)

    owe(mine, "talk", "visit", back=2)
    meet_items(deed(mine.team), at=NOW)

    assert asked(client, address) == one <= 15


def test_what_climbed_is_one_line_that_opens_into_its_times(mine: Mine, log_in: LogIn) -> None:
    steps = [{"after_days": 1, "to": "branch_secretary"}]
    follow(mine.root, duty("study", title="班组周学习", every="day", escalate=steps))
    client = log_in(mine.secretary)
    costs = []
    for back in (4, 5, 6):
        raise_duties(company_id=mine.company.id, day=TODAY - back * DAY, by=nobody(mine.root), at=NOW)
        escalate_overdue(at=NOW)
        costs.append((asked(client, "/duties"), asked(client, "/")))

    page = client.get("/duties").content.decode()
    assert (
        page.count("采煤一班 班组周学习")
        == client.get("/").content.decode().count("采煤一班 班组周学习")
        == 1
    )
    assert page.count("3 次没做") == 2
    assert len(set(costs)) == 1

    opened = client.get(f"/duties/unit/{mine.team.id}?climbed=study").content.decode()
    assert "采煤一班没做的：班组周学习" in opened
    assert opened.count("/duties/" + "unit") == 1
    assert opened.count("<tr><th scope") == 3
    nothing = client.get(f"/duties/unit/{mine.team.id}?climbed=other").content.decode()
    assert "都办了，或者已经免除" in nothing
    assert log_in(mine.worker).get(f"/duties/unit/{mine.team.id}?climbed=study").status_code == 404


def test_an_item_s_page_asks_no_more_than_fifteen_times(mine: Mine, log_in: LogIn) -> None:
    owe(mine, "study")
    meet_items(deed(mine.team, chair=mine.leader, heard=timedelta(days=1)), at=NOW)

    assert asked(log_in(mine.secretary), f"/duties/{items(mine.team)[0].id}") <= 15


def test_one_without_the_right_finds_no_unit_and_no_item(mine: Mine, log_in: LogIn) -> None:
    owe(mine, "study")
    item = items(mine.team)[0]

    worker = log_in(mine.worker)
    assert worker.get(f"/duties/unit/{mine.team.id}").status_code == 404
    assert worker.get(f"/duties/{item.id}").status_code == 404
    assert worker.post(f"/duties/{item.id}/waive", {"reason": "停产检修"}).status_code == 404
    assert "study" not in worker.get("/duties").content.decode()
    leader = log_in(mine.leader)
    assert leader.get(f"/duties/{item.id}").status_code == 200
    assert leader.post(f"/duties/{item.id}/waive", {"reason": "停产检修"}).status_code == 404


def test_a_waiver_without_a_reason_is_asked_for_one_in_place(mine: Mine, log_in: LogIn) -> None:
    owe(mine, "study")
    item = items(mine.team)[0]
    secretary = log_in(mine.secretary)

    answer = secretary.post(f"/duties/{item.id}/waive", {"reason": "停"})

    assert answer.status_code == 422
    assert "至少 4 个字" in answer.content.decode()
    secretary.post(f"/duties/{item.id}/waive", {"reason": "停产检修"})
    item.refresh_from_db()
    assert item.waived_reason == "停产检修"
    secretary.post(f"/duties/{item.id}/waive/undo")
    item.refresh_from_db()
    assert item.waived_at is None


@pytest.mark.row("BY-9")
def test_the_feed_is_read_without_logging_in_and_stops_at_once(mine: Mine, log_in: LogIn) -> None:
    owe(mine, "study", "talk", back=2)
    client = log_in(mine.leader)
    page = client.post("/duties/feed", {"make": "yes"}).content.decode()
    address = page.split("/feed/")[1].split(".ics")[0]

    answer = Client().get(f"/feed/{address}.ics")

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 6
    assert {str(event["SUMMARY"]) for event in events} == {"study（采煤一班）", "talk（采煤一班）"}
    assert answer["Content-Type"].startswith("text/calendar")
    client.post("/duties/feed", {"stop": "yes"})
    assert Client().get(f"/feed/{address}.ics").status_code != 200
    assert b"VEVENT" not in Client().get("/feed/wrong.ics").content


def test_the_feed_of_who_has_left_opens_nothing(mine: Mine, log_in: LogIn) -> None:
    page = log_in(mine.leader).post("/duties/feed", {"make": "yes"}).content.decode()
    address = f"/feed/{page.split('/feed/')[1].split('.ics')[0]}.ics"
    assert Client().get(address).status_code == 200
    Person.objects.filter(id=mine.leader.id).update(left_date=TODAY - timedelta(days=1))

    assert Client().get(address).status_code != 200


def test_the_feed_asks_a_constant_number_of_times(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.leader)
    page = client.post("/duties/feed", {"make": "yes"}).content.decode()
    address = f"/feed/{page.split('/feed/')[1].split('.ics')[0]}.ics"
    owe(mine, "study")
    one = asked(Client(), address)

    owe(mine, "talk", back=20)

    assert asked(Client(), address) == one <= 8
