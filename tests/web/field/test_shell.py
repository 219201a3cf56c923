"""The page that phones keep: the same for everybody, and nothing of anybody in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import make_administrator, make_person
from tests.world import Mine
from tongxin.orgs.models import Person

LogIn = Callable[[Person], Client]


@pytest.mark.row("BY-4")
def test_the_shell_is_the_same_for_everybody_and_sets_no_cookie(mine: Mine, log_in: LogIn) -> None:
    stranger, leader = Client().get("/field"), log_in(mine.leader).get("/field")

    assert stranger.status_code == 200
    assert stranger.content == leader.content
    assert mine.leader.name not in leader.content.decode()
    assert not stranger.cookies
    assert not leader.cookies
    assert leader["Cache-Control"] == "no-cache"


def test_nothing_in_the_shell_is_written_inline() -> None:
    text = Client().get("/field").content.decode()

    assert "<style" not in text
    assert "style=" not in text
    assert "<script>" not in text


def test_what_the_shell_loads_is_what_the_service_worker_keeps() -> None:
    worker, text = Client().get("/sw.js"), Client().get("/field").content.decode()
    kept = worker.content.decode()
    loaded = [part.split('"')[0] for part in text.split('"/static/dist/')[1:]]

    assert worker["Content-Type"] == "text/javascript"
    assert len(loaded) >= 2
    assert all(f"/static/dist/{name}" in kept for name in loaded)


def test_the_page_can_be_put_on_the_desktop() -> None:
    answer = Client().get("/manifest.webmanifest")
    told = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["display"], len(told["icons"])) == ("/field", "standalone", 2)


def test_the_session_tells_who_is_logged_in_and_a_token_for_forms(mine: Mine, log_in: LogIn) -> None:
    told = log_in(mine.leader).get("/field/session").json()

    assert told["person"] == {"id": mine.leader.id, "name": "赵建军"}
    assert len(told["csrf"]) > 30


def test_nobody_is_nobody_and_so_is_an_administrator(mine: Mine, log_in: LogIn) -> None:
    nobody = {"person": None, "csrf": ""}

    assert Client().get("/field/session").json() == nobody
    administrator = make_administrator(make_person(mine.company, mine.root), "system").person
    assert log_in(administrator).get("/field/session").json() == nobody
