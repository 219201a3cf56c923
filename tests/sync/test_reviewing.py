"""What could not be taken in by itself: both are shown, and somebody else decides, with a reason."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.doors import enter
from tests.factories import appoint, make_person
from tests.records.preshift.world import make_task
from tests.sync.phone import Phone, body_of, hazard, meeting, operation
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment
from tongxin.sync.commands import decide_operation, decide_twin
from tongxin.sync.models import Operation, Twin
from tongxin.sync.queries.review import needing_review


def by(person: Any) -> Any:
    return actor_of(person.id, at=NOW)


@pytest.fixture
def stale(working: Mine) -> Operation:
    """A step that was made on a case as it no longer is."""
    leader = Phone(working.leader)
    leader.send(operation("case.open", hazard(working)))
    case = Case.objects.get()
    Case.objects.update(revision=7)
    move = {"case": case.id, "move": "verify", "given": {"found_by": "team"}}
    leader.send(operation("case.move", move, base=0))
    return Operation.objects.get(type="case.move")


@pytest.mark.row("BY-4")
def test_somebody_else_takes_it_as_it_came(working: Mine, stale: Operation) -> None:
    assert (stale.outcome, stale.reviewer_id) == ("conflict", working.chief.id)
    assert stale.review_by == NOW + timedelta(days=3)

    fact = decide_operation(stale.id, "taken", reason="看过现场，属实", by=by(working.chief), at=NOW)

    stale.refresh_from_db()
    assert (stale.outcome, stale.decision, stale.decided_by_id) == ("applied", "taken", working.chief.id)
    assert (fact.kind, fact.data["decision"], Case.objects.get().state) == (
        "sync.decided",
        "taken",
        "verified",
    )
    assert Fact.objects.get(kind="case.moved").by_id == working.leader.id
    assert needing_review(viewer=by(working.chief), at=NOW) == []


def test_or_lets_stand_what_is_there(working: Mine, stale: Operation) -> None:
    decide_operation(stale.id, "stands", reason="已经改过了", by=by(working.chief), at=NOW)

    stale.refresh_from_db()
    assert (stale.outcome, stale.decision, stale.reason) == ("conflict", "stands", "已经改过了")
    with pytest.raises(NotFound, match="可能已经定了"):
        decide_operation(stale.id, "taken", reason="再看", by=by(working.chief), at=NOW)


def test_nobody_decides_on_their_own_and_nobody_without_a_reason(working: Mine, stale: Operation) -> None:
    with pytest.raises(NotAllowed, match="自己交的由别人来定"):
        decide_operation(stale.id, "taken", reason="我的对", by=by(working.leader), at=NOW)
    with pytest.raises(Invalid, match="请写为什么"):
        decide_operation(stale.id, "taken", reason=" ", by=by(working.chief), at=NOW)
    with pytest.raises(Invalid, match="请选以哪一份为准"):
        decide_operation(stale.id, "maybe", reason="嗯", by=by(working.chief), at=NOW)
    with pytest.raises(NotFound):
        decide_operation(stale.id, "taken", reason="路过", by=by(working.other_leader), at=NOW)


def test_what_still_does_not_fit_stays_as_it_was(working: Mine, stale: Operation) -> None:
    Case.objects.update(state="closed")

    with pytest.raises(Refused, match="还是收不了"):
        decide_operation(stale.id, "taken", reason="再试", by=by(working.chief), at=NOW)

    stale.refresh_from_db()
    assert (stale.outcome, stale.decided_at) == ("conflict", None)


def test_what_was_not_kept_cannot_be_taken(working: Mine, stale: Operation) -> None:
    Operation.objects.filter(id=stale.id).update(body="")

    with pytest.raises(Refused, match="原文没有留"):
        decide_operation(stale.id, "taken", reason="再试", by=by(working.chief), at=NOW)


@pytest.mark.row("BY-4")
def test_two_bodies_under_one_id_are_shown_side_by_side_and_one_is_said_to_be_right(working: Mine) -> None:
    phone, task = Phone(working.leader), make_task(working.team, "38 号支架漏液")
    first = operation("task.done", {"task": task.id, "note": "换了"})
    phone.send(first)
    phone.send({**first, **body_of({"task": task.id, "note": "没换"})})

    (line,) = needing_review(viewer=by(working.chief), at=NOW)
    assert line.stands is not None
    assert (line.stands.lines, line.came.lines) == ((("说明", "换了"),), (("说明", "没换"),))
    assert (line.may_decide, line.may_take, line.came.who) == (True, False, working.leader.name)

    with pytest.raises(NotAllowed):
        decide_twin(line.twin_id or 0, "stands", reason="我的对", by=by(working.leader), at=NOW)
    decide_twin(line.twin_id or 0, "taken", reason="问过本人", by=by(working.chief), at=NOW)

    assert Twin.objects.get().decision == "taken"
    with pytest.raises(NotFound):
        decide_twin(line.twin_id or 0, "taken", reason="再定", by=by(working.chief), at=NOW)


@pytest.mark.row("BY-4")
def test_the_page_shows_both_and_takes_a_decision(working: Mine, stale: Operation, client: Any) -> None:
    enter(client, working.chief)

    page = client.get("/field/review").content.decode()
    assert "1 条没有收进来，等人定" in page
    assert "刚刚有人办了一步" in page
    answer = client.post(f"/field/review/{stale.id}", {"decision": "stands", "reason": "已经改过"})

    assert (answer.status_code, answer["Location"]) == (302, "/field/review")
    assert "手机交来的都收进来了" in client.get("/field/review").content.decode()


def test_the_page_decides_between_two_bodies_and_ends_a_phone(working: Mine, client: Any) -> None:
    phone, task = Phone(working.leader), make_task(working.team, "38 号支架漏液")
    first = operation("task.done", {"task": task.id})
    phone.send(first)
    phone.send({**first, **body_of({"task": task.id, "note": "没换"})})
    enter(client, working.chief)
    client.post(f"/field/review/other/{Twin.objects.get().id}", {"decision": "stands", "reason": "先到的对"})
    assert Twin.objects.get().decision == "stands"

    enter(client, working.leader)
    from tongxin.sync.models import Device

    client.post(f"/field/devices/{Device.objects.get().key}/revoke")

    assert phone.post().status_code == 401
    page = client.get("/field/review").content.decode()
    assert "没有登记手机" in page
    assert "收进来了" in page


def test_whoever_opened_a_case_is_not_named_here(working: Mine) -> None:
    Phone(working.worker).send(operation("case.open", hazard(working, given={})))

    (line,) = needing_review(viewer=by(working.chief), at=NOW)

    assert line.came.who == "不显示是谁"


def test_what_cannot_be_read_is_shown_as_it_came(working: Mine) -> None:
    phone = Phone(working.leader)
    phone.send(
        operation("task.done", "{"), operation("task.done", "[1]"), operation("talk.x", {"a": True, "b": [1]})
    )
    Operation.objects.filter(body="[1]").update(body="")

    lines = [line.came.lines for line in needing_review(viewer=by(working.leader), at=NOW)]

    assert lines == [(("原文", "{"),), (("原文", "没有留"),), (("a", "是"), ("b", "1"))]


def test_more_lines_ask_no_more_questions(working: Mine, stale: Operation) -> None:
    viewer = by(working.chief)
    with CaptureQueriesContext(connection) as few:
        needing_review(viewer=viewer, at=NOW)
    Phone(working.leader).send(operation("record.hold", meeting(working)))
    Phone(working.instructor).send(*[operation("record.hold", meeting(working)) for _ in range(3)])
    with CaptureQueriesContext(connection) as many:
        assert len(needing_review(viewer=viewer, at=NOW)) == 4

    assert len(few) == len(many)


@pytest.mark.parametrize("spoilt", [("talk.x", "{}"), ("task.done", "{")])
def test_what_nobody_can_read_is_not_taken_by_a_decision(working: Mine, spoilt: tuple[str, str]) -> None:
    Phone(working.leader).send(operation(*spoilt))
    Operation.objects.update(reviewer=working.chief)

    with pytest.raises(Refused, match="还是收不了"):
        decide_operation(Operation.objects.get().id, "taken", reason="试试", by=by(working.chief), at=NOW)


def test_half_a_sign_does_not_shut_the_page_for_everybody(working: Mine, client: Any) -> None:
    words = json.dumps({"kind": "pre_shift_meeting", "text": "顶板\ud83d"})
    Phone(working.leader).send(operation("talk.x", words))
    enter(client, working.chief)

    assert "顶板" in client.get("/field/review").content.decode()


def test_a_form_of_later_is_not_taken_by_a_decision(working: Mine) -> None:
    body = {"team": working.team.id, "text": "二"}
    Phone(working.leader).send(operation("handover.note", body, schema=2))
    row = Operation.objects.get()

    with pytest.raises(Refused, match="还是收不了"):
        decide_operation(row.id, "taken", reason="试试", by=by(working.chief), at=NOW)


@pytest.mark.row("BY-4")
@pytest.mark.parametrize(
    ("kind", "body"),
    [("task.done", "{"), ("talk.x", "{}"), ("task.done", {"task": 10**9}), ("case.move", {"case": 10**9})],
)
def test_what_says_no_place_is_looked_at_by_who_answers_for_its_author(
    working: Mine, kind: str, body: Any
) -> None:
    Phone(working.worker).send(operation(kind, body))

    row = Operation.objects.get()
    assert (row.unit_id, row.reviewer_id) == (working.team.id, working.chief.id)
    assert [line.may_decide for line in needing_review(viewer=by(working.chief), at=NOW)] == [True]


def test_what_says_no_place_and_no_name_is_looked_at_for_the_company(working: Mine) -> None:
    lead = appoint(make_person(working.company, working.root, name="孙立业"), "mine_leader", working.root)
    Phone(working.worker).send(operation("case.open", hazard(working, unit=10**9, anonymous=True)))

    row = Operation.objects.get()
    assert (row.person_id, row.unit_id, row.reviewer_id) == (None, working.root.id, lead.person_id)


def test_who_has_left_the_post_looks_at_nothing_more(working: Mine, stale: Operation) -> None:
    assert len(needing_review(viewer=by(working.chief), at=NOW)) == 1

    Appointment.objects.filter(person=working.chief).delete()

    assert needing_review(viewer=by(working.chief), at=NOW) == []
    with pytest.raises(NotFound):
        decide_operation(stale.id, "taken", reason="看过了", by=by(working.chief), at=NOW)


def test_what_is_confidential_is_told_to_its_author_alone(working: Mine) -> None:
    task = make_task(working.team, "家访", level="C2", owner=working.leader)
    phone = Phone(working.leader)

    (answer,) = phone.send(operation("task.done", {"task": task.id}))

    assert (answer["outcome"], answer["sentence"]) == ("rejected", "这件事要联网办，手机里不存")
    assert needing_review(viewer=by(working.chief), at=NOW) == []
    assert Operation.objects.get().reviewer_id is None


def test_a_step_of_whoever_opened_the_case_does_not_name_them(working: Mine, stale: Operation) -> None:
    (line,) = needing_review(viewer=by(working.chief), at=NOW)
    assert (line.subject, line.came.who) == (f"/cases/{stale.subject_id}", "不显示是谁")

    Case.objects.update(opened_by=working.worker)

    (line,) = needing_review(viewer=by(working.chief), at=NOW)
    assert line.came.who == working.leader.name


def test_whoever_brings_something_under_anothers_id_sees_nothing_of_theirs(working: Mine) -> None:
    task = make_task(working.team, "38 号支架漏液")
    first = operation("task.done", {"task": task.id, "note": "换了"})
    Phone(working.leader).send(first)
    Phone(working.other_leader).send({**first, **body_of({"task": task.id, "note": "没换"})})

    (line,) = needing_review(viewer=by(working.other_leader), at=NOW)
    assert (line.stands, line.subject, line.unit, line.came.lines) == (None, "", "", (("说明", "没换"),))

    (line,) = needing_review(viewer=by(working.leader), at=NOW)
    assert line.may_decide is False
    with pytest.raises(NotAllowed, match="自己交的由别人来定"):
        decide_twin(line.twin_id or 0, "stands", reason="我的对", by=by(working.leader), at=NOW)
