"""What phones bring is taken in once, whatever happens on the way."""

import json
from typing import Any

import pytest
from django.db import OperationalError

from tests.clock import NOW, moment
from tests.factories import appoint
from tests.meanwhile import fail, meanwhile
from tests.records.preshift.world import make_task
from tests.sync.phone import Phone, body_of, hazard, meeting, operation
from tests.world import Mine
from tongxin.cases.models import Case, Deed, Part
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Appointment, Person
from tongxin.records.models import Fitness, Presence, Record, Task
from tongxin.sync.handlers import registry
from tongxin.sync.models import Counter, Need, Operation, Twin


def done(task: Task, **more: Any) -> dict[str, Any]:
    return operation("task.done", {"task": task.id, "note": "换好了"}, **more)


@pytest.fixture
def phone(working: Mine) -> Phone:
    return Phone(working.leader)


@pytest.fixture
def task(working: Mine) -> Task:
    return make_task(working.team, "38 号支架漏液")


@pytest.mark.row("BY-3", "XZW-2")
def test_a_meeting_written_without_a_network_is_closed_once(working: Mine, phone: Phone) -> None:
    held = operation("record.hold", meeting(working), done_at=moment(11, 20, 7))

    (first,) = phone.send(held)
    (again,) = phone.send(held)

    record = Record.objects.get()
    assert (first["outcome"], first["sentence"], first["data"]) == (
        "applied", "", {"record": record.id, "state": "closed"},
    )  # fmt: skip
    assert (again["outcome"], again["seq"], again["data"]) == ("duplicate", first["seq"], first["data"])
    assert (record.state, str(record.key), record.present_count) == ("closed", held["object"], 5)
    assert (record.held_at, record.written_at) == (moment(11, 20, 7), NOW)


@pytest.mark.row("BY-3")
def test_the_same_id_with_another_body_is_kept_beside_the_first(phone: Phone, task: Task) -> None:
    first = done(task)
    other = {**first, **body_of({"task": task.id, "note": "没有换"})}

    assert phone.outcomes(first) == ["applied"]
    assert phone.outcomes(other) == ["conflict"]
    assert phone.outcomes(other, first) == ["conflict", "duplicate"]

    row, twin = Operation.objects.get(), Twin.objects.get()
    assert (row.body, row.outcome, twin.body) == (first["body"], "applied", other["body"])
    task.refresh_from_db()
    assert task.note == "换好了"


def test_somebody_elses_id_tells_nothing_of_theirs(working: Mine, phone: Phone, task: Task) -> None:
    theirs = done(task)
    phone.send(theirs)

    (answer,) = Phone(working.instructor).send(theirs)

    assert (answer["outcome"], answer["data"]) == ("conflict", {})
    assert Twin.objects.get().person_id == working.instructor.id


@pytest.mark.row("BY-3")
def test_one_that_cannot_be_taken_keeps_none_of_the_others_waiting(
    working: Mine, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [make_task(working.team, f"第 {number} 件") for number in range(49)]
    good = [done(one) for one in tasks]
    monkeypatch.setitem(registry.HANDLERS, "task.spoilt", registry.Handler(crash, nowhere, registry.as_it_is))
    poison = operation("task.spoilt", {"x": "一份"})

    outcomes = phone.outcomes(*good[:25], poison, *good[25:])

    assert outcomes == ["applied"] * 25 + ["needs_review"] + ["applied"] * 24
    row = Operation.objects.get(type="task.spoilt")
    assert (row.body, row.sentence) == (poison["body"], "收的时候出了错，原样留着，等人看")
    assert Task.objects.filter(done_at__isnull=True).count() == 0


def crash(brought: registry.Brought, **_: Any) -> registry.Effect:
    raise ZeroDivisionError


def nowhere(given: Any, company_id: int) -> None:
    return None


@pytest.mark.parametrize(
    ("spoilt", "outcome", "sentence", "kept"),
    [
        ({"type": "talk.secret"}, "needs_review", "这个版本还不会收这一种，原样留着，升级后再收", True),
        ({"type": 7}, "needs_review", "这个版本还不会收这一种，原样留着，升级后再收", True),
        ({"schema": 2}, "needs_review", "这个版本还不会收这一种，原样留着，升级后再收", True),
        (body_of("{"), "needs_review", "这一条看不懂，原样留着，等人看", True),
        (body_of("{}"), "needs_review", "没有写清是哪个事项", True),
        ({"sha256": "0" * 64}, "rejected", "这一条在路上传坏了，没有收，请再传一次", False),
        (body_of(" " * 300_000), "rejected", "这一条太大，没有收", False),
        ({"id": 5}, "rejected", "这一条看不懂，原样留着，等人看", False),
    ],
)
def test_what_cannot_be_read_is_answered_and_kept(
    phone: Phone, task: Task, spoilt: dict[str, Any], outcome: str, sentence: str, kept: bool
) -> None:
    (answer,) = phone.send({**done(task), **spoilt})

    assert (answer["outcome"], answer["sentence"]) == (outcome, sentence)
    assert Operation.objects.exists() is kept
    row = Operation.objects.first()
    assert row is None or (row.reviewer_id is not None or row.unit_id is None, row.review_by is not None) == (
        True,
        True,
    )


def test_what_was_spoilt_on_the_way_can_be_sent_again(phone: Phone, task: Task) -> None:
    whole = done(task)

    (cut,) = phone.send({**whole, "body": whole["body"][:-1]})

    assert cut["data"] == {"again": True}
    assert phone.outcomes(whole) == ["applied"]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Refused("不行"), "conflict"),
        (Invalid("不对"), "needs_review"),
        (NotAllowed("不许"), "rejected"),
        (NotFound("没有"), "rejected"),
    ],
)
def test_a_refusal_keeps_what_came_and_says_why(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, error: Refused, outcome: str
) -> None:
    def refuse(brought: registry.Brought, **_: Any) -> registry.Effect:
        raise error

    monkeypatch.setitem(registry.HANDLERS, "task.no", registry.Handler(refuse, nowhere, registry.as_it_is))
    sent = operation("task.no", {"a": 1})

    (answer,) = phone.send(sent)

    assert (answer["outcome"], answer["sentence"]) == (outcome, error.message)
    assert phone.outcomes(sent) == [outcome]
    assert Operation.objects.get().body == sent["body"]


@pytest.mark.row("BY-4")
def test_in_any_order_each_has_what_it_needs(working: Mine, phone: Phone) -> None:
    opened = operation("case.open", hazard(working))
    moved = operation(
        "case.move",
        {"case": opened["object"], "move": "verify", "given": {"found_by": "team"}},
        after=[opened["id"]],
    )

    assert phone.outcomes(moved) == ["held"]
    assert phone.outcomes(moved) == ["held"]
    assert phone.outcomes(opened) == ["applied"]
    assert phone.outcomes(moved, opened) == ["duplicate", "duplicate"]
    assert (Case.objects.get().state, Need.objects.count()) == ("verified", 0)


def test_the_wrong_way_round_in_one_batch_is_taken_at_once(working: Mine, phone: Phone) -> None:
    opened = operation("case.open", hazard(working))
    moved = operation(
        "case.move", {"case": opened["object"], "move": "verify", "given": {}}, after=[opened["id"]]
    )

    assert phone.outcomes(moved, opened) == ["applied", "applied"]
    assert Deed.objects.count() == 2


@pytest.mark.row("BY-4")
def test_ids_stay_for_ever(phone: Phone, task: Task) -> None:
    sent = done(task)
    phone.send(sent)
    Operation.objects.update(body="", person=None, device=None, emptied=True)
    Task.objects.update(done_at=None)

    assert phone.outcomes(sent) == ["duplicate"]
    assert Task.objects.get().done_at is None


@pytest.mark.row("BY-4")
def test_who_has_left_the_post_since_is_taken_at_their_word_of_then(working: Mine) -> None:
    phone = Phone(working.leader)
    Appointment.objects.filter(person=working.leader).update(ends_date=moment(11, 19).date())
    appoint(working.worker, "team_leader", working.team, starts_date=moment(11, 20).date())
    note = {"team": working.team.id, "text": "机尾浮煤"}
    earlier = operation("handover.note", note, done_at=moment(11, 19, 12))
    later = operation("handover.note", note)

    assert phone.outcomes(earlier, later) == ["applied", "rejected"]
    assert Operation.objects.get(outcome="applied").flags == ["left_post"]


def test_without_a_sure_time_nobody_is_turned_away_for_a_lost_post(working: Mine) -> None:
    phone = Phone(working.leader)
    Appointment.objects.filter(person=working.leader).update(ends_date=moment(11, 19).date())
    note = operation("handover.note", {"team": working.team.id, "text": "机尾浮煤"}, boot="old", wall="")

    assert phone.outcomes(note) == ["needs_review"]


def test_who_has_left_the_company_still_hands_in_what_was_done_before(working: Mine, task: Task) -> None:
    phone = Phone(working.leader)
    Person.objects.filter(id=working.leader.id).update(left_date=moment(11, 19).date())

    outcomes = phone.outcomes(done(task, done_at=moment(11, 19, 12)), done(make_task(working.team, "水管")))

    assert outcomes == ["applied", "rejected"]


@pytest.mark.row("XZW-2")
def test_fitness_never_lies_in_the_inbox(working: Mine, phone: Phone) -> None:
    """SG-05: it dies with the shift; the shift is still to begin here."""
    watch = {str(working.worker.id): {"level": "unfit", "arrange": "rest", "partner": None}}
    marks = meeting(working)["marks"]
    marks[str(working.leader.id)] = {"present": True, "reason": "", "level": "watch", "arrange": "ask_again"}

    (answer,) = phone.send(operation("record.hold", meeting(working, marks=marks, watch=watch)))

    assert (answer["outcome"], Fitness.objects.count()) == ("applied", 2)
    row = Operation.objects.get()
    assert not any(word in row.body for word in ("unfit", "rest", "watch", "ask_again"))
    assert "marks" in row.body


def test_what_the_phone_offers_again_after_the_shift_without_fitness_is_the_same(
    working: Mine, phone: Phone
) -> None:
    watch = {str(working.worker.id): {"level": "watch", "arrange": "ask_again", "partner": None}}
    sent = operation("record.hold", meeting(working, watch=watch))
    phone.send(sent)

    assert phone.outcomes({**sent, **body_of(meeting(working))}) == ["duplicate"]
    assert phone.outcomes({**sent, **body_of(meeting(working, risks=["gas"]))}) == ["conflict"]


def test_a_meeting_with_gaps_stays_a_draft_and_says_what_is_missing(working: Mine, phone: Phone) -> None:
    marks = meeting(working)["marks"] | {str(working.worker.id): {"present": False, "reason": ""}}

    (answer,) = phone.send(operation("record.hold", meeting(working, marks=marks, guests=["没有这个人"])))

    assert (answer["outcome"], answer["data"]["state"]) == ("applied", "draft")
    assert (
        answer["sentence"]
        == "花名册里没找到：没有这个人；还差 1 处没填：张伟没到，点一下为什么。联网后打开补上"
    )
    assert Presence.objects.filter(present=False).count() == 1


def test_two_who_wrote_the_same_meeting_are_both_kept(working: Mine, phone: Phone) -> None:
    phone.send(operation("record.hold", meeting(working)))

    (answer,) = Phone(working.instructor).send(operation("record.hold", meeting(working)))

    assert answer["outcome"] == "conflict"
    assert answer["sentence"] == "“11月20日早班 班前会”赵建军已经在记，两份都留着，请对一下"
    assert Record.objects.count() == 1


@pytest.mark.row("BY-4")
def test_an_anonymous_hazard_stays_anonymous(working: Mine) -> None:
    phone = Phone(working.worker)
    sent = operation("case.open", hazard(working, anonymous=True))

    (answer,) = phone.send(sent)
    (again,) = phone.send(sent)

    row, case = Operation.objects.get(), Case.objects.get()
    assert (answer["outcome"], again["outcome"]) == ("applied", "duplicate")
    assert answer["data"]["code"] == again["data"]["code"] != ""
    assert answer["data"]["code"] not in str(row.data)
    assert (row.person_id, row.device_id, row.seq, row.object, row.boot, row.wall, row.mono) == (
        None, None, None, None, "", "", None,
    )  # fmt: skip
    assert (row.received_at, row.applied_at) == (moment(11, 20, 7, 15), None)
    assert answer["seq"] == Counter.objects.get().value + 1
    assert (case.opened_by_id, Part.objects.filter(person=working.worker).count()) == (None, 0)


@pytest.mark.row("BY-4")
def test_an_anonymous_report_that_is_refused_is_reviewed_without_a_name(working: Mine) -> None:
    (answer,) = Phone(working.worker).send(operation("case.open", hazard(working, anonymous=True, given={})))

    row = Operation.objects.get()
    assert (answer["outcome"], row.person_id, row.device_id) == ("needs_review", None, None)
    assert row.reviewer_id == working.chief.id


def test_what_is_confidential_is_refused_and_nothing_of_it_is_kept(working: Mine) -> None:
    from tests.factories import adopt

    adopt(working.root, "care-files")
    kind = {"kind": "support", "unit": working.team.id, "given": {"why": "家里有人住院"}}

    (answer,) = Phone(working.leader).send(operation("case.open", kind))

    assert (answer["outcome"], answer["sentence"]) == ("rejected", "这件事要联网办，手机里不存")
    assert Operation.objects.get().body == ""


def test_while_the_database_is_away_nothing_is_known_and_the_phone_waits(phone: Phone, task: Task) -> None:
    with meanwhile('INSERT INTO "sync_operation"', fail):
        response = phone.post(done(task))

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Content-Type"] == "application/problem+json"
    assert phone.outcomes(done(task)) == ["applied"]


def test_more_than_fifty_at_once_are_too_many(phone: Phone, task: Task) -> None:
    response = phone.post(*[done(task)] * 51)

    assert (response.status_code, response.json()["title"]) == (413, "太大")
    assert not Operation.objects.exists()


def test_numbers_follow_each_other_without_gaps(working: Mine, phone: Phone) -> None:
    answers = phone.send(*[done(make_task(working.team, f"{number}")) for number in range(3)])

    assert [answer["seq"] for answer in answers] == [1, 2, 3]


def test_a_copy_that_comes_at_the_same_moment_changes_nothing(phone: Phone, task: Task) -> None:
    sent = done(task)
    outcomes: list[str] = []

    with meanwhile(
        "SAVEPOINT", lambda: outcomes.extend(Phone(phone.person, token=phone.token).outcomes(sent))
    ):
        outcomes += Phone(phone.person, token=phone.token).outcomes(sent)

    assert sorted(outcomes) == ["applied", "duplicate"]
    assert Operation.objects.count() == 1


def test_a_broken_connection_is_tried_again(
    phone: Phone, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongxin.sync.commands import taking

    real, left = taking._take, [OperationalError("deadlock"), None]

    def once(*args: Any, **given: Any) -> Any:
        if error := left.pop(0):
            raise error
        return real(*args, **given)

    class Outside:
        in_atomic_block = False

    monkeypatch.setattr(taking, "_take", once)
    monkeypatch.setattr(taking, "connection", Outside)

    assert phone.outcomes(done(task)) == ["applied"]


def test_while_its_effect_cannot_be_written_nothing_is_known_either(phone: Phone, task: Task) -> None:
    sent = done(task)

    with meanwhile('UPDATE "records_task"', fail):
        response = phone.post(sent)

    assert response.status_code == 503
    assert not Operation.objects.exists()
    assert phone.outcomes(sent) == ["applied"]


def test_a_twin_that_comes_at_the_same_moment_is_the_same_twin(phone: Phone, task: Task) -> None:
    first = done(task)
    other = {**first, **body_of({"task": task.id, "note": "没有换"})}
    phone.send(first)
    answers: list[dict[str, Any]] = []
    statement = ('INSERT INTO "sync_twin"', 'INSERT OR IGNORE INTO "sync_twin"')

    with meanwhile(statement, lambda: answers.extend(Phone(phone.person, token=phone.token).send(other))):
        answers += Phone(phone.person, token=phone.token).send(other)

    assert [answer["seq"] for answer in answers] == [2, 2]
    assert Twin.objects.count() == 1


HALF = (
    "\ud83d"  # the first half of a sign outside the basic plane, as a field that cuts at a length leaves it
)


def halved(body: dict[str, Any]) -> str:
    """As a browser writes half a sign: escaped."""
    return json.dumps(body)


@pytest.mark.row("BY-3")
def test_half_a_sign_in_one_thing_keeps_none_of_the_others_waiting(
    working: Mine, phone: Phone, task: Task
) -> None:
    cut = meeting(working, watch={str(working.worker.id): {"level": "watch"}}, other_risk=f"顶板{HALF}")
    held = operation("record.hold", halved(cut))

    assert phone.outcomes(held, done(task)) == ["applied", "applied"]
    assert phone.outcomes(held, done(task)) == ["duplicate", "applied"]
    assert Record.objects.get().data["other_risk"] == "顶板"


def test_what_waited_with_half_a_sign_in_it_is_taken_too(working: Mine, phone: Phone) -> None:
    first = operation("handover.note", {"team": working.team.id, "text": "一"})
    words = halved({"team": working.team.id, "text": f"二{HALF}"})
    second = operation("handover.note", words, after=[first["id"]])

    assert phone.outcomes(second, first) == ["applied", "applied"]
    assert sorted(Task.objects.values_list("text", flat=True)) == ["一", "二"]


def test_a_form_of_later_waits_for_nothing_and_is_not_taken_for_one_of_today(
    working: Mine, phone: Phone
) -> None:
    first = operation("handover.note", {"team": working.team.id, "text": "一"})
    later = operation("handover.note", {"team": working.team.id, "text": "二"}, after=[first["id"]], schema=2)

    assert phone.outcomes(later) == ["needs_review"]
    assert phone.outcomes(first) == ["applied"]
    assert list(Task.objects.values_list("text", flat=True)) == ["一"]
