"""What phones bring is taken in once, whatever happens on the way."""

from tests.sync.phone import Phone, hazard, meeting, operation
from tests.world import Mine
from tongxin.cases.models import Case
from tongxin.records.models import Record


def test_a_meeting_written_without_a_network_is_closed_once(working: Mine) -> None:
    phone = Phone(working.leader)
    held = operation("record.hold", meeting(working))

    (first,) = phone.send(held)
    (again,) = phone.send(held)

    record = Record.objects.get()
    assert (first["outcome"], first["sentence"], first["data"]) == (
        "applied", "", {"record": record.id, "state": "closed"},
    )  # fmt: skip
    assert (again["outcome"], again["seq"]) == ("duplicate", first["seq"])
    assert (record.state, str(record.key), record.present_count) == ("closed", held["object"], 5)


def test_a_hazard_is_opened(working: Mine) -> None:
    (answer,) = Phone(working.worker).send(operation("case.open", hazard(working)))

    assert answer["outcome"] == "applied", answer
    assert Case.objects.get().opened_by_id == working.worker.id
