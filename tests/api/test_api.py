"""The API shows what the person may see now, in pages, and refuses in problem+json."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, moment
from tests.factories import make_person
from tests.world import Mine, make_mine
from tongxin.orgs.models import Person, Unit
from tongxin.records.models import Record

Get = Callable[..., Any]


def make_record(unit: Unit, **given: Any) -> Record:
    return Record.objects.create(
        **{
            "company": unit.company,
            "unit": unit,
            "kind": "members_meeting",
            "title": "党员大会",
            "state": "closed",
            "held_at": moment(11, 10, 15),
            "written_at": moment(11, 10, 16),
            "created_at": NOW,
            **given,
        }
    )


def test_without_a_token_everything_is_refused_alike(mine: Mine, get: Get) -> None:
    for path in ("/units", "/people", "/duties", "/records", f"/units/{mine.team.id}"):
        response = get(None, path)

        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["title"] == "需要令牌"


def test_a_token_without_the_scope_is_refused(mine: Mine, get: Get) -> None:
    response = get(mine.secretary, "/records", "orgs:read")

    assert response.status_code == 403
    assert response.json()["detail"] == "这个令牌没有“records:read”的范围"


@pytest.mark.row("BY-9")
def test_a_secretary_reads_units_people_duties_and_records(mine: Mine, get: Get) -> None:
    record = make_record(mine.branch)
    other = make_mine("别家煤业")
    make_record(other.branch)

    units = get(mine.secretary, "/units").json()["items"]
    people = get(mine.secretary, "/people").json()["items"]
    records = get(mine.secretary, "/records").json()["items"]

    company_units = set(Unit.objects.filter(company=mine.company).values_list("id", flat=True))
    assert {unit["id"] for unit in units} == company_units
    assert {person["id"] for person in people} <= set(
        Person.objects.filter(company=mine.company).values_list("id", flat=True)
    )
    assert [one["id"] for one in records] == [record.id]
    assert get(mine.secretary, f"/records/{record.id}").json()["title"] == "党员大会"
    assert get(mine.secretary, "/duties").json() == {"items": [], "next": None}


def test_what_one_may_not_see_looks_like_what_is_not_there(mine: Mine, get: Get) -> None:
    record = make_record(mine.branch, title="密字牌")

    forbidden = get(mine.other_leader, f"/records/{record.id}")
    absent = get(mine.other_leader, "/records/999999")

    assert (forbidden.status_code, forbidden.content) == (404, absent.content)
    assert get(mine.other_leader, "/records").json()["items"] == []


def test_pages_follow_each_other_without_gaps(mine: Mine, get: Get) -> None:
    everything = get(mine.secretary, "/people?limit=100").json()["items"]

    first = get(mine.secretary, "/people?limit=3").json()
    second = get(mine.secretary, f"/people?limit=100&after={first['next']}").json()

    assert [*first["items"], *second["items"]] == everything
    assert second["next"] is None


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=9999", "after=-1", "after=x", f"after={10**30}", "limt=3"]
)
def test_nonsense_is_named(mine: Mine, get: Get, query: str) -> None:
    response = get(mine.secretary, f"/people?{query}")

    assert response.status_code == 422
    assert response.json()["detail"] == "参数有误，详见 fields"


def test_a_list_asks_the_same_questions_for_one_row_and_for_many(
    mine: Mine, token_of: Callable[..., str]
) -> None:
    client = Client(headers={"Authorization": f"Bearer {token_of(mine.secretary)}"})
    client.get("/api/v1/people")  # the token's time of use is written at most once a minute

    with CaptureQueriesContext(connection) as few:
        client.get("/api/v1/people")
    for _ in range(3):
        make_person(mine.company, mine.team)
    with CaptureQueriesContext(connection) as many:
        client.get("/api/v1/people")

    assert len(many) == len(few)


def test_the_document_is_public_and_names_every_answer(mine: Mine) -> None:
    document = Client().get("/api/v1/openapi.json").json()

    answers = {path: sorted(operation["get"]["responses"]) for path, operation in document["paths"].items()}
    assert set(map(tuple, answers.values())) == {("200", "401", "403", "404", "422")}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nope", 404),
        ("GET", "/units/1/2/3", 404),
        ("POST", "/units", 405),
        ("DELETE", "/records", 405),
    ],
)
def test_an_address_or_method_that_is_not_there_is_a_problem(
    db: None, client: Client, method: str, path: str, status: int
) -> None:
    response = client.generic(method, f"/api/v1{path}")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert ("Allow" in response) is (status == 405)
