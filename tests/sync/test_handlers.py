"""What each type does: the command that the page calls, with what the phone wrote."""

from typing import Any

import pytest

from tests.clock import NOW, moment
from tests.factories import adopt, make_person, make_shift
from tests.records.preshift.world import make_task
from tests.sync.phone import Phone, hazard, meeting, operation
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.models import Case, Deed, Evidence
from tongxin.files.models import StoredFile
from tongxin.records.models import Presence, Record, Task
from tongxin.sync.commands.photos import join_photo
from tongxin.sync.models import Operation, Photo
from tongxin.sync.queries import my_operations


@pytest.fixture
def phone(working: Mine) -> Phone:
    return Phone(working.leader)


def one(phone: Phone, kind: str, body: Any, **more: Any) -> dict[str, Any]:
    (answer,) = phone.send(operation(kind, body, **more))
    return answer


def test_places_watchers_guests_and_fields_of_a_meeting_are_kept(working: Mine, phone: Phone) -> None:
    guest = make_person(working.company, name="外来工")
    body = meeting(
        working,
        moves={str(working.worker.id): "机尾", "x": "无"},
        guests=["外来工", guest.employee_no],
        watchers={"rib": working.worker.id, "gas": "x"},
        values={"other_risk": "风大", "opinions": "换手套\n多备水"},
        point_and_call=True,
        read=True,
    )

    answer = one(phone, "record.hold", body)

    record = Record.objects.get()
    assert (answer["outcome"], answer["data"]["state"]) == ("applied", "closed"), answer
    assert (record.data["risks"], record.data["moves"]) == (["rib", "roof"], {str(working.worker.id): "机尾"})
    assert record.data["watchers"] == {"rib": working.worker.id}
    assert (record.data["other_risk"], record.data["opinions"]) == ("风大", ["换手套", "多备水"])
    assert (record.data["oath"], record.data["point_and_call"], record.data["read"]) == (True, True, True)
    assert Presence.objects.filter(person=guest, present=True).exists()


@pytest.mark.parametrize(
    ("changed", "outcome", "sentence"),
    [
        ({"kind": "group_meeting"}, "needs_review", "这一种会不能离线记"),
        ({"shift": None}, "needs_review", "没有写清是哪个班次"),
        ({"shift": "9" * 30}, "needs_review", "没有写清是哪个班次"),
        ({"shift": 987654}, "rejected", "没有找到这个班次"),
        ({"marks": {}}, "applied", "还差 7 处没填：赵建军没到，点一下为什么。联网后打开补上"),
        ({"marks": {"a": 1}, "guests": "x", "watch": [1], "moves": 3}, "applied", None),
    ],
)
def test_a_meeting_that_is_not_whole(
    working: Mine, phone: Phone, changed: dict[str, Any], outcome: str, sentence: str | None
) -> None:
    answer = one(phone, "record.hold", meeting(working, **changed))

    assert answer["outcome"] == outcome, answer
    assert sentence is None or answer["sentence"] == sentence


def test_a_draft_that_somebody_began_online_is_gone_on_with(working: Mine, phone: Phone) -> None:
    first = operation("record.hold", meeting(working, marks={}))
    phone.send(first)

    answer = one(phone, "record.hold", meeting(working), object=first["object"])

    assert (answer["outcome"], Record.objects.get().state) == ("applied", "closed")


def test_a_case_is_taken_further_once(working: Mine, phone: Phone) -> None:
    opened = one(phone, "case.open", hazard(working))["data"]["case"]
    move = {"case": opened, "move": "verify", "given": {"found_by": "team"}, "late_reason": ""}

    moved = one(phone, "case.move", move, base=Case.objects.get().revision)
    late = one(phone, "case.move", move, base=0)

    assert (moved["outcome"], moved["data"]) == ("applied", {"case": opened, "state": "verified", "step": 2})
    assert (late["outcome"], Deed.objects.count()) == ("conflict", 2)


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"case": 987654}, "needs_review"),
        ({"case": "x"}, "needs_review"),
        ({"done_on": "bald"}, "needs_review"),
        ({"done_on": "2026-11-19"}, "needs_review"),
        ({"move": "nothing"}, "conflict"),
    ],
)
def test_a_step_that_cannot_be_made(
    working: Mine, phone: Phone, changed: dict[str, Any], outcome: str
) -> None:
    opened = one(phone, "case.open", hazard(working))["data"]["case"]

    answer = one(phone, "case.move", {"case": opened, "move": "verify", "given": {}, **changed})

    assert answer["outcome"] == outcome, answer


def test_a_confidential_case_is_not_taken_further_on_a_phone(working: Mine, phone: Phone) -> None:
    opened = one(phone, "case.open", hazard(working))["data"]["case"]
    Case.objects.update(level="C2")

    answer = one(phone, "case.move", {"case": opened, "move": "verify", "given": {"what": "私事"}})

    assert answer["outcome"] == "rejected"
    assert Operation.objects.get(type="case.move").body == ""


def test_a_kind_that_is_not_known_anywhere_is_kept_for_a_person(working: Mine, phone: Phone) -> None:
    answer = one(phone, "case.open", {"kind": "nothing", "unit": working.team.id, "given": {}})

    assert (answer["outcome"], Operation.objects.get().unit_id) == ("conflict", working.team.id)


def test_a_task_that_somebody_has_done_meanwhile_is_done(working: Mine, phone: Phone) -> None:
    task = make_task(working.team, "38 号支架漏液")
    Phone(working.instructor).send(operation("task.done", {"task": task.id}))

    answer = one(phone, "task.done", {"task": task.id})

    assert (answer["outcome"], answer["sentence"]) == ("applied", "王建国已经办完了")
    assert Operation.objects.get(person=working.leader).flags == ["already_done"]


def test_a_confidential_task_is_not_done_on_a_phone(working: Mine, phone: Phone) -> None:
    task = make_task(working.team, "谈话", owner=working.leader)
    Task.objects.filter(id=task.id).update(level="C2")

    answer = one(phone, "task.done", {"task": task.id, "note": "私事"})

    assert (answer["outcome"], Operation.objects.get().body) == ("rejected", "")


def test_a_handover_is_given_or_a_point_left_open(working: Mine, phone: Phone) -> None:
    Record.objects.all().delete()
    ended = {**meeting(working), "text": "机尾浮煤剩 12 架"}

    point = one(phone, "handover.note", {"team": working.team.id, "text": ended["text"]})
    empty = one(phone, "handover.note", {"team": working.team.id, "text": " "})

    assert (point["outcome"], Task.objects.get().kind, empty["outcome"]) == (
        "applied",
        "open_point",
        "needs_review",
    )


def test_a_whole_handover_is_given_once(working: Mine, phone: Phone) -> None:
    shift = working.shift
    shift.starts_at, shift.ends_at = moment(11, 19, 23), moment(11, 20, 7)
    shift.save()
    values = dict.fromkeys(("tasks_done", "equipment", "site", "tools"), "正常")
    body = {
        "team": working.team.id, "shift": shift.id, "values": {**values, "unsolved": ["浮煤"]},
        "to_team": working.other_team.id, "passed_on": [1, "x"],
    }  # fmt: skip

    given, again = one(phone, "handover.note", body), one(phone, "handover.note", body)

    assert given["outcome"] == "applied", given
    assert again["outcome"] == "conflict"
    assert Record.objects.get().data["unsolved"] == ["浮煤"]


def test_a_checklist_is_written_whole_or_stays_a_draft(working: Mine, phone: Phone) -> None:
    adopt(working.root, "db")
    body = {
        "kind": "team_meeting", "unit": working.team.id,
        "marks": {str(working.worker.id): {"present": False, "reason": "leave"}, "x": {}}, "fields": {},
    }  # fmt: skip

    answer = one(phone, "checklist.answer", body)

    record = Record.objects.get()
    assert answer["outcome"] == "applied", answer
    assert (answer["data"], record.kind) == ({"record": record.id, "state": record.state}, "team_meeting")
    assert Presence.objects.get(person=working.worker).reason == "leave"


def test_votes_and_what_is_confidential_are_for_those_online(working: Mine) -> None:
    adopt(working.committee, "party-branch-2018")
    phone = Phone(working.secretary)

    for kind in ("heart_to_heart_talk", "members_meeting"):
        answer = one(
            phone, "checklist.answer", {"kind": kind, "unit": working.branch.id, "fields": {"a": "私事"}}
        )
        assert (answer["outcome"], answer["sentence"]) == ("rejected", "这一种要联网写，手机里不存")
    assert set(Operation.objects.values_list("body", flat=True)) == {""}


@pytest.mark.row("BY-4")
def test_the_report_does_not_wait_for_its_photos(working: Mine, phone: Phone) -> None:
    hashes = ["a" * 64, "b" * 64]
    sent = operation("case.open", hazard(working), blobs=hashes)
    phone.send(sent)
    file = StoredFile.objects.create(
        company_id=working.company.id, sha256="c" * 64, name="照片.jpg", content_type="image/jpeg", size=1,
        uploaded_by_id=working.leader.id, uploaded_at=NOW,
    )  # fmt: skip

    assert join_photo("a" * 64, file.id, person_id=working.worker.id, at=NOW) == 0
    assert join_photo("a" * 64, file.id, person_id=working.leader.id, at=NOW) == 1
    assert join_photo("a" * 64, file.id, person_id=working.leader.id, at=NOW) == 0

    (line,) = my_operations(viewer=actor_of(working.leader.id, at=NOW))
    assert (line.photos, line.photos_of, Evidence.objects.get().file_id) == (1, 2, file.id)
    assert Photo.objects.get(sha256="a" * 64).joined_at == NOW


def test_whoever_does_not_see_a_thing_does_not_learn_that_it_is_confidential(working: Mine) -> None:
    opened = one(Phone(working.leader), "case.open", hazard(working))["data"]["case"]
    task, phone = make_task(working.team, "38 号支架漏液"), Phone(working.other_leader)

    def told() -> list[tuple[str, str]]:
        step = {"case": opened, "move": "verify", "given": {}}
        answers = phone.send(operation("case.move", step), operation("task.done", {"task": task.id}))
        return [(answer["outcome"], answer["sentence"]) for answer in answers]

    plain = told()
    Case.objects.update(level="C2")
    Task.objects.update(level="C2")

    assert told() == plain == [("rejected", "没有找到这件事")] * 2


@pytest.mark.parametrize("kind", ["pre_shift_meeting", "shift_handover"])
def test_a_meeting_is_not_handed_in_as_a_checklist_before_its_shift(
    working: Mine, phone: Phone, kind: str
) -> None:
    monday = make_shift(working.team, moment(11, 23, 8), moment(11, 23, 16))
    body = {"kind": kind, "unit": working.team.id, "shift": monday.id, "fields": {"oath": True}}

    answer = one(phone, "checklist.answer", body)

    assert (answer["outcome"], "有自己的记法" in answer["sentence"]) == ("needs_review", True)
    assert not Record.objects.exists()
