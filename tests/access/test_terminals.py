"""Terminals: who may enrol one, how, for how long, and what anybody may do there."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.clock import NOW
from tests.factories import appoint, make_administrator, make_person
from tests.terminals import make_terminal, seen
from tests.world import Mine, make_mine
from tongxin.access.commands.terminals import enrol_terminal, offer_terminal, revoke_terminal
from tongxin.access.commands.tries import TooManyTries
from tongxin.access.models import Terminal
from tongxin.access.queries.terminals import actor_on, terminal_of, view_terminals
from tongxin.facts.models import Fact
from tongxin.kernel.actor import NOBODY, Actor, Scope
from tongxin.kernel.errors import Invalid, NotFound, Refused
from tongxin.orgs.models import Person

Act = Callable[[Person], Actor]
MINUTE = timedelta(minutes=1)
ADDRESS = "10.0.0.1"


@pytest.fixture
def security(mine: Mine) -> Person:
    person = make_person(mine.company, name="沈安")
    make_administrator(person, "security")
    return person


def test_a_code_makes_a_device_the_teams_terminal_once(mine: Mine, act: Act) -> None:
    offered = offer_terminal(mine.team.id, " 班组室 ", by=act(mine.chief), at=NOW)

    enrolled = enrol_terminal(offered.code.lower(), by=NOBODY, at=NOW + 14 * MINUTE, address=ADDRESS)

    found = seen(enrolled.secret)
    assert (found.team, found.name, found.company_id) == ("采煤一班", "班组室", mine.company.id)
    row = Terminal.objects.get()
    assert (row.code, enrolled.secret in (row.digest or "")) == ("", False)
    with pytest.raises(Invalid) as refusal:
        enrol_terminal(offered.code, by=NOBODY, at=NOW + 14 * MINUTE, address=ADDRESS)
    assert list(refusal.value.fields) == ["code"]
    facts = Fact.objects.filter(subject_type="terminal").order_by("id")
    assert [(one.kind, one.unit_id, one.by_name) for one in facts] == [
        ("terminal.offered", mine.team.id, "胡永胜"),
        ("terminal.enrolled", mine.team.id, ""),
    ]


def test_a_code_is_over_after_a_quarter_of_an_hour_and_guessing_is_counted(mine: Mine, act: Act) -> None:
    offered = offer_terminal(mine.team.id, "班组室", by=act(mine.chief), at=NOW)

    with pytest.raises(Invalid):
        enrol_terminal(offered.code, by=NOBODY, at=NOW + 15 * MINUTE, address=ADDRESS)
    for _ in range(29):
        with pytest.raises(Invalid):
            enrol_terminal("AAAA-BBBB", by=NOBODY, at=NOW, address=ADDRESS)
    with pytest.raises(TooManyTries):
        enrol_terminal(offered.code, by=NOBODY, at=NOW, address=ADDRESS)


def test_whoever_plans_shifts_above_the_team_and_the_security_administrator_equip_it(
    mine: Mine, security: Person, act: Act
) -> None:
    for person in (mine.chief, mine.secretary, security):
        assert offer_terminal(mine.team.id, "班组室", by=act(person), at=NOW).team == "采煤一班"
        assert [name for _, name in view_terminals(viewer=act(person), at=NOW).teams] == [
            "采煤一班",
            "采煤二班",
        ]


def test_nobody_else_does_neither_the_teams_own_posts_nor_other_administrators(mine: Mine, act: Act) -> None:
    keeper, other = make_person(mine.company), make_mine("别的煤业")
    make_administrator(keeper, "audit")
    stranger = other.chief
    for person in (mine.leader, mine.instructor, mine.worker, mine.other_leader, keeper, stranger):
        with pytest.raises(NotFound):
            offer_terminal(mine.team.id, "班组室", by=act(person), at=NOW)
    for person in (mine.leader, mine.worker, keeper):
        with pytest.raises(NotFound):
            view_terminals(viewer=act(person), at=NOW)


def test_a_place_is_asked_for(mine: Mine, act: Act) -> None:
    with pytest.raises(Invalid) as refusal:
        offer_terminal(mine.team.id, " ", by=act(mine.chief), at=NOW)

    assert list(refusal.value.fields) == ["name"]


def test_a_revoked_one_opens_nothing_from_the_next_request_on(mine: Mine, security: Person, act: Act) -> None:
    secret = make_terminal(mine.team, mine.chief)
    terminal = seen(secret)

    with pytest.raises(NotFound):
        revoke_terminal(terminal.id, by=act(mine.leader), at=NOW)
    revoke_terminal(terminal.id, by=act(security), at=NOW)

    assert terminal_of(secret, at=NOW) is None
    with pytest.raises(Refused, match="已经停用了"):
        revoke_terminal(terminal.id, by=act(mine.chief), at=NOW)
    assert [one.state for one in view_terminals(viewer=act(mine.chief), at=NOW).lines] == ["revoked"]


def test_the_list_says_how_each_stands(mine: Mine, act: Act) -> None:
    chief = act(mine.chief)
    make_terminal(mine.team, mine.chief)
    offer_terminal(mine.other_team.id, "更衣室", by=chief, at=NOW)

    states = {
        later: [one.state for one in view_terminals(viewer=chief, at=NOW + later).lines]
        for later in (timedelta(0), 20 * MINUTE, timedelta(days=366))
    }

    assert list(states.values()) == [["waiting", "open"], ["over", "open"], ["over", "ended"]]
    assert [one.team for one in view_terminals(viewer=chief, at=NOW, search="更衣").lines] == ["采煤二班"]


def test_a_secret_ends_after_a_year_and_with_its_team(mine: Mine) -> None:
    secret = make_terminal(mine.team, mine.chief)

    assert terminal_of(secret, at=NOW + timedelta(days=366)) is None
    assert terminal_of("", at=NOW) is None
    mine.team.ends_date = NOW.date()
    mine.team.save()
    assert terminal_of(secret, at=NOW) is None


def test_at_a_terminal_a_post_reaches_that_team_alone(mine: Mine) -> None:
    terminal = seen(make_terminal(mine.team, mine.chief))
    here = Scope(units=frozenset({mine.team.id}))

    leader = actor_on(terminal, mine.leader.id, at=NOW)
    chief = actor_on(terminal, mine.chief.id, at=NOW)
    worker = actor_on(terminal, mine.worker.id, at=NOW)

    assert leader.scopes == chief.scopes == {"record_write": here, "record_view": here}
    assert [post.post for post in (*leader.posts, *chief.posts)] == ["team_leader", "section_chief"]
    assert (worker.scopes, worker.posts, worker.team_id) == ({}, (), mine.team.id)
    assert [post.post for post in actor_on(terminal, mine.instructor.id, at=NOW).posts] == [
        "political_instructor"
    ]


def test_a_post_elsewhere_gives_nothing_there(mine: Mine) -> None:
    terminal = seen(make_terminal(mine.team, mine.chief))
    appoint(mine.worker, "team_leader", mine.other_team)

    worker = actor_on(terminal, mine.worker.id, at=NOW)

    assert (worker.scopes, worker.posts) == ({}, ())


def test_administrators_and_other_companies_are_nobody_there(mine: Mine, security: Person) -> None:
    terminal = seen(make_terminal(mine.team, mine.chief))

    assert actor_on(terminal, security.id, at=NOW) == NOBODY
    assert actor_on(terminal, make_mine("别的煤业").leader.id, at=NOW) == NOBODY
