"""My page shows all that is held on me and nothing of anybody else; it says so of every table."""

import io
import json
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.factories import appoint, make_account, make_person
from tests.matrix.world import make_world
from tests.world import Mine
from tongxin.access.commands.accounts import lock_account
from tongxin.access.held import read_held
from tongxin.access.models import Account
from tongxin.facts.commands import record
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Appointment, Person
from tongxin.records.held import said_of
from tongxin.records.models import Presence, Record, Task, Version
from tongxin.records.snapshot import snapshot
from tongxin.web.pages.me.held import HOLDINGS

LogIn = Callable[[Person], Client]
LIBRARIES = {"mfa.Authenticator", "usersessions.UserSession"}


def personal_models() -> dict[str, type[models.Model]]:
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model.__module__.startswith("tongxin.") and getattr(model, "personal", None)
    }


def test_every_table_with_personal_columns_is_on_my_page() -> None:
    assert {holding.model for holding in HOLDINGS} == set(personal_models()) | LIBRARIES


def test_every_way_to_the_person_is_followed() -> None:
    followed = {(holding.model, path) for holding in HOLDINGS for path in holding.paths}
    for label, model in personal_models().items():
        assert (label, model.subject_path) in followed  # type: ignore[attr-defined]
    for holding in HOLDINGS:
        kept = apps.get_model(holding.model)
        for field in (*holding.paths, *holding.columns.values()):
            kept._default_manager.order_by().filter(**{f"{field}__isnull": False})


def test_a_person_reads_the_own_rows_and_none_of_others(mine: Mine, log_in: LogIn) -> None:
    mine.worker.phone = "13800001111"
    mine.worker.save()
    mine.leader.phone = "13900002222"
    mine.leader.save()
    client = log_in(mine.worker)
    whole = client.get("/me/download.json").content.decode()
    page = client.get("/me/held/orgs.Person").content.decode()

    for text in (whole, page):
        assert "13800001111" in text
        assert "13900002222" not in text
        assert "赵建军" not in text
    assert json.loads(whole)["在哪个单位"]["内容"][0]["单位"] == "采煤一班"


def test_what_others_did_about_me_is_told_with_who_and_when(mine: Mine, log_in: LogIn) -> None:
    keeper = make_person(mine.company, name="孙丽")
    account = make_account(mine.worker)
    by = Actor(keeper.id, keeper.name, mine.company.id, administrator="security")
    lock_account(account.id, by=by, at=NOW)
    with transaction.atomic():
        record("person.moved", subject=("person", mine.worker.id), by=by, at=NOW)
        record("person.moved", subject=("person", mine.leader.id), by=by, at=NOW)
        record("feed.made", subject=("person", mine.worker.id), by=Actor(mine.worker.id, "张伟", 1), at=NOW)

    told = read_held(HOLDINGS[-1], mine.worker.id)

    assert [(row["谁办的"], row["什么事"]) for row in told] == [
        ("孙丽", "人员调动"), ("孙丽", "停用账号"), ("孙丽", "结束登录"),
    ]  # fmt: skip
    Account.objects.update(is_active=True)
    page = log_in(mine.worker).get("/me/held/facts.Fact-about").content.decode()
    assert page.count("孙丽") == 3
    assert read_held(HOLDINGS[-1], mine.worker.id, most=1) == told[:1]


def test_facts_about_my_post_my_duty_and_a_record_i_was_at_are_among_them(mine: Mine) -> None:
    world = make_world()
    team = world.units["team"]
    things = world.things[team.id]
    person = things.person
    assert person is not None
    post = appoint(person, "team_leader", team)
    other = Actor(mine.secretary.id, "周志远", mine.company.id)
    with transaction.atomic():
        for kind, subject in (
            ("appointment.made", ("appointment", post.id)),
            ("duty.waived", ("duty", things.ids["item_id"])),
            ("record.closed", ("record", things.ids["record_id"])),
        ):
            record(kind, subject=subject, by=other, at=NOW)
        record("record.closed", subject=("record", things.ids["record_id"] + 1000), by=other, at=NOW)

    told = read_held(HOLDINGS[-1], person.id)

    assert [row["什么事"] for row in told if row["谁办的"] == "周志远"] == ["记录完成", "免办职责", "任职"]


def test_each_version_tells_what_it_says_of_me_and_nothing_of_others() -> None:
    content = {
        "chair": {"id": 7, "name": "赵建军"},
        "recorder": None,
        "presence": [
            {"id": 7, "name": "赵建军", "present": True, "reason": ""},
            {"id": 8, "name": "张伟", "present": False, "reason": "leave"},
        ],
        "decisions": [{"text": "买床", "owner": {"id": 8, "name": "张伟"}}, {"text": "别的", "owner": None}],
        "data": {
            "measures": [{"text": "挂牌", "owner": 8}, {"text": "别的措施", "owner": 7}],
            "tasks": [{"place": "运输巷", "people": [8]}, {"place": "工作面", "people": [7]}],
            "watchers": {"roof": 8, "gas": 7, "belt": 8},
            "candidate": [8],
        },
    }

    assert said_of(content, 8) == (
        "没到：请假；决定由您办：买床；措施由您办：挂牌；任务：运输巷；盯 2 个风险；栏目里选了您"
    )
    assert said_of(content, 7) == "主持；到了；措施由您办：别的措施；任务：工作面；盯 1 个风险"
    assert said_of(content, 9) == ""


def test_older_versions_tell_what_they_said_of_me(mine: Mine, log_in: LogIn) -> None:
    world = make_world()
    things = world.things[world.units["team"].id]
    assert things.person is not None
    first = Version.objects.get(record=things.ids["record_id"], number=1)
    row = {"id": things.person.id, "name": "", "present": False, "reason": "leave"}
    Version.objects.create(
        record_id=first.record_id,
        number=2,
        content={**first.content, "presence": [row], "chair": None, "recorder": None, "decisions": []},
        reason="漏记",
        written_at=NOW,
    )
    Version.objects.create(
        record_id=first.record_id, number=3, content=first.content, reason="点错", written_at=NOW
    )

    page = log_in(things.person).get("/me/held/records.Version-mine").content.decode()

    assert "没到：请假" in page


def test_no_secret_is_among_them(mine: Mine, log_in: LogIn) -> None:
    whole = log_in(mine.worker).get("/me/download.json").content.decode()

    assert "argon2" not in whole
    for holding in HOLDINGS:
        assert not set(holding.columns.values()) & {"password", "one_time_code", "digest", "data"}


def test_the_workbook_holds_the_same_as_text(mine: Mine, log_in: LogIn) -> None:
    from openpyxl import load_workbook

    mine.worker.trade = "=1+1"
    mine.worker.save()

    book = load_workbook(io.BytesIO(log_in(mine.worker).get("/me/download.xlsx").content))

    assert book.sheetnames == [holding.title for holding in HOLDINGS]
    cell = book["姓名、工号、岗位、电话"]["D3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert len(read_held(HOLDINGS[0], mine.worker.id)) == 1


def test_the_page_asks_the_same_number_of_questions_whatever_is_held(mine: Mine, log_in: LogIn) -> None:
    few, many = log_in(make_person(mine.company)), log_in(mine.instructor)
    counts = []
    for client in (few, many):
        with CaptureQueriesContext(connection) as ran:
            assert client.get("/me").status_code == 200
        counts.append(len(ran))

    assert max(counts) <= 15


@pytest.mark.parametrize("key", ["facts.Fact-about", "records.Version-mine", "records.Presence"])
def test_one_holding_asks_the_same_number_of_questions_for_one_row_and_for_three(
    mine: Mine, log_in: LogIn, key: str
) -> None:
    client, counts = log_in(mine.worker), []
    for rows in (1, 2):
        for _ in range(rows):
            attend(mine)
        with CaptureQueriesContext(connection) as ran:
            page = client.get(f"/me/held/{key}").content.decode()
        counts.append(len(ran))

    assert page.count("tx-kv") == 3
    assert counts[0] == counts[1] <= 15


def attend(mine: Mine) -> None:
    """A closed record that the worker was at, with its version and its fact."""
    kept = Record.objects.create(
        company=mine.company, unit=mine.team, kind="safety_analysis", title="安全分析会", state="closed",
        held_at=NOW, written_at=NOW, created_at=NOW, version=1,
    )  # fmt: skip
    row = Presence.objects.create(record=kept, person=mine.worker)
    Version.objects.create(record=kept, number=1, content=snapshot(kept, [row], [], []), written_at=NOW)
    with transaction.atomic():
        by = Actor(mine.leader.id, mine.leader.name, mine.company.id)
        record("record.closed", subject=("record", kept.id), by=by, at=NOW)


def test_a_mistake_becomes_a_dated_task_of_the_organisation_member(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.worker)
    assert "陈志刚" in client.get("/me/held/orgs.Person/wrong").content.decode()

    assert client.post("/me/held/orgs.Person/wrong", {"text": ""}).status_code == 422
    client.post("/me/held/orgs.Person/wrong", {"text": "电话换了，新号 138"})

    task = Task.objects.get()
    assert (task.owner_id, task.unit_id, str(task.due_date)) == (
        mine.organiser.id,
        mine.branch.id,
        "2026-12-05",
    )
    assert task.text == "张伟要求更正“姓名、工号、岗位、电话”：电话换了，新号 138"


def test_without_anybody_in_charge_it_says_whom_to_tell(mine: Mine, log_in: LogIn) -> None:
    Appointment.objects.all().delete()

    page = log_in(mine.worker).get("/me/held/orgs.Person/wrong").content.decode()

    assert "请当面告诉班组长" in page


@pytest.mark.parametrize("path", ["/me/held/auth.Group", "/me/held/orgs.Unit", "/me/held/x/wrong"])
def test_other_tables_are_no_page(mine: Mine, log_in: LogIn, path: str) -> None:
    assert log_in(mine.worker).get(path).status_code == 404


def test_marks_of_ones_own_are_all_there_and_nobody_elses(db: None, log_in: LogIn) -> None:
    """The matrix's world marks the texts of each unit's things; the team's person owns the team's."""
    world = make_world()
    team = world.units["team"]
    person = world.things[team.id].person
    assert person is not None

    whole = log_in(person).get("/me/download.json").content.decode()

    marks = set(re.findall(r"CANARY(\d+)X([a-z]+)", whole))
    assert marks == {(str(team.id), what) for what in ("phone", "record", "task", "duty", "own")}
