"""The three administrators' pages: what each may do, and that none of them sees content."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.factories import make_account, make_administrator, make_company, make_person
from tests.world import Mine
from tongxin.access.models import Account, Administrator, Proposal
from tongxin.facts.commands import beat, record
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person

LogIn = Callable[[Person], Client]


def keeper(mine: Mine, kind: str) -> Person:
    person = make_person(mine.company, name={"system": "吴刚", "security": "孙丽", "audit": "郑敏"}[kind])
    make_administrator(person, kind)
    return person


@pytest.mark.parametrize("path", ["/system", "/accounts", "/audit", "/proposals"])
def test_each_page_is_for_its_administrator_alone(mine: Mine, log_in: LogIn, path: str) -> None:
    opened = [
        kind
        for kind in ("system", "security", "audit")
        if log_in(keeper(mine, kind)).get(path).status_code == 200
    ]

    own = {"/system": ["system"], "/accounts": ["security"], "/audit": ["audit"]}
    assert opened == own.get(path, ["system", "security", "audit"])
    assert log_in(mine.secretary).get(path).status_code == 404


def test_the_system_page_says_what_is_wrong_and_when_it_is_right(mine: Mine, log_in: LogIn) -> None:
    client = log_in(keeper(mine, "system"))
    page = client.get("/system").content.decode()
    assert "还没运行过" in page
    assert "还没有备份" in page

    beat("worker", at=NOW - timedelta(minutes=1))
    assert "正在运行" in client.get("/system").content.decode()
    beat("worker", at=NOW - timedelta(minutes=9))
    assert "9 分钟没动静" in client.get("/system").content.decode()


def test_a_worker_that_beat_before_the_clock_was_put_back_is_silent(mine: Mine, log_in: LogIn) -> None:
    client = log_in(keeper(mine, "system"))
    beat("worker", at=NOW + timedelta(hours=3))
    beat("something else", at=NOW)

    page = client.get("/system").content.decode()

    assert ("正在运行" in page, "180 分钟没动静" in page) == (False, True)


def test_a_code_is_shown_once(mine: Mine, log_in: LogIn) -> None:
    client = log_in(keeper(mine, "security"))

    shown = client.post(f"/accounts/{mine.worker.id}/code")

    assert shown.context["given"].code in shown.content.decode()
    assert shown.context["given"].code not in client.get(f"/accounts/{mine.worker.id}").content.decode()


@pytest.mark.parametrize(("action", "active"), [("lock", False), ("unlock", True)])
def test_locking_and_unlocking_by_button(mine: Mine, log_in: LogIn, action: str, active: bool) -> None:
    make_account(mine.worker, is_active=not active)

    log_in(keeper(mine, "security")).post(f"/accounts/{mine.worker.id}/{action}")

    assert Account.objects.get(person=mine.worker).is_active is active


def test_people_of_another_company_do_not_exist(mine: Mine, log_in: LogIn) -> None:
    stranger = make_person(make_company(), name="别家的人")
    make_account(stranger)
    client = log_in(keeper(mine, "security"))

    assert "别家的人" not in client.get("/accounts?search=别家").content.decode()
    for path in ("", "/code", "/lock", "/administrator"):
        answer = (
            client.post(f"/accounts/{stranger.id}{path}") if path else client.get(f"/accounts/{stranger.id}")
        )
        assert answer.status_code == 404


def test_the_list_is_narrowed_and_paged(mine: Mine, log_in: LogIn) -> None:
    make_account(mine.worker, is_active=False)
    client = log_in(keeper(mine, "security"))
    for state, names in (("locked", ["张伟"]), ("administrator", ["孙丽"]), ("code", []), ("paused", [])):
        assert [line.name for line in client.get(f"/accounts?state={state}").context["page"].lines] == names
    for _ in range(60):
        make_person(mine.company)

    first = client.get("/accounts").context["page"]
    second = client.get(f"/accounts?after={first.after}").context["page"]
    assert len(first.lines) == 50
    assert {line.person_id for line in first.lines} & {line.person_id for line in second.lines} == set()
    assert second.after is None


def test_a_longer_list_asks_no_more_questions(mine: Mine, log_in: LogIn) -> None:
    client = log_in(keeper(mine, "security"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as ran:
            client.get("/accounts")
        counts.append(len(ran))
        for _ in range(3):
            make_account(make_person(mine.company))

    assert counts[0] == counts[1] <= 15


def test_a_grant_walks_over_two_desks(mine: Mine, log_in: LogIn) -> None:
    first, second = log_in(keeper(mine, "security")), log_in(keeper(mine, "audit"))
    first.post(f"/accounts/{mine.worker.id}/administrator", {"kind": "system"})
    proposal = Proposal.objects.get()
    assert first.post(f"/proposals/{proposal.id}", {"agreed": "1"}).status_code == 403

    second.post(f"/proposals/{proposal.id}", {"agreed": "1"})

    assert Administrator.objects.get(person=mine.worker).kind == "system"


def test_a_code_for_an_administrator_walks_over_two_desks(mine: Mine, log_in: LogIn) -> None:
    person = keeper(mine, "system")
    first, second = log_in(keeper(mine, "security")), log_in(keeper(mine, "audit"))
    page = first.get(f"/accounts/{person.id}").content.decode()
    assert "提出开一次性码，等人确认" in page
    assert f"/accounts/{person.id}/code" not in page
    assert first.post(f"/accounts/{person.id}/code").status_code == 403

    first.post(f"/accounts/{person.id}/administrator", {"code": "1"})
    assert "等另一位管理员确认" in first.get(f"/accounts/{person.id}").content.decode()
    assert "系统管理员，开一次性码" in second.get("/proposals").content.decode()
    second.post(f"/proposals/{Proposal.objects.get().id}", {"agreed": "1"})

    assert f"/accounts/{person.id}/code" in first.get(f"/accounts/{person.id}").content.decode()
    assert "一次性码，只显示这一次" in first.post(f"/accounts/{person.id}/code").content.decode()


def fact(by: str, kind: str = "record.closed", **given: object) -> None:
    with transaction.atomic():
        actor = Actor(1, by, given.pop("company_id"))  # type: ignore[arg-type]
        record(kind, subject=("record", 5), by=actor, at=NOW, **given)  # type: ignore[arg-type]


def test_the_journal_shows_who_when_and_what_kind_but_no_data(mine: Mine, log_in: LogIn) -> None:
    fact("王建国", company_id=mine.company.id, data={"text": "CANARY"})
    fact("别家的人", company_id=make_company().id)

    page = log_in(keeper(mine, "audit")).get("/audit").content.decode()

    assert "王建国" in page
    assert "记录完成" in page
    assert "CANARY" not in page
    assert "别家的人" not in page


def test_refused_log_ins_are_found_even_of_unknown_numbers(mine: Mine, log_in: LogIn) -> None:
    make_account(mine.worker)
    for number in (mine.worker.employee_no, "E404"):
        Client().post("/login", {"number": number, "password": "wrong"})

    lines = log_in(keeper(mine, "audit")).get("/audit?area=refused").context["page"].lines

    assert [line.why for line in lines] == ["没有这个工号", "密码不对"]


def test_the_journal_is_paged_by_key_and_narrowed_by_day_and_name(mine: Mine, log_in: LogIn) -> None:
    for number in range(130):
        fact("王建国" if number % 2 else "赵建军", company_id=mine.company.id)
    client = log_in(keeper(mine, "audit"))

    first = client.get("/audit?who=王建国&since=2026-11-20&until=2026-11-20").context["page"]
    assert (len(first.lines), first.before) == (65, None)
    assert client.get("/audit?until=2026-11-19").context["page"].lines == []
    every = client.get("/audit").context["page"]
    rest = client.get(f"/audit?before={every.before}").context["page"]
    assert (len(every.lines), len(rest.lines)) == (100, 30)
    assert client.get("/audit?since=x&before=y").status_code == 200


def test_the_export_runs_no_formula_and_is_itself_in_the_journal(mine: Mine, log_in: LogIn) -> None:
    for name in ("=1+1", "＋汇总", "-2", "@x", "王建国"):
        fact(name, company_id=mine.company.id)
    client = log_in(keeper(mine, "audit"))

    text = b"".join(client.post("/audit/export").streaming_content).decode()

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["谁"] for row in rows] == ["郑敏", "王建国", "'@x", "'-2", "'＋汇总", "'=1+1"]
    assert rows[0]["什么事"] == "导出日志"


def test_the_journal_names_the_unit(mine: Mine, log_in: LogIn) -> None:
    by = Actor(person_id=None, name="系统", company_id=mine.company.id)
    record("unit.renamed", subject=("unit", mine.team.id), by=by, at=NOW, unit_id=mine.team.id)

    line = log_in(keeper(mine, "audit")).get("/audit?area=unit").context["page"].lines[0]

    assert (line.words, line.unit) == ("单位改名", mine.team.name)
