"""The screen without JavaScript, and what it refuses."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.clock import NOW, moment
from tests.factories import appoint, make_person
from tests.records.preshift.world import fill_team, named
from tests.world import Mine
from tongxin import clock
from tongxin.records.models import Fitness, Presence, Record, Task

LogIn = Callable[..., Client]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    return mine


def start(client: Client, team: Mine) -> str:
    return str(client.post("/preshift", {"shift": team.shift.id}).headers["Location"])


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser without scripts would send back unchanged."""
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        box = re.search(r'type="(checkbox|radio)"', tag)
        if name and ("checked" in tag or not box):
            sent.setdefault(name[1], []).append(value[1] if value else "on" if box else "")
    return sent


@pytest.mark.row("XZW-2")
def test_the_whole_meeting_by_plain_forms(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    url = start(client, team)
    sent = form_of(client.get(url).content.decode())
    liu = named(team, "刘强")
    sent |= {
        "watch": [str(liu.id)],
        f"level-{liu.id}": ["watch"],
        f"arrange-{liu.id}": ["partner"],
        f"partner-{liu.id}": [str(team.worker.id)],
        "told": ["on"],
        "risks": ["rib", "roof"],
        "watcher-rib": [str(team.worker.id)],
        "oath": ["on"],
    }

    closed = client.post(f"{url}/close", sent)

    record = Record.objects.get()
    assert closed.headers["Location"] == f"{url}/sign"
    assert (record.state, record.present_count, record.expected_count) == ("closed", 12, 13)
    assert record.data["risks"] == ["rib", "roof"]
    assert record.data["watchers"] == {"rib": team.worker.id}
    assert (record.data["told"], record.data["oath"], record.data["point_and_call"]) == (True, True, False)
    assert Fitness.objects.get().partner == team.worker
    client.post(f"{url}/sign", {"person": team.worker.id})
    client.post(f"{url}/sign", {"person": "rest"})
    assert not Presence.objects.filter(present=True, signed_at=None).exists()
    done = client.get(f"{url}/done").content.decode()
    assert "这份记录算到了哪里" in done
    assert "王建国、李明" in done
    record_page = client.get(f"/records/{record.id}").content.decode()
    assert "<li>移架：刘强、张伟</li>" in record_page
    assert "<li>片帮：开护帮板，人在立柱后。张伟盯</li>" in record_page


def test_what_is_missing_is_said_where_it_is_missing(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    url = start(client, team)
    zhou = named(team, "周涛")
    sent = form_of(client.get(url).content.decode())
    sent["present"].remove(str(zhou.id))

    answer = client.post(f"{url}/close", sent, follow=True)

    page = answer.content.decode()
    assert f'<a href="#why-{zhou.id}">周涛没到，点一下为什么</a>' in page
    assert Record.objects.get().state == "draft"


def test_a_save_in_place_answers_with_counts_and_touches_no_choice(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)
    url = start(client, team)
    sent = form_of(client.get(url).content.decode())
    sent["present"].remove(str(named(team, "周涛").id))

    page = client.post(url, sent, headers={"HX-Request": "true"}).content.decode()

    assert "到 11</span>·未到 2" in page
    assert "周涛的活转给吴海波" in page
    assert 'type="checkbox"' not in page
    assert 'type="radio"' not in page


def test_the_second_person_gets_a_sentence_and_the_finished_record(team: Mine, log_in: LogIn) -> None:
    first, second = log_in(team.leader), log_in(team.instructor)
    url = start(first, team)
    sent = form_of(first.get(url).content.decode())
    first.post(f"{url}/close", sent)

    again = second.post("/preshift", {"shift": team.shift.id}, follow=True)
    assert "这次班前会 07:20 已由赵建军记完，不用再开" in again.content.decode()
    refused = second.post(f"{url}/close", sent)
    assert refused.status_code == 409
    assert "赵建军在 07:20 已经把这份记录记完了" in refused.content.decode()


def test_another_teams_leader_and_a_worker_find_nothing(team: Mine, log_in: LogIn) -> None:
    url = start(log_in(team.leader), team)

    for person in (team.other_leader, team.worker):
        stranger = log_in(person)
        for path in (url, f"{url}/sign", f"{url}/done"):
            answer = stranger.get(path)
            assert answer.status_code == 404, path
            assert "采煤一班" not in answer.content.decode()
        assert stranger.post(url, {"present": []}).status_code == 404
        assert stranger.post(f"{url}/close", {}).status_code == 404


def test_rank_does_not_open_the_sheet_with_who_is_not_fit(team: Mine, log_in: LogIn) -> None:
    url = start(log_in(team.leader), team)

    for person in (team.chief, team.secretary):
        assert log_in(person).get(url).status_code == 404


def test_an_ended_term_opens_nothing(team: Mine, log_in: LogIn) -> None:
    former = make_person(team.company, team.team)
    appoint(former, "team_leader", team.team, ends_date=moment(11, 19).date())
    client = log_in(former)

    assert client.post("/preshift", {"shift": team.shift.id}).status_code == 404
    assert client.get("/preshift").status_code == 404
    assert not Record.objects.exists()


def test_a_meeting_written_up_later_says_so(
    team: Mine, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "read", lambda: moment(11, 22, 9))
    client = log_in(team.leader)
    assert "1 个班还没有记" in client.get("/preshift").content.decode()

    url = start(client, team)
    page = client.get(url).content.decode()

    assert "补记 11月20日 周五早班" in page
    assert "上岗状态" not in page
    client.post(f"{url}/close", form_of(page))
    record = Record.objects.get()
    assert (record.state, record.held_at, record.late_days) == ("closed", team.shift.starts_at, 2)


def test_the_page_takes_as_many_queries_for_three_open_points_as_for_one(
    team: Mine, log_in: LogIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in(team.leader)
    url = start(client, team)
    counted = []
    for keep in (3, 1):
        extra = Task.objects.order_by("id").values_list("id", flat=True)[keep:]
        Task.objects.filter(id__in=list(extra)).delete()
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 22, counted


def test_nonsense_is_refused_in_words(team: Mine, log_in: LogIn) -> None:
    client = log_in(team.leader)

    assert client.post("/preshift", {"shift": "x"}).status_code == 422
    url = start(client, team)
    odd = {"present": ["x", "99999999999999999999", "7x"], "chair": "x", "revision": "-1", "watch": ["0"]}
    assert client.post(url, odd).status_code == 302
    assert Presence.objects.filter(present=True).count() == 0
    assert Record.objects.get().held_at == NOW
