"""Today for each post: what stands first, and how much it costs."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, TODAY, moment
from tests.factories import adopt, make_administrator, make_shift
from tests.records.preshift.world import fill_team, make_task, sheet_of
from tests.sync.phone import Phone, body_of, operation
from tests.world import Mine
from tongxin.duties.commands import raise_duties
from tongxin.facts.commands import answer_fact
from tongxin.facts.models import Heartbeat
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.orgs.models import Shift
from tongxin.records.models import Task
from tongxin.records.preshift.commands import finish_meeting, open_meeting

LogIn = Callable[..., Client]
Act = Callable[..., Actor]


@pytest.fixture
def team(mine: Mine) -> Mine:
    fill_team(mine)
    adopt(mine.branch, "party-branch-2018")
    for day in (18, 19, 20):
        raise_duties(company_id=mine.company.id, day=moment(11, day).date(), by=NOBODY, at=NOW)
    return mine


def test_a_leader_reads_the_finding_and_starts_with_one_tap(team: Mine, log_in: LogIn) -> None:
    page = log_in(team.leader).get("/").content.decode()

    assert "<h1>4 件要办，1 件超期" in page
    assert "早班 <span" in page
    assert "已带入上一班交来的 3 件事" in page
    assert f'name="shift" value="{team.shift.id}">开始班前会' in page


def test_a_finished_meeting_is_on_the_page_and_so_are_its_minutes(
    team: Mine, log_in: LogIn, act: Act
) -> None:
    leader = act(team.leader)
    record_id = open_meeting(team.shift.id, by=leader, at=NOW).record_id
    fact = finish_meeting(record_id, sheet_of(record_id), by=leader, at=NOW, revision=0).fact
    assert fact is not None
    answer_fact(fact, at=NOW)

    page = log_in(team.leader).get("/").content.decode()

    assert "班前会 07:20 记好了·赵建军主持" in page
    assert 'aria-label="本周 5 分钟，上限 90 分钟"' in page


def test_a_worker_sees_the_shift_what_is_asked_and_what_was_attended(
    team: Mine, log_in: LogIn, act: Act
) -> None:
    make_task(team.team, "清点自救器", owner=team.worker, due_date=TODAY)
    leader = act(team.leader)
    record_id = open_meeting(team.shift.id, by=leader, at=NOW).record_id
    finish_meeting(record_id, sheet_of(record_id), by=leader, at=NOW, revision=0)

    page = log_in(team.worker).get("/").content.decode()

    assert "<h1>2 件等您办" in page
    assert "清点自救器" in page
    assert f"/preshift/{record_id}/sign" in page
    assert "开始班前会" not in page


def test_a_worker_signs_on_the_own_phone_for_nobody_else(team: Mine, log_in: LogIn, act: Act) -> None:
    leader = act(team.leader)
    record_id = open_meeting(team.shift.id, by=leader, at=NOW).record_id
    finish_meeting(record_id, sheet_of(record_id), by=leader, at=NOW, revision=0)
    client = log_in(team.worker)

    page = client.get(f"/preshift/{record_id}/sign").content.decode()
    assert page.count('name="person"') == 1
    assert client.post(f"/preshift/{record_id}/sign", {"person": team.leader.id}).status_code == 403
    assert client.post(f"/preshift/{record_id}/sign", {"person": "rest"}).status_code == 403
    assert client.post(f"/preshift/{record_id}/sign", {"person": team.worker.id}).status_code == 302
    assert "没有等您办的" in client.get("/").content.decode()


@pytest.mark.row("XZW-2", "BY-1")
def test_the_secretary_sees_on_the_next_load_that_it_was_done(team: Mine, log_in: LogIn, act: Act) -> None:
    monday = make_shift(team.other_team, moment(11, 19, 8), moment(11, 19, 16))
    raise_duties(company_id=team.company.id, day=monday.day, by=NOBODY, at=NOW)
    secretary = log_in(team.secretary)
    before = secretary.get("/").content.decode()
    assert "采煤二班" in before

    fact_of = open_meeting(monday.id, by=act(team.other_leader), at=NOW)
    fact = finish_meeting(
        fact_of.record_id, sheet_of(fact_of.record_id), by=act(team.other_leader), at=NOW, revision=0
    ).fact
    assert fact is not None
    answer_fact(fact, at=NOW)

    assert secretary.get("/").content.decode() != before


def test_a_worker_reads_the_week_in_plain_words(team: Mine, log_in: LogIn) -> None:
    make_shift(team.team, moment(11, 21, 23, 30), moment(11, 22, 7, 30))
    client = log_in(team.worker)

    page = client.get("/").content.decode()
    assert "往后 7 天" in page
    assert "23:30 到 次日 07:30" in page
    assert page.count("休息") == 5

    Shift.objects.update(cancelled=True)
    assert "这一周还没有排班" in client.get("/").content.decode()


@pytest.mark.parametrize(("silent", "told"), [(timedelta(minutes=1), False), (timedelta(minutes=3), True)])
def test_the_system_administrator_is_told_that_the_worker_is_dead(
    team: Mine, log_in: LogIn, silent: timedelta, told: bool
) -> None:
    make_administrator(team.worker, "system")
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": NOW - silent})
    client = log_in(team.worker)

    for path in ("/", "/system"):
        assert ("后台程序停了。" in client.get(path).content.decode()) is told


def test_another_administrator_is_not_told_of_the_worker(team: Mine, log_in: LogIn) -> None:
    make_administrator(team.worker, "audit")

    assert "后台程序停了。" not in log_in(team.worker).get("/").content.decode()


def test_administrators_see_the_system_and_no_content(team: Mine, log_in: LogIn) -> None:
    make_administrator(team.worker, "audit")

    page = log_in(team.worker).get("/").content.decode()

    assert "您管系统，看不到内容" in page
    assert 'href="/audit"' in page
    assert "采煤一班" not in page


def test_nobody_logged_in_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("who", ["leader", "instructor", "worker", "secretary", "chief", "organiser"])
def test_today_costs_the_same_for_three_rows_as_for_one(team: Mine, log_in: LogIn, who: str) -> None:
    Phone(team.other_leader).send(operation("task.done", "{"))
    Phone(team.leader).send(operation("task.done", "{"), operation("task.done", "["))
    client = log_in(getattr(team, who))
    client.get("/")
    counted = []
    for rows in (3, 1):
        Task.objects.filter(id__in=list(Task.objects.values_list("id", flat=True)[rows:])).delete()
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counted.append(len([one for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]))
    assert counted[0] == counted[1]
    assert counted[0] <= 15, "\n".join(one["sql"][:120] for one in queries.captured_queries)


REVIEW = 'href="/field/review"'


def asked_in(page: str) -> int:
    found = re.search(r"<h1>[^<]*?(\d+) 件(要办|等您办)", page)
    return int(found[1]) if found else 0


@pytest.mark.row("BY-4")
@pytest.mark.parametrize("who", ["chief", "instructor", "secretary"])
def test_what_phones_brought_and_somebody_must_decide_is_one_line(
    team: Mine, log_in: LogIn, who: str
) -> None:
    client = log_in(getattr(team, who))
    before = client.get("/").content.decode()
    assert REVIEW not in before

    task, phone = make_task(team.team, "换托辊"), Phone(team.leader)
    first = operation("task.done", {"task": task.id, "note": "换了"})
    phone.send(first, operation("task.done", "{"))
    assert "手机交来的 1 条没有收进来" in client.get("/").content.decode()
    phone.send({**first, **body_of({"task": task.id, "note": "没换"})})

    page = client.get("/").content.decode()
    assert page.count(REVIEW) == 1
    assert "手机交来的 2 条没有收进来" in page
    assert asked_in(page) == asked_in(before) + 2


def test_ones_own_and_others_are_decided_elsewhere(team: Mine, log_in: LogIn) -> None:
    Phone(team.leader).send(operation("task.done", "{"))

    for person in (team.leader, team.worker, team.other_leader):
        assert REVIEW not in log_in(person).get("/").content.decode()
