"""The host's screen and what opens when its code is scanned, as a browser meets them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.clock import NOW
from tests.records.preshift.world import fill_team, named
from tests.world import Mine
from tongxin import clock
from tongxin.access.queries import actor_of
from tongxin.facts.models import Fact
from tongxin.orgs.models import Person
from tongxin.records.models import Arrival, Presence, Record
from tongxin.records.preshift.commands import open_meeting
from tongxin.records.sign_in.keys import key_of
from tongxin.records.sign_in.rules import step_at, write

LogIn = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine


@pytest.fixture
def record(team: Mine) -> Record:
    by = actor_of(team.leader.id, at=NOW)
    return Record.objects.get(id=open_meeting(team.shift.id, by=by, at=NOW).record_id)


def code_of(record: Record) -> str:
    return f"/signin/{write(key_of(record), record.id, step_at(NOW))}"


def sheet(record: Record, leader: Person, present: set[int], **more: object) -> dict[str, object]:
    return {
        "revision": 0,
        "chair": leader.id,
        "present": list(present),
        "risks": ["rib"],
        "told": "on",
        **more,
    }


def present(record: Record) -> set[int]:
    return set(Presence.objects.filter(record=record, present=True).values_list("person", flat=True))


def test_the_host_gets_the_codes_of_twenty_minutes_and_later_only_those(
    team: Mine, record: Record, log_in: LogIn
) -> None:
    client, path = log_in(team.leader), f"/preshift/{record.id}/code"

    whole = client.get(path).content.decode()
    codes = client.get(f"{path}?codes=1", headers=HTMX).content.decode()
    people = client.get(f"{path}?people=1", headers=HTMX).content.decode()

    assert [len(re.findall('data-number="', page)) for page in (whole, codes, people)] == [40, 40, 0]
    assert f'data-now="{int(NOW.timestamp() * 1000)}"' in codes
    assert "签到了 0 人" in people
    assert write(key_of(record), record.id, step_at(NOW)) not in whole  # only as a picture


@pytest.mark.row("BY-4")
def test_nobody_but_who_runs_the_meeting_gets_a_code(team: Mine, record: Record, log_in: LogIn) -> None:
    for person in (team.worker, team.other_leader, team.secretary, team.chief):
        response = log_in(person).get(f"/preshift/{record.id}/code")
        assert response.status_code == 404
        assert b"data-number" not in response.content


def test_a_link_that_is_opened_changes_nothing_and_sent_it_does(
    team: Mine, record: Record, log_in: LogIn
) -> None:
    client = log_in(team.worker)

    assert "我到了" in client.get(code_of(record)).content.decode()
    assert not Arrival.objects.exists()
    assert "签到了" in client.post(code_of(record)).content.decode()
    assert "您已经签到了" in client.post(code_of(record)).content.decode()

    assert Arrival.objects.get().how == "code"
    kept = Fact.objects.get(kind="record.signed_in")
    assert "127.0.0.1" not in str(kept.data)


@pytest.mark.row("BY-4")
def test_a_code_that_is_too_old_says_what_to_do(
    team: Mine, record: Record, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = log_in(team.worker), code_of(record)
    monkeypatch.setattr(clock, "read", lambda: NOW + timedelta(minutes=2))

    response = client.post(path)

    assert (response.status_code, "码已过期，请扫屏幕上现在的码" in response.content.decode()) == (409, True)
    assert client.post("/signin/nonsense").status_code == 404


def test_the_chair_confirms_and_it_is_told_on_the_screen(team: Mine, record: Record, log_in: LogIn) -> None:
    client, path = log_in(team.leader), f"/preshift/{record.id}/code"

    page = client.post(path, {"person": team.worker.id}, headers=HTMX).content.decode()

    assert "由赵建军确认" in page
    assert client.post(path, {"person": named(team, "刘强").id})["Location"] == path
    assert client.post(path, {}).status_code == 422
    assert Arrival.objects.filter(how="named", confirmed_by=team.leader).count() == 2


def test_whoever_comes_while_the_sheet_is_open_is_not_put_out_by_it(
    team: Mine, record: Record, log_in: LogIn
) -> None:
    client, away = log_in(team.leader), named(team, "高鹏")
    before = present(record)
    log_in(away).post(code_of(record))

    client.post(f"/preshift/{record.id}", sheet(record, team.leader, before))
    assert away.id in present(record)

    knowing = sheet(record, team.leader, before, came=[away.id], **{f"why-{away.id}": "leave"})
    client.post(f"/preshift/{record.id}", knowing)
    assert away.id not in present(record)


@pytest.mark.row("DB-10")
def test_the_record_says_how_each_came(team: Mine, record: Record, log_in: LogIn) -> None:
    log_in(team.worker).post(code_of(record))
    client, there = log_in(team.leader), present(record)
    away = {f"why-{team_id}": "leave" for team_id in (named(team, "高鹏").id,)}
    closed = client.post(f"/preshift/{record.id}/close", sheet(record, team.leader, there, **away))
    assert closed["Location"].endswith("/sign")

    page = log_in(team.secretary).get(f"/records/{record.id}").content.decode()

    assert "现场扫码 07:20" in page
    assert page.count("点名时算到") == len(there) - 1


def test_after_the_meeting_and_after_the_shift_there_are_no_codes(
    team: Mine, record: Record, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = log_in(team.leader), f"/preshift/{record.id}/code"
    with monkeypatch.context() as later:
        later.setattr(clock, "read", lambda: team.shift.ends_at)
        response = client.get(path)
        assert (response.status_code, "补记请直接点名" in response.content.decode()) == (409, True)

    Record.objects.filter(id=record.id).update(state="closed", written_at=NOW, version=1)

    response = client.get(path)
    assert (response.status_code, "不再签到" in response.content.decode()) == (409, True)
