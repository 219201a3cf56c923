"""What stands in an address is read or passed over, never a failure."""

from datetime import date
from urllib.parse import parse_qsl

import pytest

from tests.clock import NOW, TODAY
from tongxin.web.addresses import key_in, month_in, next_page, number


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("7", 7),
        ("9" * 17, int("9" * 17)),
        ("9" * 18, None),
        ("", None),
        (None, None),
        ("-7", None),
        ("²", None),
        ("x", None),
    ],
)
def test_a_number_is_read_or_passed_over(text: str | None, read: int | None) -> None:
    assert number(text) == read


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-03", date(2026, 3, 1)),
        ("2026-13", date(2026, 11, 1)),
        ("2026-03-05", date(2026, 11, 1)),
        ("0001-01", date(2026, 11, 1)),  # no month is before it
        ("9999-12", date(2026, 11, 1)),
        ("", date(2026, 11, 1)),
        (None, date(2026, 11, 1)),
    ],
)
def test_a_month_is_read_or_it_is_this_one(text: str | None, month: date) -> None:
    assert month_in(text, TODAY) == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026|x",
        "2026-11-20T09:00:00|7",  # without a zone it is no moment
        "2026-11-20T09:00:00+08:00",
        "2026-11-20T09:00:00+08:00|",
        "2026-11-20T09:00:00+08:00|-7",
        "2026-11-20T09:00:00+08:00|" + "9" * 30,
        "0001-01-01T00:00:00+08:00|7",  # before the first day that there is
    ],
)
def test_what_is_no_key_asks_for_the_first_page(text: str) -> None:
    assert key_in(text) is None


def test_no_key_asks_for_the_first_page() -> None:
    assert key_in(None) is None


def test_the_key_of_the_next_page_is_read_back_beside_all_else() -> None:
    address = next_page((NOW, 7), {"kind": "talk", "before": "old"})

    asked = dict(parse_qsl(address))
    assert (asked["kind"], key_in(asked["before"])) == ("talk", (NOW, 7))


def test_the_last_page_has_no_next() -> None:
    assert next_page(None, {"kind": "talk"}) == ""
