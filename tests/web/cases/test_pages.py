"""The pages of cases, for whatever kind a pack describes."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from tests.cases.kinds import FAULT, follow
from tests.clock import NOW
from tests.factories import make_administrator
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Case, Deed, Evidence
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused

LogIn = Callable[..., Client]
Act = Callable[..., Actor]
CODE = re.compile(r"(?:[2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}")


@pytest.fixture
def followed(mine: Mine) -> Mine:
    follow(mine.root)
    return mine


def report(mine: Mine, by: Actor, what: str = "皮带跑偏", **given: object) -> Case:
    opening = Opening("fault", mine.team.id, {"what": what}, **given)  # type: ignore[arg-type]
    return Case.objects.get(id=open_case(opening, by=by, at=NOW).case_id)


def test_whoever_may_open_a_kind_finds_it_as_a_card(followed: Mine, log_in: LogIn) -> None:
    worker = log_in(followed.worker).get("/cases/new").content.decode()
    instructor = log_in(followed.instructor).get("/cases/new").content.decode()

    assert "缺陷" in worker
    assert "帮扶" not in worker
    assert "帮扶" in instructor


def test_a_worker_reports_with_one_field_and_reads_how_it_goes(followed: Mine, log_in: LogIn) -> None:
    client = log_in(followed.worker)
    page = client.get("/cases/new/fault").content.decode()
    assert "采煤一班" in page

    sent = {"unit": followed.team.id, "f-what": "三号皮带跑偏"}
    response = client.post("/cases/new/fault", sent, follow=True)

    case = Case.objects.get()
    assert response.redirect_chain == [(f"/cases/{case.id}", 302)]
    assert "三号皮带跑偏" in response.content.decode()
    assert "待核实" in response.content.decode()


def test_what_was_typed_stays_when_something_is_missing(followed: Mine, log_in: LogIn) -> None:
    client = log_in(followed.worker)

    page = client.post("/cases/new/fault", {"unit": followed.team.id, "f-place": "三号皮带"})

    assert page.status_code == 422
    assert "请填写“什么问题”" in page.content.decode()
    assert 'value="三号皮带"' in page.content.decode()
    assert not Case.objects.exists()


def test_without_a_name_the_code_is_shown_once_and_nothing_says_who(followed: Mine, log_in: LogIn) -> None:
    client = log_in(followed.worker)
    key = "0b3f8f5e-4c1e-4f0e-9a53-0c7a7d1f2b11"
    sent = {"unit": followed.team.id, "f-what": "热水不够", "as": "nobody", "key": key}

    first = client.post("/cases/new/fault", sent).content.decode()
    again = client.post("/cases/new/fault", sent).content.decode()

    case = Case.objects.get()
    assert (case.opened_by, Deed.objects.get(case=case).by) == (None, None)
    assert "只在这里出现这一次" in first
    assert CODE.search(first).group() == CODE.search(again).group()  # type: ignore[union-attr]


def test_a_chief_assigns_by_a_form_and_the_fixer_reports_with_one_tap(
    followed: Mine, log_in: LogIn, act: Act
) -> None:
    case = report(followed, act(followed.worker))
    chief = log_in(followed.chief)
    assert "派单" in chief.get(f"/cases/{case.id}").content.decode()
    assert chief.get(f"/cases/{case.id}/do/assign").status_code == 200

    wrong = chief.post(
        f"/cases/{case.id}/do/assign", {"f-fixer": "没这个人", "f-fix_by": "2026-11-25", "revision": 0}
    )
    assert wrong.status_code == 422
    assert "花名册里没有“没这个人”" in wrong.content.decode()
    chief.post(f"/cases/{case.id}/do/assign", {"f-fixer": "赵建军", "f-fix_by": "2026-11-25", "revision": 0})

    case.refresh_from_db()
    assert case.state == "assigned"
    assert "赵建军" in chief.get(f"/cases/{case.id}").content.decode()


def test_of_two_who_saw_the_same_the_second_is_told_and_keeps_what_was_typed(
    followed: Mine, log_in: LogIn, act: Act
) -> None:
    case = report(followed, act(followed.worker))
    chief = log_in(followed.chief)
    Case.objects.filter(id=case.id).update(revision=1)

    page = chief.post(f"/cases/{case.id}/do/refuse", {"f-answer": "看过了，没有", "revision": 0})

    assert page.status_code == 422
    assert "这件事刚刚有人办了一步" in page.content.decode()
    assert "看过了，没有" in page.content.decode()


def test_the_code_leads_to_the_answer_without_an_account(followed: Mine, client: Client, act: Act) -> None:
    opening = Opening("fault", followed.team.id, {"what": "热水不够"}, anonymous=True)
    opened = open_case(opening, by=act(followed.worker), at=NOW)
    move_case(opened.case_id, Making("refuse", {"answer": "已经修好"}), by=act(followed.chief), at=NOW)

    assert client.get("/cases/follow").status_code == 200
    wrong = client.post("/cases/follow", {"code": "AAAA-BBBB-CCCC"})
    page = client.post("/cases/follow", {"code": opened.code}).content.decode()

    assert wrong.status_code == 422
    assert "已经修好" in page
    assert "胡永胜" not in page


def test_tabs_and_lists_open_for_everybody(followed: Mine, log_in: LogIn, act: Act) -> None:
    report(followed, act(followed.worker))
    for who in (followed.worker, followed.chief, followed.secretary):
        for tab in ("", "?tab=open", "?tab=overdue", "?tab=ended", "?kind=fault", "?text=没有"):
            assert log_in(who).get(f"/cases{tab}").status_code == 200


def test_sealed_texts_open_by_a_press_that_is_written_down(followed: Mine, log_in: LogIn, act: Act) -> None:
    given = {"worker": [followed.worker.id], "need": "孩子上学"}
    opening = Opening("care", followed.team.id, given)
    case_id = open_case(opening, by=act(followed.instructor), at=NOW).case_id
    client = log_in(followed.worker)

    before = client.get(f"/cases/{case_id}/texts").content.decode()
    after = client.post(f"/cases/{case_id}/texts")

    assert "孩子上学" not in before + client.get(f"/cases/{case_id}").content.decode()
    assert "孩子上学" in after.content.decode()
    assert "no-store" in after.headers["Cache-Control"]
    assert "张伟" in client.get(f"/cases/{case_id}/texts").content.decode()
    assert log_in(followed.chief).get(f"/cases/{case_id}/texts").status_code == 404


def test_a_poster_opens_the_form_without_an_account(followed: Mine, log_in: LogIn, client: Client) -> None:
    sheet = log_in(followed.leader).get(f"/cases/poster?unit={followed.team.id}&kind=fault")
    address = "/p/" + sheet.content.decode().split("/p/")[1].split("<")[0]

    assert client.get(address).status_code == 200
    page = client.post(address, {"f-what": "井口路滑"}).content.decode()

    assert "只在这里出现这一次" in page
    assert Case.objects.get().unit == followed.team
    assert client.get("/p/1.fault~bad").status_code == 404
    refused = log_in(followed.worker).get(f"/cases/poster?unit={followed.team.id}&kind=fault")
    assert refused.status_code == 403


def _asked(client: Client, path: str) -> list[str]:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]


@pytest.mark.parametrize("who", ["worker", "chief", "secretary"])
@pytest.mark.parametrize("path", ["/cases", "/cases?tab=open", "/cases?tab=overdue&kind=fault"])
def test_a_list_costs_the_same_for_thirty_rows_as_for_one(
    followed: Mine, log_in: LogIn, act: Act, who: str, path: str
) -> None:
    client, worker = log_in(getattr(followed, who)), act(followed.worker)
    report(followed, worker)
    one = _asked(client, path)
    for number in range(29):
        report(followed, worker, f"第 {number} 处")
    many = _asked(client, path)

    assert len(one) == len(many)
    assert len(many) <= 12, "\n".join(sql[:140] for sql in many)


@pytest.mark.parametrize("who", ["worker", "chief", "secretary"])
def test_a_case_costs_the_same_after_thirty_steps_as_after_one(
    followed: Mine, log_in: LogIn, act: Act, who: str
) -> None:
    client = log_in(getattr(followed, who))
    case = report(followed, act(followed.worker))
    one = _asked(client, f"/cases/{case.id}")
    chief, leader = act(followed.chief), act(followed.leader)
    given = {"fixer": [followed.leader.id], "fix_by": "2026-11-25"}
    move_case(case.id, Making("assign", given), by=chief, at=NOW)
    for _ in range(14):
        move_case(case.id, Making("fix"), by=leader, at=NOW)
        move_case(case.id, Making("again"), by=chief, at=NOW)
    many = _asked(client, f"/cases/{case.id}")

    assert len(one) == len(many)
    assert len(many) <= 12, "\n".join(sql[:140] for sql in many)


def test_no_day_but_today_is_taken_where_the_move_asks_for_none(
    followed: Mine, log_in: LogIn, act: Act
) -> None:
    case = report(followed, act(followed.worker))

    sent = {"f-answer": "没有", "revision": 0, "happened_on": "2026-11-01"}
    log_in(followed.chief).post(f"/cases/{case.id}/do/refuse", sent)

    assert Deed.objects.get(case=case, move="refuse").happened_at == NOW


def test_sending_a_move_twice_makes_it_once(followed: Mine, log_in: LogIn, act: Act) -> None:
    case = report(followed, act(followed.worker))
    chief, key = log_in(followed.chief), "0b3f8f5e-4c1e-4f0e-9a53-0c7a7d1f2b12"
    sent = {"f-answer": "没有", "revision": 0, "key": key}

    first = chief.post(f"/cases/{case.id}/do/refuse", sent)
    again = chief.post(f"/cases/{case.id}/do/refuse", sent)

    assert (first.status_code, again.status_code) == (302, 302)
    assert Deed.objects.filter(case=case, move="refuse").count() == 1


def test_codes_are_not_guessed(followed: Mine, client: Client, settings: Settings) -> None:
    settings.ADDRESS_TRIES = 3
    answers = [client.post("/cases/follow", {"code": "AAAA-BBBB-CCCC"}).status_code for _ in range(4)]

    assert answers == [422, 422, 422, 429]


def test_a_file_is_handed_out_to_whoever_sees_the_step_and_to_nobody_else(
    followed: Mine, log_in: LogIn, act: Act
) -> None:
    case = report(followed, act(followed.worker))
    chief, leader = act(followed.chief), act(followed.leader)
    given = {"fixer": [followed.leader.id], "fix_by": "2026-11-25"}
    move_case(case.id, Making("assign", given), by=chief, at=NOW)
    move_case(case.id, Making("fix", files=(("说明.txt", "修好了".encode()),)), by=leader, at=NOW)
    path = f"/cases/{case.id}/files/{Evidence.objects.get().id}"

    found = log_in(followed.chief).get(path)

    assert found.content.decode() == "修好了"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert log_in(followed.worker).get(path).status_code == 404
    assert log_in(followed.other_leader).get(path).status_code == 404


def test_a_step_that_asks_for_photos_says_how_many(mine: Mine, log_in: LogIn, act: Act) -> None:
    follow(mine.root, FAULT.replace("files: true}", "files: true, guards: [{check: photos, least: 2}]}"))
    case = report(mine, act(mine.worker))
    fixer = {"fixer": [mine.leader.id], "fix_by": "2026-11-25"}
    move_case(case.id, Making("assign", fixer), by=act(mine.chief), at=NOW)

    page = log_in(mine.leader).get(f"/cases/{case.id}/do/fix").content.decode()

    assert "要加 2 个，照片、文件都行" in page
    assert "可不加" not in page
    with pytest.raises(Refused, match="要附 2 张照片或文件"):
        move_case(
            case.id, Making("fix", files=(("说明.txt", "修好了".encode()),)), by=act(mine.leader), at=NOW
        )


def test_an_administrator_gets_nothing(followed: Mine, log_in: LogIn, act: Act) -> None:
    case = report(followed, act(followed.leader))
    make_administrator(followed.worker, "system")
    client = log_in(followed.worker)

    paths = ("/cases", "/cases/new", "/cases/new/fault", f"/cases/{case.id}", f"/cases/{case.id}/texts")
    assert [client.get(path).status_code for path in paths] == [404] * 5
