"""What a person takes along before going down: enough for a shift, and nothing confidential."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW, moment
from tests.doors import enter
from tests.factories import adopt, make_person, make_shift
from tests.records.preshift.world import make_leave, make_task
from tests.sync.phone import Phone, hazard, meeting, operation
from tests.world import Mine
from tongxin.cases.models import Case
from tongxin.orgs.models import Person
from tongxin.records.models import Record, Task
from tongxin.regimes.load import library
from tongxin.sync.queries.snapshot import case_spec


def taken_along(person: Person) -> dict[str, Any]:
    client = Client()
    enter(client, person)
    answer = client.get("/api/sync/snapshot")
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.row("BY-3", "XZW-2")
def test_a_leader_has_what_a_shift_needs(working: Mine) -> None:
    make_task(working.team, "38 号支架漏液", owner=working.leader)
    Record.objects.create(
        company=working.company, unit=working.section, kind="section_morning_meeting", title="早调会",
        state="closed", held_at=moment(11, 20, 6), written_at=NOW, created_at=NOW,
        data={"arrangements": ["今天过断层，先探后掘"]},
    )  # fmt: skip

    found = taken_along(working.leader)

    (team,) = found["teams"]
    assert found["me"] == {"id": working.leader.id, "name": "赵建军"}
    assert (team["id"], team["shift"]["id"], team["shift"]["name"]) == (
        working.team.id,
        working.shift.id,
        "早班",
    )
    party = {one["name"] for one in team["roster"] if one["party"]}
    assert (len(team["roster"]), party) == (5, {"王建国", "李明"})
    assert [one["text"] for one in team["open_points"]] == ["38 号支架漏液"]
    assert [one["text"] for one in team["tasks"]] == ["38 号支架漏液"]
    assert team["texts"] == ["今天过断层，先探后掘"]
    assert {"key": "rib", "title": "片帮", "text": "开护帮板，人在立柱后"} in team["risks"]
    meeting = next(one for one in team["specs"]["records"] if one["key"] == "pre_shift_meeting")
    assert [field["key"] for field in meeting["fields"]][:2] == ["documents", "risks"]


def test_hazards_of_the_team_and_the_forms_to_report_one_are_there(working: Mine) -> None:
    Phone(working.leader).send(operation("case.open", hazard(working)))

    found = taken_along(working.leader)

    (one,) = found["teams"][0]["hazards"]
    assert (one["title"], one["state_title"], one["revision"]) == (
        "三号皮带机尾护栏松了", "待核实", Case.objects.get().revision,
    )  # fmt: skip
    assert "verify" in one["moves"]
    form = next(one for one in found["specs"]["cases"] if one["key"] == "hazard")
    assert [field["key"] for field in form["opening"]] == ["what", "place", "category"]
    assert [working.team.id, working.team.name] in form["units"]


@pytest.mark.row("BY-4")
def test_nothing_confidential_comes_to_lie_on_a_phone(working: Mine) -> None:
    adopt(working.root, "care-files", "workers-voice")
    secret = make_task(working.team, "秘密的事", owner=working.leader)
    Task.objects.filter(id=secret.id).update(level="C2")
    Phone(working.leader).send(operation("case.open", hazard(working)))
    Case.objects.update(level="C2", title="秘密的隐患")

    found = taken_along(working.leader)

    assert "秘密" not in str(found)
    fields = [field for kind in found["specs"]["cases"] for field in kind["opening"]]
    assert {field.get("level", "C1") for field in fields} <= {"C0", "C1"}
    assert {kind.get("level", "C1") for kind in found["specs"]["cases"]} <= {"C0", "C1"}
    assert "support" not in {kind["key"] for kind in found["specs"]["cases"]}


def test_a_worker_has_forms_but_nobodys_roster(working: Mine) -> None:
    found = taken_along(working.worker)

    assert found["teams"] == []
    assert "hazard" in {kind["key"] for kind in found["specs"]["cases"]}


def test_more_people_tasks_and_shifts_ask_no_more_questions(working: Mine) -> None:
    client = Client()
    enter(client, working.leader)
    make_task(working.team, "一")
    client.get("/api/sync/snapshot")
    with CaptureQueriesContext(connection) as few:
        client.get("/api/sync/snapshot")
    for number in range(3):
        make_task(working.team, f"{number}")
        make_person(working.company, working.team)
    make_shift(working.team, moment(11, 21, 8), moment(11, 21, 16))
    make_leave(working.worker, date(2026, 11, 8), date(2026, 11, 19))
    with CaptureQueriesContext(connection) as many:
        client.get("/api/sync/snapshot")

    assert len(few) == len(many)


def test_a_leader_has_who_may_chair_who_is_away_and_who_comes_next(working: Mine) -> None:
    make_leave(working.worker, date(2026, 11, 18), date(2026, 11, 22))

    (team,) = taken_along(working.leader)["teams"]

    assert {one["name"] for one in team["chairs"]} == {"赵建军", "王建国"}
    assert {one["name"]: one["away"] for one in team["roster"] if one["away"]} == {"张伟": "leave"}
    assert [one["name"] for one in team["next_teams"]] == ["采煤二班"]


@pytest.mark.row("XZW-2", "BY-3")
def test_who_is_new_or_back_after_long_is_remembered_at_that_shift(working: Mine) -> None:
    later = make_shift(working.team, moment(11, 21, 8), moment(11, 21, 16))
    make_leave(working.worker, date(2026, 11, 8), date(2026, 11, 19))
    make_leave(working.leader, date(2026, 11, 13), date(2026, 11, 20))
    make_person(working.company, working.team, name="孙浩", hired_date=date(2026, 11, 21))

    (team,) = taken_along(working.leader)["teams"]

    names = {one["id"]: one["name"] for one in team["roster"]}
    told = {
        one["id"]: {names[found["person_id"]]: found["text"] for found in one["reminders"]}
        for one in team["shifts"]
    }
    assert told == {
        working.shift.id: {"张伟": "休假 12 天，今天头一个班"},
        later.id: {"赵建军": "休假 8 天，今天头一个班", "孙浩": "今天头一天上班"},
    }


def test_places_come_from_trades_and_then_from_the_last_meeting(working: Mine) -> None:
    Person.objects.filter(id=working.worker.id).update(trade="移架")
    (team,) = taken_along(working.leader)["teams"]
    assert team["places"] == {str(working.worker.id): "移架"}

    Phone(working.leader).send(
        operation("record.hold", meeting(working, moves={str(working.worker.id): "端头"}))
    )

    (team,) = taken_along(working.leader)["teams"]
    assert team["places"][str(working.worker.id)] == "端头"


@pytest.mark.row("BY-4")
def test_only_steps_of_ones_own_are_offered(working: Mine) -> None:
    Phone(working.worker).send(operation("case.open", hazard(working)))

    (one,) = taken_along(working.leader)["teams"][0]["hazards"]

    assert {"verify", "fix_on_spot"} <= set(one["moves"])
    assert not {"verify_and_assign", "not_hazard"} & set(one["moves"])


@pytest.mark.row("BY-4")
def test_answers_that_would_make_it_confidential_are_named() -> None:
    """None of our kinds that lie on a phone has any; a company's own may."""
    shipped = (one for pack in library(settings.PACKS_DIR).values() for one in pack.cases)
    request = next(one for one in shipped if one.key == "request")

    assert case_spec(request)["closed"] == {"field": "addressed_to", "one_of": ["committee"]}
