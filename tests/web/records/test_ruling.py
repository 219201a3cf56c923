"""The page on which a company says how it counts."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import make_administrator
from tests.world import Mine

pytestmark = pytest.mark.row("KQ-8")

LogIn = Callable[..., Client]
STRICT = {"strict": "yes", "of_entitled": "yes"}


def test_everybody_sees_it_and_few_change_it(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.worker)
    page = client.get("/records/ruling").content.decode()

    assert "到会正好半数也算够，选举按实到人数过半" in page
    assert "从现在起这样算" not in page
    assert client.post("/records/ruling", STRICT).status_code == 404


def test_the_system_administrator_changes_it_and_takes_it_back(mine: Mine, log_in: LogIn) -> None:
    make_administrator(mine.worker, "system")
    client = log_in(mine.worker)
    assert "/records/ruling" in client.get("/system").content.decode()

    page = client.post("/records/ruling", STRICT, follow=True).content.decode()
    assert "到会要超过半数，选举按应到人数过半" in page
    assert "改过 1 次" in page
    assert "已经记完的不变" in page

    usual = {"strict": "no", "of_entitled": "no"}
    back = client.post("/records/ruling", usual, follow=True).content.decode()
    assert "到会正好半数也算够，选举按实到人数过半</h1>" in back


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"strict": "no", "of_entitled": "no"}, "没有变化，现在就是这样算的"),
        ({"strict": "yes"}, "请选一种"),
        ({"strict": "maybe", "of_entitled": "no"}, "请选一种"),
    ],
)
def test_a_slip_comes_back(mine: Mine, log_in: LogIn, given: dict[str, str], sentence: str) -> None:
    make_administrator(mine.worker, "system")

    response = log_in(mine.worker).post("/records/ruling", given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    mine.company.refresh_from_db()
    assert (mine.company.strict_quorum, mine.company.elects_by_entitled) == (False, False)
