"""The terminal of a shift room, as its browser meets it: what opens, what signs, and what stays shut."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.clock import NOW, moment
from tests.factories import adopt, make_administrator, make_person, make_shift
from tests.matrix import makers
from tests.records.preshift.world import fill_team, named, sheet_of
from tests.terminals import PIN, come_in, device, make_pin, make_terminal
from tests.world import Mine
from tongxin import clock
from tongxin.access.models import Terminal
from tongxin.access.queries import actor_of
from tongxin.access.registry import Route, routes
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.orgs.models import Person, Shift
from tongxin.records.handover.commands import give, open_handover
from tongxin.records.models import Arrival, Presence, Record
from tongxin.records.preshift.commands import finish_meeting, open_meeting
from tongxin.records.queries import spec_of

LogIn = Callable[[Person], Client]
Patch = pytest.MonkeyPatch
# Reviewed by a person: every page that opens on a terminal. What is not here is shut there.
OPEN = {
    "GET /terminal", "GET /terminal/enrol", "POST /terminal/enrol", "POST /terminal/pin", "POST /terminal/lock",
    "POST /terminal/touch", "GET /terminal/mine", "POST /terminal/sign",
    "GET /terminal/handover/<int:record_id>", "POST /terminal/handover/<int:record_id>",
    "GET /terminal/report/<slug:kind>", "POST /terminal/report/<slug:kind>",
    "GET /preshift", "POST /preshift", "GET /preshift/<int:record_id>", "POST /preshift/<int:record_id>",
    "POST /preshift/<int:record_id>/close",
}  # fmt: skip
SHUT = "这件事在班组终端上办不了，请用自己的手机或者电脑登录后办"


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    for person in (mine.leader, mine.worker, mine.instructor):
        make_pin(person)
    return mine


@pytest.fixture
def terminal(team: Mine) -> Client:
    return device(make_terminal(team.team, team.chief))


@pytest.fixture
def meeting(team: Mine) -> Record:
    """The meeting of the shift, as a draft."""
    opened = open_meeting(team.shift.id, by=actor_of(team.leader.id, at=NOW), at=NOW)
    return Record.objects.get(id=opened.record_id)


def close(record: Record, leader: Person) -> Record:
    sheet = sheet_of(record.id, values={"risks": ["rib"], "told": True})
    done = finish_meeting(record.id, sheet, by=actor_of(leader.id, at=NOW), at=NOW, revision=record.revision)
    assert done.fact is not None
    record.refresh_from_db()
    return record


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def pin(client: Client, person: Person, what: str = "", **more: object) -> str:
    """What the terminal says after the PIN."""
    response = client.post("/terminal/pin", {"who": person.id, "pin": PIN, "what": what, **more}, follow=True)
    return response.content.decode()


def path_of(route: Route) -> str:
    path = route.path
    for name in makers.names(route):
        start = path.index("<")
        path = f"{path[:start]}{makers.PLAIN.get(name, 1)}{path[path.index('>') + 1 :]}"
    return path


def test_every_other_route_is_shut_on_a_terminal_byte_for_byte(team: Mine, terminal: Client) -> None:
    come_in(terminal, team.leader)
    answers: set[str] = set()
    for route in routes():
        if str(route) in OPEN or str(route) == "GET /" or route.method == "ANY":
            continue
        response = getattr(terminal, route.method.lower())(path_of(route))
        assert response.status_code == 404, str(route)
        page = response.content.decode()
        assert (SHUT if not route.path.startswith("/api/") else "没有这个地址") in page, str(route)
        answers.add(re.sub(r'value="[0-9A-Za-z]{64}"', "", page))
    assert len(answers) == 2  # nothing of what lies behind an address comes through: one page, one problem
    assert terminal.get("/")["Location"] == "/terminal"


def test_what_opens_on_a_terminal_is_what_was_reviewed() -> None:
    from django.urls import resolve

    opens = {
        str(route)
        for route in routes()
        if route.method != "ANY" and getattr(resolve(path_of(route)).func, "on_terminal", False)
    }

    assert opens == OPEN


def test_without_anybody_at_it_a_terminal_shows_names_and_nothing_else(
    team: Mine, terminal: Client, meeting: Record
) -> None:
    page = text(terminal, "/terminal")

    assert "张伟" in page
    assert "38 号支架" not in page
    for path in ("/terminal/mine", "/preshift", f"/preshift/{meeting.id}", "/terminal/report/hazard"):
        response = terminal.get(path)
        assert (response.status_code, response["Location"]) == (302, "/terminal"), path


def test_a_log_in_in_the_same_browser_counts_for_nothing(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.secretary)
    assert client.get("/records").status_code == 200

    client.cookies[settings.TERMINAL_COOKIE_NAME] = make_terminal(team.team, team.chief)

    assert client.get("/records").status_code == 404
    assert client.get("/terminal/mine")["Location"] == "/terminal"


def test_a_turn_is_worth_nothing_without_the_device(team: Mine, terminal: Client) -> None:
    come_in(terminal, team.leader)
    del terminal.cookies[settings.TERMINAL_COOKIE_NAME]

    assert terminal.get("/preshift")["Location"].startswith("/login")
    assert terminal.get("/terminal/mine")["Location"].startswith("/login")


def test_a_turn_at_one_terminal_is_none_at_another(team: Mine, terminal: Client) -> None:
    come_in(terminal, team.leader)

    terminal.cookies[settings.TERMINAL_COOKIE_NAME] = make_terminal(team.other_team, team.chief)

    assert terminal.get("/terminal/mine")["Location"] == "/terminal"


def test_revoking_it_shuts_it_at_once(team: Mine, terminal: Client) -> None:
    come_in(terminal, team.leader)
    Terminal.objects.update(revoked_at=NOW, digest=None)

    assert terminal.get("/terminal/mine")["Location"].startswith("/login")
    assert "班前会" not in text(terminal, "/terminal/enrol")


@pytest.mark.parametrize(("seconds", "there"), [(60, True), (70, True), (71, False)])
def test_it_locks_itself_when_nobody_touches_it(
    team: Mine, terminal: Client, monkeypatch: Patch, seconds: int, there: bool
) -> None:
    come_in(terminal, team.leader)

    monkeypatch.setattr(clock, "read", lambda: NOW + timedelta(seconds=seconds))

    assert terminal.post("/terminal/touch").status_code == (204 if there else 409)
    assert (terminal.get("/terminal/mine").status_code == 200) == there


def test_touches_keep_it_open_but_not_for_ever(team: Mine, terminal: Client, monkeypatch: Patch) -> None:
    come_in(terminal, team.leader)
    for minute in range(1, 41):
        monkeypatch.setattr(clock, "read", lambda minute=minute: NOW + timedelta(minutes=minute))
        assert terminal.post("/terminal/touch").status_code == 204

    monkeypatch.setattr(clock, "read", lambda: NOW + timedelta(minutes=40, seconds=30))
    assert terminal.post("/terminal/touch").status_code == 409


def test_the_next_one_s_turn_ends_the_turn_before(team: Mine, terminal: Client) -> None:
    come_in(terminal, team.leader)
    terminal.post("/terminal/lock")
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"

    come_in(terminal, team.worker)

    assert "张伟" in text(terminal, "/terminal/mine")
    kinds = list(
        Fact.objects.filter(kind__startswith="terminal.", by_id__isnull=False).values_list("kind", "by_name")
    )
    assert kinds[1:] == [
        ("terminal.entered", "赵建军"),
        ("terminal.left", "赵建军"),
        ("terminal.entered", "张伟"),
    ]


@pytest.mark.row("XZW-2")
def test_a_meeting_is_held_at_the_terminal_and_each_signs_by_pin(team: Mine, terminal: Client) -> None:
    come_in(terminal, team.leader)
    opened = terminal.post("/preshift", {"shift": team.shift.id})
    record = Record.objects.get()
    assert opened["Location"] == f"/preshift/{record.id}"
    present = Presence.objects.filter(record=record, present=True).values_list("person", flat=True)
    sheet = {"revision": 0, "chair": team.leader.id, "present": list(present), "risks": ["rib"], "told": "on"}
    sheet |= {
        f"why-{row.person_id}": row.reason for row in Presence.objects.filter(record=record, present=False)
    }
    assert "38 号支架" in text(terminal, f"/preshift/{record.id}")
    assert terminal.post(f"/preshift/{record.id}/close", sheet)["Location"] == "/terminal/mine"

    terminal.post("/terminal/sign")
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"  # a signature ends the turn
    told = pin(terminal, team.worker)

    assert "张伟签好了" in told
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"
    signed = Presence.objects.filter(record=record, signed_at__isnull=False).order_by("person__name")
    assert [(row.person.name, row.signed_via) for row in signed] == [("张伟", None), ("赵建军", None)]


def test_signing_for_another_shows_both_names_and_tells_the_other(
    team: Mine, terminal: Client, meeting: Record, log_in: LogIn
) -> None:
    close(meeting, team.leader)
    away = named(team, "陈国栋")
    assert "谁替陈国栋签" in text(terminal, f"/terminal?who={away.id}&by=choose")
    assert "赵建军替陈国栋签" in text(terminal, f"/terminal?who={away.id}&by={team.leader.id}")

    told = pin(terminal, away, by=team.leader.id)

    assert "赵建军替陈国栋签好了" in told
    assert "赵建军代签" in told
    row = Presence.objects.get(record=meeting, person=away)
    assert (row.signed_via, row.signed_at) == (team.leader, NOW)
    own = text(log_in(away), "/me")
    assert "赵建军替您签了：11月20日早班 班前会" in own
    assert "赵建军替您签了" not in text(log_in(team.worker), "/me")


def test_a_colleague_who_does_not_run_the_meeting_signs_for_nobody(
    team: Mine, terminal: Client, meeting: Record
) -> None:
    close(meeting, team.leader)
    away = named(team, "陈国栋")

    pin(terminal, away, by=team.worker.id)

    assert Presence.objects.get(record=meeting, person=away).signed_at is None


def test_a_wrong_pin_signs_nothing_and_says_how_many_are_left(
    team: Mine, terminal: Client, meeting: Record
) -> None:
    close(meeting, team.leader)

    response = terminal.post("/terminal/pin", {"who": team.worker.id, "pin": "9041"})

    assert (response.status_code, "刚才不对，还能试 4 次" in response.content.decode()) == (422, True)
    assert not Presence.objects.filter(record=meeting, signed_at__isnull=False).exists()
    assert "9041" not in response.content.decode()


def test_whoever_has_no_pin_is_told_what_to_do(team: Mine, terminal: Client, meeting: Record) -> None:
    close(meeting, team.leader)

    response = terminal.post("/terminal/pin", {"who": named(team, "杨帆").id, "pin": PIN})

    assert (response.status_code, "请人代签" in response.content.decode()) == (409, True)


def test_before_it_is_closed_a_pin_says_that_one_has_come(
    team: Mine, terminal: Client, meeting: Record
) -> None:
    told = pin(terminal, team.worker)

    assert "张伟签到了" in told
    row = Arrival.objects.get()
    assert (row.person, row.how, row.confirmed_by, row.step) == (team.worker, "terminal", None, None)
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"


def test_people_of_other_teams_are_not_there(team: Mine, terminal: Client) -> None:
    make_pin(team.other_leader)

    assert terminal.get(f"/terminal?who={team.other_leader.id}").status_code in (302, 404)
    response = terminal.post("/terminal/pin", {"who": team.other_leader.id, "pin": PIN, "what": "enter"})

    assert response.status_code in (302, 404)
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"


def test_the_leader_of_two_teams_reaches_one_at_its_terminal(team: Mine, terminal: Client) -> None:
    from tests.factories import appoint

    appoint(team.leader, "team_leader", team.other_team)
    shift = make_shift(team.other_team, moment(11, 20, 8), moment(11, 20, 16))
    by = actor_of(team.leader.id, at=NOW)
    other = open_meeting(shift.id, by=by, at=NOW).record_id
    come_in(terminal, team.leader)

    assert terminal.post("/preshift", {"shift": shift.id}).status_code == 404
    assert terminal.get(f"/preshift/{other}").status_code == 404


def test_a_hazard_is_reported_with_ones_name_and_care_is_not_written_there(
    team: Mine, terminal: Client
) -> None:
    adopt(team.root, "kq-safety", "workers-voice", "care-files")
    come_in(terminal, team.worker)
    page = text(terminal, "/terminal/mine")
    assert "隐患" in page
    assert "诉求" in page
    form = {"f-what": "三号皮带机尾护栏松了", "f-place": "机尾", "f-category": "machine", "as": "nobody"}

    assert terminal.post("/terminal/report/hazard", form)["Location"] == "/terminal/mine"
    case = Case.objects.get()
    assert (case.opened_by, case.unit) == (team.worker, team.team)
    for kind in ("help_application", "support_file", "nothing"):
        assert terminal.get(f"/terminal/report/{kind}").status_code == 404
    sealed = {"f-addressed_to": "committee", "f-about": "pay", "f-what": "少发了两个班"}
    refused = terminal.post("/terminal/report/request", sealed)
    assert "不在班组终端上写" in refused.content.decode()
    assert Case.objects.count() == 1


def test_an_administrator_does_not_come_in(team: Mine, terminal: Client) -> None:
    keeper = make_person(team.company, team.team, name="沈安")
    make_pin(keeper)
    make_administrator(keeper, "security")

    response = terminal.post("/terminal/pin", {"who": keeper.id, "pin": PIN, "what": "enter"})

    assert response.status_code == 409
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"


def test_a_device_is_enrolled_by_a_code_and_whoever_was_logged_in_is_not_any_more(
    team: Mine, log_in: LogIn
) -> None:
    page = log_in(team.chief).post("/terminals", {"team": team.team.id, "name": "班组室"}).content.decode()
    code = page.split('tx-key">')[1].split("<")[0]
    client = log_in(team.leader)

    assert client.post("/terminal/enrol", {"code": "AAAA-AAAA"}).status_code == 422
    answer = client.post("/terminal/enrol", {"code": code})

    cookie = answer.cookies[settings.TERMINAL_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "采煤一班" in text(client, "/terminal")
    assert client.get("/me").status_code == 404


def given_shift(team: Mine) -> Record:
    """The other team has given its shift over to this one."""
    make_shift(team.other_team, moment(11, 20, 0), moment(11, 20, 8), key="night", name="夜班")
    giver = actor_of(team.other_leader.id, at=NOW)
    shift = Shift.objects.get(team=team.other_team, key="night")
    started = open_handover(shift.id, by=giver, at=NOW)
    record = Record.objects.get(id=started.record_id)
    values = {
        field.key: True if field.type == "yes" else "机尾 72 架片帮" for field in spec_of(record).fields
    }
    give(record.id, values, to_team=team.team.id, passed_on=[], by=giver, at=NOW)
    return record


@pytest.mark.row("XZW-2")
def test_a_shift_is_taken_over_at_the_terminal_after_reading_it(team: Mine, terminal: Client) -> None:
    record = given_shift(team)
    come_in(terminal, team.leader)
    assert "等您接" in text(terminal, "/terminal/mine")
    assert "机尾 72 架片帮" in text(terminal, f"/terminal/handover/{record.id}")

    assert terminal.post(f"/terminal/handover/{record.id}")["Location"] == "/terminal"

    record.refresh_from_db()
    assert (record.state, record.recorder) == ("closed", team.leader)
    assert terminal.get("/terminal/mine")["Location"] == "/terminal"  # the signature ends the turn


def test_a_worker_takes_no_shift_and_another_team_neither(team: Mine, terminal: Client) -> None:
    record = given_shift(team)
    come_in(terminal, team.worker)
    assert terminal.get(f"/terminal/handover/{record.id}").status_code == 404
    assert terminal.post(f"/terminal/handover/{record.id}").status_code == 404
    other = device(make_terminal(team.other_team, team.chief))
    make_pin(team.other_leader)
    come_in(other, team.other_leader)

    assert other.post(f"/terminal/handover/{record.id}").status_code == 404
    record.refresh_from_db()
    assert record.state == "draft"


def test_the_list_is_for_who_equips_teams(team: Mine, log_in: LogIn) -> None:
    assert "采煤二班" in text(log_in(team.chief), "/terminals")
    assert log_in(team.leader).get("/terminals").status_code == 404
    assert log_in(team.worker).get("/terminals").status_code == 404
    terminal = Terminal.objects.first() or Terminal(id=1)
    assert log_in(team.leader).post(f"/terminals/{terminal.id}/revoke").status_code == 404


def test_a_second_page_of_the_roll_asks_no_more_questions(
    team: Mine, terminal: Client, meeting: Record, django_assert_max_num_queries: Callable[..., object]
) -> None:
    close(meeting, team.leader)
    with django_assert_max_num_queries(15):
        text(terminal, "/terminal")
