"""Pages of numbers: who opens them, and what they say when there is nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import adopt
from tests.packs.test_kq_safety import Pit, pit
from tests.world import Mine
from tongxin.orgs.models import Person

__all__ = ["pit"]
LogIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    "address", ["figures", "tables", "figures/behind?what=hazard", "tables.xlsx?span=2026-Q4"]
)
def test_who_looks_after_no_unit_sees_no_numbers(pit: Pit, log_in: LogIn, address: str) -> None:
    assert log_in(pit.mine.worker).get(f"/cases/{address}").status_code == 404
    assert log_in(pit.mine.leader).get(f"/cases/{address}").status_code == 200
    unit = f"{'&' if '?' in address else '?'}unit={pit.mine.other_team.id}"
    assert log_in(pit.mine.leader).get(f"/cases/{address}{unit}").status_code == 404


def test_numbers_say_that_there_is_nothing(pit: Pit, log_in: LogIn) -> None:
    client = log_in(pit.mine.chief)

    assert "身边没有事故，没有没销号的隐患" in client.get("/cases/figures").content.decode()
    assert "没有排查出隐患" in client.get("/cases/tables?span=2025").content.decode()
    assert "这个月还没有可以算的事" in client.get("/cases/figures").content.decode()
    assert "一件也没有" in client.get("/cases/figures/behind?what=removed").content.decode()
    assert "这里没有您能看的" in client.get("/cases/figures/behind?what=violation").content.decode()
    for address in (
        "/cases/figures/behind?what=none",
        "/cases/tables?span=x",
        "/cases/figures?unit=9999999999",
    ):
        assert client.get(address).status_code == 404


def test_where_hazards_are_not_kept_the_page_says_what_to_adopt(mine: Mine, log_in: LogIn) -> None:
    assert "公司还没有采用隐患的制度" in log_in(mine.chief).get("/cases/tables").content.decode()


def test_behind_a_number_are_as_many_cases(pit: Pit, log_in: LogIn) -> None:
    adopt(pit.mine.root, "care-files")
    for place in ("一号皮带", "二号皮带"):
        pit.hazard(place=place)

    page = log_in(pit.mine.chief).get(f"/cases/figures/behind?what=hazard&unit={pit.mine.section.id}")

    assert page.content.decode().count("护栏松了") == 2


@pytest.mark.parametrize("address", ["figures", "tables"])
def test_pages_of_numbers_ask_few_questions(
    pit: Pit, log_in: LogIn, django_assert_max_num_queries: Callable[..., object], address: str
) -> None:
    client = log_in(pit.mine.chief)
    for place in ("一号皮带", "二号皮带", "三号皮带"):
        pit.hazard(place=place)

    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        assert client.get(f"/cases/{address}").status_code == 200


def test_teams_without_anything_are_told_in_one_sentence(pit: Pit, log_in: LogIn) -> None:
    pit.hazard()

    page = log_in(pit.mine.chief).get(f"/cases/figures?unit={pit.mine.section.id}").content.decode()

    assert "这个月没有这样的事：采煤二班。" in page
    assert "1 件还在等" in page


def test_an_empty_calendar_offers_only_what_one_may_open(pit: Pit, log_in: LogIn) -> None:
    chief = log_in(pit.mine.chief).get("/cases/root_cause/calendar").content.decode()
    worker = log_in(pit.mine.worker).get("/cases/root_cause/calendar").content.decode()

    assert "您这里没有正在办的" in worker
    assert ("/cases/new/root_cause" in chief, "/cases/new/root_cause" in worker) == (True, False)
