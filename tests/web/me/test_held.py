"""My page shows all that is held on me and nothing of anybody else; it says so of every table."""

import io
import json
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_person
from tests.matrix.world import make_world
from tests.world import Mine
from tongxin.access.held import read_held
from tongxin.orgs.models import Appointment, Person
from tongxin.records.models import Task
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
    for holding in HOLDINGS:
        model = personal_models().get(holding.model)
        if model is not None:
            assert model.subject_path in holding.paths  # type: ignore[attr-defined]
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
