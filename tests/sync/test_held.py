"""What came before what it needs is kept, and gone on with."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clock import NOW, moment
from tests.sync.phone import Phone, hazard, operation
from tests.world import Mine
from tongxin.cases.models import Case
from tongxin.records.models import Task
from tongxin.sync.commands import apply_held, expire_held
from tongxin.sync.handlers import registry
from tongxin.sync.models import Need, Operation


def note(mine: Mine, words: str, *after: dict[str, Any]) -> dict[str, Any]:
    body = {"team": mine.team.id, "text": words}
    return operation("handover.note", body, after=[one["id"] for one in after])


@pytest.mark.row("BY-4")
def test_a_chain_goes_on_as_soon_as_its_beginning_is_there(working: Mine) -> None:
    phone = Phone(working.leader)
    first = note(working, "一")
    second = note(working, "二", first)
    third = note(working, "三", first, second)

    assert phone.outcomes(third) == ["held"]
    assert phone.outcomes(second) == ["held"]
    assert phone.outcomes(first) == ["applied"]
    assert list(Task.objects.order_by("id").values_list("text", flat=True)) == ["一", "二", "三"]
    assert set(Operation.objects.values_list("outcome", flat=True)) == {"applied"}


def test_what_both_missed_at_the_same_moment_the_worker_finds(working: Mine) -> None:
    phone = Phone(working.leader)
    first = note(working, "一")
    second = note(working, "二", first)
    phone.send(second)
    needs = list(Need.objects.all())
    Need.objects.all().delete()
    phone.send(first)
    Need.objects.bulk_create(needs)

    assert apply_held(at=NOW) == 1
    assert apply_held(at=NOW) == 0
    assert Task.objects.count() == 2


@pytest.mark.row("BY-4")
def test_after_five_days_it_is_taken_as_far_as_it_goes_and_flagged(working: Mine) -> None:
    phone = Phone(working.leader)
    lost = note(working, "丢了")
    moved = operation(
        "case.move", {"case": lost["object"], "move": "verify", "given": {}}, after=[lost["id"]]
    )
    phone.send(note(working, "二", lost), moved)

    assert expire_held(at=NOW + timedelta(days=5) - timedelta(seconds=1)) == 0
    assert expire_held(at=NOW + timedelta(days=5)) == 1
    rows = Operation.objects.order_by("seq").values_list("outcome", "flags", "sentence")
    assert list(rows) == [
        ("applied", ["without_parents"], ""),
        ("needs_review", ["without_parents"], "没有找到这件事，可能它还没有传上来"),
    ]
    assert Need.objects.count() == 0


def test_what_waits_for_something_refused_waits_on(working: Mine) -> None:
    phone = Phone(working.leader)
    opened = operation("case.open", hazard(working, given={}))
    second = note(working, "二", opened)

    assert phone.outcomes(opened, second) == ["needs_review", "held"]
    assert apply_held(at=NOW) == 0


def test_a_type_that_is_gone_when_its_turn_comes_is_left_to_a_person(
    working: Mine, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(working.leader)
    first = note(working, "一")
    phone.send(note(working, "二", first))
    monkeypatch.delitem(registry.HANDLERS, "handover.note")

    assert expire_held(at=moment(11, 30)) == 0
    assert Operation.objects.get().outcome == "needs_review"


def test_nobody_waits_for_an_anonymous_case_by_its_thing(working: Mine) -> None:
    phone = Phone(working.leader)
    opened = operation("case.open", hazard(working, anonymous=True))
    moved = operation(
        "case.move", {"case": opened["object"], "move": "verify", "given": {}}, after=[opened["id"]]
    )

    assert phone.outcomes(opened, moved) == ["applied", "needs_review"]
    assert Case.objects.get().state == "reported"


def test_a_form_of_later_that_waited_is_left_to_a_person(working: Mine) -> None:
    phone, first = Phone(working.leader), note(working, "一")
    phone.send(note(working, "二", first))
    Operation.objects.update(schema=2)

    phone.send(first)

    assert Operation.objects.get(schema=2).outcome == "needs_review"
    assert list(Task.objects.values_list("text", flat=True)) == ["一"]
