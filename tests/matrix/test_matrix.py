"""Every route × method × actor × relation: who gets in is what the reviewed file says, and nobody reads a
token that is not theirs. `python -m tests.matrix --write` writes the file anew, to be reviewed."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.http import HttpResponse
from pytest_django.plugin import DjangoDbBlocker

from tests.matrix import expected, makers
from tests.matrix.actors import Asker, askers
from tests.matrix.world import Things, World, make_world
from tongxin.access.registry import Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
CANARY = re.compile(r"CANARY(\d+)X([a-z]+)")
ABSENT = 2**40
WRITING = os.environ.get("TONGXIN_MATRIX") == "write"
ALL = [route for route in routes() if route.method != "ANY"]
KNOWN = {
    "unit_id", "team_id", "section_id", "person_id", "link_id", "adoption_id", "leave_id", "appointment_id",
    "record_id", "attachment_id", "shift_id", "item_id", "task_id", "report_id", "import_id", "session_id",
    "token_id", "proposal_id", "case_id", "evidence_id", "terminal_id",
}  # fmt: skip


# Which right shows that the row of a name in the address is there; units are known in the whole company.
READ_BY = {
    "record_id": "record", "item_id": "duty", "task_id": "task", "report_id": "report",
    "case_id": "case", "evidence_id": "case", "person_id": "phone", "leave_id": "phone", "import_id": "roster",
}  # fmt: skip


@dataclass
class Cast:
    world: World
    askers: list[Asker]
    seen: dict[str, dict[str, list[str]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The world is built once; each request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        made = Cast(world, list(askers(world)))
        yield made
        transaction.set_rollback(True)
    if WRITING:
        expected.write(made.seen)


def ask(asker: Asker, route: Route, path: str, form: dict[str, object]) -> HttpResponse:
    cookies = {key: morsel.value for key, morsel in asker.client.cookies.items()}
    headers = {"Authorization": f"Bearer {asker.bearer}"} if path.startswith("/api/") and asker.bearer else {}
    with transaction.atomic():
        send = getattr(asker.client, route.method.lower())
        response = send(path, form, headers=headers)
        if response.streaming:
            whole = b"".join(response.streaming_content)
            response = HttpResponse(whole, status=response.status_code, headers=dict(response.headers))
        transaction.set_rollback(True)
    asker.client.cookies.clear()
    asker.client.cookies.load(cookies)
    return response


def gets_in(response: HttpResponse) -> bool:
    if response.status_code in (301, 302):
        return not response["Location"].startswith("/login")
    return response.status_code not in (401, 403, 404, 405)


def leaks(asker: Asker, world: World, response: HttpResponse) -> list[str]:
    """Tokens in the answer that the asker has no right to."""
    text = response.content.decode(errors="replace") + str(response.headers)
    units = {unit.id: unit for unit in world.units.values()}
    wrong = [
        f"CANARY{number}X{what} of {units[int(number)].name}"
        for number, what in set(CANARY.findall(text))
        if not (gets_in(response) and asker.may_read(units[int(number)], what))
    ]
    return sorted(wrong)


def targets(asker: Asker, route: Route, world: World) -> Iterator[tuple[str, Things, str]]:
    """Relation, things of its unit, and which of them: the ordinary one, or one that few may see."""
    own = world.things[asker.own.id]
    if not makers.names_a_unit(route):
        yield "any", own, ""
        return
    for relation, unit in asker.relations(world).items():
        yield relation, world.things[unit.id], ""
    if "record_id" in makers.names(route):
        yield "private", own, "private"
    if "case_id" in makers.names(route):
        yield "confidential", own, "confidential"
        yield "sealed", own, "sealed"


def test_every_route_can_be_asked() -> None:
    assert [fault for route in ALL for fault in makers.unfilled(route, KNOWN)] == []


@pytest.mark.parametrize("route", ALL, ids=str)
def test_who_gets_in(cast: Cast, route: Route) -> None:
    faults: list[str] = []
    seen: dict[str, list[str]] = {}
    for asker in cast.askers:
        seen[asker.name] = list(_relations(cast, asker, route, faults))
    cast.seen[str(route)] = seen
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
    if not WRITING:
        assert expected.of(str(route)) == expected.compact(seen)


def _relations(cast: Cast, asker: Asker, route: Route, faults: list[str]) -> Iterator[str]:
    """Where the asker gets in; what is wrong on the way goes to `faults`."""
    absent: HttpResponse | None = None
    for relation, things, few in targets(asker, route, cast.world):
        path, form = makers.address(route, things, few=few), makers.body(route, things)
        if path is None or form is None:
            continue
        response = ask(asker, route, path, form)
        where = f"{route.method} {path} as {asker.name} ({relation})"
        if response.status_code == 500:
            faults.append(f"{where}: {response.status_code}")
        faults += [f"{where} reads {leak}" for leak in leaks(asker, cast.world, response)]
        if gets_in(response):
            yield relation
        elif hidden(asker, route, things, few):
            absent = absent or ask(asker, route, re.sub(r"/\d+", f"/{ABSENT}", path), {})
            if not alike(response, absent):
                faults.append(
                    f"{where}: {response.status_code} does not look like an absent one: {_text(response)}"
                )


def hidden(asker: Asker, route: Route, things: Things, few: str) -> bool:
    """Whether the asker must not even learn that the thing is there.

    What one may see may be refused with a reason (403); units are known in the whole company.
    """
    if route.method != "GET" or not makers.points_at_a_row(route) or asker.name == "anonymous":
        return False
    name = next(name for name in makers.names(route) if name not in makers.PLAIN)
    if what := few or READ_BY.get(name):
        return not asker.may_read(things.unit, what)
    return asker.actor.company_id != things.unit.company_id or not asker.actor.scopes


def alike(denied: HttpResponse, absent: HttpResponse) -> bool:
    """A denial shows the very bytes that a thing shows that is not there, but for the address."""
    return (denied.status_code, _plain(denied)) == (absent.status_code, _plain(absent))


def _plain(response: HttpResponse) -> str:
    return re.sub(r"(?<=/)\d+\b", "ID", response.content.decode(errors="replace"))


def _text(response: HttpResponse) -> str:
    """The first words of a page, for the list of faults."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode(errors="replace")).split())[:80]


@pytest.mark.parametrize(
    "route",
    [route for route in ALL if route.method == "GET" and not route.parameters and "<" not in route.path],
    ids=str,
)
def test_a_filter_opens_nothing(cast: Cast, route: Route) -> None:
    """Lists asked for somebody else's unit or person in the query string."""
    faults = []
    for asker in cast.askers:
        for relation in ("sibling", "elsewhere"):
            unit = asker.relations(cast.world).get(relation)
            if unit is None:
                continue
            things = cast.world.things[unit.id]
            given = {"unit": unit.id, "team": unit.id, "person": things.ids["person_id"], "all": 1}
            response = ask(asker, route, route.path, given)
            where = f"{route} as {asker.name} ({relation})"
            if response.status_code == 500:
                faults.append(f"{where}: {response.status_code}")
            faults += [f"{where} reads {leak}" for leak in leaks(asker, cast.world, response)]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def test_nothing_is_expected_of_routes_that_are_gone() -> None:
    assert set(expected.everything()) == {str(route) for route in ALL}
