"""What is sealed is found by those who are named, each time with a trace, and nowhere else."""

import logging
from collections.abc import Callable
from functools import cache

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.cases.care import act
from tests.clock import NOW
from tests.privacy.walk import (
    CANARY,
    Walked,
    canary,
    closed_kinds,
    free_keys,
    plain,
    rows,
    sealed_keys,
    sealed_kinds,
    texts_of,
    walk,
)
from tongxin.access.held import read_held
from tongxin.access.registry import routes
from tongxin.cases.commands import Making, move_case
from tongxin.cases.models import Reading, Sealed
from tongxin.cases.queries import Asked, get_case, list_cases, view_case
from tongxin.cases.queries.sealed import read_texts
from tongxin.cases.sealing import unseal
from tongxin.facts.commands import answer_next
from tongxin.kernel.errors import NotFound
from tongxin.orgs.models import Person
from tongxin.web.pages.me.held import HOLDINGS

pytestmark = [pytest.mark.django_db, pytest.mark.row("BY-7")]
LogIn = Callable[[Person], Client]


@pytest.fixture
def walked(db: None) -> Walked:
    return walk()


def test_every_sealed_field_holds_a_canary(walked: Walked) -> None:
    written = set(Sealed.objects.values_list("case__kind", "field"))

    by_kind = {(spec.key, field) for spec in sealed_kinds() for field in sealed_keys(spec)}
    by_choice = {(spec.key, field) for spec in closed_kinds() for field in free_keys(spec)}
    assert written == by_kind | by_choice
    assert {key for key, _ in by_choice} == {"request"}
    assert {unseal(text) for text in Sealed.objects.values_list("text", flat=True)} == {
        canary(field) for _, field in written
    }


def test_at_rest_it_is_nowhere_but_in_one_column_and_there_it_cannot_be_read(walked: Walked) -> None:
    while answer_next(at=NOW):
        pass
    keys = [canary(key) for spec in sealed_kinds() for key in sealed_keys(spec)]

    assert [(table, column) for table, column, value in rows() if CANARY in value] == []
    encrypted = {(table, column) for table, column, value in rows() if value.startswith("gAAAA")}
    assert encrypted == {("cases_sealed", "text")}
    assert len(set(keys)) == 11


@cache
def pages() -> list[str]:
    return sorted({route.path for route in routes() if route.method == "GET"})


def addresses(walked: Walked) -> list[str]:
    """Every page of the program, with the numbers of this case where one is asked for."""
    values = {
        "case_id": walked.case.id, "person_id": walked.care.mine.worker.id, "unit_id": walked.care.mine.team.id,
        "team_id": walked.care.mine.team.id, "kind": "support", "move": "talk", "model": "cases.Sealed-about",
    }  # fmt: skip
    found = []
    for path in pages():
        whole = path
        for name in (part.split(">")[0] for part in path.split("<")[1:]):
            whole = whole.replace(f"<{name}>", str(values.get(name.split(":")[-1], 1)), 1)
        found.append(whole if whole.startswith("/") else f"/{whole}")
    brought = walked.brought.case.id
    more = (
        f"/cases/{brought}", f"/cases/{brought}/texts", f"/cases/{brought}/do/answer", f"/cases/{brought}/do/add",
        f"/cases/{walked.brought.nameless.id}", f"/cases/{walked.brought.nameless.id}/texts",
        f"/cases?standing=all&kind=request&unit={walked.care.mine.team.id}", "/cases?standing=all&q=诉求",
        f"/cases?standing=all&kind=support&unit={walked.care.mine.team.id}", "/cases?standing=ended&mine=1",
        "/cases?standing=all&q=帮扶", f"/cases/{walked.application.id}", f"/cases/{walked.application.id}/texts",
        *(f"/me/held/{holding.key}" for holding in HOLDINGS),
    )  # fmt: skip
    return [*found, *more]


@pytest.mark.wide
def test_nobody_finds_it_on_any_page_nor_in_a_log(
    walked: Walked, log_in: LogIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    faults = []
    brought = {f"{name} of the request": person for name, person in walked.brought.named.items()}
    for name, person in {**walked.named, **brought, **walked.others}.items():
        client = log_in(person)
        client.raise_request_exception = False
        for address in addresses(walked):
            response = client.get(address)
            if response.status_code == 500:
                faults.append(f"{name} {address}: 500")
            if CANARY in texts_of(response):
                faults.append(f"{name} {address}")

    assert faults == []
    assert CANARY not in caplog.text
    assert all(CANARY not in str(session.get_decoded()) for session in Session.objects.all())


def test_who_is_named_opens_it_with_a_trace_each_time(walked: Walked, log_in: LogIn) -> None:
    texts = f"/cases/{walked.case.id}/texts"

    for person in (walked.named["subject"], walked.named["helper"]):
        client, before = log_in(person), Reading.objects.count()
        page = client.post(texts).content.decode()
        assert all(canary(key) in page for key in ("need", "plan", "said", "outcome", "appeal"))
        assert Reading.objects.count() == before + 1
        assert Reading.objects.latest("id").reader == person
    opener = log_in(walked.named["opener"]).post(texts).content.decode()
    assert (canary("need") in opener, canary("said") in opener) == (True, False)


def test_nobody_else_gets_it_by_command_query_or_page_and_all_look_as_if_it_were_not_there(
    walked: Walked, log_in: LogIn
) -> None:
    for name, person in walked.others.items():
        client, actor = log_in(person), act(person)
        with pytest.raises(NotFound):
            read_texts(walked.case, viewer=actor, at=NOW)
        for address in (f"/cases/{walked.case.id}", f"/cases/{walked.case.id}/texts"):
            if name == "leader" and not address.endswith("texts"):
                continue
            denied, absent = client.get(address), client.get(address.replace(str(walked.case.id), "999999"))
            assert (denied.status_code, plain(denied)) == (404, plain(absent)), (
                name, address,
            )  # fmt: skip
            assert CANARY not in texts_of(client.post(address))
        if name == "leader":
            continue
        with pytest.raises(NotFound):
            view_case(walked.case.id, viewer=actor, at=NOW)
        with pytest.raises(NotFound):
            get_case(walked.case.id, viewer=actor)
        with pytest.raises(NotFound):
            move_case(walked.case.id, Making("close", {}), by=actor, at=NOW)
        assert list_cases(Asked(standing="all", text="帮扶"), viewer=actor, at=NOW).lines == []
    assert not Reading.objects.exists()


def everybody_else(walked: Walked) -> dict[str, Person]:
    """Who is named in the file is nobody in the request; nor is who passed it on, or came to the post later."""
    passed_on = Person.objects.get(name="高志强")
    return {**walked.named, **walked.others, "passed it on": passed_on}


def test_a_request_to_the_committee_is_opened_by_whoever_is_in_it_and_by_nobody_else(
    walked: Walked, log_in: LogIn
) -> None:
    brought = walked.brought
    whole = [canary(key) for spec in closed_kinds() for key in free_keys(spec)]
    for case, names in ((brought.case, ("opener", "owner")), (brought.nameless, ("owner",))):
        texts = f"/cases/{case.id}/texts"
        for name in names:
            client, before = log_in(brought.named[name]), Reading.objects.count()
            assert CANARY not in texts_of(client.get(f"/cases/{case.id}"))
            page = client.post(texts).content.decode()
            assert [text for text in whole if text not in page] == []
            assert Reading.objects.count() == before + 1
            assert Reading.objects.latest("id").reader == brought.named[name]
        for name, person in everybody_else(walked).items():
            client = log_in(person)
            for address in (f"/cases/{case.id}", texts):
                denied, absent = client.get(address), client.get(address.replace(str(case.id), "999999"))
                assert (denied.status_code, plain(denied)) == (404, plain(absent)), (name, address)
                assert CANARY not in texts_of(client.post(address))
            assert case.id not in {
                line.id for line in list_cases(Asked(standing="all"), viewer=act(person), at=NOW).lines
            }


def test_a_request_without_a_name_is_opened_by_its_code_and_the_trace_names_nobody(
    walked: Walked, client: Client
) -> None:
    followed = client.post("/cases/follow", {"code": walked.brought.code})
    assert (CANARY in texts_of(followed), "去看封存的文字" in followed.content.decode()) == (False, True)
    assert not Reading.objects.exists()

    opened = client.post("/cases/follow/texts", {"code": walked.brought.code})
    wrong = client.post("/cases/follow/texts", {"code": "AAAA-BBBB-CCCC"})

    page = opened.content.decode()
    assert [key for spec in closed_kinds() for key in free_keys(spec) if canary(key) not in page] == []
    assert (opened.headers["Cache-Control"], "提的人，没写名字" in page) == ("private, no-store", True)
    assert (wrong.status_code, CANARY in texts_of(wrong)) == (422, False)
    assert list(Reading.objects.values_list("case_id", "reader", "as_role", "texts")) == [
        (walked.brought.nameless.id, None, "opener", 7)
    ]


def test_no_row_no_read(walked: Walked) -> None:
    """The journal of readings is full, broken, away: then nothing is read."""
    with transaction.atomic(), connection.cursor() as cursor:
        refuse_readings(cursor)
        with pytest.raises(DatabaseError), transaction.atomic():
            read_texts(walked.case, viewer=act(walked.named["subject"]), at=NOW)
    assert not Reading.objects.exists()


def refuse_readings(cursor: object) -> None:
    postgres = connection.vendor == "postgresql"
    if postgres:
        cursor.execute(  # type: ignore[attr-defined]
            "CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
        )
    body = "EXECUTE FUNCTION full_up()" if postgres else "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    each = "FOR EACH ROW " if postgres else ""
    cursor.execute(f"CREATE TRIGGER readings_full BEFORE INSERT ON cases_reading {each}{body}")  # type: ignore[attr-defined]


def test_a_page_without_its_row_shows_an_error_and_nothing_else(walked: Walked, log_in: LogIn) -> None:
    client = log_in(walked.named["subject"])
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        refuse_readings(cursor)

    response = client.post(f"/cases/{walked.case.id}/texts")

    assert (response.status_code, CANARY in texts_of(response)) == (500, False)


def test_my_page_tells_the_worker_that_it_is_there_who_read_it_and_until_when(walked: Walked) -> None:
    read_texts(walked.case, viewer=act(walked.named["helper"]), at=NOW)
    held = {holding.key: holding for holding in HOLDINGS}
    worker = walked.named["subject"].id

    assert [row["谁"] for row in read_held(held["cases.Reading-about"], worker)] == ["马福贵"]
    assert [row["他是"] for row in read_held(held["cases.Reading-about"], worker)] == ["帮扶人"]
    assert {row["删文字"] for row in read_held(held["cases.Part"], worker)} == {"2027-11-20"}
    assert len(read_held(held["cases.Sealed-about"], worker)) == 12
    for other in walked.others.values():
        assert read_held(held["cases.Sealed-about"], other.id) == []
        assert read_held(held["cases.Reading-about"], other.id) == []
