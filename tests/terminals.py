"""A terminal in the shift room of the small mine, and PINs to come in with."""

from django.conf import settings
from django.test import Client

from tests.clock import NOW
from tests.factories import make_account
from tongxin.access.commands.pins import set_pin
from tongxin.access.commands.terminals import enrol_terminal, offer_terminal
from tongxin.access.models import Account
from tongxin.access.queries import actor_of
from tongxin.access.queries.terminals import TerminalSeen, terminal_of
from tongxin.kernel.actor import NOBODY
from tongxin.orgs.models import Person, Unit

PASSWORD, PIN = "Tongxin-2026", "5283"


def make_pin(person: Person, pin: str = PIN) -> None:
    if not Account.objects.filter(person=person).exists():
        make_account(person, PASSWORD)
    set_pin(PASSWORD, pin, again=pin, by=actor_of(person.id, at=NOW), at=NOW)


def make_terminal(team: Unit, chief: Person) -> str:
    """The secret of a device that was offered by `chief` and enrolled."""
    offered = offer_terminal(team.id, "班组室", by=actor_of(chief.id, at=NOW), at=NOW)
    return enrol_terminal(offered.code, by=NOBODY, at=NOW, address="10.0.0.1").secret


def seen(secret: str) -> TerminalSeen:
    found = terminal_of(secret, at=NOW)
    assert found is not None
    return found


def device(secret: str) -> Client:
    """The browser of the terminal."""
    client = Client()
    client.cookies[settings.TERMINAL_COOKIE_NAME] = secret
    return client


def come_in(client: Client, person: Person, pin: str = PIN) -> None:
    response = client.post("/terminal/pin", {"who": person.id, "pin": pin, "what": "enter"})
    assert (response.status_code, response["Location"]) == (302, "/terminal/mine")
